"""When to read the results of a contest again: pure arithmetic over the contest, its table and the last try."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.ingest.schedule import JITTER, JUST_AFTER, LONGEST_RETRY_AFTER, backoff
from apps.resources.adapters.base import Trouble

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

LIVE_SHARE = 120  # a table is read so many times while its contest runs, as far as its site's pace allows
QUIET_SHARE = 6  # what has not changed for a time is not read before a sixth of it has passed once more …
QUIET_MOST = 4  # … or four times as seldom as what changes
LIVE_LONGEST = 6 * HOUR
LIVE_FAULT_MOST = 2  # times the pace of what changes, or SHORTLY_WAIT: so soon is a site noticed that is back
AFTER_END = MINUTE  # the first look at a table after the end: the last tries have been judged by then

SHORTLY = timedelta(minutes=30)  # so long after the end most tables still change
SHORTLY_WAIT = 5 * MINUTE
STIRRED_WAIT = 20 * MINUTE  # after a change within the last hour, on the day after the end
UNFINISHED_WAITS = ((HOUR, SHORTLY_WAIT), (DAY, 30 * MINUTE), (7 * DAY, 6 * HOUR))  # until so long after the end
RATINGS_SHARE, RATINGS_LEAST, RATINGS_MOST, RATINGS_PATIENCE = 10, 10 * MINUTE, 6 * HOUR, 7 * DAY
SETTLED_WAITS = ((DAY, 6 * HOUR), (7 * DAY, DAY), (30 * DAY, 7 * DAY))
FINAL_WAITS = ((3 * DAY, DAY),)

ABSENT_SHARE, ABSENT_MOST, ABSENT_PATIENCE = 4, 6 * HOUR, 3 * DAY  # a table that is not there after the end
LOGIN_WAIT, LOGIN_MOST = 6 * HOUR, 7 * DAY  # nobody but the operator can help
FAULT_PATIENCE = 7 * DAY  # after the end …
FAULT_TRIES = 10  # … so many failures in a row are enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What is known of a contest and of its table after a try."""

    start: datetime
    end: datetime
    n_rows: int = 0  # 0: nothing has been read yet, or nobody stands there
    changed: datetime | None = None  # when a row last changed
    is_unfinished: bool = False  # cells are pending, or the site says that results are frozen or not final
    is_final: bool = False  # the site says that no result will change any more
    awaits_ratings: bool = False  # it is rated, and nobody's new rating is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """How the last try went. `failures` in a row include it; `status` is that of its run."""

    status: str = "ok"
    failures: int = 0
    retry_after: timedelta | None = None


def next_attempt(
    table: Table, *, now: datetime, interval: timedelta, last: Last, spread: float = 0.5
) -> datetime | None:
    """Return when to read a table again; None: not before somebody asks.

    `interval` is the site's own pace for a table that changes. `spread`, from 0 to 1, is the plan's own lot: it
    shifts every wait by up to a tenth to either side, but never to before the start or the end that it aims at.
    """
    if now < table.start:
        return table.start + JUST_AFTER
    running = now < table.end
    wait_of = _running_wait if running else _wait_after_end
    wait = wait_of(table, now=now, interval=interval, last=last)
    if wait is None:
        return None
    due = now + wait * (1 + JITTER * (2 * spread - 1))
    if running:
        due = min(due, table.end + AFTER_END)
    if last.failures and last.retry_after is not None:
        due = max(due, now + min(last.retry_after, LONGEST_RETRY_AFTER))
    return due


def _running_wait(table: Table, *, now: datetime, interval: timedelta, last: Last) -> timedelta:
    """Return the wait while the contest runs: a share of its length, longer for a table that stands still."""
    lively = min(max((table.end - table.start) / LIVE_SHARE, interval), max(LIVE_LONGEST, interval))
    if last.failures:
        return _wait_after_fault(last, interval, most=max(LIVE_FAULT_MOST * lively, SHORTLY_WAIT))
    quiet = now - max(table.changed or table.start, table.start)
    return min(max(lively, quiet / QUIET_SHARE), QUIET_MOST * lively)


def _wait_after_end(table: Table, *, now: datetime, interval: timedelta, last: Last) -> timedelta | None:
    past = now - table.end
    if last.status == Trouble.MISSING or (not last.failures and not table.n_rows):
        absent = min(max(past / ABSENT_SHARE, SHORTLY_WAIT, interval), ABSENT_MOST)
        return absent if past <= ABSENT_PATIENCE else None
    if last.failures:
        in_vain = past > FAULT_PATIENCE and last.failures >= FAULT_TRIES and last.status != Trouble.LOGIN
        return None if in_vain else _wait_after_fault(last, interval, most=LOGIN_MOST)
    waits = [wait for wait in _calm_waits(table, now, past) if wait is not None]
    return max(min(waits), interval) if waits else None


def _calm_waits(table: Table, now: datetime, past: timedelta) -> list[timedelta | None]:
    """Return the wait by each rule that applies; the shortest counts."""
    done = table.is_final and not table.is_unfinished and not table.awaits_ratings
    waits = [_step(past, FINAL_WAITS if done else SETTLED_WAITS)]
    if past <= SHORTLY:
        waits.append(SHORTLY_WAIT)
    if table.changed is not None and now - table.changed <= HOUR and past <= DAY:
        waits.append(STIRRED_WAIT)
    if table.is_unfinished:
        waits.append(_step(past, UNFINISHED_WAITS))
    if table.awaits_ratings and past <= RATINGS_PATIENCE:
        waits.append(min(max(past / RATINGS_SHARE, RATINGS_LEAST), RATINGS_MOST))
    return waits


def _step(past: timedelta, waits: tuple[tuple[timedelta, timedelta], ...]) -> timedelta | None:
    """Return the wait of the first step that reaches as far as `past`; None beyond the last."""
    return next((wait for until, wait in waits if past <= until), None)


def _wait_after_fault(last: Last, interval: timedelta, *, most: timedelta) -> timedelta:
    if last.status == Trouble.LOGIN:
        return login_wait(last.failures)
    return min(max(backoff(last.failures, interval=interval), interval), max(most, interval))


def login_wait(failures: int) -> timedelta:
    """Return the wait after so many tries in a row that only members were let in: from 6 hours up to a week."""
    return min(LOGIN_WAIT * (1 << min(failures - 1, 10)), LOGIN_MOST)
