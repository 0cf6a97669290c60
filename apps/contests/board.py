"""The departure board: contests sorted into running, days to come or sites, long ones and recently ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import groupby

from django.utils.dateformat import format as format_date
from django.utils.formats import get_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from apps.contests.entries import COMING, OVER, RUNNING, Entry, Writer
from apps.contests.models import Contest
from apps.contests.news import News
from apps.contests.queries import Listed
from apps.resources.models import Resource

SHOWN = 3  # rows of a site, before the others fold away


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows under one heading."""

    key: str  # the heading's id in the page
    title: str
    entries: list[Entry]
    rest: list[Entry] = field(default_factory=list)  # behind "+n more"
    day: str = ""  # for machines: "2026-11-22"
    is_first_coming: bool = False
    is_folded: bool = False
    resource: Resource | None = None

    @property
    def more(self) -> str:
        """What the rest hides behind."""
        return ngettext("+%(number)d more", "+%(number)d more", len(self.rest)) % {"number": len(self.rest)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything that a list page shows, and until when it stays true."""

    groups: list[Group]
    resources: list[Resource]  # whose contests it shows
    n_running: int
    n_coming: int
    n_over: int
    until: datetime | None

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to show."""
        return not self.groups

    @property
    def is_folded(self) -> bool:
        """True when everything to show is folded away, so that it had better be open."""
        return all(group.is_folded for group in self.groups)


def build_board(
    contests: Sequence[Contest | Listed],
    *,
    now: datetime,
    zone: tzinfo,
    news: News | None = None,
    by_site: bool = False,
) -> Board:
    """Sort contests into a board for a viewer's zone: by the day on which they start, or by site."""
    write = Writer(now=now, zone=zone, news=news, dated=by_site)
    entries = [write.entry(contest) for contest in sorted(contests, key=_start)]
    still = [entry for entry in entries if entry.state != OVER]
    over = sorted((entry for entry in entries if entry.state == OVER), key=_turn, reverse=True)
    groups = _by_site(still) if by_site else _by_day(still, today=now.astimezone(zone).date())
    if over:
        groups.append(Group(key="ended", title=_("Ended"), entries=over))
    n_running = sum(entry.state == RUNNING for entry in still)
    return Board(
        groups=groups,
        resources=list({contest.resource_id: contest.resource for contest in contests}.values()),
        n_running=n_running,
        n_coming=len(still) - n_running,
        n_over=len(over),
        until=min((entry.turn for entry in still), default=None),
    )


def _by_day(entries: Sequence[Entry], *, today: date) -> list[Group]:
    """Return what runs, then what comes, day by day; behind each, what is so long that it would be noise folds away."""
    running = sorted((entry for entry in entries if entry.state == RUNNING), key=_turn)
    coming = [entry for entry in entries if entry.state == COMING]
    groups = [
        Group(key="running", title=_("Running"), entries=[entry for entry in running if not entry.is_long]),
        _folded("long-running", [entry for entry in running if entry.is_long]),
        *_days([entry for entry in coming if not entry.is_long], today),
        _folded("long-coming", [entry for entry in coming if entry.is_long]),
    ]
    return [group for group in groups if group.entries]


def _folded(key: str, entries: list[Entry]) -> Group:
    number = len(entries)
    if key == "long-running":
        title = ngettext(
            "%(number)d long contest running (7 days and more)",
            "%(number)d long contests running (7 days and more)",
            number,
        )
    else:
        title = ngettext(
            "%(number)d long contest coming (7 days and more)",
            "%(number)d long contests coming (7 days and more)",
            number,
        )
    return Group(key=key, title=title % {"number": number}, entries=entries, is_folded=True)


def _days(coming: Iterable[Entry], today: date) -> Iterator[Group]:
    """Yield a group for each day of the viewer on which contests start."""
    near = {today: _("Today, %(day)s"), today + timedelta(days=1): _("Tomorrow, %(day)s")}
    language = get_language() or ""
    for number, (day, entries) in enumerate(groupby(coming, key=lambda entry: entry.turn.date())):
        named = _heading(day, language)
        yield Group(
            key=f"day-{day}",
            title=near[day] % {"day": named} if day in near else named,
            entries=list(entries),
            day=str(day),
            is_first_coming=number == 0,
        )


@lru_cache(maxsize=1000)
def _heading(day: date, language: str) -> str:
    """Return a day as its heading says it in the current language, which is told only to remember it by."""
    return format_date(day, get_format("DAY_HEADING"))


def _by_site(entries: Sequence[Entry]) -> list[Group]:
    """Return a group for each site, that with the most pressing contest first, and so within each."""
    ranked = sorted(entries, key=lambda entry: (entry.is_long, entry.state == COMING, entry.turn))
    sites: dict[Resource, list[Entry]] = {}
    for entry in ranked:
        sites.setdefault(entry.contest.resource, []).append(entry)
    return [
        Group(
            key=f"site-{resource.pk}",
            title=resource.title,
            entries=rows[:SHOWN],
            rest=rows[SHOWN:],
            resource=resource,
        )
        for resource, rows in sites.items()
    ]


def _start(contest: Contest | Listed) -> datetime:
    return contest.start


def _turn(entry: Entry) -> datetime:
    return entry.turn
