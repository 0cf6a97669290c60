"""The rows of a table that a selection asks for, as SQL: which they are, and in which order.

Statements built of these name the table of rows `row`; its accounts they look up where they need them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import connection
from django.utils.translation import gettext as _

from apps.contests.patterns import PatternError, for_database
from apps.core.folding import read_asked
from apps.standings.board.selection import MEDALS, NOBODY, Selection
from apps.standings.models import Standings
from apps.standings.whose import of_account

# Of the account only what the row itself does not tell.
NAME = "coalesce(nullif(row.name, ''), {})".format(of_account("coalesce(nullif(account.name, ''), account.key)"))
COUNTRY = "coalesce(nullif(row.country, ''), {})".format(of_account("nullif(account.country, '')"))
RATING_BEFORE = "coalesce(row.old_rating, {})".format(of_account("account.rating"))
CHANGE = "coalesce(row.new_rating - row.old_rating, row.predicted_change)"
RATING = "coalesce(row.new_rating, row.old_rating + row.predicted_change, row.old_rating)"
IN_ORDER = "row.place ASC NULLS LAST, row.score DESC NULLS LAST, row.id"
TEXTS = "concat_ws(' ', row.name, {}, row.organization, jsonb_path_query_array(row.members, '$[*].*')::text)".format(
    of_account("concat_ws(' ', account.key, account.name)")
)
UPSOLVED = """(SELECT nullif(count(*), 0) FROM jsonb_each(row.cells) AS cell
    WHERE cell.value #>> '{upsolved,state}' = 'solved' AND cell.value ->> 'state' <> 'solved')"""
LANGUAGE = "jsonb_path_exists(row.cells, '$.*.language ? (@ == $language)', jsonb_build_object('language', %s::text))"
ANY_LANGUAGE = "jsonb_path_exists(row.cells, '$.*.language')"
SCORE = re.compile(r"score:\s*(-?[0-9]{1,12}(?:\.[0-9]{1,6})?)")

SORTED_BY = {
    "place": "row.place",
    "name": f"lower({NAME})",
    "country": COUNTRY,
    "organization": "lower(nullif(row.organization, ''))",
    "score": "row.score",
    "penalty": "row.penalty",
    "solved": "row.n_solved",
    "first": "row.n_first",
    "hacks": "row.hacks",
    "medal": f"4 - array_position(ARRAY{list(MEDALS)}, row.medal::text)",
    "advance": "nullif(row.qualified, '')",
    "division": "nullif(row.division, '')",
    "old_rating": RATING_BEFORE,
    "change": CHANGE,
    "rating": RATING,
    "performance": "coalesce(row.performance, row.predicted_performance)",
    "predicted": "row.predicted_change",
    "upsolved": UPSOLVED,
    "last": "row.last_submission",
}
# Of a problem: solved before partly solved before judged now before tried in vain, then points, then the earlier time.
OF_PROBLEM = (
    """CASE row.cells -> %s ->> 'state' WHEN 'solved' THEN 3 WHEN 'partial' THEN 2 WHEN 'pending' THEN 1
        WHEN 'wrong' THEN CASE WHEN row.cells #>> ARRAY[%s, 'wrong'] = '0' THEN NULL ELSE 0 END END""",
    "(row.cells #>> ARRAY[%s, 'points'])::float8",
    "- (row.cells #>> ARRAY[%s, 'time'])::float8",
    """CASE row.cells -> %s ->> 'state' WHEN 'wrong' THEN - nullif((row.cells #>> ARRAY[%s, 'wrong'])::float8, 0)
        ELSE - (row.cells #>> ARRAY[%s, 'wrong'])::float8 END""",
)
OF_COLUMN = (
    """CASE jsonb_typeof(row.columns -> %s) WHEN 'number' THEN (row.columns ->> %s)::float8
        WHEN 'boolean' THEN (row.columns ->> %s)::bool::int END""",
    "lower(nullif(row.columns ->> %s, ''))",
)


@dataclass(slots=True)
class Clause:
    """A piece of SQL with what is put into it."""

    parts: list[str] = field(default_factory=list)
    given: list[Any] = field(default_factory=list)

    def add(self, part: str, *given: Any) -> None:
        """Add one more condition, or column that sorts."""
        self.parts.append(part)
        self.given += given


def rows_asked(contest: int, selection: Selection) -> Clause:
    """Return the conditions, to be joined by AND, of the rows of a contest that a selection asks for."""
    clause = Clause()
    clause.add("row.contest_id = %s", contest)
    if selection.search:
        _search(clause, selection.search)
    _one_of(clause, COUNTRY, selection.countries)
    _one_of(clause, "nullif(row.organization, '')", selection.organizations)
    _one_of(clause, "nullif(row.medal, '')", selection.medals)
    if selection.languages:
        either = [f"NOT {ANY_LANGUAGE}" if name == NOBODY else LANGUAGE for name in selection.languages]
        clause.add(f"({' OR '.join(either)})", *(name for name in selection.languages if name != NOBODY))
    if selection.division:
        clause.add("row.division = %s", selection.division)
    if selection.rating:
        _rating(clause, selection.rating)
    if selection.official:
        clause.add("row.participation = 'official'")
    if selection.accounts:
        clause.add("row.account_id = ANY(%s)", list(selection.accounts))
    return clause


def order_asked(header: Standings, selection: Selection) -> Clause:
    """Return what orders the rows; what is unknown comes last, whichever way, and ties stand as in the table."""
    clause = Clause()
    kind, _, name = selection.column.partition(":")
    way = f"{'DESC' if selection.is_descending else 'ASC'} NULLS LAST"
    if kind == "problem":
        # Of the rows that are equal so far, those without points or time come last, too.
        for part in OF_PROBLEM:
            clause.add(f"{part} {way}", *[name] * part.count("%s"))
    elif kind == "column" and any(column["key"] == name for column in header.columns):
        for part in OF_COLUMN:
            clause.add(f"{part} {way}", *[name] * part.count("%s"))
    elif kind in SORTED_BY:
        clause.add(f"{SORTED_BY[kind]} {way}")
    clause.add(IN_ORDER)
    return clause


def ids_asked(header: Standings, selection: Selection) -> list[int]:
    """Return the ids of all rows that a selection asks for, in its order. One query, two with a search."""
    rows, order = rows_asked(header.contest_id, selection), order_asked(header, selection)
    asked = f"WHERE {' AND '.join(rows.parts)} ORDER BY {', '.join(order.parts)}"
    statement = f"SELECT ARRAY(SELECT row.id FROM standings_standing AS row {asked})"  # noqa: S608 - of constants
    with connection.cursor() as cursor:
        cursor.execute(statement, [*rows.given, *order.given])
        (found,) = cursor.fetchone()
    return cast("list[int]", found)


def warnings_of(header: Standings, problems: list[str], selection: Selection) -> list[str]:
    """Return what of a selection this table cannot do; `problems` are its marks."""
    kind, colon, name = selection.column.partition(":")
    known = problems if kind == "problem" else [column["key"] for column in header.columns]
    warnings = list(selection.warnings)
    if colon and name not in known:
        warnings.append(_("This table has no column “%(name)s” to sort by.") % {"name": name})
    pattern = selection.search.removeprefix("regex:")
    if pattern != selection.search and _pattern(pattern) is None:
        warnings.append(_("“%(pattern)s” is no regular expression that runs here.") % {"pattern": pattern})
    return warnings


def _search(clause: Clause, text: str) -> None:
    if text.startswith("regex:"):
        pattern = _pattern(text.removeprefix("regex:"))
        account = of_account("account.key ~* %s OR account.name ~* %s")
        either = f"(row.name ~* %s OR row.organization ~* %s OR {account})"
        clause.add("false") if pattern is None else clause.add(either, *[pattern] * either.count("%s"))
    elif least := SCORE.fullmatch(text):
        clause.add("row.score >= %s", float(least[1]))
    else:
        words = read_asked(text).words
        for fold in ("unaccented", "folded"):  # most rows go by the first, which is quicker
            for word in words:
                clause.add(f"{fold}({TEXTS}) LIKE %s", f"%{word}%")


def _pattern(text: str) -> str | None:
    try:
        return for_database(text.strip())
    except PatternError:
        return None


def _one_of(clause: Clause, column: str, values: tuple[str, ...]) -> None:
    if not values:
        return
    named = [value for value in values if value != NOBODY]
    none = f" OR {column} IS NULL" if NOBODY in values else ""
    clause.add(f"({column} = ANY(%s){none})", named)


def _rating(clause: Clause, asked: str) -> None:
    if asked in ("rated", "unrated"):
        clause.add(f"{RATING_BEFORE} IS {'NOT ' if asked == 'rated' else ''}NULL")
        return
    least, _, most = asked.partition("..")
    for sign, limit in ((">=", least), ("<=", most)):
        if limit:
            clause.add(f"{RATING_BEFORE} {sign} %s", int(limit))
