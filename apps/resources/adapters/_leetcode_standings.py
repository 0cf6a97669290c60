"""LeetCode's rankings: 25 rows a page, results beside or inside the rows, places from score and time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from apps.resources.adapters._countries import country_code
from apps.resources.adapters._leetcode_countries import chinese_country_code
from apps.resources.adapters._leetcode_graphql import HOMES, account_of
from apps.resources.adapters.base import AdapterError, Trouble, Web, clean, from_epoch, from_iso, reading
from apps.resources.rows import Cell, ContestRow, ProblemRow, Scalar, StandingRow

ACCEPTED = 10  # of `status`, which old answers leave out: they have accepted submissions only
MOST_PAGES = 4000
OUT_OF_TIME = (Trouble.UNREACHABLE, Trouble.LIMITED)


class Question(msgspec.Struct, kw_only=True):
    """One problem of a contest."""

    question_id: int
    title: str
    title_slug: str
    credit: float | None = None
    english_title: str | None = None


class About(msgspec.Struct, kw_only=True):
    """The contest in its own answer."""

    title: str
    title_slug: str
    start_time: int | float
    duration: int | float | None = None
    origin_start_time: int | float | None = None


class Detail(msgspec.Struct):
    """A contest's own answer; before the start it has no questions."""

    contest: About
    questions: list[Question] | None = None


class Submitted(msgspec.Struct, kw_only=True):
    """The submission that counts for one problem."""

    date: int | float | None = None
    status: int | None = None
    fail_count: int | None = None
    submission_id: int | None = None
    lang: str | None = None


class Badge(msgspec.Struct):
    """What stands beside a name."""

    display_name: str | None = None


class Ranked(msgspec.Struct, kw_only=True):
    """One row; `finish_time` is an epoch in seconds, in kept copies a text in UTC.

    `rank` is not read: it begins at 0 or at 1, and parts those who are equal.
    """

    username: str
    score: float
    finish_time: int | float | str | None = None
    user_slug: str | None = None
    country_code: str | None = None
    country_name: str | None = None
    data_region: str | None = None
    user_badge: Badge | None = None
    submissions: dict[str, Submitted] | None = None


class RankPage(msgspec.Struct, kw_only=True):
    """One page; past the last it is empty. The results stand in a list beside the rows, since v2 inside them."""

    total_rank: list[Ranked] = []
    submissions: list[dict[str, Submitted]] | None = None
    questions: list[Question] | None = None
    user_num: int | None = None
    is_past: bool | None = None


@dataclass(slots=True)
class Ranking:
    """All pages of a ranking, as far as they came."""

    rows: list[tuple[Ranked, Mapping[str, Submitted]]] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    is_past: bool | None = None
    is_whole: bool = True


def read_ranking(web: Web, host: str, key: str, *, region: str) -> Ranking:
    """Return a ranking page by page; when time or the site's patience ends underway, the part that came.

    Raises:
        AdapterError: the first page does not come, or a page cannot be read.
    """
    found, before, most = Ranking(), None, 0
    for number in range(1, MOST_PAGES):
        try:
            page = _page(web, f"https://{host}/contest/api/ranking/{key}/", pagination=number, region=region)
        except AdapterError as error:
            if not found.rows or error.trouble not in OUT_OF_TIME:
                raise
            found.is_whole = False
            return found
        if page.total_rank and page.total_rank == before:
            raise AdapterError(f"page {number} is page {number - 1} again", place="$.total_rank")
        _take(found, page, number)
        before, most = page.total_rank, max(most, len(page.total_rank))
        if len(before) < most or not before or len(found.rows) >= (page.user_num or MOST_PAGES * most):
            return found
    raise AdapterError(f"more than {MOST_PAGES} pages", place="pagination")


def problem_rows(questions: Sequence[Question], *, host: str, contest: str, is_over: bool) -> tuple[ProblemRow, ...]:
    """Return the problems of a contest, which the site marks Q1, Q2 … and moves to the archive at the end.

    Raises:
        AdapterError: one has no name or slug.
    """
    rows = []
    home = f"https://{host}/problems" if is_over else f"https://{host}/contest/{contest}/problems"
    for number, question in enumerate(questions):
        with reading(f"$.questions[{number}]"):
            slug = clean(question.title_slug)
            rows.append(
                ProblemRow(
                    key=slug,
                    name=clean(question.title) or clean(question.english_title or "") or slug,
                    short=f"Q{number + 1}",
                    url=f"{home}/{slug}/",
                    contest=contest,
                    points=question.credit,
                )
            )
    return tuple(rows)


