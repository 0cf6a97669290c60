"""Toph's pages of results: standings, the problems of a contest, and the ratings of a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from urllib.parse import urlsplit

import msgspec
from selectolax.lexbor import LexborNode

from apps.resources.adapters._boards import with_season
from apps.resources.adapters._countries import country_code
from apps.resources.adapters._tables import head_of, number, rows_of, whole_number
from apps.resources.adapters.base import AdapterError, Page, Trouble, attribute, clean, from_epoch, reading
from apps.resources.rows import Cell, Column, Member, ProblemRow, ProfileRow, Scalar, StandingRow

HOME = "https://toph.co"
COLUMNS = (Column(key="ratingChange", title="Rating change", kind="integer"),)
MARK = re.compile(r"[A-Z]{1,2}\d?")
NAMED = re.compile(r"([A-Z]{1,2}\d?)\.\s+(.+)")
PERSON = re.compile(rf"(?:{re.escape(HOME)})?/u/([\w.%-]+)/?")
CONTEST = re.compile(rf"(?:{re.escape(HOME)})?/c/([\w.-]+)/?")
FLAG = re.compile(r"\bflag-([A-Za-z]{2})\b")
PAIR = re.compile(r"([A-Za-z][A-Za-z ]*?):\s*(-?[\d.,]+)")
AMOUNT = re.compile(r"-?\d[\d,]{0,12}(?:\.\d{1,6})?")
FIRST = ("star.svg", "checkmark-done-sharp")
MOMENT = "[data-time], [data-timestamp]"


class Step(msgspec.Struct, frozen=True):
    """One line of a person's ratings; `at` is None where the page does not tell the day."""

    slug: str
    title: str
    rating: int
    at: datetime | None = None


class Board:
    """The table of one page of standings."""

    def __init__(self, page: Page) -> None:
        self.page = page
        for table in page.all("table"):
            heads = [clean(cell.text()) for cell in page.all("th", within=table)]
            if "#" in heads:
                self.table = table
                break
        else:
            raise AdapterError(f"no table with the head # (the title is {page.title[:80]!r})", place="table th",
                               trouble=Trouble.MISSING)  # fmt: skip
        self.heads = [clean(cell.text()) for cell in head_of(page, self.table)]
        self.marks = [head for head in self.heads if MARK.fullmatch(head)]

    def pages(self) -> Iterator[str]:
        """Yield the queries that the numbers of the pager lead to."""
        for link in self.page.all("a[href*='standings?']"):
            if clean(link.text()).isdecimal():
                yield urlsplit(attribute(link, "href")).query

    def rows(self, start: datetime | None) -> Iterator[StandingRow]:
        """Yield the rows; guests are named with the season of `start`."""
        for place, cells in enumerate(rows_of(self.page, self.table), 1):
            with reading(f"standings row {place}"):
                if len(cells) < len(self.heads):
                    raise AdapterError(f"{len(cells)} cells under {len(self.heads)} heads")
                yield self._row(cells, start)

    def _row(self, cells: list[LexborNode], start: datetime | None) -> StandingRow:
        under = dict(zip(self.heads, cells, strict=False))
        plain = [cell for head, cell in zip(self.heads, cells, strict=False) if not MARK.fullmatch(head)]
        who, told = plain[self.heads.index("#") + 1 :][:1], plain[self.heads.index("#") + 2 :]
        people, place = _people(cells), whole_number(under["#"].text())
        is_one = len(people) == 1
        name = people[0].name if is_one else _name(who)
        score, penalty = _score(told)
        return StandingRow(
            account=people[0].account if is_one else with_season(name, start),
            name=name if not is_one or name != people[0].account else "",
            place=place or None,
            score=score,
            penalty=penalty,
            cells={mark: cell for mark in self.marks if (cell := _cell(under[mark])) is not None},
            participation="official" if place else "unofficial",
            is_team=len(people) > 1,
            members=tuple(people) if len(people) > 1 else (),
            country=_country(cells),
            url=f"{HOME}/u/{people[0].account}" if is_one else "",
            columns=_change(told),
        )


def _name(cells: Iterable[LexborNode]) -> str:
    """Return what stands beside the links of a cell, else all of it: the name of a team or of a guest."""
    for cell in cells:
        parts = [part for part in cell.iter(include_text=True) if part.tag != "a" and part.css_first("a") is None]
        beside = clean(" ".join(part.text() for part in parts))
        return beside or clean(cell.text(separator=" "))
    return ""


def _people(cells: Iterable[LexborNode]) -> list[Member]:
    """Return each person that the row links to."""
    found: dict[str, Member] = {}
    for link in (link for cell in cells for link in cell.css("a[href*='/u/']")):
        if match := PERSON.fullmatch(attribute(link, "href")):
            found.setdefault(match[1], Member(account=match[1], name=clean(link.text())))
    return list(found.values())


def _country(cells: Iterable[LexborNode]) -> str:
    flags = (FLAG.search(node.attributes.get("class") or "") for cell in cells for node in cell.css("[class*='flag-']"))
    return next((code for flag in flags if flag and (code := country_code(flag[1]))), "")


def _told(cell: LexborNode) -> dict[str, float]:
    """Return what the titles in a cell say, such as "Minutes: 12, Rejections: 1", by their words in lower case."""
    titles = (node.attributes.get("title") or "" for node in (cell, *cell.css("[title]")))
    pairs = (pair for title in titles for pair in PAIR.findall(title))
    return {word.lower(): float(value) for word, amount in pairs if (value := number(amount.rstrip(".,"))) is not None}


