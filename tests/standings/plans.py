"""How many rows the plan of each statement passes on, for tests of what the planner makes of tables unknown to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection
from psycopg import ClientCursor

PLANNED = re.compile(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE|CREATE TEMPORARY TABLE [^(]+ AS\s)")
PASSED = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck")


class Planned(NamedTuple):
    """A statement, and how many rows the busiest node of its plan looks at, in all of its loops together."""

    rows: int
    statement: str


@contextmanager
def planned() -> Iterator[list[Planned]]:
    """Collect the statements of this connection meanwhile. Each is run twice, the first time without effect."""
    found: list[Planned] = []

    def explained(execute: Callable[..., Any], sql: str, given: Any, many: bool, context: dict[str, Any]) -> Any:
        if PLANNED.match(sql) and (plan := _plan_of(sql, given)):
            found.append(Planned(_busiest(plan), sql))
        return execute(sql, given, many, context)

    with connection.execute_wrapper(explained):
        yield found


def _plan_of(sql: str, given: Any) -> Mapping[str, Any] | None:
    """Return what was done to execute a statement, None for a table that is there already."""
    own = connection.connection
    with own.transaction(force_rollback=True), ClientCursor(own) as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", given)
        ((told,),) = cursor.fetchall()
    return told[0]["Plan"] if isinstance(told[0], Mapping) else None


def _busiest(plan: Mapping[str, Any]) -> int:
    own = plan["Actual Loops"] * sum(plan.get(name, 0) for name in PASSED)
    return max(round(own), *map(_busiest, plan.get("Plans", [])), 0)
