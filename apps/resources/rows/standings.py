"""What a site says of the results of one contest: the table, its rows and their cells.

Rows and cells are msgspec structs, frozen like dataclasses: a table has hundreds of thousands of them (ADR 13).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

import msgspec

from apps.resources.rows.checks import (
    LARGEST,
    MAX_KEY,
    MAX_TITLE,
    MOST,
    UNFIT,
    RowError,
    check_count,
    check_fact,
    check_fields,
    check_instant,
    check_number,
    check_rating,
    check_text,
    check_url,
)
from apps.resources.rows.contest import ContestRow
from apps.resources.rows.problem import ProblemRow

State = Literal["solved", "partial", "wrong", "pending"]
Participation = Literal["official", "unofficial", "virtual", "ghost"]
Scalar = str | int | float | bool


class Cell(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one participant did on one problem. A problem that was never tried has no cell.

    Unknown is None. `state` is "solved" (accepted, or full points), "partial", "wrong" (tried in vain), or "pending"
    (being judged, or frozen: the outcome of the last tries is not known).
    """

    state: State
    wrong: int | None = None  # rejected tries that count: k of +k and −k
    pending: int | None = None  # tries whose outcome is not known: k of ?k
    points: float | None = None
    time: float | None = None  # seconds from the contest's (or one's own) start to the try that gave this result
    penalty: float | None = None  # what it adds to the row's penalty, in the table's unit
    first: bool = False  # the site says: the first to solve it
    frozen: bool = False  # pending because the board is frozen, not because the judge is at work
    verdict: str = ""  # the site's word for the last try
    language: str = ""
    submission: str = ""  # the site's id of it
    url: str = ""
    upsolved: Cell | None = None  # what was done after the end; never counted

    @property
    def result(self) -> str:
        """The cell as tables of this field write it: "+", "+2", "-3", "?1", or the points."""
        if self.state == "pending":
            return f"?{self.pending or ''}"
        if self.points is not None:
            return f"{self.points:g}" if self.points < 1_000_000 else f"{self.points:.0f}"
        if self.state == "wrong":
            return f"-{self.wrong or ''}"
        return f"+{self.wrong or ''}"


