"""CodeChef's rankings: the pages of every division of a contest, made one table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec

from apps.resources.adapters._countries import country_code
from apps.resources.adapters._numbers import Number, number, whole
from apps.resources.adapters.base import AdapterError, Trouble, Web, clean, from_epoch, own_time, reading
from apps.resources.rows import Cell, Column, ContestRow, ProblemRow, Scalar, StandingRow, Standings

SITE = "https://www.codechef.com"
PAGE = 150
MOST_PAGES = 1000
CSRF_TOKEN = re.compile(
    r"csrfToken[\"']?\s*[=:]\s*[\"']([\w./+=-]{8,})[\"']|name=[\"']csrfToken[\"'][^>]*value=[\"']([^\"']+)"
)
CLOCK = re.compile(r"(\d{1,6}):([0-5]?\d):([0-5]?\d)")
PENALTY_RULE = re.compile(
    r"(\d{1,3})\s*(?:penalty minutes|minutes? (?:of )?penalty)|penalty of (\d{1,3}) minutes", re.IGNORECASE
)
USUAL_PENALTY = 10  # minutes for a rejected try
COLUMNS = (
    Column(key="rating", title="Rating before", kind="integer"),
    Column(key="penalty", title="Rejected tries", kind="integer"),
)


class _Division(msgspec.Struct):
    name: str = ""


class _Child(msgspec.Struct):
    contest_code: str
    div: _Division | None = None


class _Times(msgspec.Struct):
    start: int
    end: int


class Problem(msgspec.Struct):
    """A problem as the detail or the ranking of a contest names it; the ranking gives only the first two."""

    code: str
    name: str = ""
    category_name: str | None = None
    successful_submissions: Number = None
    total_submissions: Number = None


class Detail(msgspec.Struct):
    """What /api/contests/<code> says of a contest; a parent has children instead of problems."""

    status: str = "success"
    message: str | None = None
    code: str = ""
    name: str = ""
    rules: str | None = None
    time: _Times | None = None
    duration: Number = None
    division: str | None = None
    problems: dict[str, Problem] | list[Problem] | None = None
    child_contests: dict[str, _Child] | list[_Child] | None = None
    is_frozen: bool | None = msgspec.field(default=None, name="isRanklistFrozen")


class _Result(msgspec.Struct):
    score: Number = None
    time: Number = None
    penalty: Number = None


class _Entry(msgspec.Struct):
    user_handle: str | None = None
    rank: Number = None
    score: Number = None
    total_time: Number = None
    time: Number = None
    penalty: Number = None
    country_code: str | None = None
    rating: Number = None
    problems_status: dict[str, _Result | None] | list[msgspec.Raw] | None = None


class _ContestInfo(msgspec.Struct):
    ranking_type: Number = None
    unscored_problems: list[str | Problem] | dict[str, str | Problem] | None = None


class _Page(msgspec.Struct):
    status: str = "success"
    message: str | None = None
    n_pages: Number = msgspec.field(default=None, name="availablePages")
    n_entries: Number = msgspec.field(default=None, name="totalItems")
    problems: list[Problem] | dict[str, Problem] | None = None
    contest_info: _ContestInfo | None = None
    entries: list[_Entry] | None = msgspec.field(default=None, name="list")


@dataclass(slots=True, kw_only=True)
class _Part:
    """The ranking of one division; its name is "" where the contest has none."""

    code: str
    division: str
    head: _Page
    entries: list[_Entry] = field(default_factory=list)
    is_whole: bool = True

    @property
    def unscored(self) -> set[str]:
        listed = self.head.contest_info.unscored_problems if self.head.contest_info else None
        named = listed.values() if isinstance(listed, dict) else listed or ()
        return {one if isinstance(one, str) else one.code for one in named}

    @property
    def problems(self) -> list[Problem]:
        return [problem for problem in _listed(self.head.problems) if problem.code not in self.unscored]


def detail_of(web: Web, code: str) -> Detail:
    """Ask what the site says of a contest.

    Raises:
        AdapterError: it knows none of that code (MISSING), or the answer cannot be read.
    """
    detail = web.get(f"{SITE}/api/contests/{code}").json(Detail)
    _refuse_limit(detail.status)
    if detail.status != "success":
        unknown = "exist" in (detail.message or "").lower() or "not found" in (detail.message or "").lower()
        raise AdapterError(
            f"status {detail.status!r}: {clean(detail.message or '')!r}",
            place="$.status",
            trouble=Trouble.MISSING if unknown else Trouble.FORMAT,
        )
    return detail


def children_of(detail: Detail, code: str) -> list[tuple[str, str]]:
    """Return the code and the name of each division; a contest without any is its own."""
    listed = detail.child_contests
    children = list(listed.values()) if isinstance(listed, dict) else listed or []
    return [(child.contest_code, clean(child.div.name) if child.div else "") for child in children] or [
        (code, clean(detail.division or ""))
    ]


def problems_of(detail: Detail) -> list[Problem]:
    """Return the problems that the detail of a contest lists."""
    return _listed(detail.problems)


def read_table(web: Web, code: str) -> Standings:
    """Read the rankings of all divisions.

    When the site or the time for it ends the reading after each division's first page, what was read is told as a part.

    Raises:
        AdapterError: the site refuses, or an answer cannot be read.
    """
    detail = detail_of(web, code)
    row = _contest_row(detail, code)
    if row is not None and web.now < row.start:
        raise AdapterError("the contest has not begun", place="$.time.start", trouble=Trouble.MISSING)
    token = _token(web, code)
    parts = [
        _Part(code=child, division=division, head=_ask(web, child, token, page=1))
        for child, division in children_of(detail, code)
    ]
    for part in parts:
        _read_on(web, part, token)
    is_icpc = _is_icpc(parts)
    per_wrong = _penalty_minutes(detail) * 60 if is_icpc else None
    return Standings(
        rows=_rows(parts, per_wrong=per_wrong),
        problems=_problem_rows(parts, contest=code),
        columns=COLUMNS,
        kind="icpc" if is_icpc else "scoring",
        penalty_unit="seconds",
        penalty_per_wrong=per_wrong,
        is_frozen=detail.is_frozen,
        is_whole=all(part.is_whole for part in parts),
        url=f"{SITE}/rankings/{code}",
        contest=row,
    )


def _listed(problems: Mapping[str, Problem] | Sequence[Problem] | None) -> list[Problem]:
    return list(problems.values()) if isinstance(problems, Mapping) else list(problems or ())


def _token(web: Web, code: str) -> str:
    """Return the token that the rankings want in a header; it belongs to the cookies of the page."""
    reply = web.get(f"{SITE}/rankings/{code}")
    reply.refuse_challenge()
    match = CSRF_TOKEN.search(reply.text)
    if match is None:
        raise AdapterError("the page has no CSRF token", place="csrfToken")
    return match[1] or match[2]


def _ask(web: Web, code: str, token: str, *, page: int) -> _Page:
    reply = web.get(
        f"{SITE}/api/rankings/{code}",
        params={"itemsPerPage": PAGE, "order": "asc", "page": page, "sortBy": "rank"},
        headers={"x-csrf-token": token, "x-requested-with": "XMLHttpRequest"},
    )
    with reading(f"{code} page {page}"):
        answer = reply.json(_Page)
        _refuse_limit(answer.status)
        if answer.status != "success" or answer.entries is None:
            why = f"status {answer.status!r}, no list: {clean(answer.message or '')!r}"
            raise AdapterError(why, place="$.list")
        if answer.problems is None:
            raise AdapterError("a ranking without problems", place="$.problems")
    return answer


def _refuse_limit(status: str) -> None:
    """Refuse the answer by which the site tells its limit with HTTP 200."""
    if status == "rate_limit_exceeded":
        raise AdapterError("rate_limit_exceeded", place="$.status", trouble=Trouble.LIMITED)


def _read_on(web: Web, part: _Part, token: str) -> None:
    """Read the pages after the first, as far as the site and the time budget allow."""
    part.entries = list(part.head.entries or ())
    with reading(f"{part.code} page 1"):
        n_pages, n_entries = whole(part.head.n_pages) or 1, whole(part.head.n_entries) or 0
    seen = {entry.user_handle for entry in part.entries}
    for page in range(2, min(n_pages, MOST_PAGES) + 1):
        try:
            answer = _ask(web, part.code, token, page=page)
        except AdapterError as error:
            if error.trouble not in (Trouble.LIMITED, Trouble.UNREACHABLE):
                raise
            part.is_whole = False
            return
        found = {entry.user_handle for entry in answer.entries or ()}
        if found <= seen:  # nobody, or a page once more
            break
        part.entries += answer.entries or ()
        seen |= found
    # While people move up and down, somebody may slip from a page not yet read to one that was.
    part.is_whole = len(seen) >= n_entries


def _is_icpc(parts: Sequence[_Part]) -> bool:
    with reading("$.contest_info.ranking_type"):
        kinds = {whole(part.head.contest_info.ranking_type) if part.head.contest_info else None for part in parts}
    return kinds == {1} and all(score <= 1 for part in parts for _, score in _scores(part))


def _scores(part: _Part) -> Iterator[tuple[str, float]]:
    """Yield the problem and the score of every result in a division."""
    for place, entry in enumerate(part.entries):
        if isinstance(entry.problems_status, dict):
            with reading(f"{part.code} $.list[{place}].problems_status"):
                for code, result in entry.problems_status.items():
                    if result is not None:
                        yield code, number(result.score) or 0


def _penalty_minutes(detail: Detail) -> int:
    match = PENALTY_RULE.search(detail.rules or "")
    return int(match[1] or match[2]) if match else USUAL_PENALTY


def _full_scores(parts: Sequence[_Part]) -> dict[str, float]:
    """Return each problem's full score as the table shows it: 1, 100, or else the best that anybody has."""
    best: dict[str, float] = {}
    for part in parts:
        for code, score in _scores(part):
            best[code] = max(best.get(code, 0), score)
    return {code: 1 if top <= 1 else max(100, top) for code, top in best.items()}


