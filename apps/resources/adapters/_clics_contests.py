"""The contests of a CLICS list, of one contest's object or of an event feed, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from apps.resources.adapters._clics_feed import is_feed, play, told
from apps.resources.adapters._clics_forms import Contest, relative_time
from apps.resources.adapters.base import AdapterError, Reply, clean, from_iso, own_time, reading
from apps.resources.rows import ContestRow


def contest_rows(reply: Reply, *, page: str) -> Iterator[ContestRow]:
    """Yield a row for each contest with a start; `page` is the address of a contest, with {id} in it.

    Raises:
        AdapterError: the answer has no contests, or one that cannot be read.
    """
    for place, contest in _contests(reply):
        if contest.start_time is not None:
            with reading(place):
                yield contest_row(contest, page=page)


def contest_row(contest: Contest, *, page: str) -> ContestRow:
    """Return the row of a contest that has a start.

    Raises:
        AdapterError: a time cannot be read, or neither end nor duration is told.
        RowError: it breaks a rule of rows.
    """
    start, end = times_of(contest)
    duration = relative_time(contest.duration) if contest.duration is not None else None
    return ContestRow(
        key=str(contest.id),
        title=clean(contest.name),
        url=page.replace("{id}", str(contest.id)),
        start=start,
        end=end,
        duration=own_time(duration, start=start, end=end),
        kind=clean(contest.scoreboard_type or ""),
        facts=_facts(contest),
    )


def times_of(contest: Contest) -> tuple[datetime, datetime]:
    """Return when a contest that has a start begins and ends.

    Raises:
        AdapterError: a time cannot be read, or neither end nor duration is told.
    """
    start = from_iso(contest.start_time or "")
    if contest.end_time is not None:
        return start, from_iso(contest.end_time)
    if contest.duration is None:
        raise AdapterError("a contest without end_time and duration", place="duration")
    return start, start + relative_time(contest.duration)


def length_of(contest: Contest) -> timedelta | None:
    """Return how long a contest lasts, scheduled or not; None where it does not say.

    Raises:
        AdapterError: a time cannot be read.
    """
    if contest.duration is not None:
        return relative_time(contest.duration)
    if contest.start_time is None or contest.end_time is None:
        return None
    start, end = times_of(contest)
    return end - start


def _contests(reply: Reply) -> Iterator[tuple[str, Contest]]:
    if not is_feed(reply):
        is_list = reply.body.lstrip().startswith(b"[")
        found = reply.json(list[Contest]) if is_list else [reply.json(Contest)]
        yield from ((f"$[{number}]", contest) for number, contest in enumerate(found))
        return
    collections = play(reply)
    if "contest" not in collections:
        raise AdapterError("an event feed without a contest", place="body")
    yield from ((f"{place} $.data", contest) for place, contest in told(collections, "contest", Contest).values())


def _facts(contest: Contest) -> dict[str, str | int | float | bool]:
    named = {
        "formal_name": contest.formal_name if contest.formal_name != contest.name else None,
        "shortname": contest.shortname,
        "external_id": contest.external_id,
        "scoreboard_freeze_duration": contest.scoreboard_freeze_duration,
        "penalty_time": contest.penalty_time,
    }
    return {
        name: clean(value) if isinstance(value, str) else value
        for name, value in named.items()
        if value is not None and value != ""
    }
