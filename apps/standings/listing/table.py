"""The rows of the list of results, made ready for templates/jinja2/standings_list_rows.html."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import cache, lru_cache
from typing import NamedTuple

from django.utils.dateformat import format as format_date
from django.utils.formats import get_format
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext as _

from apps.core.durations import rough_duration
from apps.core.flags import Flag, flag_of
from apps.resources.bands import hue_of
from apps.resources.models import Resource
from apps.standings.addresses import address_of_account, address_of_problem, address_of_standings
from apps.standings.listing.queries import MOST_MINIS, NAMED, Found, Mini, Winner


class ShownWinner(NamedTuple):
    """A winner, linked and in the colour of the rating."""

    name: str
    address: str
    hue: str
    country: str
    flag: Flag | None


class ShownMini(NamedTuple):
    """A problem in small: its letter, how large a share of those who tried solved it, and its rating."""

    address: str
    short: str
    said: str  # everything, for the pointer and for screen readers
    share: int  # 0 to 100; -1: unknown
    rating: str
    hue: str


class Line(NamedTuple):
    """One contest of the list, every value as it is shown; the template unpacks it in this order."""

    pk: int
    sequence: int
    state: str  # "running" or "over"
    instant: str  # when it ends or ended, for machines
    when: str
    clock: str
    resource_id: int
    site: str
    site_address: str
    title: str
    address: str
    kind: str
    kind_said: str
    tags: Sequence[tuple[str, str]]  # (look, word)
    winners: Sequence[ShownWinner]
    has_more_winners: bool
    n_rows: int
    participants: str  # the word after their number
    n_problems: str
    dot: str
    read_instant: str
    read: str
    minis: Sequence[ShownMini]
    n_more_minis: int


def kind_words() -> dict[str, tuple[str, str]]:
    """Return the short word of each way of ranking, and what it means."""
    return {
        "icpc": (_("ICPC"), _("Most problems, then the least penalty")),
        "scoring": (_("points"), _("Points")),
        "cf": (_("CF"), _("Falling points and hacks")),
    }


class LineWriter:
    """Puts the contests of one page in words: what they have in common is worked out once."""

    def __init__(self, *, now: datetime, zone: tzinfo, resources: Sequence[Resource]) -> None:
        self.now = now
        self.zone = zone
        self.today = now.astimezone(zone).date()
        self.language = get_language() or ""
        self.say = cache(gettext)
        self.kinds = kind_words()
        self.sites = {one.pk: (one.title, one.get_absolute_url(), one.adapter, one.host) for one in resources}

    def line(self, contest: Found, *, winners: Sequence[Winner], minis: Sequence[Mini]) -> Line:
        """Put one contest in words."""
        title, site_address, adapter, host = self.sites[contest.resource_id]
        is_running = contest.end > self.now
        end = contest.end.astimezone(self.zone)
        kind, kind_said = self.kinds.get(contest.kind, ("", ""))
        return Line(
            pk=contest.pk,
            sequence=contest.version,
            state="running" if is_running else "over",
            instant=contest.end.isoformat(),
            when=_day(end.toordinal(), self.language, "DATE_FORMAT"),
            clock=self._clock(end, is_dated=is_running and end.date() != self.today),
            resource_id=contest.resource_id,
            site=title,
            site_address=site_address,
            title=contest.title,
            address=address_of_standings(contest.pk, contest.title),
            kind=kind,
            kind_said=kind_said,
            tags=self._tags(contest),
            winners=[] if is_running else [_shown(one, adapter, host) for one in winners[:NAMED]],
            has_more_winners=len(winners) > NAMED and not is_running,
            n_rows=contest.n_rows,
            participants=_participants(contest.n_rows, self.language),
            n_problems="–" if contest.n_problems is None else str(contest.n_problems),
            dot="failing" if contest.trouble else "fresh" if contest.read_at else "never",
            read_instant=contest.read_at.isoformat() if contest.read_at else "",
            read=rough_duration(self.now - contest.read_at, _=self.say) if contest.read_at else "",
            minis=[self._mini(one, adapter) for one in minis[:MOST_MINIS]],
            n_more_minis=max(0, len(minis) - MOST_MINIS),
        )

    def _clock(self, end: datetime, *, is_dated: bool) -> str:
        clock = f"{end.hour:02}:{end.minute:02}"
        return f"{_day(end.toordinal(), self.language, 'MONTH_DAY_FORMAT')} {clock}" if is_dated else clock

    def _tags(self, contest: Found) -> list[tuple[str, str]]:
        _, tags = self.say, []
        if contest.rated is not None:
            tags.append(("plain", _("rated") if contest.rated else _("unrated")))
        if contest.is_frozen:
            tags.append(("soon", _("frozen")))
        if contest.is_final:
            tags.append(("usual", _("final")))
        return tags

    def _mini(self, problem: Mini, adapter: str) -> ShownMini:
        _ = self.say
        is_known = problem.n_solved is not None and problem.n_tried is not None
        share = round(100 * (problem.n_solved or 0) / problem.n_tried) if is_known and problem.n_tried else -1
        counted = _("solved by %(solved)d of %(tried)d") % {"solved": problem.n_solved, "tried": problem.n_tried}
        rating = "" if problem.rating is None else f"{'≈ ' if problem.is_ours else ''}{problem.rating}"
        told = [f"{problem.short} {problem.name}".strip(), counted if is_known else _("unknown how many solved it")]
        return ShownMini(
            address_of_problem(problem.problem),
            problem.short,
            " · ".join([*told, *([_("rating %(rating)s") % {"rating": rating}] if rating else [])]),
            min(100, share),
            rating,
            hue_of(adapter, problem.rating),
        )


def _shown(winner: Winner, adapter: str, host: str) -> ShownWinner:
    return ShownWinner(
        winner.name or winner.key,
        address_of_account(host, winner.key),
        "" if winner.is_team else hue_of(adapter, winner.rating),
        winner.country,
        flag_of(winner.country, get_language() or "en") if winner.country else None,
    )


@lru_cache(maxsize=10_000)
def _participants(number: int, language: str) -> str:
    """Return what so many are called in the current language, which is told only to remember it by."""
    said = ngettext("%(number)s participant", "%(number)s participants", number)
    return (said % {"number": ""}).strip()


@lru_cache(maxsize=10_000)
def _day(day: int, language: str, form: str) -> str:
    """Return a day as lists write it in the current language, which is told only to remember it by."""
    return format_date(datetime.fromordinal(day).replace(tzinfo=UTC), get_format(form))


def by_site(contests: Sequence[Found], sites: Mapping[int, Resource]) -> list[Found]:
    """Return running contests with those of a site together: the site with the soonest end first."""
    soonest: dict[int, datetime] = {}
    for contest in contests:
        soonest[contest.resource_id] = min(contest.end, soonest.get(contest.resource_id, contest.end))
    return sorted(
        contests,
        key=lambda one: (soonest[one.resource_id], sites[one.resource_id].title, one.end, one.pk),
    )
