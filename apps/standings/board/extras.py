"""Columns that a table of results shows on demand, and those that its own site adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.resources.rows import Cell
from apps.standings.board.cells import clock, in_number
from apps.standings.board.rows import PageRow
from apps.standings.board.selection import FIELDS
from apps.standings.models import Standings
from apps.standings.words import medal_words

FIGURES = frozenset({"integer", "number", "seconds"})
USUAL = 4  # of the table's own columns are shown unasked

Cells = Mapping[str, Cell]
Value = Callable[[PageRow, Cells], str]


class Extra(NamedTuple):
    """The head of a further column: `key` names it in a query as a field, `sort` as what sorts, "" where it cannot."""

    key: str
    title: str
    is_figure: bool
    sort: str


def extras_of(header: Standings, fields: Sequence[str]) -> list[Extra]:
    """Return the further columns to show: those that are asked for, else the first few of the table's own."""
    return chosen_extras(all_extras(header), fields) if fields or header.columns else []


def chosen_extras(extras: Sequence[Extra], fields: Sequence[str]) -> list[Extra]:
    """Return those of all further columns that are to be shown, likewise."""
    if fields:
        known = {extra.key: extra for extra in extras}
        return [known[name] for name in fields if name in known]
    return [extra for extra in extras if extra.key.startswith("column:")][:USUAL]


def all_extras(header: Standings) -> list[Extra]:
    """Return every further column that a table can show."""
    words, figures = words_of_fields(), {"organization", "division", "languages", "medal", "advance"}
    ours = [Extra(name, words[name], name not in figures, "" if name == "languages" else name) for name in FIELDS]
    own = [
        Extra(f"column:{column['key']}", column["title"], column.get("kind") in FIGURES, f"column:{column['key']}")
        for column in header.columns
    ]
    return ours + own


def values_of(header: Standings, extras: Sequence[Extra]) -> list[Callable[[PageRow, Cells, Mapping[str, Any]], str]]:
    """Return how to write each of some columns, of a row, its cells, and its own columns."""
    kinds = {f"column:{column['key']}": column.get("kind", "text") for column in header.columns}
    return [_own(extra.key, kinds[extra.key]) if extra.key in kinds else _ours(extra.key) for extra in extras]


def words_of_fields() -> dict[str, str]:
    """Return what our own further columns are called."""
    return {
        "solved": _("Solved"),
        "first": _("First to solve"),
        "upsolved": _("Solved later"),
        "hacks": _("Hacks"),
        "medal": _("Medal"),
        "advance": _("Goes on"),
        "organization": _("Organisation"),
        "division": _("Division"),
        "languages": _("Languages"),
        "last": _("Last submission"),
        "old_rating": _("Rating before"),
        "performance": _("Performance"),
    }


def _own(field: str, kind: str) -> Callable[[PageRow, Cells, Mapping[str, Any]], str]:
    name = field.removeprefix("column:")
    return lambda row, cells, columns: written(columns.get(name), kind)


def _ours(field: str) -> Callable[[PageRow, Cells, Mapping[str, Any]], str]:
    value = VALUES[field]
    return lambda row, cells, columns: value(row, cells)


def written(value: Any, kind: str) -> str:
    """Return a value of a column of the site's own as text; an address becomes a link."""
    if value is None or value == "":
        return ""
    if kind == "boolean":
        return _("yes") if value else _("no")
    if kind == "seconds":
        return clock(float(value), exact=True)
    if kind == "instant":
        return _moment(datetime.fromisoformat(str(value)))
    if kind == "url" and str(value).startswith(("https://", "http://")):
        return _link(str(value))
    return (in_number(value) if isinstance(value, float) else str(value)).replace("-", "−" if kind in FIGURES else "-")


@lru_cache(maxsize=1000)
def _link(address: str) -> SafeString:
    return format_html('<a href="{}" rel="noopener">{}</a>', address, address.partition("://")[2].partition("/")[0])


def _moment(at: datetime | None) -> str:
    return "" if at is None else date_format(timezone.localtime(at), "MOMENT")


def _figure(number: int | None) -> str:
    return "" if number is None else str(number).replace("-", "−")


def _hacks(row: PageRow, cells: Cells) -> str:
    if row.hacks is None and row.failed_hacks is None:
        return ""
    won = f"+{row.hacks}" if row.hacks else ""
    lost = f"−{row.failed_hacks}" if row.failed_hacks else ""
    return " ".join(filter(None, (won, lost))) or "0"


def _languages(row: PageRow, cells: Cells) -> str:
    return ", ".join(dict.fromkeys(cell.language for cell in cells.values() if cell.language))


def _upsolved(row: PageRow, cells: Cells) -> str:
    later = [cell for cell in cells.values() if cell.upsolved is not None and cell.upsolved.state == "solved"]
    return _figure(sum(cell.state != "solved" for cell in later)) if later else ""


VALUES: dict[str, Value] = {
    "solved": lambda row, cells: _figure(row.n_solved),
    "first": lambda row, cells: _figure(row.n_first),
    "upsolved": _upsolved,
    "hacks": _hacks,
    "medal": lambda row, cells: medal_words().get(row.medal, ""),
    "advance": lambda row, cells: row.qualified,
    "organization": lambda row, cells: row.organization,
    "division": lambda row, cells: row.division,
    "languages": _languages,
    "last": lambda row, cells: _moment(row.last_submission),
    "old_rating": lambda row, cells: _figure(row.old_rating),
    "performance": lambda row, cells: _figure(
        row.predicted_performance if row.performance is None else row.performance
    ),
}
