"""Writes on people and their keys, and what is asked to be read of accounts."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from apps.accounts.models import Account, ApiKey, User, new_key
from apps.core import events
from apps.core.errors import Refused
from apps.resources.models import Resource

logger = logging.getLogger(__name__)
WANTED = "account.wanted"  # {"resource": id, "key": handle}: the engine reads the profile
PAUSE = timedelta(minutes=10)
OF_A_SENDER, OF_A_SITE = 20, 60  # accounts that may be asked for within a pause


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A reading that was granted: when the profile was last read (None: never), and when one may ask again."""

    last: datetime | None
    again: datetime


@transaction.atomic
def ask_for_account(resource: Resource, key: str, *, sender: str) -> Wanted:
    """Have a profile read now, of an account that is known or never was, for anybody who asks.

    A handle may be asked for once in ten minutes, whoever asks; a sender and a site only so often in that time.

    Raises:
        Refused: the site's profiles are not read, one of these limits is reached, or nobody counts, Valkey being away.
    """
    now = timezone.now()
    if not resource.enabled or not resource.has_ability("profiles"):
        raise Refused(_("The profiles of %(site)s are not read.") % {"site": resource.title})
    account = Account.objects.filter(resource=resource, key=key).first()
    try:
        _refuse_many(resource, key, sender=sender, now=now)
    except RedisError as error:
        logger.warning("nobody counts the accounts that are asked for: %s", error)
        raise Refused(_too_many()) from error
    events.record(WANTED, {"resource": resource.pk, "key": account.key if account else key})
    return Wanted(last=account.read_at if account else None, again=now + PAUSE)


def _refuse_many(resource: Resource, key: str, *, sender: str, now: datetime) -> None:
    if not cache.add(_asked_name(resource, key), now.timestamp(), timeout=PAUSE.total_seconds()):
        raise Refused(_("It was asked for just now: please wait some minutes before you ask again."))
    for name, most in ((f"accounts-asked-by:{sender}", OF_A_SENDER), (f"accounts-asked-of:{resource.pk}", OF_A_SITE)):
        if _count(name) > most:
            cache.delete(_asked_name(resource, key))
            raise Refused(_too_many())


def _too_many() -> str:
    return _("So many accounts have been asked for that this one has to wait: please come back later.")


def is_asked_for(resource: Resource, key: str) -> bool:
    """Return whether a handle was asked for within the last ten minutes."""
    try:
        return cache.get(_asked_name(resource, key)) is not None
    except RedisError as error:
        logger.warning("nobody knows who was asked for: %s", error)
        return False


def _asked_name(resource: Resource, key: str) -> str:
    return f"account-asked:{resource.pk}:{sha256(key.encode()).hexdigest()[:32]}"


def _count(name: str) -> int:
    """Count one more of something within a pause, and return how many there were."""
    cache.add(name, 0, timeout=PAUSE.total_seconds())
    try:
        return int(cache.incr(name))
    except ValueError:  # its time ended between the two
        return 1
