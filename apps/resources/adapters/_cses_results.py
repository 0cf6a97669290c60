"""CSES's tables: the problem set with its groups, the tasks of a contest and its scoreboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from selectolax.lexbor import LexborNode

from apps.resources.adapters._boards import scored_cell, with_season
from apps.resources.adapters._tables import head_of, icpc_cell, number, rows_of, whole_number, words_of
from apps.resources.adapters.base import AdapterError, Page, Trouble, attribute, clean, reading
from apps.resources.rows import Cell, ProblemRow, StandingRow

HOME = "https://cses.fi"
FULL = 100  # the points of a task under the rules of the IOI
TASK = re.compile(rf"(?:{re.escape(HOME)})?/problemset/task/(\d{{1,9}})/?")
COUNTS = re.compile(r"(\d{1,9})\s*/\s*(\d{1,9})")
USER = re.compile(r"/user/(\d{1,12})")


def archive_rows(page: Page) -> Iterator[ProblemRow]:
    """Yield the tasks of the problem set, tagged with the group that they stand in.

    Raises:
        AdapterError: it has none, or one cannot be read.
    """
    group, found = "", 0
    for node in page.all("h2, li.task"):
        if node.tag == "h2":
            group = clean(node.text())
            continue
        found += 1
        with reading(f"li.task {found}"):
            yield _archived(page, node, group)
    if not found:
        raise AdapterError(f"no task (the title is {page.title[:80]!r})", place="li.task")


def _archived(page: Page, node: LexborNode, group: str) -> ProblemRow:
    link = page.one("a[href]", within=node)
    path = TASK.fullmatch(attribute(link, "href"))
    if path is None:
        raise AdapterError(f"{attribute(link, 'href')[:60]!r} is no address of a task", place="a[href]")
    details = page.all(".detail", within=node)
    counts = COUNTS.fullmatch(clean(details[0].text())) if details else None
    return ProblemRow(
        key=path[1],
        name=clean(link.text()),
        url=f"{HOME}/problemset/task/{path[1]}",
        tags=(group,) if group else (),
        n_solved=int(counts[1]) if counts else None,
        n_tried=int(counts[2]) if counts else None,
    )


def task_rows(page: Page, *, contest: str) -> Iterator[ProblemRow]:
    """Yield the tasks that the page of a contest lists."""
    for place, node in enumerate(page.all(".task"), 1):
        with reading(f".task {place}"):
            short = clean(page.one("b", within=node).text())
            links = page.all("a[href]", within=node)
            text = clean((links[0] if links else node).text(separator=" "))
            name = re.sub(rf"^{re.escape(short)}(?:[\s.:]+|$)", "", text)
            yield task_row(short, name or short, contest=contest)


def task_row(short: str, name: str, *, contest: str) -> ProblemRow:
    """Return a task of a contest; its key is of the contest, because the problem set gives it another."""
    return ProblemRow(
        key=f"{contest}/{short}",
        name=name,
        short=short,
        url=f"{HOME}/{contest}/task/{short}",
        contest=contest,
    )


class Scoreboard:
    """The scoreboard of a contest; its columns are known by their order, because the site speaks two languages."""

    def __init__(self, page: Page) -> None:
        self.page = page
        boards = page.all("table.scoreboard")
        if not boards:
            raise AdapterError(f"no scoreboard (the title is {page.title[:80]!r})", place="table.scoreboard",
                               trouble=Trouble.MISSING)  # fmt: skip
        self.table = boards[0]
        rules = (self.table.attributes.get("class") or "").split()
        if not {"ioi", "icpc"} & set(rules):
            raise AdapterError(f"rules that are neither ioi nor icpc: {rules}", place="table.scoreboard[class]")
        self.is_icpc = "icpc" in rules
        self.first_task = 4 if self.is_icpc else 3
        self.shorts = [clean(cell.text()) for cell in head_of(page, self.table)][self.first_task :]

    def rows(self, start: datetime | None) -> Iterator[StandingRow]:
        """Yield the rows; who has no account is named with the season of `start`."""
        for place, cells in enumerate(rows_of(self.page, self.table), 1):
            with reading(f"table.scoreboard row {place}"):
                if len(cells) < self.first_task:
                    raise AdapterError(f"only {len(cells)} cells")
                yield self._row(cells, start)

    def _row(self, cells: list[LexborNode], start: datetime | None) -> StandingRow:
        name = clean(cells[1].text())
        account = _account(cells[1])
        tried = {
            short: result
            for short, cell in zip(self.shorts, cells[self.first_task :], strict=False)
            if (result := self._cell(cell)) is not None
        }
        place = whole_number(cells[0].text().strip().rstrip(".")) or None
        return StandingRow(
            account=account or with_season(name, start),
            name=name,
            place=place,
            participation="official" if place else "unofficial",
            score=number(cells[2].text()),
            penalty=number(cells[3].text()) if self.is_icpc else None,
            cells=tried,
            is_team=self.is_icpc and not account,
            url=f"{HOME}/user/{account}" if account else "",
        )

    def _cell(self, node: LexborNode) -> Cell | None:
        if self.is_icpc:
            return icpc_cell(node.text(separator=" "), words_of(node))
        points = number(node.text())
        return scored_cell(points, FULL) if points is not None else None


def _account(cell: LexborNode) -> str:
    links = (USER.search(link.attributes.get("href") or "") for link in cell.css("a"))
    return next((link[1] for link in links if link), "")
