"""Writes on people and their keys."""

from __future__ import annotations

from django.db import transaction

from apps.accounts.models import ApiKey, User, new_key


@transaction.atomic
def renew_key(username: str) -> str:
    """Give a person a new API key in place of any older one, making the person if there is none; return the key."""
    user, made = User.objects.get_or_create(username=username)
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    key = new_key()
    ApiKey.objects.update_or_create(user=user, defaults={"key": key})
    return key
