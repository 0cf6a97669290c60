"""The public scoreboard page of DOMjudge, versions 6 to 9: its table as standings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
from selectolax.lexbor import LexborNode

from apps.resources.adapters import _icpc
from apps.resources.adapters._countries import country_code
from apps.resources.adapters._teams import is_official, unstarred
from apps.resources.adapters.base import AdapterError, Page, Trouble, attribute, clean, reading
from apps.resources.rows import Cell, Column, ContestRef, ProblemRow, StandingRow, Standings, State

TITLE_OF_PROBLEM = re.compile(r"problem\s+['\"]?(.*?)['\"]?")
CELL = re.compile(r"(?:(\d+(?::\d\d){0,2}) )?(\d+)(?: \+ (\d+))? (?:try|tries)")
FLAGS = re.compile(r"flags?/|countries/")
STATES: dict[str, State] = {"score_correct": "solved", "score_incorrect": "wrong", "score_pending": "pending"}
MEDALS: dict[str, _icpc.Medal] = {"gold-medal": "gold", "silver-medal": "silver", "bronze-medal": "bronze"}
TEAM_ROW = 'tr[id^="team:"]'


class Line(NamedTuple):
    """A row of the table, and the rank that it shows or shares with the one above."""

    row: StandingRow
    rank: int
    groups: tuple[str, ...]


def page_standings(page: Page, contest: ContestRef, *, url: str) -> Standings:
    """Return what the page shows.

    Raises:
        AdapterError: it has no table (MISSING: the contest has not begun), or one that cannot be read.
    """
    found = page.all("table.scoreboard:not(.mobile-scoreboard):not(.scorelegend)")
    if not found:
        raise AdapterError(f"no scoreboard yet on the page {page.title[:80]!r}", place="table", trouble=Trouble.MISSING)
    problems = _problems(page, found[0], contest)
    lines = list(_lines(page, found[0], [problem.short for problem in problems]))
    penalty = _penalty_per_wrong([line.row for line in lines])
    return Standings(
        rows=_ranked(lines, penalty),
        problems=problems,
        columns=(Column(key="group", title="Group"),) if any(line.groups for line in lines) else (),
        kind="icpc",
        penalty_unit="minutes",
        penalty_per_wrong=penalty,
        is_final="final standings" in clean(page.tree.body.text() if page.tree.body else "").lower() or None,
        url=url,
    )


def _problems(page: Page, table: LexborNode, contest: ContestRef) -> tuple[ProblemRow, ...]:
    rows = []
    for number, head in enumerate(page.all('tr.scoreheader th[title^="problem "]', within=table)):
        with reading(f"tr.scoreheader th[{number}]"):
            named = TITLE_OF_PROBLEM.fullmatch(clean(attribute(head, "title")))
            mark = (clean(head.text()).split() or [""])[0]
            name = named.group(1) if named else ""
            rows.append(ProblemRow(key=f"{contest.key}/{mark}", name=name or mark, short=mark, contest=contest.key))
    return tuple(rows)


def _lines(page: Page, table: LexborNode, marks: Sequence[str]) -> Iterator[Line]:
    rank, is_below = 0, False  # of groups that are ranked apart, such as companies
    for number, node in enumerate(page.all(TEAM_ROW, within=table)):
        with reading(f"{TEAM_ROW}[{number}]"):
            told = clean(page.one("td.scorepl", within=node).text())
            before, rank = rank, int(told) if told.isdecimal() else rank  # empty for a tie
            is_below = is_below or rank < before or (number > 0 and "sortorderswitch" in _classes(node))
            groups = tuple(clean(badge.text()) for badge in page.all("td.scoretn .badge", within=node))
            row = _row(page, node, marks, groups=groups)
            yield Line(msgspec.structs.replace(row, participation="unofficial") if is_below else row, rank, groups)


def _row(page: Page, node: LexborNode, marks: Sequence[str], *, groups: tuple[str, ...]) -> StandingRow:
    cells = page.all("td.score_cell", within=node)
    if len(cells) != len(marks):
        raise AdapterError(f"{len(cells)} cells for {len(marks)} problems", place="td.score_cell")
    told = {mark: _cell(page, cell, place=mark) for mark, cell in zip(marks, cells, strict=True)}
    team = page.one("td.scoretn", within=node)
    university = _university(page, node)
    name = _name(page, team)
    return StandingRow(
        account=attribute(node, "id").split(":")[1],
        name=unstarred(name),
        score=int(page.one("td.scorenc", within=node).text()),
        penalty=_minutes(clean(page.one("td.scorett", within=node).text())),
        cells={mark: cell for mark, cell in told.items() if cell is not None},
        participation="official" if is_official(name, groups) else "unofficial",
        is_team=True,
        country=_country(page, node),
        organization=university,
        medal=next((MEDALS[mark] for mark in _classes(page.one("td.scorepl", within=node)) if mark in MEDALS), ""),
        columns={"group": ", ".join(groups)} if groups else {},
    )


def _name(page: Page, team: LexborNode) -> str:
    """Return the text of a team's cell without its badges and its university."""
    left_out = {node.mem_id for node in page.all(".badge, .univ", within=team)}
    texts = [
        node.text_content or ""
        for node in team.traverse(include_text=True)
        if node.tag == "-text" and not any(parent.mem_id in left_out for parent in _parents(node))
    ]
    return clean("".join(texts))


