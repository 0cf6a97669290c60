"""How adapters read tables of results in pages: heads, rows, marks by class, and cells such as "2+1 133"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from apps.resources.adapters._clocks import duration_on_clock
from apps.resources.adapters.base import AdapterError, Page, clean
from apps.resources.rows import Cell

WORD = re.compile(r"[a-z]+")
TRIES = re.compile(r"(\d{1,6})(?:\s*\+\s*(\d{1,6}))?(?:\s*(?:tries|try))?(?:[\s/]+(\d{1,7}(?::\d\d){0,2})(?:\s*min)?)?")
FIRST = {"first", "solvedfirst"}
SOLVED = {"solved", "accepted", "correct"}
WRONG = {"attempted", "failed", "wrong", "incorrect", "rejected"}


def head_of(page: Page, table: LexborNode) -> list[LexborNode]:
    """Return the cells of a table's head.

    Raises:
        AdapterError: it has none.
    """
    cells = page.all("th", within=page.one("tr", within=table))
    if not cells:
        raise AdapterError("the table has no head", place="tr th")
    return cells


def rows_of(page: Page, table: LexborNode) -> Iterator[list[LexborNode]]:
    """Yield the cells of each row that has some; a row's head may be one of them."""
    for row in page.all("tr", within=table):
        cells = [node for node in page.all("td, th", within=row) if node.parent == row]
        if any(cell.tag == "td" for cell in cells):
            yield cells


def words_of(cell: LexborNode) -> set[str]:
    """Return the words of the classes of a cell and of all within it, "first" only where it ends one."""
    names = [name for node in (cell, *cell.css("*")) for name in (node.attributes.get("class") or "").lower().split()]
    parts = [WORD.findall(name) for name in names]
    return {word for found in parts for word in found if word != "first" or found[-1] == "first"}


def whole_number(text: str) -> int | None:
    """Return the number that a text is, None where it is empty or a dash.

    Raises:
        AdapterError: it is another text.
    """
    text = clean(text)
    if text.strip("-–—. ") == "":
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise AdapterError(f"{text[:60]!r} is no whole number")
    return int(text)


def number(text: str) -> float | None:
    """Return the number, which may have a fraction, that a text is; None where it is empty or a dash.

    Raises:
        AdapterError: it is another text.
    """
    text = clean(text).replace(",", "")
    if text.strip("-–—. ") == "":
        return None
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,12})?", text):
        raise AdapterError(f"{text[:60]!r} is no number")
    return float(text)


def icpc_cell(text: str, words: set[str]) -> Cell | None:
    """Return the cell of "2 133" (tries and minutes), "3" (tries in vain) or "1+1" (tries, and those not judged yet).

    What came of it the `words` of its classes tell.

    Raises:
        AdapterError: it has another form, or its classes say nothing.
    """
    text = clean(text)
    if text.strip("-–—. ") == "":
        return None
    match = TRIES.fullmatch(text)
    if match is None:
        raise AdapterError(f"{text[:60]!r} is no cell of tries and time")
    tries, pending = int(match[1]), int(match[2] or 0)
    if words & (FIRST | SOLVED):
        return Cell(
            state="solved", wrong=max(tries - 1, 0), time=_seconds(match[3]) if match[3] else None,
            first=bool(words & FIRST), pending=pending or None,
        )  # fmt: skip
    if pending or "pending" in words:
        return Cell(state="pending", wrong=tries, pending=pending or None)
    if words & WRONG:
        return Cell(state="wrong", wrong=tries) if tries else None
    raise AdapterError(f"no class of the cell {text[:60]!r} says what came of it: {sorted(words)[:9]}")


def _seconds(time: str) -> float:
    return int(time) * 60 if time.isdecimal() else duration_on_clock(time).total_seconds()
