"""What a cell of a table of results says, as people read it: "+2", "?1", "350", and the time below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.resources.rows import Cell

DAY, HOUR, MINUTE = 86400, 3600, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A cell on a page: `look` is its state for the style sheet, `said` all that is known of it, for the pointer."""

    look: str
    result: str
    time: str
    said: str
    url: str = ""
    is_first: bool = False


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


def show_cell(cell: Cell, *, exact: bool, is_first: bool = False) -> ShownCell:
    """Return a cell for a page. `exact` writes seconds; `is_first` says that nobody solved its problem before."""
    time = "" if cell.time is None else clock(cell.time, exact=exact)
    if is_unsolved_then(cell) and cell.upsolved is not None:
        return ShownCell(look="upsolved", result=in_figures(cell.upsolved), time="", said=_("After the end"))
    return ShownCell(
        look="frozen" if cell.frozen else cell.state,
        result=in_figures(cell),
        time=time,
        said=" · ".join(_told(cell, is_first=is_first)),
        url=cell.url,
        is_first=is_first,
    )


def is_unsolved_then(cell: Cell) -> bool:
    """Return whether nothing was tried during the contest itself: the cell is there for what was done after."""
    return cell.state == "wrong" and cell.wrong == 0


def _told(cell: Cell, *, is_first: bool) -> list[str]:
    told = [_words()[cell.state]]
    if cell.frozen:
        told = [_("Hidden until the results are revealed")]
    if is_first:
        told.append(_("first to solve it"))
    if cell.wrong and cell.state != "wrong":
        told.append(
            ngettext("%(number)d rejected try", "%(number)d rejected tries", cell.wrong) % {"number": cell.wrong}
        )
    told += [text for text in (cell.verdict, cell.language) if text]
    if cell.upsolved is not None and cell.upsolved.state == "solved" and cell.state != "solved":
        told.append(_("solved after the end"))
    return told


def _words() -> dict[str, str]:
    return {"solved": _("Solved"), "partial": _("Partly solved"), "wrong": _("Not solved"), "pending": _("Judged now")}


@lru_cache(maxsize=10_000)
def in_number(number: float) -> str:
    """Return a score or a penalty without needless zeros: "7", "12.5", "1,204" has no comma in a table: "1204"."""
    return f"{number:.0f}" if number == int(number) else f"{number:.2f}".rstrip("0").rstrip(".")