def _parents(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None and parent.tag != "td":
        yield parent
        parent = parent.parent


def _university(page: Page, node: LexborNode) -> str:
    told = page.all("td.scoretn .univ", within=node)
    if told:
        return clean(told[0].text())
    logos = [image for image in page.all("td.scoreaf img", within=node) if not _is_flag(image)]
    return clean(logos[0].attributes.get("title") or "") if logos else ""


def _country(page: Page, node: LexborNode) -> str:
    flags = (image for image in page.all("img", within=node) if _is_flag(image))
    told = (country_code(flag.attributes.get(name)) for flag in flags for name in ("alt", "title"))
    return next(filter(None, told), "")


def _is_flag(image: LexborNode) -> bool:
    return FLAGS.search(image.attributes.get("src") or "") is not None


def _cell(page: Page, node: LexborNode, *, place: str) -> Cell | None:
    state, first = None, False
    for inner in page.all("div", within=node):
        classes = _classes(inner)
        state = next((STATES[name] for name in classes if name in STATES), state)
        first = first or "score_first" in classes
    if state is None:  # never tried
        return None
    with reading(f"cell {place}"):
        match = CELL.fullmatch(" ".join(clean(node.text(separator=" ")).split()))
        if match is None:
            raise AdapterError(f"{clean(node.text())[:60]!r} is no time and number of tries")
        time, tries, pending = match.groups()
        wrong = int(tries) - (state == "solved")
        if state == "pending" and pending is None:  # an old board says only how many there are
            wrong, pending = 0, tries
        minutes = _minutes(time) if time else None
        return Cell(
            state=state,
            wrong=wrong,
            pending=int(pending) if pending else None,
            time=None if minutes is None else minutes * 60,
            first=first,
        )


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def _minutes(text: str) -> float:
    """Return minutes of "133" or, where the board shows seconds, of "2:13:07"."""
    if ":" not in text:
        return int(text)
    *hours, minutes, seconds = (int(part) for part in text.split(":"))
    return (hours[0] if hours else 0) * 60 + minutes + seconds / 60


def _penalty_per_wrong(rows: Sequence[StandingRow]) -> int | None:
    """Return what a rejected try costs, in minutes, if that explains every total of the table."""
    for row in rows:
        solved = [cell for cell in row.cells.values() if cell.state == "solved"]
        wrong = sum(cell.wrong or 0 for cell in solved)
        if wrong:
            cost = ((row.penalty or 0) - sum((cell.time or 0) / 60 for cell in solved)) / wrong
            return int(cost) if cost >= 0 and cost == int(cost) else None
    return None


def _ranked(lines: Sequence[Line], penalty: int | None) -> Iterator[StandingRow]:
    """Yield the rows with their places; where some are not ranked, the others move up."""
    places = _icpc.places({line.row.account: line.rank for line in lines if line.row.participation == "official"})
    for row, _, _ in lines:
        cells = {mark: _with_penalty(cell, penalty) for mark, cell in row.cells.items()}
        yield msgspec.structs.replace(row, place=places.get(row.account), cells=cells)


def _with_penalty(cell: Cell, penalty: int | None) -> Cell:
    if penalty is None or cell.state != "solved" or cell.time is None or cell.wrong is None:
        return cell
    minutes = cell.time / 60 + cell.wrong * penalty
    return msgspec.structs.replace(cell, penalty=int(minutes) if minutes == int(minutes) else minutes)
