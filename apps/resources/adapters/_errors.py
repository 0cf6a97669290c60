"""What goes wrong with an answer, and the reading of times, which goes wrong most."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from apps.resources.rows import UNFIT, RowError


class Trouble(enum.StrEnum):
    """Why an answer was of no use; `Run.status` stores it."""

    FORMAT = "format"  # the body is not what this site answers: the site changed, or it is not its answer
    BLOCKED = "blocked"  # a challenge page, 401 or 403, a login page where none is to be expected
    LOGIN = "login"  # the site shows this to its members only: the operator has to give a session, or a new one
    LIMITED = "limited"  # 429, or the site's own word for it
    UNREACHABLE = "unreachable"  # no connection, a broken one, or no time left
    SERVER = "server"  # 5xx
    MISSING = "missing"  # 404 or 410


class AdapterError(Exception):
    """A site did not give what it should: which site, which ability, where in the payload, and why."""

    def __init__(
        self,
        why: str,
        *,
        place: str = "",
        trouble: Trouble = Trouble.FORMAT,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(why)
        self.why = UNFIT.sub(" ", why)  # sites' own words are quoted in it, and it is stored
        self.place = place
        self.trouble = trouble
        self.retry_after = retry_after
        self.site = ""
        self.ability = ""

    def __str__(self) -> str:
        parts = (f"{self.site} {self.ability}".strip(), UNFIT.sub(" ", self.place), self.why)
        return ": ".join(part for part in parts if part)


@contextmanager
def reading(place: str) -> Iterator[None]:
    """Name the place in the payload for whatever goes wrong inside.

    Raises:
        AdapterError: for a row that breaks a rule, a number or text that is no time, and, with the place put before its
            own, for an AdapterError from inside.
    """
    try:
        yield
    except AdapterError as error:
        error.place = f"{place} {error.place}".strip()
        raise
    except (RowError, ValueError, OverflowError) as error:
        raise AdapterError(str(error), place=place) from error


def from_epoch(seconds: float) -> datetime:
    """Return the UTC time of an epoch in seconds.

    Raises:
        AdapterError: the number is no time a calendar has.
    """
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise AdapterError(f"{seconds!r} is no epoch in seconds") from error


def from_iso(text: str, *, zone: timedelta | None = None) -> datetime:
    """Return the UTC time of an ISO 8601 text; one without an offset is read in `zone`, the offset from UTC.

    Raises:
        AdapterError: the text is no such time, or has no offset and no `zone` was given.
    """
    try:
        time = datetime.fromisoformat(text.strip())
        if time.tzinfo is None:
            if zone is None:
                raise AdapterError(f"{text!r} has no offset from UTC")
            time = (time - zone).replace(tzinfo=UTC)
        return time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise AdapterError(f"{text!r} is no ISO 8601 time") from error


def own_time(duration: timedelta | None, *, start: datetime, end: datetime) -> timedelta | None:
    """Return what one participant has where the contest is a longer window, else None; sites write 0 for unknown."""
    return duration if duration is not None and timedelta(0) < duration < end - start else None
