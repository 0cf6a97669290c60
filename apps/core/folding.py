"""Folded texts: without accents, case and signs, a blank before every word; as columns and as the words of a search."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Expression, F, Func, Q, TextField
from django.db.models.lookups import Contains

LONGEST = 100  # characters of a search that count
MOST_WORDS = 8


class Folded(Func):
    """A text as searches compare it: see the database function of the same name in core's migrations."""

    function = "folded"
    output_field = TextField()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody typed into a search: as typed, and the folded words of it that count."""

    text: str
    words: tuple[str, ...]
    is_cut: bool  # true when it was longer than what counts


def read_asked(typed: str) -> Asked:
    """Return the words of a search. Any text will do: what no database can hold is left out. At most one query."""
    signs = (sign if unicodedata.category(sign) not in ("Cc", "Cs") else " " for sign in typed[: LONGEST + 1])
    text = " ".join("".join(signs).split())
    words = _fold(text[:LONGEST]).split() if text else []
    return Asked(
        text=text[:LONGEST],
        words=tuple(dict.fromkeys(words[:MOST_WORDS])),
        is_cut=len(typed) > LONGEST or len(words) > MOST_WORDS,
    )


def holds(text: Expression | F, meant: Sequence[Sequence[str]]) -> Q:
    """Return the condition that a folded text holds, for each of the words, the beginning of one of its meanings."""
    condition = Q()
    for meanings in meant:
        either = Q()
        for word in meanings:
            either |= Q(Contains(text, f" {word}"))
        condition &= either
    return condition


def _fold(text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT folded(%s)", [text])
        (words,) = cursor.fetchone()
    return str(words)
