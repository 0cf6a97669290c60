"""Whom a text in the list of accounts means: handles that begin so, or handles and names with words that begin so.

A text that many are called is found soon on a walk along the order of the list; one that few are called by an index.
No statistics decide which: the walk is short, and where it finds too few, the index is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.core.folding import read_asked

NEAR, FAR = 25, 200  # rows of the order to walk along for each one that is wanted: at first, and where that promises
MOST_NEAR, MOST_FAR = 10_000, 50_000  # beyond that the index is quicker, which goes through the table as it lies
MARGIN = 1.2  # times as many as a longer walk needs to be worth it
MOST_NAMED = 100_000  # accounts that an index finds, of which the other conditions then choose
LAST_SIGN = chr(0x10FFFF)

WALK = """
    SELECT account_id, {column} FROM (
        SELECT * FROM accounts_listedaccount WHERE {along} ORDER BY {order} LIMIT %({rows})s
    ) AS walked WHERE {named} AND {others} AND {unless} ORDER BY {order} LIMIT %(wanted)s
"""
# Patterns that the planner does not see: it takes each for rare and asks the index, whatever it knows of the table.
NAMED = """
    SELECT account_id, {column} FROM (
        SELECT * FROM accounts_listedaccount WHERE {named} LIMIT %(most_named)s
    ) AS named WHERE {along} AND {others} AND {unless} ORDER BY {order} LIMIT %(wanted)s
"""
FOUND = """
WITH near AS MATERIALIZED ({near}), far AS MATERIALIZED ({far}), rare AS MATERIALIZED ({rare})
SELECT account_id FROM (
    SELECT * FROM near WHERE (SELECT count(*) FROM near) = %(wanted)s
    UNION ALL SELECT * FROM far WHERE (SELECT count(*) FROM far) = %(wanted)s
    UNION ALL SELECT * FROM rare
) AS found ORDER BY {order} LIMIT %(wanted)s OFFSET %(start)s
"""
IF_PROMISING = "(SELECT count(*) FROM near) BETWEEN %(promising)s AND %(wanted)s - 1"
IF_TOO_FEW = "(SELECT count(*) FROM near) < %(wanted)s AND (SELECT count(*) FROM far) < %(wanted)s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a text asks of handles and folded names."""

    begins: str  # a handle, in capitals
    words: tuple[str, ...]  # none where an index could not find them
    given: Mapping[str, Any] = field(init=False)  # what goes into the conditions

    def __post_init__(self) -> None:
        """Work out the patterns."""
        patterns = {f"word{number}": f"% {_literal(word)}%" for number, word in enumerate(self.words)}
        handles = {"begins": self.begins, "ends": self.begins + LAST_SIGN, "handle": f"{_literal(self.begins)}%"}
        object.__setattr__(self, "given", patterns | handles)

    @property
    def said(self) -> str:
        """The condition as it is."""
        return self._either("handle LIKE %(handle)s", "folded LIKE %({name})s")

    @property
    def said_blindly(self) -> str:
        """The same, without telling the planner what is looked for."""
        return self._either(
            "handle >= (SELECT %(begins)s) AND handle < (SELECT %(ends)s)", "folded LIKE (SELECT %({name})s)"
        )

    def _either(self, handle: str, word: str) -> str:
        words = " AND ".join(word.format(name=f"word{number}") for number in range(len(self.words)))
        return f"({handle} OR ({words}))" if words else f"({handle})"


def read_text(typed: str) -> Text:
    """Return what a text that is not empty asks for. One query."""
    words = read_asked(typed).words
    is_known = any(len(word) > 1 for word in words)  # a single letter holds no trigram that the index knows
    return Text(begins=typed.upper(), words=words if is_known else ())


def statement_for(text: Text, *, along: Sequence[str], others: Sequence[str], column: str, order: str) -> str:
    """Return the statement for those whom a text means and all conditions let through; `along` are such of the order.

    It takes what the conditions and `given_for` need.
    """
    if not text.words and column == "handle":  # the order itself has them side by side
        along = [*along, text.said]
    pieces = {
        "along": " AND ".join(["true", *along]),
        "others": " AND ".join(["true", *others]),
        "column": column,
        "order": order,
    }
    return FOUND.format(
        near=WALK.format(**pieces, rows="near", named=text.said, unless="true"),
        far=WALK.format(**pieces, rows="far", named=text.said, unless=IF_PROMISING),
        rare=NAMED.format(**pieces, named=text.said_blindly, unless=IF_TOO_FEW),
        order=order,
    )


def given_for(text: Text, *, start: int, number: int) -> dict[str, Any]:
    """Return what a statement takes for so many accounts after the first `start`."""
    wanted = start + number
    near, far = min(NEAR * wanted, MOST_NEAR), min(FAR * wanted, MOST_FAR)
    return {
        **text.given,
        "wanted": wanted,
        "start": start,
        "near": near,
        "far": far,
        "promising": round(MARGIN * wanted * near / max(far, 1)),
        "most_named": MOST_NAMED,
    }


def _literal(text: str) -> str:
    """Return a text as it stands in a pattern of LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
