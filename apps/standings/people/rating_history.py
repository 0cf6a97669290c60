"""How ratings went: as charts, and as the JSON that clients of the incumbent read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.utils.text import slugify
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.core.days import day_writer
from apps.core.jinja import grouped
from apps.resources.bands import bands_of, hue_of
from apps.standings.addresses import address_of_standings
from apps.standings.board.table import signed
from apps.standings.people.careers import Career, RatingStep
from apps.standings.people.records import highest_of

ABOVE = 10_000  # where the highest band ends
ICON = "/media/sizes/64x64/resources/%s.png"


class Line(NamedTuple):
    """One rating of one account: which of the site's several, "" for the only one, and its steps, oldest first."""

    account: Account
    kind: str
    steps: Sequence[RatingStep]

    @property
    def highest(self) -> RatingStep | None:
        """The step that led highest, of those that were meant to move it; the earliest of several."""
        return highest_of([step for step in self.steps if step.rated])


class ShownStep(NamedTuple):
    """A step as a chart shows it: the values of the lines, None for the others, and the peak where it is one."""

    seconds: int  # since 1970
    day: str
    address: str
    title: str
    values: Sequence[int | None]
    peak: int | None
    change: str
    hue: str
    place: int | None
    performance: int | None
    rated: bool
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingChart:
    """Lines on one scale: `bands` of a site's ratings as [[least, hue], …], none where several sites meet."""

    key: str
    title: str
    labels: Sequence[str]
    bands: Sequence[Sequence[Any]]
    steps: Sequence[ShownStep]


def lines_of(career: Career) -> list[Line]:
    """Return the ratings of accounts, those of one account together, in the order of accounts and of kinds."""
    found: dict[tuple[int, str], list[RatingStep]] = defaultdict(list)
    for step in career.steps:
        found[step.account, step.kind].append(step)
    order = [account.pk for account in career.accounts]
    pairs = sorted(found, key=lambda pair: (order.index(pair[0]), pair[1]))
    return [Line(career.by_id[account], kind, found[account, kind]) for account, kind in pairs]


def charts_of(career: Career) -> list[RatingChart]:
    """Return a chart a site; of several sites first the chart of all of them."""
    by_site: dict[int, list[Line]] = defaultdict(list)
    for line in lines_of(career):
        by_site[line.account.resource_id].append(line)
    sites = [_chart(lines) for lines in by_site.values()]
    if len(sites) < 2:
        return sites
    every = [line for lines in by_site.values() for line in lines]
    return [_chart(every, title=_("All sites together")), *sites]


def _chart(lines: Sequence[Line], *, title: str = "") -> RatingChart:
    site = lines[0].account.resource
    peaks = {id(step) for line in lines if (step := line.highest)}
    taken = [(step.at, at, step) for at, line in enumerate(lines) for step in line.steps]
    if len(lines) > 1:
        taken.sort(key=lambda it: it[:2])
    several = len({line.account.key if title else line.account.pk for line in lines}) > 1  # one handle needs no naming
    labels = [_label(line, several=several, far=bool(title)) for line in lines]
    tell = StepTeller(lines, labels, peaks)
    shown = [tell.shown(step, at) for _at, at, step in taken]
    bands = [] if title else [[band.least, band.hue] for band in bands_of(site.adapter)]
    return RatingChart(
        key="all" if title else str(site.pk), title=title or site.title, labels=labels, bands=bands, steps=shown
    )


def _label(line: Line, *, several: bool, far: bool) -> str:
    parts = [line.account.key if several else "", line.account.resource.title if far else "", line.kind]
    return " · ".join(part for part in parts if part) or _("Rating")


