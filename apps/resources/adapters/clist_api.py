"""Aggregators that speak the API of clist.by, in its first and its newer list shape."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters.base import Adapter, Pace, Verified, clean, from_iso, own_time, reading
from apps.resources.rows import ContestRow

PAGE = 1000
MOST_PAGES = 20
PAST = timedelta(days=7)


class NamedResource(msgspec.Struct):
    """How version 1 names a contest's site; later versions give the name alone."""

    name: str


class Contest(msgspec.Struct, kw_only=True):
    """One contest; `host` came with version 2."""

    id: int
    event: str
    href: str
    start: str
    end: str
    duration: int | float | None = None
    resource: NamedResource | str | None = None
    host: str | None = None


class Meta(msgspec.Struct, kw_only=True):
    """Where a page stands. `next` repeats the caller's key and is therefore looked at, never used or shown."""

    limit: int
    offset: int = 0
    next: str | None = None


class Answer(msgspec.Struct):
    """One page of contests."""

    meta: Meta
    objects: list[Contest]


class ClistApi(Adapter):
    """Reads the contests of one aggregator that end after last week.

    Site.url is the aggregator's address, or that of its contest list (".../api/v1/contest/"). Options: `key` is
    "username:key" for its API, `resource` takes the contests of one of its resources only.
    """

    family: ClassVar = True
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=6))
    intervals: ClassVar = {"contests": timedelta(hours=1)}
    verified: ClassVar = Verified(against="recording", dated="2020-06", note="version 1; version 4 from notes")
    traps: ClassVar = "Times have no offset and are UTC. Events of no length are announcements and are passed over."

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests, page by page.

        Raises:
            AdapterError: the key is not accepted, or an answer is no page of contests.
        """
        seen: set[int] = set()
        for _ in range(MOST_PAGES):
            answer = self._ask(offset=len(seen))
            if answer is None:
                return
            for place, contest in enumerate(answer.objects):
                with reading(f"$.objects[{place}]"):
                    if contest.duration != 0:
                        yield _row(contest)
            fresh = {contest.id for contest in answer.objects} - seen
            seen |= fresh
            if not fresh or answer.meta.next is None or len(answer.objects) < answer.meta.limit:
                return

    def _ask(self, *, offset: int) -> Answer | None:
        base = self.site.url.rstrip("/")
        url = f"{base}/" if "/api/" in base else f"{base}/api/v4/contest/"
        ended = (self.web.now - PAST).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        params: dict[str, str | int] = {
            "format": "json",
            "limit": PAGE,
            "offset": offset,
            "order_by": "start",
            "end__gte": ended.isoformat(),
        }
        if resource := self.site.options.get("resource"):
            params["resource__name" if "/v1/" in url else "resource"] = resource
        key = self.site.options.get("key")
        headers = {"Authorization": f"ApiKey {key}"} if key else {}
        reply = self.web.get(url, params=params, headers=headers, allow=(404,) if offset else ())
        return None if reply.status == 404 else reply.json(Answer)  # 404: past the last page


def _row(contest: Contest) -> ContestRow:
    start, end = from_iso(contest.start, zone=timedelta(0)), from_iso(contest.end, zone=timedelta(0))
    resource = contest.resource.name if isinstance(contest.resource, NamedResource) else contest.resource
    duration = timedelta(seconds=contest.duration) if contest.duration is not None else None
    return ContestRow(
        key=str(contest.id),
        title=clean(contest.event),
        url=contest.href,
        start=start,
        end=end,
        duration=own_time(duration, start=start, end=end),
        host=clean(contest.host or resource or ""),
        facts={"resource": clean(resource)} if resource else {},
    )
