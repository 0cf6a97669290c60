"""A table of results for spreadsheets and programs: CSV and JSON, written piece by piece (docs/exports.md)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import connection

from apps.contests.models import Contest
from apps.resources.rows import Cell
from apps.standings.board.cells import decode_cells
from apps.standings.board.finding import order_asked, rows_asked
from apps.standings.board.heads import TableProblem
from apps.standings.board.rows import JSON, OF_ACCOUNT, SELECTED, PageRow
from apps.standings.board.selection import Selection
from apps.standings.board.table import decode_columns, decode_members
from apps.standings.models import Standings
from apps.standings.whose import with_account

AT_ONCE = 500  # rows that are held in memory
MARK = "\ufeff"  # by which spreadsheets know UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CSV_HEAD = (
    "place", "name", "handle", "country", "organization", "members", "division", "participation", "medal", "qualified",
    "score", "penalty", "solved",
)  # fmt: skip
CSV_TAIL = ("rating before", "rating after", "rating change", "performance", "predicted change", "last submission")
OTHER_NAMES = {
    "pk": "row", "key": "handle", "name": "name_shown", "account_name": "", "account_country": "", "account_rating": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is written: the rows of a contest's table that a selection asks for, in its order."""

    contest: Contest
    header: Standings
    problems: Sequence[TableProblem]
    selection: Selection


def rows_of(header: Standings, selection: Selection) -> Iterator[Sequence[PageRow]]:
    """Yield all rows that a selection asks for, some hundred at a time, as they are at this moment. One query.

    A cursor of the database's holds them: neither a transaction stays open nor does memory grow while somebody reads
    slowly. Where such a cursor would meet strangers, behind a pooler, all rows are read at once.
    """
    rows, order = rows_asked(header.contest_id, selection), order_asked(header, selection)
    statement = (
        f"SELECT {SELECTED} FROM standings_standing AS row {with_account(*OF_ACCOUNT.values())} "  # noqa: S608
        f"WHERE {' AND '.join(rows.parts)} ORDER BY {', '.join(order.parts)}"
    )
    is_pooled = connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]
    with connection.cursor() if is_pooled else connection.chunked_cursor() as cursor:
        cursor.execute(statement, [*rows.given, *order.given])
        while found := cursor.fetchmany(AT_ONCE):
            yield [PageRow._make(row) for row in found]


def csv_of(export: Export) -> Iterator[bytes]:
    """Yield a table as CSV: a line of heads, then a line a row. Texts that spreadsheets would run are defused."""
    columns = [(column["key"], column["title"]) for column in export.header.columns]
    cells = [f"{problem.short}{part}" for problem in export.problems for part in ("", " tries", " time")]
    yield (
        MARK + _lines([[*CSV_HEAD, *map(defused, cells), *CSV_TAIL, *(defused(title) for _, title in columns)]])
    ).encode()
    write = _csv_row([problem.short for problem in export.problems], [key for key, _ in columns])
    for rows in rows_of(export.header, export.selection):
        yield _lines([write(row) for row in rows]).encode()


def json_of(export: Export) -> Iterator[bytes]:
    """Yield a table as one JSON object, whose last member is `rows`, a line each. What is unknown is left out."""
    yield msgspec.json.encode(_about(export))[:-1] + b',"rows":['
    before = b"\n"
    for rows in rows_of(export.header, export.selection):
        yield before + b",\n".join([msgspec.json.encode(_json_row(row)) for row in rows])
        before = b",\n"
    yield b"\n]}\n"


def defused(text: str) -> str:
    """Return a text that spreadsheets take for one: an apostrophe stands before what would be a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _lines(rows: Sequence[Sequence[Any]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _csv_row(problems: Sequence[str], columns: Sequence[str]) -> Callable[[PageRow], list[Any]]:
    """Return how to write a row of a table with these problems and further columns."""

    def write(row: PageRow) -> list[Any]:
        cells = decode_cells(row.cells)
        own = decode_columns(row.columns) if columns else {}
        change = None if row.new_rating is None or row.old_rating is None else row.new_rating - row.old_rating
        return [
            row.place,
            defused(row.name or row.account_name or row.key),
            defused(row.key),
            row.country or row.account_country,
            defused(row.organization),
            defused("; ".join(member.get("name") or member["account"] for member in _members(row))),
            defused(row.division),
            row.participation,
            row.medal,
            defused(row.qualified),
            _number(row.score),
            _number(row.penalty),
            row.n_solved,
            *(value for short in problems for value in _cell(cells.get(short))),
            row.old_rating,
            row.new_rating,
            change,
            row.performance,
            row.predicted_change,
            row.last_submission.isoformat() if row.last_submission else None,
            *(_own(own.get(key)) for key in columns),
        ]

    return write


def _members(row: PageRow) -> Sequence[Mapping[str, str]]:
    return decode_members(row.members) if row.members else []


def _cell(cell: Cell | None) -> tuple[Any, Any, Any]:
    """Return the result of a cell, its rejected tries, and the seconds from the start."""
    if cell is None:
        return None, None, None
    result = "frozen" if cell.frozen else cell.state if cell.points is None else _number(cell.points)
    return result, cell.wrong, _number(cell.time)


def _own(value: Any) -> Any:
    return defused(value) if isinstance(value, str) else _number(value) if isinstance(value, float) else value


def _number(number: float | None) -> float | int | None:
    return int(number) if number is not None and number == int(number) else number


def _about(export: Export) -> dict[str, Any]:
    contest, header = export.contest, export.header
    return {
        "contest": {
            "id": contest.pk,
            "title": contest.title,
            "url": contest.url,
            "resource": contest.resource.host,
            "start": contest.start,
            "end": contest.end,
        },
        "version": header.version,
        "read": header.read_at,
        "url": header.url or contest.standings_url,
        "kind": header.kind,
        "penalty_unit": header.penalty_unit,
        "is_frozen": header.is_frozen,
        "is_final": header.is_final,
        "n_rows": header.n_rows,
        "asked": export.selection.rows_only.query_string(),
        "columns": header.columns,
        "problems": [
            {
                "id": problem.problem,
                "short": problem.short,
                "name": problem.name,
                "points": problem.full,
                "n_solved": problem.n_solved,
                "n_tried": problem.n_tried,
            }
            for problem in export.problems
        ],
    }


def _json_row(row: PageRow) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in zip(PageRow._fields, row, strict=True):
        known = OTHER_NAMES.get(name, name)
        if known and value is not None and value != "":
            told[known] = msgspec.Raw(str(value).encode()) if name in JSON else value
    told["name"] = row.name or row.account_name or row.key
    if country := row.country or row.account_country:
        told["country"] = country
    return told