def _images(cell: LexborNode) -> str:
    return " ".join(image.attributes.get("src") or "" for image in cell.css("img"))


def _score(cells: Iterable[LexborNode]) -> tuple[float | None, float | None]:
    """Return the score and the penalty, which stand in one cell or in two, before the change of the rating."""
    amounts: list[float] = []
    for cell in cells:
        if "trending-" in _images(cell):
            continue
        told = _told(cell)
        score = next((told[word] for word in ("score", "points", "solved", "solves") if word in told), None)
        if score is not None:
            return score, told.get("penalty")
        amounts += [float(text.replace(",", "")) for text in AMOUNT.findall(clean(cell.text(separator=" ")))]
    return (amounts[0] if amounts else None), (amounts[1] if len(amounts) > 1 else None)


def _change(cells: Iterable[LexborNode]) -> dict[str, Scalar]:
    for cell in cells:
        images, amount = _images(cell), AMOUNT.search(clean(cell.text()))
        if "trending-" in images and amount:
            change = abs(int(float(amount[0].replace(",", ""))))
            return {"ratingChange": -change if "trending-down" in images else change}
    return {}


def _cell(node: LexborNode) -> Cell | None:
    """Return the cell of a problem: its images tell what came of it, its titles when and after how many tries.

    Raises:
        AdapterError: there is something in it that is not known.
    """
    images, told, text = _images(node), _told(node), clean(node.text(separator=" "))
    wrong = int(told["rejections"]) if "rejections" in told else None
    url = next((f"{HOME}{link.attributes['href']}" for link in node.css("a[href^='/s/']")), "")
    points = next((told[word] for word in ("score", "points") if word in told), None)
    time = told["minutes"] * 60 if "minutes" in told else None
    if "question.svg" in images:
        return Cell(state="pending", frozen=True, wrong=wrong, url=url)
    if "cross.svg" in images:
        return Cell(state="wrong", wrong=wrong, points=points, url=url)
    if "minutes" in told or "check" in images or "star.svg" in images:
        first = any(image in images for image in FIRST)
        return Cell(state="solved", wrong=wrong, time=time, points=points, first=first, url=url)
    if told or images or text.strip("-–—. "):
        raise AdapterError(f"what came of it is not told by {text[:60]!r}, {told}, {images[:60]!r}")
    return None


def problem_rows(page: Page, *, contest: str) -> Iterator[ProblemRow]:
    """Yield the problems that the archive lists for a contest, named such as "A. Title"."""
    for place, cells in enumerate((cells for table in page.all("table") for cells in rows_of(page, table)), 1):
        links = [(link, NAMED.fullmatch(clean(link.text()))) for cell in cells for link in cell.css("a[href]")]
        named = [(link, match) for link, match in links if match is not None]
        if not named:
            continue
        with reading(f"table row {place}"):
            link, match = named[0]
            last = urlsplit(attribute(link, "href")).path.rstrip("/").rpartition("/")[2]
            yield ProblemRow(
                key=last or f"{contest}/{match[1]}",
                name=match[2],
                short=match[1],
                url=f"{HOME}/p/{last}" if last else "",
                contest=contest,
            )


def marked(marks: Iterable[str], known: Mapping[str, ProblemRow], *, contest: str) -> Iterator[ProblemRow]:
    """Yield the problems of a board, with the names that are known."""
    for mark in marks:
        yield known.get(mark) or ProblemRow(key=f"{contest}/{mark}", name=mark, short=mark, contest=contest)


def steps_of(page: Page) -> Iterator[Step]:
    """Yield the lines of a page of ratings, newest first as it has them.

    Raises:
        AdapterError: the page has no such table, or a line no rating.
    """
    heads = [clean(cell.text()).lower() for cell in page.all("table th")]
    if not {"contest", "rating"} <= set(heads):
        raise AdapterError(f"no table of contests and ratings (the title is {page.title[:80]!r})", place="table th")
    for place, cells in enumerate((cells for table in page.all("table") for cells in rows_of(page, table)), 1):
        with reading(f"ratings row {place}"):
            if len(cells) <= max(heads.index("contest"), heads.index("rating")):
                raise AdapterError(f"{len(cells)} cells under {len(heads)} heads")
            link = page.one("a[href*='/c/']", within=cells[heads.index("contest")])
            match = CONTEST.fullmatch(attribute(link, "href"))
            amount = AMOUNT.search(clean(cells[heads.index("rating")].text()))
            if match is None or amount is None:
                raise AdapterError("no contest with a rating")
            moments = [node for cell in cells for node in cell.css(MOMENT)]
            yield Step(match[1], clean(link.text()), round(float(amount[0].replace(",", ""))), _moment(moments))


def _moment(nodes: list[LexborNode]) -> datetime | None:
    texts = (node.attributes.get(name) or "" for node in nodes for name in ("data-time", "data-timestamp"))
    return next((from_epoch(int(text)) for text in texts if text.isdecimal() and len(text) < 12), None)


def profile_row(asked: str, page: Page, *, url: str) -> ProfileRow:
    """Return a profile from the page of a person's ratings, newest first."""
    steps = list(steps_of(page))
    match = PERSON.match(urlsplit(url).path)
    return ProfileRow(
        asked=asked,
        key=match[1] if match else asked,
        country=_country(page.all("body")),
        url=f"{HOME}/u/{match[1] if match else asked}",
        rating=steps[0].rating if steps else None,
        max_rating=max(step.rating for step in steps) if steps else None,
        n_contests=len(steps),
    )
