"""What a cell of a table of results says, as people read it: "+2", "?1", "350", and the time below; and its HTML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from django.utils.html import escape
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from apps.resources.rows import Cell

DAY, HOUR, MINUTE = 86400, 3600, 60
SHARES = 10  # steps in which partial points are tinted
UNTRIED = '<td class="cell is-untried">·</td>\n'

decode_cells = msgspec.json.Decoder(dict[str, Cell]).decode


class ShownCell(NamedTuple):
    """A cell on a page: `look` is its state for the style sheet, `said` all that is known of it, for the pointer."""

    look: str
    result: str
    time: str
    said: str
    url: str = ""
    is_first: bool = False
    tries: str = ""  # rejected ones, where the result does not count them
    share: int | None = None  # of the full points, in SHARES steps
    is_upsolved: bool = False  # solved after the end, besides what it shows


class CellWriter:
    """Writes the cells of one table: the words that they have in common are looked up once.

    `exact` writes seconds.
    """

    def __init__(self, *, exact: bool) -> None:
        self.exact = exact
        self.language = get_language() or "en"
        self.words = {
            "solved": _("Solved"),
            "partial": _("Partly solved"),
            "wrong": _("Not solved"),
            "pending": _("Judged now"),
            "frozen": _("Hidden until the results are revealed"),
            "first": _("first to solve it"),
            "after": _("After the end"),
            "upsolved": _("solved after the end"),
        }
        first = escape(_("first"))
        self.first_mark = f'<span class="visually-hidden"> {first}</span>'

    def show(self, cell: Cell, *, is_first: bool = False, full: float | None = None) -> ShownCell:
        """Return a cell for a page. `is_first`: nobody solved its problem before; `full` are the problem's points."""
        state, points, time, later = cell.state, cell.points, cell.time, cell.upsolved
        if later is not None and is_unsolved_then(cell):
            return ShownCell("upsolved", in_figures(later), "", self.words["after"], cell.url)
        return ShownCell(
            "frozen" if cell.frozen else state,
            in_figures(cell),
            "" if time is None else clock(time, exact=self.exact),
            self._said(cell, is_first=is_first),
            cell.url,
            is_first,
            str(cell.wrong) if cell.wrong and points is not None and state != "wrong" else "",
            _share(points, full) if state == "partial" else None,
            later is not None and later.state == "solved" and state != "solved",
        )

    def draw(self, cell: Cell, *, is_first: bool = False, full: float | None = None) -> str:
        """Return a cell as HTML. By hand: a page has hundreds of them, and a template takes several times as long."""
        shown = self.show(cell, is_first=is_first, full=full)
        look, result, below, said, url, _is_first, tries, share, is_upsolved = shown
        if share is not None:
            look = f"{look} share-{share}"
        if url:
            result = f'<a href="{escape(url)}" rel="noopener">{result}</a>'
        if is_first:
            look, result = f"{look} is-first", result + self.first_mark
        if is_upsolved:
            look = f"{look} and-upsolved"
        if tries:
            below = f"{below} ({tries})"
        if below:
            result = f'{result}<span class="time">{below}</span>'
        return f'<td class="cell is-{look}" title="{_escaped(said)}">{result}</td>\n'

    def _said(self, cell: Cell, *, is_first: bool) -> str:
        told = self.words["frozen" if cell.frozen else cell.state]
        if not (is_first or cell.wrong or cell.verdict or cell.language or cell.upsolved):
            return told
        words = [told]
        if is_first:
            words.append(self.words["first"])
        if cell.wrong and cell.state != "wrong":
            words.append(_tries(cell.wrong, self.language))
        words += [text for text in (cell.verdict, cell.language) if text]
        if cell.upsolved is not None and cell.upsolved.state == "solved" and cell.state != "solved":
            words.append(self.words["upsolved"])
        return " · ".join(words)


@lru_cache(maxsize=100)
def cell_writer(language: str, *, exact: bool) -> CellWriter:
    """Return the writer for tables in a language, which is the active one."""
    return CellWriter(exact=exact)


def read_cells(kept: Mapping[str, Any]) -> dict[str, Cell]:
    """Return the cells of a stored row by the marks of their problems."""
    return msgspec.convert(kept, dict[str, Cell])


def in_figures(cell: Cell) -> str:
    """Return a cell's result with a real minus sign; what was tried in vain shows its tries, not its zero points."""
    if cell.state == "wrong" and cell.wrong:
        return f"−{cell.wrong}"
    return cell.result.replace("-", "−")


def clock(seconds: float, *, exact: bool) -> str:
    """Return a time since the start: "1:02" for hours and minutes, "1:02:33" where seconds decide, "3d 1:02"."""
    whole = int(seconds)
    hours, minutes = whole % DAY // HOUR, whole % HOUR // MINUTE
    told = f"{hours}:{minutes:02}:{whole % MINUTE:02}" if exact else f"{hours}:{minutes:02}"
    return f"{whole // DAY}d {told}" if whole >= DAY else told


def is_unsolved_then(cell: Cell) -> bool:
    """Return whether nothing was tried during the contest itself: the cell is there for what was done after."""
    return cell.state == "wrong" and cell.wrong == 0


def _share(points: float | None, full: float | None) -> int | None:
    if points is None or not full or full < 0:
        return None
    return max(0, min(SHARES - 1, int(points / full * SHARES)))


@lru_cache(maxsize=10_000)
def _escaped(text: str) -> str:
    return str(escape(text))


@lru_cache(maxsize=1000)
def _tries(number: int, language: str) -> str:
    """Return the words for rejected tries; the language is the active one, and tells them apart."""
    return ngettext("%(number)d rejected try", "%(number)d rejected tries", number) % {"number": number}


@lru_cache(maxsize=10_000)
def in_number(number: float) -> str:
    """Return a score or a penalty without needless zeros: "7", "12.5", "1,204" has no comma in a table: "1204"."""
    return f"{number:.0f}" if number == int(number) else f"{number:.2f}".rstrip("0").rstrip(".")
