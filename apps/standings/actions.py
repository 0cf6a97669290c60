"""What is done about a contest's table besides storing it: asking for an update, and noting how the last try went."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from apps.contests.models import Contest
from apps.core import audit, events
from apps.core.errors import Refused
from apps.standings.models import Standings

logger = logging.getLogger(__name__)
WHILE_RUNNING = timedelta(minutes=1)
ELSE = timedelta(minutes=10)
OF_A_SITE = 30  # tables of one site that may be asked for within ten minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An update that was granted: when the table was last read (None: never), and when one may ask again."""

    last: datetime | None
    again: datetime


@transaction.atomic
def ask_for_update(contest: Contest, *, by: AbstractBaseUser | None = None) -> Asked:
    """Have a contest's results read now, for anybody who asks: once a minute while it runs, else in ten minutes.

    Who asks at the same time as somebody else is refused, so that however many ask, the site is asked once.

    Raises:
        Refused: it has not begun, its site has no results to read, or it or its site was asked for just now.
    """
    now = timezone.now()
    _refuse_in_vain(contest, now)
    wait = WHILE_RUNNING if contest.start <= now < contest.end else ELSE
    Standings.objects.bulk_create([Standings(contest=contest)], ignore_conflicts=True)
    header = Standings.objects.filter(contest=contest)
    if not header.filter(Q(asked_at=None) | Q(asked_at__lte=now - wait)).update(asked_at=now):
        raise Refused(_too_soon(header.values_list("asked_at", flat=True).get(), wait=wait, now=now))
    _refuse_many(contest)
    events.record("refresh.wanted", {"contest": contest.pk})
    if by is not None:
        audit.record("standings.asked", [contest], by=by)
    return Asked(last=header.values_list("read_at", flat=True).get(), again=now + wait)


def _refuse_in_vain(contest: Contest, now: datetime) -> None:
    if not contest.resource.enabled or not contest.resource.has_ability("standings"):
        raise Refused(_("The results of %(site)s are not read.") % {"site": contest.resource.title})
    if now < contest.start:
        raise Refused(_("There are no results before the start."))


def _refuse_many(contest: Contest) -> None:
    key = f"standings-asked:{contest.resource_id}"
    try:
        cache.add(key, 0, timeout=ELSE.total_seconds())
        asked = cache.incr(key)
    except ValueError:  # its time ended between the two
        return
    except RedisError as error:  # each table has its own pause in the database
        logger.warning("nobody counts the results that are asked for: %s", error)
        return
    if asked > OF_A_SITE:
        raise Refused(_("Many results of this site have been asked for: please try again in ten minutes."))


def _too_soon(asked: datetime | None, *, wait: timedelta, now: datetime) -> str:
    left = max((asked or now) + wait - now, timedelta(seconds=1))
    seconds = -(-left // timedelta(seconds=1))
    if seconds < 60:
        told = ngettext(
            "It was asked for just now: again in %(number)d second.",
            "It was asked for just now: again in %(number)d seconds.",
            seconds,
        )
        return told % {"number": seconds}
    minutes = -(-seconds // 60)
    told = ngettext(
        "It was asked for just now: again in %(number)d minute.",
        "It was asked for just now: again in %(number)d minutes.",
        minutes,
    )
    return told % {"number": minutes}


def note_reading(contest: Contest, *, now: datetime) -> None:
    """Write that a table was read and says what it says here."""
    Standings.objects.filter(contest=contest).update(read_at=now, trouble="", said="")


def note_trouble(contest: Contest, *, trouble: str, said: str) -> None:
    """Write why the last try gave nothing: a Trouble or "crashed", and the words on it that anybody may read."""
    Standings.objects.bulk_create([Standings(contest=contest)], ignore_conflicts=True)
    differs = ~Q(trouble=trouble) | ~Q(said=said)
    Standings.objects.filter(differs, contest=contest).update(trouble=trouble, said=said)