def standing_rows(ranking: Ranking, *, host: str, start: datetime | None) -> Iterator[StandingRow]:
    """Yield a row an account, the best first.

    Pages move while they are read, so that an account may stand on two of them: the first counts. The site numbers who
    is equal one after the other; here who has the same score at the same time shares the place.
    """
    marks = {
        str(question.question_id): (f"Q{number + 1}", question.credit)
        for number, question in enumerate(ranking.questions)
    }
    taken: dict[str, tuple[tuple[float, float], Ranked, Mapping[str, Submitted]]] = {}
    for number, (row, submitted) in enumerate(ranking.rows):
        with reading(f"$.total_rank[{number}]"):
            home = "leetcode.cn" if row.data_region == "CN" else "leetcode.com" if row.data_region else host
            account = account_of(clean(row.user_slug or row.username), home, host)
            finish = _time(row.finish_time)
            weight = (-row.score, finish.timestamp() if finish else 0.0)
            taken.setdefault(account, (weight, row, submitted))
    place, before = 0, None
    for number, (account, (weight, row, submitted)) in enumerate(sorted(taken.items(), key=lambda one: one[1][0]), 1):
        place, before = (place, before) if weight == before else (number, weight)
        with reading(f"$.total_rank of {account[:60]!r}"):
            yield _row(row, account, place=place, cells=_cells(submitted, marks, start), start=start)


def contest_row(detail: Detail, *, host: str, kind: str) -> ContestRow | None:
    """Return what a contest's own answer says of it, None where it leaves out how long it takes."""
    about = detail.contest
    if about.duration is None:
        return None
    start = start_of(detail)
    url = f"https://{host}/contest/{clean(about.title_slug)}"
    return ContestRow(
        key=clean(about.title_slug),
        title=clean(about.title),
        url=url,
        start=start,
        end=start + timedelta(seconds=about.duration),
        kind=kind,
        standings_url=f"{url}/ranking",
    )


def start_of(detail: Detail) -> datetime:
    """Return when a contest began; `start_time` moves for virtual ones."""
    return from_epoch(detail.contest.origin_start_time or detail.contest.start_time)


def _page(web: Web, url: str, **params: str | int) -> RankPage:
    reply = web.get(url, params=params, allow=(404,))
    if reply.status == 404:
        return RankPage()
    page = reply.json(RankPage | list[Ranked])  # type: ignore[arg-type]
    return RankPage(total_rank=page, user_num=len(page)) if isinstance(page, list) else page  # rows kept of all pages


def _take(found: Ranking, page: RankPage, number: int) -> None:
    beside = page.submissions or []
    if beside and len(beside) != len(page.total_rank):
        raise AdapterError(
            f"{len(beside)} results of {len(page.total_rank)} rows", place=f"page {number} $.submissions"
        )
    for place, row in enumerate(page.total_rank):
        found.rows.append((row, row.submissions or (beside[place] if beside else {})))
    found.questions = found.questions or page.questions or []
    found.is_past = page.is_past if page.is_past is not None else found.is_past


def _row(row: Ranked, account: str, *, place: int, cells: Mapping[str, Cell], start: datetime | None) -> StandingRow:
    finish = _time(row.finish_time)
    penalty = (finish - start).total_seconds() if finish and start and row.score > 0 and finish >= start else None
    name = clean(row.username)
    slug, _, home = account.partition("@")
    badge = clean(row.user_badge.display_name or "") if row.user_badge else ""
    columns: Mapping[str, Scalar] = {"badge": badge} if badge else {}
    return StandingRow(
        account=account,
        name="" if name == account else name,
        place=place,
        score=row.score,
        penalty=penalty,
        cells=cells,
        country=country_code(row.country_code)
        or country_code(row.country_name)
        or chinese_country_code(row.country_name),
        last_submission=finish if row.score > 0 else None,
        url=f"https://{home}/u/{slug}/" if home in HOMES else "",
        columns=columns,
    )


def _cells(
    submitted: Mapping[str, Submitted], marks: Mapping[str, tuple[str, float | None]], start: datetime | None
) -> dict[str, Cell]:
    cells = {}
    for question, one in submitted.items():
        if question not in marks:
            raise AdapterError(f"a result of the unknown question {question[:20]!r}", place="submissions")
        short, credit = marks[question]
        solved = one.status in (None, ACCEPTED)
        since = (from_epoch(one.date) - start).total_seconds() if one.date is not None and start is not None else None
        cells[short] = Cell(
            state="solved" if solved else "wrong",
            wrong=one.fail_count,
            points=credit if solved else None,
            time=since if solved and since is not None and since >= 0 else None,
            language=clean(one.lang or ""),
            submission="" if one.submission_id is None else str(one.submission_id),
        )
    return cells


def _time(value: float | str | None) -> datetime | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return from_epoch(int(value)) if value.isdecimal() else from_iso(value, zone=timedelta(0))
    return from_epoch(value).astimezone(UTC)
