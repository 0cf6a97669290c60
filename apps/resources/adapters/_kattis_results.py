"""Kattis's pages of results: the standings of a contest, its problems, and the profile of a user."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import msgspec
from selectolax.lexbor import LexborNode

from apps.resources.adapters._boards import scored_cell, shared_places, with_season
from apps.resources.adapters._countries import country_code
from apps.resources.adapters._tables import head_of, icpc_cell, number, rows_of, whole_number, words_of
from apps.resources.adapters.base import AdapterError, Page, Trouble, attribute, clean, reading
from apps.resources.rows import Cell, ProblemRow, ProfileRow, StandingRow

MARK = re.compile(r"([A-Z]{1,2}\d?)(?:\s*\((\d{1,7}(?:\.\d+)?)\))?")
ROLES = {
    "rk": "place", "rank": "place", "#": "place", "place": "place",
    "team": "team", "name": "team", "participant": "team", "user": "team",
    "slv": "solved", "solved": "solved", "score": "score", "time": "time", "penalty": "time",
}  # fmt: skip
FLAG = re.compile(r"/countries/([A-Za-z]{2,3})\b")
FILTER = re.compile(r"[?&]filter=(\d{1,9})\b")
AMOUNT = re.compile(r"\d{1,9}(?:\.\d{1,6})?")


class ProblemColumn(msgspec.Struct, frozen=True):
    """The column of one problem: its mark, its full score where it has one, and where its head leads."""

    short: str
    full: float | None = None
    link: str = ""


class Board:
    """The table of one page of standings."""

    def __init__(self, page: Page, *, url: str) -> None:
        self.page, self.url = page, url
        tables = page.all("table.standings-table")
        if not tables:
            raise AdapterError(f"no standings (the title is {page.title[:80]!r})", place="table.standings-table",
                               trouble=Trouble.MISSING)  # fmt: skip
        self.table = tables[0]
        self.columns: list[str | ProblemColumn] = []
        with reading("table.standings-table th"):
            for cell in head_of(page, self.table):
                self.columns += [_role(cell)] * _span(cell)
        if "team" not in self.columns or not {"solved", "score"} & set(self.columns):
            raise AdapterError(f"the head is {self.columns[:12]}", place="table.standings-table th")
        self.is_scored = "score" in self.columns

    @property
    def problems(self) -> list[ProblemColumn]:
        """The columns of problems, in order."""
        return [column for column in self.columns if isinstance(column, ProblemColumn)]

    @property
    def filters(self) -> dict[str, str]:
        """The divisions that the page can be limited to: the number of the filter and its name."""
        found = {}
        for option in self.page.all("option[value*='filter=']"):
            if match := FILTER.search(option.attributes.get("value") or ""):
                found[match[1]] = clean(option.text())
        return found

    def rows(self, start: datetime | None, *, division: str = "") -> Iterator[StandingRow]:
        """Yield the rows; who has no account is named with the season of `start`."""
        for place, cells in enumerate(rows_of(self.page, self.table), 1):
            with reading(f"table.standings-table row {place}"):
                if _is_in_foot(cells[0]):
                    continue
                if len(cells) < len(self.columns):
                    if any(cell.css_first("a[href*='/teams/'], a[href*='/users/']") for cell in cells):
                        raise AdapterError(f"{len(cells)} cells under {len(self.columns)} heads")
                    continue  # a line that parts or sums up others
                yield self._row(cells, start, division)

    def _row(self, cells: list[LexborNode], start: datetime | None, division: str) -> StandingRow:
        named = {role: cell for role, cell in zip(self.columns, cells, strict=False) if isinstance(role, str)}
        team = [cell for role, cell in zip(self.columns, cells, strict=False) if role == "team"]
        account, name, url = self._who(team, start)
        score = number((named.get("score") or named["solved"]).text())
        place = _place(named.get("place") or team[0])
        return StandingRow(
            account=account,
            name=name if name != account else "",
            place=place,
            participation="official" if place else "unofficial",
            score=score,
            penalty=number(named["time"].text()) if "time" in named else None,
            cells=self._cells(cells, score),
            division=division,
            is_team="/teams/" in url,
            country=_country(cells),
            organization=_university(cells),
            url=url,
        )

    def _who(self, cells: list[LexborNode], start: datetime | None) -> tuple[str, str, str]:
        """Return the account, the name and the address of a row's participant."""
        for link in (link for cell in cells for link in cell.css("a[href]")):
            kind, _, last = urlsplit(attribute(link, "href")).path.rstrip("/").rpartition("/")
            if last and kind.endswith(("/teams", "/users")):
                account = last if kind.endswith("/users") else f"teams/{last}"
                return account, clean(link.text()), urljoin(self.url, attribute(link, "href"))
        name = clean(cells[-1].text(separator=" "))
        return with_season(name, start), name, ""

    def _cells(self, cells: list[LexborNode], score: float | None) -> dict[str, Cell]:
        shown = {
            column: (clean(cell.text(separator=" ")), words_of(cell))
            for column, cell in zip(self.columns, cells, strict=False)
            if isinstance(column, ProblemColumn)
        }
        points = self._points({column: text for column, (text, _) in shown.items()}, score)
        found = {}
        for column, (text, words) in shown.items():
            with reading(f"problem {column.short}"):
                earned = points.get(column)
                cell = icpc_cell(text, words) if earned is None else scored_cell(earned, column.full)
            if cell is not None:
                found[column.short] = cell
        return found

    def _points(self, texts: Mapping[ProblemColumn, str], score: float | None) -> dict[ProblemColumn, float]:
        """Return the points that the cells begin with, if they are points: then they add up to the score."""
        if not self.is_scored or score is None:
            return {}
        begins = {column: AMOUNT.match(text) for column, text in texts.items()}
        points = {column: float(match[0]) for column, match in begins.items() if match is not None}
        return points if abs(sum(points.values()) - score) < 0.01 else {}


