"""Submissions to AtCoder: by the third party kenkoooo, or by the site's own pages, which are for members."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec
from selectolax.lexbor import LexborNode

from apps.resources.adapters._atcoder_standings import SITE, json_for_members
from apps.resources.adapters.base import AdapterError, Page, Web, attribute, clean, from_epoch, from_iso, reading
from apps.resources.rows import State, SubmissionRow

KENKOOOO = "https://kenkoooo.com/atcoder"
ROWS_AT_ONCE = 500  # what kenkoooo gives at most
MOST_PAGES = 200
TASK = re.compile(r"/contests/([\w.-]+)/tasks/([\w.-]+)")
MOMENT = re.compile(r"(start|end)Time = moment\([\"']([^\"']+)[\"']\)")
AMOUNT = re.compile(r"(\d+) (ms|KB|KiB)$")
PENDING = re.compile(r"WJ|WR|Judging|\d+ ?/ ?\d+.*")  # waiting, waiting for rejudging, under way: "3/20 TLE"


class Kept(msgspec.Struct, kw_only=True):
    """One submission as kenkoooo keeps it."""

    id: int
    epoch_second: int
    problem_id: str
    contest_id: str
    language: str = ""
    point: float | None = None
    result: str = ""
    execution_time: int | None = None


def kenkoooo_rows(web: Web, handle: str, *, since: datetime | None) -> Iterator[SubmissionRow]:
    """Yield an account's submissions, newest first; the answers come oldest first, with 500 in each.

    Raises:
        AdapterError: an answer cannot be read.
    """
    found: dict[int, Kept] = {}
    second = int(since.timestamp()) if since is not None else 0
    for _ in range(MOST_PAGES):
        params: dict[str, str | int] = {"user": handle, "from_second": second}
        page = web.get(f"{KENKOOOO}/atcoder-api/v3/user/submissions", params=params).json(list[Kept])
        known = len(found)
        found.update((one.id, one) for one in page)
        if len(page) < ROWS_AT_ONCE or len(found) == known:
            break
        second = page[-1].epoch_second
    for number, one in enumerate(sorted(found.values(), key=lambda one: (-one.epoch_second, -one.id))):
        with reading(f"$[{number} from the newest]"):
            yield _kept_row(one)


def page_rows(web: Web, contest: str, handle: str, *, since: datetime | None) -> Iterator[SubmissionRow]:
    """Yield an account's submissions to one contest, newest first, from the contest's own pages.

    Raises:
        AdapterError: the pages are for members (LOGIN), or cannot be read.
    """
    for number in range(1, MOST_PAGES):
        params: dict[str, str | int] = {"f.User": handle, "lang": "en", "page": number}
        reply = json_for_members(web.get(f"{SITE}/contests/{contest}/submissions", params=params))
        with reading(reply.url):
            rows = list(submissions_on(reply.page()))
        yield from rows
        if not rows or (since is not None and rows[-1].at <= since):
            return


def submissions_on(page: Page) -> Iterator[SubmissionRow]:
    """Yield the submissions of a page as it lists them.

    Raises:
        AdapterError: a line cannot be read.
    """
    times = {name: from_iso(text) for name, text in MOMENT.findall(page.tree.html or "")}
    for number, line in enumerate(page.all("table tbody tr"), 1):
        if line.css_first("td.submission-score") is not None:
            with reading(f"tr {number}"):
                yield _line_row(page, line, start=times.get("start"), end=times.get("end"))


def state_of(verdict: str) -> State:
    """Return what a verdict of AtCoder means."""
    if verdict == "AC":
        return "solved"
    return "pending" if not verdict or PENDING.fullmatch(verdict) else "wrong"


def _kept_row(one: Kept) -> SubmissionRow:
    return SubmissionRow(
        key=str(one.id),
        problem=clean(one.problem_id),
        at=from_epoch(one.epoch_second),
        verdict=clean(one.result),
        state=state_of(clean(one.result)),
        contest=clean(one.contest_id),
        language=clean(one.language),
        points=one.point,
        run_time=one.execution_time / 1000 if one.execution_time is not None else None,
        url=f"{SITE}/contests/{clean(one.contest_id)}/submissions/{one.id}",
    )


def _line_row(page: Page, line: LexborNode, *, start: datetime | None, end: datetime | None) -> SubmissionRow:
    at = from_iso(clean(page.one("time", within=line).text()))
    task = page.one("a[href*='/tasks/']", within=line)
    match = TASK.search(attribute(task, "href"))
    if match is None:
        raise AdapterError(f"{attribute(task, 'href')[:80]!r} is no problem's address", place="a[href]")
    score = page.one("td.submission-score", within=line)
    key, points = attribute(score, "data-id"), clean(score.text())
    short, _, name = clean(task.text()).partition(" - ")
    verdict = clean(page.one("span.label", within=line).text())
    amounts = {
        unit[0]: int(number)
        for cell in line.css("td.text-right")
        for number, unit in AMOUNT.findall(clean(cell.text()))
    }
    in_contest = start is not None and end is not None and start <= at < end
    timed = start is not None and end is not None
    return SubmissionRow(
        key=key,
        problem=match.group(2),
        at=at,
        verdict=verdict,
        state=state_of(verdict),
        contest=match.group(1),
        short=short,
        problem_name=name,
        participation=("official" if in_contest else "practice") if timed else "",
        language=_language(line),
        points=float(points) if points not in ("", "-") else None,
        time=(at - start).total_seconds() if in_contest and start is not None else None,
        run_time=amounts["m"] / 1000 if "m" in amounts else None,
        memory=amounts["K"] * 1024 if "K" in amounts else None,
        url=f"{SITE}/contests/{match.group(1)}/submissions/{key}",
    )


def _language(line: LexborNode) -> str:
    cells = line.css("td")
    people = [number for number, cell in enumerate(cells) if cell.css_first("a[href^='/users/']") is not None]
    return clean(cells[people[0] + 1].text()) if people and people[0] + 1 < len(cells) else ""