def _rows(parts: Sequence[_Part], *, per_wrong: int | None) -> Iterator[StandingRow]:
    full = _full_scores(parts)
    seen: set[str] = set()
    for part in parts:
        counted = {problem.code: full.get(problem.code, 0) for problem in part.problems}
        for place, entry in enumerate(part.entries):
            if not entry.user_handle or entry.user_handle in seen:
                continue
            seen.add(entry.user_handle)
            with reading(f"{part.code} $.list[{place}]"):
                yield _row(entry, _cells(entry, full=counted, per_wrong=per_wrong), part.division)


def _row(entry: _Entry, cells: Mapping[str, Cell], division: str) -> StandingRow:
    columns: dict[str, Scalar | None] = {"rating": whole(entry.rating) or None, "penalty": whole(entry.penalty)}
    return StandingRow(
        account=clean(entry.user_handle or ""),
        place=whole(entry.rank) or None,
        score=number(entry.score),
        penalty=_seconds(entry.total_time if entry.total_time is not None else entry.time),
        cells=cells,
        division=division,
        country=country_code(entry.country_code),
        columns={name: value for name, value in columns.items() if value is not None},
    )


def _cells(entry: _Entry, *, full: Mapping[str, float], per_wrong: int | None) -> dict[str, Cell]:
    """Return the cells of the problems that count in the division, which `full` names with their full scores."""
    if not isinstance(entry.problems_status, dict):
        return {}
    return {
        code: _icpc_cell(result, per_wrong) if per_wrong is not None else _scored_cell(result, full[code])
        for code, result in entry.problems_status.items()
        if result is not None and code in full
    }


