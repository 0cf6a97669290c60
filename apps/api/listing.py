"""One page of a list: asked of the database, or kept since somebody asked the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import DataError, OperationalError, connection, transaction
from django.db.models import QuerySet

from apps.api.encoding import to_json
from apps.api.endpoints import Endpoint, Question
from apps.api.errors import AnswerError
from apps.api.filtering import Lasting
from apps.api.paging import Window
from apps.live.cache import remember
from apps.live.queries import versions

PATTERN_SECONDS = 2


class Page(msgspec.Struct, array_like=True):
    """The rows of a page as JSON text, and what its `meta` says of the list. Nothing in it depends on who asks."""

    objects: bytes
    shown: int
    estimated: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list that somebody asks for at a moment."""

    endpoint: Endpoint
    question: Question
    window: Window
    now: datetime
    versions: Mapping[str, int]  # of the topics that have been read already

    def page(self) -> Page:
        """Return the page; at most four queries with the one for its topics' versions, and one when it is kept.

        Raises:
            AnswerError: PostgreSQL takes a regular expression for none, or for too slow.
        """
        selection = self.question.selection
        topics = self.endpoint.topics(selection)
        if not topics or selection.lasting is Lasting.A_MOMENT:
            return self._build()[0]
        told = self._versions(topics)
        key = f"api:{self._key([told[topic] for topic in topics[1:]])}"
        kept = remember(topics[0], key, self._build_to_keep, at=told[topics[0]])
        return msgspec.msgpack.decode(kept, type=Page)

    def _versions(self, topics: Sequence[str]) -> Mapping[str, int]:
        """Return the versions of topics, as far as they have been read; one query for the others."""
        missing = [topic for topic in topics if topic not in self.versions]
        return {**self.versions, **versions(missing)} if missing else self.versions

    def _key(self, others: Sequence[int]) -> str:
        """Return a digest of everything that the page depends on besides its first topic; `others` are versions."""
        question = self.question
        parts = (
            type(self.endpoint).__name__,
            question.selection.asked,
            question.order,
            (sorted(question.look.on), question.look.times),
            question.counted,
            (self.window.limit, self.window.offset),
            others,
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def _build_to_keep(self) -> tuple[bytes, datetime | None]:
        page, until = self._build()
        return msgspec.msgpack.encode(page), until

    def _build(self) -> tuple[Page, datetime | None]:
        with self._patience():
            estimated = estimate(self._rows()) if self.endpoint.estimates else None
            total = self._rows().count() if self.question.counted else None
            found, until = self._fetch()
        objects = [self.endpoint.wire(row, self.question.look) for row in found]
        return Page(to_json(objects), len(objects), estimated, total), until

    def _fetch(self) -> tuple[list[tuple[Any, ...]], datetime | None]:
        """Return the rows of the page, and when the list changes by itself."""
        sources = self.endpoint.sources(self.question.look)
        turns = self.question.selection.lasting is Lasting.UNTIL_AN_END
        if turns:
            sources.append(self.endpoint.turning(self.now))
        found = list(self._page().values_list(*sources))
        if not turns:
            return found, None
        return found, found[0][-1] if found else self.now

    def things(self) -> list[Any]:
        """Return the page's rows as model instances, which feeds are made of. One query, or two.

        Raises:
            AnswerError: as for `page`.
        """
        with self._patience():
            return list(self._page())

    def _page(self) -> QuerySet[Any]:
        """Return the rows of the page; costly fields are asked of these alone, not of all that PostgreSQL skips.

        Nor is what is joined to rows, where all that are asked for have to be sorted. Which rows these are is one query
        more: in a single one the planner may go through the whole table for them, as long as it takes it for small.
        """
        page = self._ordered()[self.window.slice]
        if not (self.endpoint.is_costly or self.endpoint.is_narrow):
            return page
        chosen = self.endpoint.rows_by_id(list(page.values_list("pk", flat=True)))
        return chosen.order_by(*self.endpoint.ordering(self.question.order))

    def _rows(self) -> QuerySet[Any]:
        return self.endpoint.selected(self.question.selection)

    def _ordered(self) -> QuerySet[Any]:
        return self._rows().order_by(*self.endpoint.ordering(self.question.order))

    def _patience(self) -> AbstractContextManager[None]:
        return patience() if self.question.selection.has_patterns or self.endpoint.is_costly else nullcontext()


def estimate(rows: QuerySet[Any]) -> int:
    """Return how many rows PostgreSQL's planner expects. One query, which counts nothing."""
    try:
        sql, values = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
        (plan,) = cursor.fetchone()
    expected: int = plan[0]["Plan"]["Plan Rows"]
    return expected


@contextmanager
def patience() -> Iterator[None]:
    """Bound the time that a stranger's regular expression may take.

    Raises:
        AnswerError: with PostgreSQL's words, when the time is up or the expression is none.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{PATTERN_SECONDS}s'")
            yield
    except (DataError, OperationalError) as error:
        raise AnswerError(str(error)) from error
