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


def give_key(user: User) -> str:
    """Return a person's API key, made on the spot where there is none."""
    return ApiKey.objects.get_or_create(user=user)[0].key


def remove_key(user: User) -> None:
    """Void a person's API key, if there is one."""
    ApiKey.objects.filter(user=user).delete()
