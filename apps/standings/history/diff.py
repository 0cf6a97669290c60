"""What kept versions of a table say to people: who changed, came, went and moved, and what they had before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F

from apps.standings.addresses import address_of_account
from apps.standings.board.cells import in_number
from apps.standings.models import Standing, StandingsVersion

NAMED = 3  # people of a version that the list names
LISTED = """
SELECT version, at, n_changed, cardinality(removed), changed IS NULL,
       (SELECT count(*) FROM jsonb_array_elements(changed) AS one WHERE NOT was ? (one ->> 'account_id')),
       coalesce(jsonb_array_length(shifts) + jsonb_array_length(moved), 0) > 0,
       coalesce((SELECT jsonb_agg(name) FROM (
           SELECT coalesce(nullif(one ->> 'name', ''), one ->> 'account') AS name
           FROM jsonb_array_elements(changed) WITH ORDINALITY AS listed (one, number) ORDER BY number LIMIT %(named)s
       ) AS changed), '[]'),
       coalesce((SELECT jsonb_agg(name) FROM (
           SELECT coalesce(nullif(was -> account::text ->> 'name', ''), was -> account::text ->> 'key') AS name
           FROM unnest(removed) AS account LIMIT %(named)s
       ) AS gone), '[]')
FROM standings_standingsversion WHERE contest_id = %(contest)s ORDER BY version DESC
"""


class ListedVersion(NamedTuple):
    """One version in the list. Counts are None where they are not known."""

    version: int
    at: datetime
    n_changed: int | None  # the new ones with them
    n_removed: int
    is_too_much: bool  # to be kept row by row
    n_new: int
    has_moves: bool  # of places alone
    names: Sequence[str]
    removed_names: Sequence[str]

    @property
    def n_different(self) -> int | None:
        """How many rows said something else than before."""
        return None if self.n_changed is None else self.n_changed - self.n_new


def listed_versions(contest: int) -> list[ListedVersion]:
    """Return the kept versions of a contest's table, by its id, the newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(LISTED, {"contest": contest, "named": NAMED})
        found = cursor.fetchall()
    return [ListedVersion._make([*told, json.loads(names), json.loads(gone)]) for *told, names, gone in found]


class Value(NamedTuple):
    """What something was and is, as it is shown; "" is unknown or none."""

    was: str
    now: str

    @property
    def differs(self) -> bool:
        """Whether there is anything to show as a change."""
        return self.was != self.now


class DiffRow(NamedTuple):
    """One row of a difference: of one that is new `was` is "", of one that was removed `now`."""

    row: int
    name: str
    handle: str
    address: str
    place: Value
    score: Value
    penalty: Value
    rating: Value

    @property
    def is_the_same(self) -> bool:
        """True where what changed is none of these: cells, a name, a medal."""
        return not any(value.differs for value in (self.place, self.score, self.penalty, self.rating))


class Diff(NamedTuple):
    """What a version changed. `shifts` are (first, last, by) of places whose rows did nothing else; > 0 is down."""

    removed: Sequence[DiffRow]
    new: Sequence[DiffRow]
    changed: Sequence[DiffRow]
    moved: Sequence[tuple[Standing, str]]  # rows that only changed place, apart from the shifts, and where to
    shifts: Sequence[tuple[int, int, int]]


def diff_of(kept: StandingsVersion, *, host: str) -> Diff:
    """Return what a version changed, for people; `host` is the site's. At most one query, for rows that moved alone."""
    was = kept.was or {}
    changed = kept.changed or []
    known = [row for row in changed if str(row["account_id"]) in was]
    return Diff(
        removed=[_row(was[str(account)], {}, host) for account in kept.removed if str(account) in was],
        new=[_row({}, row, host) for row in changed if str(row["account_id"]) not in was],
        changed=[_row(was[str(row["account_id"])], row, host) for row in known],
        moved=_moved(kept),
        shifts=[(first, last, by) for first, last, by in kept.shifts or []],
    )


def _row(was: Mapping[str, Any], now: Mapping[str, Any], host: str) -> DiffRow:
    handle = now.get("account") or was["key"]
    return DiffRow(
        row=now.get("id") or was["row"],
        name=now.get("name") or was.get("name") or handle,
        handle=handle,
        address=address_of_account(host, handle),
        place=_value(was, now, "place"),
        score=_value(was, now, "score"),
        penalty=_value(was, now, "penalty"),
        rating=_value(was, now, "new_rating") if not was or "new_rating" in was else Value("", ""),
    )


def _value(was: Mapping[str, Any], now: Mapping[str, Any], name: str) -> Value:
    return Value(*("" if side.get(name) is None else in_number(side[name]) for side in (was, now)))


def _moved(kept: StandingsVersion) -> list[tuple[Standing, str]]:
    places = {row: "–" if place is None else str(place) for row, place in kept.moved or []}
    rows = Standing.objects.filter(pk__in=places).select_related("account").only("name", "place", "account__key")
    return [(row, places[row.pk]) for row in rows.order_by(F("place").asc(nulls_last=True), "pk")]