class Member(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person of a team: an account of the site, or only a name."""

    account: str = ""
    name: str = ""


class Column(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One further column of a table, which `StandingRow.columns` fills by `key`."""

    key: str  # the site's own name of it
    title: str
    kind: Literal["text", "integer", "number", "seconds", "instant", "boolean", "url"] = "text"  # instant: ISO, in UTC


class StandingRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One participant of one contest. Unknown is None or "", never 0.

    `account` tells participants of a resource apart: a handle in its right case, or the site's lasting id of a team.
    People without accounts are named "<name> <season>", so that one of next year is another.
    """

    account: str
    name: str = ""  # as the table shows it, where that is not the account
    place: int | None = None  # None: not ranked; ties share a place
    score: float | None = None  # points, or the number solved
    penalty: float | None = None  # in the table's unit
    cells: Mapping[str, Cell] = {}  # by ProblemRow.short
    division: str = ""
    participation: Participation = "official"
    is_team: bool = False
    members: tuple[Member, ...] = ()
    country: str = ""  # ISO 3166-1 alpha-2, upper case
    organization: str = ""
    hacks: int | None = None
    failed_hacks: int | None = None
    medal: Literal["", "gold", "silver", "bronze", "honorable"] = ""
    qualified: str = ""  # the mark of who goes on: "Q1", "finalist"
    rated: bool | None = None
    old_rating: int | None = None
    new_rating: int | None = None
    performance: int | None = None
    last_submission: datetime | None = None
    url: str = ""
    columns: Mapping[str, Scalar] = {}

    def __post_init__(self) -> None:
        """Refuse what no row can be.

        Raises:
            RowError: a text is empty, too long or unfit, a number not finite or negative where it counts.
        """
        check_text("account", self.account, MAX_KEY)
        check_fields(self, ("name", "organization"), MAX_TITLE)
        check_fields(self, ("division", "qualified"), MAX_KEY)
        if self.url:
            check_url("url", self.url)
        check_country(self.country)
        self._check_numbers()
        for short, cell in self.cells.items():
            check_cell(short, cell)
        for column, value in self.columns.items():
            check_fact("a column's name", column)
            check_fact(column, value)
        for member in self.members:
            check_fact("a member's account", member.account)
            check_fact("a member's name", member.name)
        if self.last_submission is not None:
            check_instant("last_submission", self.last_submission)

    def _check_numbers(self) -> None:
        check_count("place", self.place, least=1)
        check_count("hacks", self.hacks)
        check_count("failed_hacks", self.failed_hacks)
        for name in ("old_rating", "new_rating", "performance"):
            check_rating(name, getattr(self, name))
        check_number("score", self.score)
        check_number("penalty", self.penalty)

    @property
    def rating_change(self) -> int | None:
        """How the contest moved the rating; None where either side is unknown."""
        known = self.old_rating is not None and self.new_rating is not None
        return self.new_rating - self.old_rating if known else None  # type: ignore[operator]


class Standings(msgspec.Struct, frozen=True, kw_only=True):
    """The results of one contest as its site shows them now.

    `rows` may be a generator, which may raise AdapterError while it is walked. `contest` is what the answer says of
    the contest itself, None where it says too little for a row.
    """

    rows: Iterable[StandingRow]
    problems: tuple[ProblemRow, ...] = ()
    columns: tuple[Column, ...] = ()
    kind: Literal["icpc", "scoring", "cf"] = "scoring"  # solved and penalty · points · falling points with hacks
    penalty_unit: Literal["", "minutes", "seconds", "points"] = ""
    penalty_per_wrong: int | None = None  # in penalty_unit
    freeze: timedelta | None = None  # from the start to the freeze
    is_frozen: bool | None = None  # results are hidden now
    is_final: bool | None = None  # no result will change any more
    is_whole: bool = True  # False: only a part was read, so who is missing has not vanished
    url: str = ""
    contest: ContestRow | None = None


def check_cell(short: str, cell: Cell) -> None:
    """Refuse a cell that is none.

    Raises:
        RowError: its problem or a text is unfit, or a number negative or not finite.
    """
    if _is_mark(short) and _is_plain(cell):
        return
    if not _is_mark(short):
        raise RowError(f"a cell of the problem {short[:60]!r}")
    for name, most in (("wrong", LARGEST), ("pending", LARGEST), ("time", MOST)):
        value = getattr(cell, name)
        if value is not None and not 0 <= value <= most:
            raise RowError(f"{name} of cell {short} is {value}")
    check_number(f"points of cell {short}", cell.points)
    check_number(f"penalty of cell {short}", cell.penalty)
    if cell.verdict or cell.language or cell.submission:
        for text in (cell.verdict, cell.language, cell.submission):
            if len(text) > MAX_KEY or UNFIT.search(text):
                raise RowError(f"a text of cell {short} is too long or unfit: {text[:60]!r}")
    if cell.url:
        check_url(f"url of cell {short}", cell.url)
    if cell.upsolved is not None:
        check_cell(short, cell.upsolved)


@lru_cache(maxsize=10_000)
def _is_mark(short: str) -> bool:
    return bool(short) and len(short) <= MAX_KEY and not UNFIT.search(short)


def _is_plain(cell: Cell) -> bool:
    """True for a cell that is beyond doubt, which is seen at a glance: nearly all of a table's are."""
    return (
        (cell.wrong is None or 0 <= cell.wrong <= LARGEST)
        and (cell.pending is None or 0 <= cell.pending <= LARGEST)
        and (cell.time is None or 0 <= cell.time <= MOST)
        and (cell.points is None or -LARGEST <= cell.points <= LARGEST)
        and (cell.penalty is None or -LARGEST <= cell.penalty <= LARGEST)
        and not (cell.verdict or cell.language or cell.submission or cell.url)
        and cell.upsolved is None
    )


def check_country(code: str) -> None:
    """Refuse what is no two capital letters.

    Raises:
        RowError: it is not.
    """
    if code and not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
        raise RowError(f"country is no ISO 3166-1 alpha-2 code: {code[:60]!r}")
