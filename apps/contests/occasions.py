"""Contests as events of a calendar: what an event says, and the four ways to show contests of a day and more."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.contests.ical import Occasion
from apps.contests.models import Contest
from apps.contests.queries import Listed
from apps.core.durations import short_duration

LONG = timedelta(days=1)
EDGE = timedelta(minutes=30)  # how much of a long contest its start and its end take as events


class Long(enum.StrEnum):
    """What becomes of contests whose window is a day or more."""

    ALL = "all"  # they stand as they are, over all their days
    ENDS = "ends"  # two short events: the first and the last half hour
    DAY = "day"  # whole days (in UTC) at the top of a calendar
    SKIP = "skip"  # they are left out


def occasions(contests: Iterable[Contest | Listed], long: Long) -> Iterator[Occasion]:
    """Yield the events of contests: of each one, two or none. Their UIDs hang on nothing but the contest's id."""
    language = get_language() or ""
    for contest in contests:
        whole = _occasion(contest, language)
        if long is Long.ALL or contest.end - contest.start < LONG:
            yield whole
        else:
            yield from _long(contest, whole, long)


def _long(contest: Contest | Listed, whole: Occasion, long: Long) -> Iterator[Occasion]:
    if long is Long.DAY:
        last = (contest.end - timedelta(microseconds=1)).astimezone(UTC).date()
        yield whole._replace(start=contest.start.astimezone(UTC).date(), end=last + timedelta(days=1))
    elif long is Long.ENDS:
        title = _("Start: %(title)s") % {"title": contest.title}
        yield whole._replace(uid=_uid(contest, "start"), title=title, end=contest.start + EDGE)
        title = _("End: %(title)s") % {"title": contest.title}
        yield whole._replace(uid=_uid(contest, "end"), title=title, start=contest.end - EDGE)


def _uid(contest: Contest | Listed, part: str = "") -> str:
    return f"{contest.pk}{f'-{part}' if part else ''}@{settings.SITE_HOST}"


def _occasion(contest: Contest | Listed, language: str) -> Occasion:
    return Occasion(
        uid=_uid(contest),
        title=contest.title,
        start=contest.start,
        end=contest.end,
        url=contest.url,
        location=contest.host,
        category=contest.resource.title,
        description=_description(contest, language),
        sequence=contest.sequence,
        created=contest.created,
        modified=contest.modified,
        is_off=contest.is_off,
    )


def _description(contest: Contest | Listed, language: str) -> str:
    lines = [_duration_line(contest.duration, contest.end - contest.start, language), contest.url]
    if contest.registration_closes:
        lines.insert(1, _("Registration closes %(time)s") % {"time": utc_text(contest.registration_closes)})
    if contest.cancelled:
        lines.insert(0, _("Cancelled: the site says that it will not take place."))
    elif contest.gone:
        lines.insert(0, _("The site does not list it any more."))
    return "\n".join(lines)


def duration_line(contest: Contest | Listed) -> str:
    """Return how long a contest is for one participant and, where that is less, how long it is open."""
    return _duration_line(contest.duration, contest.end - contest.start, get_language() or "")


@lru_cache(maxsize=1024)  # a calendar has hundreds of contests of few lengths
def _duration_line(own: timedelta, whole: timedelta, _language: str) -> str:
    length = short_duration(own)
    if own >= whole:
        return _("Duration: %(length)s") % {"length": length}
    window = short_duration(whole)
    return _("Duration: %(length)s, at any time within %(window)s") % {"length": length, "window": window}


def utc_text(moment: datetime) -> str:
    """Return a time for people: "2026-11-21 14:35 UTC"."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
