"""Pages of long logs by place instead of number: each begins behind the last row of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime

PAGE = 100
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice(Generic[M]):
    """One page, and the mark at which the next one begins; "" where there is none."""

    rows: Sequence[M]
    older: str


def page_of(rows: QuerySet[M], moment: str, *, before: str, size: int = PAGE) -> Slice[M]:
    """Return the rows behind a mark, the newest first by the field `moment` and the id. One query.

    A mark that means nothing begins at the beginning.
    """
    ordered = rows.order_by(f"-{moment}", "-pk")
    if mark := _read(before):
        at, pk = mark
        # One bound for the index, one for the rows of the same instant.
        ordered = ordered.filter(**{f"{moment}__lte": at}).exclude(Q(**{moment: at}) & Q(pk__gte=pk))
    found = list(ordered[: size + 1])
    older = _mark(found[size - 1], moment) if len(found) > size else ""
    return Slice(rows=found[:size], older=older)


def _mark(row: Any, moment: str) -> str:
    return f"{getattr(row, moment).isoformat()}_{row.pk}"


def _read(mark: str) -> tuple[datetime, int] | None:
    moment, _, pk = mark.rpartition("_")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    return (at, int(pk)) if at and at.tzinfo and pk.isdecimal() and len(pk) < 19 else None
