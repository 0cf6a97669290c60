"""DMOJ's API: the envelope of version 2, how it refuses, and what a contest is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Generic, TypeVar

import msgspec

from apps.resources.adapters._clocks import Instant
from apps.resources.adapters.base import AdapterError, Reply, Trouble, Web, clean, own_time
from apps.resources.rows import ContestRow

T = TypeVar("T")

MAX_PAGES = 20
OLD_TIME_LIMIT = re.compile(r"(\d{1,4}):(\d\d):(\d\d)")  # days, hours, minutes


class Refusal(msgspec.Struct):
    """Why the API refuses."""

    code: int = 0
    message: str = ""


class Answer(msgspec.Struct, Generic[T]):
    """The envelope: data or an error."""

    data: T | None = None
    error: Refusal | None = None


class One(msgspec.Struct, Generic[T]):
    """The data of a detail."""

    object: T


class Listed(msgspec.Struct, Generic[T]):
    """The data of one page of a list; older servers say how many pages there are, newer ones whether there are more."""

    objects: list[T]
    has_more: bool | None = None
    page_index: int = 1
    total_pages: int | None = None

    @property
    def is_last(self) -> bool:
        """True when no page follows."""
        if self.has_more is not None:
            return not self.has_more
        return self.total_pages is None or self.page_index >= self.total_pages


class Contest(msgspec.Struct, kw_only=True):
    """A contest as lists and details have it."""

    key: str = ""
    name: str
    start_time: Instant
    end_time: Instant
    time_limit: float | str | None = None  # what one participant has: seconds, in version 1 a text
    is_rated: bool | None = None
    tags: list[str] | None = None
    labels: list[str] | None = None  # version 1


def data_of(reply: Reply, form: type[T]) -> T:
    """Return the data of an answer.

    Raises:
        AdapterError: the site refuses (MISSING where it says that there is no such thing), or the form is another.
    """
    answer = reply.json(Answer[form])  # type: ignore[valid-type]  # a form that is known when it runs
    if answer.error is not None:
        raise AdapterError(
            f"the site refuses: {answer.error.code} {clean(answer.error.message)!r}",
            place="$.error",
            trouble=Trouble.MISSING if answer.error.code == 404 else Trouble.FORMAT,
        )
    if answer.data is None:
        raise AdapterError("no data", place="$.data")
    data: T = answer.data
    return data


def speaks_json(reply: Reply) -> bool:
    """Return whether an answer of 404 is the API's own, and not that of a judge without this version of it."""
    return reply.body.lstrip().startswith(b"{")


def each_page(web: Web, address: str, form: type[T]) -> Iterator[T]:
    """Yield the objects of a list, page by page.

    Raises:
        AdapterError: it has more than MAX_PAGES pages, or one cannot be read.
    """
    for page in range(1, MAX_PAGES + 1):
        listed = data_of(web.get(address, params={"page": page}), Listed[form])  # type: ignore[valid-type]
        yield from listed.objects
        if listed.is_last:
            return
    raise AdapterError(f"more than {MAX_PAGES} pages", place="$.data.has_more")


def contest_row(base: str, contest: Contest) -> ContestRow:
    """Return the row of a contest of the judge at `base`."""
    start, end = contest.start_time.astimezone(UTC), contest.end_time.astimezone(UTC)
    url = f"{base}/contest/{contest.key}"
    tags = contest.tags or contest.labels
    return ContestRow(
        key=contest.key,
        title=clean(contest.name),
        url=url,
        start=start,
        end=end,
        duration=own_time(_time_limit(contest.time_limit), start=start, end=end),
        rated=contest.is_rated,
        standings_url=f"{url}/ranking/",
        facts={"tags": ", ".join(tags)} if tags else {},
    )


def _time_limit(limit: float | str | None) -> timedelta | None:
    if not isinstance(limit, str):
        return timedelta(seconds=limit) if limit else None
    match = OLD_TIME_LIMIT.fullmatch(limit)
    if match is None:
        raise AdapterError(f"{limit!r} is no time limit of the form days:hours:minutes", place="time_limit")
    return timedelta(days=int(match[1]), hours=int(match[2]), minutes=int(match[3]))