def _role(cell: LexborNode) -> str | ProblemColumn:
    text = clean(cell.text(separator=" "))
    links = [link for link in cell.css("a[href*='/problems/']") if MARK.match(clean(link.text()))]
    mark = MARK.fullmatch(text) or (MARK.match(text) if links else None)
    if mark is not None:
        full = float(mark[2]) if mark[2] else None
        return ProblemColumn(mark[1], full, attribute(links[0], "href") if links else "")
    if "rank" in (cell.attributes.get("data-name") or "").lower():
        return "place"
    return ROLES.get(text.lower().rstrip("."), text.lower())


def _span(cell: LexborNode) -> int:
    span = cell.attributes.get("colspan") or "1"
    return int(span) if re.fullmatch(r"[1-9]", span) else 1


def _is_in_foot(cell: LexborNode) -> bool:
    row = cell.parent
    return row is not None and row.parent is not None and row.parent.tag == "tfoot"


def _place(cell: LexborNode) -> int | None:
    text = clean(cell.text()).rstrip(".")
    return whole_number(text) or None if text.isdecimal() or not text.strip("-–—") else None


def _country(cells: Iterable[LexborNode]) -> str:
    flags = (FLAG.search(image.attributes.get("src") or "") for cell in cells for image in cell.css("img"))
    return next((code for flag in flags if flag and (code := country_code(flag[1]))), "")


def _university(cells: Iterable[LexborNode]) -> str:
    crests = (image for cell in cells for image in cell.css("img[src*='/universities/']"))
    return next((name for crest in crests if (name := clean(crest.attributes.get("alt") or ""))), "")


def ranked_together(rows: Iterable[StandingRow]) -> list[StandingRow]:
    """Return the rows of several divisions as one table; who was first within a division may not be so in all."""
    ranked = sorted(rows, key=lambda row: (row.place is None, -(row.score or 0), row.penalty or 0))
    places = shared_places([(row.place is None, row.score, row.penalty) for row in ranked])
    return [
        msgspec.structs.replace(
            row,
            place=place if row.place is not None else None,
            cells={short: msgspec.structs.replace(cell, first=False) for short, cell in row.cells.items()},
        )
        for place, row in zip(places, ranked, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a problem is listed: the page's address, what goes before keys of its host, and the contest."""

    url: str
    prefix: str
    contest: str


def problem_rows(page: Page, origin: Origin) -> Iterator[ProblemRow]:
    """Yield what the page of a contest's problems lists: a letter and a link in each row."""
    for place, cells in enumerate((cells for table in page.all("table") for cells in rows_of(page, table)), 1):
        links = [link for cell in cells for link in cell.css("a[href*='/problems/']") if clean(link.text())]
        letters = [text for cell in cells if (text := clean(cell.text()).rstrip(".")) and MARK.fullmatch(text)]
        if not links or not letters:
            continue
        with reading(f"table row {place}"):
            named = max(links, key=lambda link: len(clean(link.text())))
            yield problem_row(letters[0], clean(named.text()), attribute(named, "href"), origin=origin)


def problem_row(short: str, name: str, link: str, *, origin: Origin) -> ProblemRow:
    """Return a problem; without a link its key is of the contest."""
    mark = MARK.match(short)
    last = urlsplit(link).path.rstrip("/").rpartition("/")[2]
    return ProblemRow(
        key=f"{origin.prefix}{last}" if last else f"{origin.contest}/{short}",
        name=name or short,
        short=mark[1] if mark else short,
        url=urljoin(origin.url, link) if link else "",
        contest=origin.contest,
        points=float(mark[2]) if mark and mark[2] else None,
    )


def profile_row(asked: str, page: Page, *, url: str) -> ProfileRow:
    """Return the profile that a user's page shows; its score is of practice, so it is a fact and no rating."""
    labels = [clean(node.text()).lower().rstrip(":") for node in page.all(".info_label")]
    numbers = [clean(node.text()) for node in page.all(".important_number")]
    told = dict(zip(labels, numbers, strict=False)) or _one_row(page)
    if not {"rank", "score"} & told.keys():
        raise AdapterError(f"neither rank nor score (the title is {page.title[:80]!r})", place=".info_label")
    score = number(told.get("score", ""))
    links = page.all("a[href*='/countries/']")
    codes = (FLAG.search(link.attributes.get("href") or "") for link in links)
    faces = (image.attributes.get("src") or "" for image in page.all("img[src*='/images/users/']"))
    headings = page.all("h1")
    school = page.all("a[href*='/universities/'], a[href*='/affiliation/']")
    return ProfileRow(
        asked=asked,
        key=urlsplit(url).path.rstrip("/").rpartition("/")[2],
        name=clean(headings[0].text()) if headings else "",
        country=next((code for match in codes if match and (code := country_code(match[1]))), ""),
        organization=clean(school[0].text()) if school else "",
        url=url,
        avatar=next((urljoin(url, face) for face in faces if face), ""),
        place=whole_number(told.get("rank", "")) or None,
        facts={"score": score} if score is not None else {},
    )


def _one_row(page: Page) -> dict[str, str]:
    """Return the head and the cells of a table of one row, as older pages have it."""
    for table in page.all("table"):
        heads = [clean(cell.text()).lower() for cell in page.all("th", within=table)]
        rows = list(rows_of(page, table))
        if {"rank", "score"} & set(heads) and len(rows) == 1:
            return dict(zip(heads, (clean(cell.text()) for cell in rows[0]), strict=False))
    return {}
