"""What a filter of a table of results can be set to, with how many rows each choice would show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from django.db import connection
from django.utils.translation import gettext as _

from apps.core.countries import country_name
from apps.live.cache import remember
from apps.standings.board.finding import COUNTRY, rows_asked
from apps.standings.board.selection import NOBODY, Selection
from apps.standings.models import Standings
from apps.standings.queries import topic_of

MOST = 200  # choices that are shown at once; a search finds the others
OF_CELLS = "(SELECT DISTINCT cell.value ->> 'language' FROM jsonb_each(row.cells) AS cell)"
VALUES = {
    "country": COUNTRY,
    "organization": "nullif(row.organization, '')",
    "language": "spoken.name",
}
FIELDS = {"country": "countries", "organization": "organizations", "language": "languages"}
COUNTED = """
SELECT {value} AS choice, count(*) FROM standings_standing AS row {joined}
WHERE {conditions} GROUP BY 1 ORDER BY 2 DESC, 1
"""
SPOKEN = f"LEFT JOIN LATERAL {OF_CELLS} AS spoken(name) ON spoken.name <> ''"


class Choice(NamedTuple):
    """One choice: its value in a query, its name, how many rows it has, and whether it is chosen."""

    value: str
    name: str
    number: int
    is_chosen: bool


class Choices(NamedTuple):
    """The choices that are shown, the chosen ones first, and how many there are besides."""

    shown: Sequence[Choice]
    n_more: int


def choices_of(header: Standings, selection: Selection, kind: str, *, text: str = "") -> Choices:
    """Return the choices of a filter ("country", "organization" or "language") whose names hold a text.

    They are counted over what the other filters let through, once for each version of the table.
    """
    chosen = getattr(selection, FIELDS[kind])
    found = [
        Choice(value or NOBODY, _name(kind, value), number, (value or NOBODY) in chosen)
        for value, number in _counted(header, selection.filters_only.but(**{FIELDS[kind]: ()}), kind)
    ]
    known = {choice.value for choice in found}
    found += [Choice(value, _name(kind, value), 0, True) for value in chosen if value not in known]
    words = text.casefold().split()
    fitting = [one for one in found if all(word in one.name.casefold() for word in words)]
    fitting.sort(key=lambda one: not one.is_chosen)
    return Choices(fitting[:MOST], max(0, len(fitting) - MOST))


def _name(kind: str, value: str | None) -> str:
    if not value or value == NOBODY:
        return _("unknown")
    return country_name(value) if kind == "country" else value


def _counted(header: Standings, selection: Selection, kind: str) -> list[tuple[str | None, int]]:
    def build() -> tuple[bytes, None]:
        clause = rows_asked(header.contest_id, selection)
        statement = COUNTED.format(
            value=VALUES[kind],
            joined=SPOKEN if kind == "language" else "",
            conditions=" AND ".join(clause.parts),
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, clause.given)
            return msgspec.json.encode(cursor.fetchall()), None

    key = f"choices:{kind}:{selection.query_string()}"
    return msgspec.json.decode(remember(topic_of(header.contest_id), key, build), type=list[tuple[str | None, int]])