def _icpc_cell(result: _Result, per_wrong: int) -> Cell:
    """Return a cell of +k or -k; the time that the site tells has the penalty of the rejected tries in it."""
    wrong, told = whole(result.penalty) or 0, _seconds(result.time)
    if not number(result.score):
        return Cell(state="wrong", wrong=wrong or None)
    return Cell(
        state="solved", wrong=wrong, time=None if told is None else max(told - wrong * per_wrong, 0), penalty=told
    )


def _scored_cell(result: _Result, full: float) -> Cell:
    points = number(result.score)
    return Cell(
        state="wrong" if not points else "solved" if points >= full else "partial",
        wrong=whole(result.penalty),
        points=points,
        time=_seconds(result.time),
    )


def _seconds(clock: Number) -> float | None:
    """Return the seconds of "H:MM:SS" or of a number; None where the site writes a dash or nothing."""
    if not isinstance(clock, str):
        return clock
    clock = clock.strip()
    if not clock or clock.startswith("-"):
        return None
    if match := CLOCK.fullmatch(clock):
        return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])
    return float(clock)


def _problem_rows(parts: Sequence[_Part], *, contest: str) -> tuple[ProblemRow, ...]:
    """Return the problems of all divisions; one that several have belongs to none of them."""
    divisions: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for part in parts:
        for problem in part.problems:
            divisions.setdefault(problem.code, []).append(part.division)
            names.setdefault(problem.code, clean(problem.name))
    with reading("$.problems"):
        return tuple(
            ProblemRow(
                key=code,
                name=names[code] or code,
                short=code,
                url=f"{SITE}/problems/{code}",
                contest=contest,
                division=found[0] if len(found) == 1 else "",
            )
            for code, found in divisions.items()
        )


def _contest_row(detail: Detail, code: str) -> ContestRow | None:
    if detail.time is None or not clean(detail.name):
        return None
    with reading("$.time"):
        start, end = from_epoch(detail.time.start), from_epoch(detail.time.end)
        minutes = number(detail.duration)
        return ContestRow(
            key=code,
            title=clean(detail.name),
            url=f"{SITE}/{code}",
            start=start,
            end=end,
            duration=own_time(None if minutes is None else timedelta(minutes=minutes), start=start, end=end),
            standings_url=f"{SITE}/rankings/{code}",
        )
