"""HackerRank's boards: the leaderboard of a contest, its challenges, and the entries of a company's competition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import msgspec

from apps.resources.adapters._boards import letter, with_season
from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._countries import country_code
from apps.resources.adapters.base import clean, from_epoch, reading
from apps.resources.rows import Cell, Column, ProblemRow, Scalar, StandingRow

HOME = "https://www.hackerrank.com"
HANDLE = re.compile(r"[\w.@+-]+")
COLUMNS = (
    Column(key="company", title="Company"),
    Column(key="language", title="Language"),
    Column(key="level", title="Level", kind="integer"),
)


class Tried(msgspec.Struct):
    """What one participant of an ICPC-like contest did on one challenge; times are seconds."""

    slug: str
    submissions: int | None = None
    time_taken: float | None = None  # null or 0: not solved
    penalty: float | None = None


class Entry(msgspec.Struct, kw_only=True):
    """One line of a leaderboard; `time_taken` is seconds, `timestamp` an epoch of them."""

    hacker: str
    hacker_id: int | None = None
    rank: int | None = None
    score: float | None = None
    solved_challenges: float | None = None
    time_taken: float | None = None
    country: str | None = None
    school: str | None = None
    company: str | None = None
    language: str | None = None
    level: int | None = None
    timestamp: float | None = None
    challenges: list[Tried] | None = None


class Listed(msgspec.Struct):
    """A challenge as the leaderboard names it."""

    slug: str
    name: str | None = None
    letter: str | None = None


class Leaderboard(msgspec.Struct, kw_only=True):
    """One page of a leaderboard."""

    models: list[Entry]
    total: int | None = None
    contest_challenges: list[Listed] | None = None


class Challenge(msgspec.Struct, kw_only=True):
    """A challenge as the contest lists it."""

    slug: str
    name: str
    id: int | None = None
    max_score: float | None = None
    tag_names: list[str] | None = None


class Challenges(msgspec.Struct):
    """One page of a contest's challenges."""

    models: list[Challenge]
    total: int | None = None


class CompetitorFields(msgspec.Struct, kw_only=True):
    """What a competition says of one who takes part."""

    name: str
    leaderboard_rank: int | None = None
    percentage_score: float | None = None
    time_taken_seconds: float | None = None


class Competitor(msgspec.Struct):
    """One entry of a competition's leaderboard."""

    id: int | str
    attributes: CompetitorFields


class Count(msgspec.Struct):
    """How many entries there are."""

    record_count: int | None = None


class Competitors(msgspec.Struct):
    """One page of a competition's leaderboard."""

    data: list[Competitor]
    meta: Count = msgspec.field(default_factory=Count)


class BoardFields(msgspec.Struct):
    """What a competition says of itself."""

    name: str
    slug: str
    starts_at: Instant
    ends_at: Instant


class BoardOwner(msgspec.Struct):
    """The competition."""

    id: int | str
    attributes: BoardFields


class Included(msgspec.Struct):
    """Its leaderboard, by id alone."""

    id: int | str


class CompetitionAnswer(msgspec.Struct):
    """One competition with its leaderboard."""

    data: BoardOwner
    included: list[Included] = []


def problem_row(challenge: Challenge, place: int, *, slug: str, contest: str) -> ProblemRow:
    """Return a challenge; `place` is its own in the contest, from 0."""
    return ProblemRow(
        key=challenge.slug,
        name=clean(challenge.name) or challenge.slug,
        short=letter(place),
        url=f"{HOME}/contests/{slug}/challenges/{challenge.slug}/problem",
        contest=contest,
        points=challenge.max_score,
        tags=tuple(filter(None, map(clean, challenge.tag_names or ()))),
    )


def problems_of(board: Leaderboard, challenges: list[ProblemRow], *, slug: str, contest: str) -> list[ProblemRow]:
    """Return the problems that a board's rows speak of, in the site's order and with its letters.

    They are named by the board, else by the list of challenges, else by the rows alone.
    """
    known = {problem.key: problem for problem in challenges}
    named = board.contest_challenges or []
    listed = named or [Listed(slug=key) for key in known]
    tried = (one.slug for entry in board.models for one in entry.challenges or ())
    rest = dict.fromkeys(tried).keys() - {one.slug for one in listed}
    found = []
    for place, one in enumerate([*listed, *(Listed(slug=key) for key in sorted(rest))]):
        with reading(f"$.contest_challenges[{place}]"):
            bare = Challenge(slug=one.slug, name=one.name or one.slug)
            row = known.get(one.slug) or problem_row(bare, place, slug=slug, contest=contest)
            found.append(replace(row, short=clean(one.letter or "") or letter(place)))
    return found


def standing_rows(entries: Iterable[Entry], shorts: Mapping[str, str], *, is_icpc: bool) -> Iterator[StandingRow]:
    """Yield the rows of a board; `shorts` are the letters of its challenges."""
    for place, entry in enumerate(entries):
        with reading(f"$.models[{place}]"):
            handle = clean(entry.hacker)
            is_gone = not HANDLE.fullmatch(handle)  # "[deleted]", of which there may be many
            solved = entry.solved_challenges if is_icpc else None
            yield StandingRow(
                account=f"#{entry.hacker_id}" if is_gone and entry.hacker_id is not None else handle,
                name=handle if is_gone else "",
                place=entry.rank or None,
                score=solved if solved is not None else entry.score,
                penalty=entry.time_taken,
                cells={shorts[one.slug]: cell_of(one) for one in entry.challenges or () if one.submissions != 0},
                country=country_code(entry.country),
                organization=clean(entry.school or ""),
                last_submission=from_epoch(entry.timestamp) if entry.timestamp else None,
                url="" if is_gone else f"{HOME}/profile/{handle}",
                columns=_columns(entry),
            )


def cell_of(tried: Tried) -> Cell:
    """Return what was done on one challenge: it is solved where it has a time."""
    if not tried.time_taken:
        return Cell(state="wrong", wrong=tried.submissions)
    wrong = max(tried.submissions - 1, 0) if tried.submissions is not None else None
    return Cell(state="solved", wrong=wrong, time=tried.time_taken, penalty=tried.penalty)


def _columns(entry: Entry) -> dict[str, Scalar]:
    told = {"company": clean(entry.company or ""), "language": clean(entry.language or ""), "level": entry.level}
    return {name: value for name, value in told.items() if value not in ("", None)}


def competition_rows(competitors: Iterable[Competitor], *, start: datetime) -> Iterator[StandingRow]:
    """Yield the rows of a competition, whose people have only names."""
    names: set[str] = set()
    for place, competitor in enumerate(competitors):
        with reading(f"$.data[{place}]"):
            fields = competitor.attributes
            name = clean(fields.name)
            account = with_season(name, start)
            yield StandingRow(
                account=account if name not in names else f"{account} #{competitor.id}",
                name=name,
                place=fields.leaderboard_rank or None,
                score=fields.percentage_score,
                penalty=fields.time_taken_seconds,
            )
            names.add(name)