class StepTeller:
    """Says in a line what a step was; what all steps of a chart share is looked up once."""

    def __init__(self, lines: Sequence[Line], labels: Sequence[str], peaks: Set[int]) -> None:
        self.peaks = peaks
        self.adapters = [line.account.resource.adapter for line in lines]
        self.beginnings = [f"{label} · " for label in labels] if len(lines) > 1 else [""]
        self.nothing: list[int | None] = [None] * len(lines)
        self.day = day_writer()
        self.place = _("place %s")

    def shown(self, step: RatingStep, at: int) -> ShownStep:
        """Return a step of the line at an index, as the chart shows it."""
        rating, moved, day = step.new_rating, step.change, self.day(step.at)
        change = "" if moved is None else signed(moved)
        values = self.nothing.copy()
        values[at] = rating
        return ShownStep(
            int(step.at.timestamp()),
            day,
            address_of_step(step),
            step.title,
            values,
            rating if id(step) in self.peaks else None,
            change,
            hue_of(self.adapters[at], rating),
            step.place,
            step.performance,
            step.rated,
            self.beginnings[at] + self.told(step, day=day, change=change),
        )

    def told(self, step: RatingStep, *, day: str, change: str) -> str:
        """Return the day, the contest, the rating with its change, and the place."""
        title = f" · {step.title}" if step.title else ""
        moved = f" ({change})" if change else ""
        place = "" if step.place is None else f" · {self.place % grouped(step.place)}"
        return f"{day}{title} · {step.new_rating}{moved}{place}"


def address_of_step(step: RatingStep) -> str:
    """Return where a step leads: to the row here, else to the contest where the site has it; "" for nowhere."""
    if step.contest is None:
        return step.url
    found = address_of_standings(step.contest, step.title)
    return f"{found}?find_me={step.row}" if step.row else found


def history_json(career: Career, *, minimal: bool = False) -> dict[str, Any]:
    """Return the history as the incumbent's `…/ratings/` does; `minimal` leaves out what tables of results say."""
    lines = lines_of(career)
    rows = {} if minimal else {one.row: one for one in career.appearances}
    per_site: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        per_site[line.account.resource.host].add(line.account.pk)
    resources = {
        _name(line, several=len(per_site[line.account.resource.host]) > 1): _line_json(line, rows, minimal=minimal)
        for line in lines
    }
    dates = sorted({_iso(step.at) for line in lines for step in line.steps})
    return {"status": "ok", "data": {"resources": resources, "dates": dates}}


def _name(line: Line, *, several: bool) -> str:
    kind = f" ({line.kind})" if line.kind else ""
    return f"{line.account.resource.host}{kind}{f' #{line.account.pk}' if several else ''}"


def _line_json(line: Line, rows: Mapping[int, Any], *, minimal: bool) -> dict[str, Any]:
    site, highest = line.account.resource, line.highest
    ratings = [step.new_rating for step in line.steps]
    day = day_writer()
    return {
        "pk": site.pk,
        "kind": line.kind or None,
        "host": site.host,
        "colors": _colors(site.adapter),
        "icon": ICON % re.sub("[^A-Za-z0-9-]", "_", site.host),
        "account_pk": line.account.pk,
        "account_name": line.account.name or line.account.key,
        "fields": [],
        "data": [[_point(step, line, rows, minimal=minimal) | {"when": day(step.at)} for step in line.steps]],
        "highest": {"value": highest.new_rating, "timestamp": int(highest.at.timestamp())} if highest else None,
        "min": min(ratings),
        "max": max(ratings),
    }


def _colors(adapter: str) -> list[dict[str, Any]]:
    bands = bands_of(adapter)
    ends = [*(band.least for band in bands[1:]), ABOVE]
    return [
        {"low": band.least, "high": end, "color": band.hue, "name": band.title}
        for band, end in zip(bands, ends, strict=True)
    ]


def _point(step: RatingStep, line: Line, rows: Mapping[int, Any], *, minimal: bool) -> dict[str, Any]:
    row = rows.get(step.row or 0)
    point = {
        "resource": line.account.resource.host,
        "account_id": line.account.pk,
        "place": step.place if step.place is not None or row is None else row.place,
        "cid": step.contest,
        "sid": step.row,
        "name": step.title,
        "key": step.key,
        "kind": line.kind or None,
        "date": _iso(step.at),
        "new_rating": step.new_rating,
        "old_rating": step.old_rating,
        "rating_change": step.change,
        "is_unrated": not step.rated,
        "slug": slugify(step.title),
    }
    if not minimal:
        point |= {
            "score": row.score if row else None,
            "division": (row.division or None) if row else None,
            "solved": row.n_solved if row else None,
            "n_problems": None,
            "values": {},
        }
    return point


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")
