"""Yukicoder: the contests of yukicoder.me."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import ClassVar
from urllib.parse import quote

import msgspec

from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, Pace, Site, Verified, clean
from apps.resources.rows import ContestRow

HOME = "https://yukicoder.me"


class _Contest(msgspec.Struct, rename="pascal"):
    id: int
    name: str
    date: Instant
    end_date: Instant


class Yukicoder(Adapter):
    """Reads the lists of future and of past contests, each whole in one answer."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(
            host="yukicoder.me",
            title="yukicoder",
            url=f"{HOME}/contests",
            short="YC",
            color="#0d6efd",
            timezone="Asia/Tokyo",
        ),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=2)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "ISO 8601 with +09:00. Which of the two lists holds a running contest is not known, so both are always read."
    )
    profile_url: ClassVar[str] = f"{HOME}/users/{{handle}}"
    profiles_at: ClassVar[tuple[str, ...]] = (
        r"yukicoder\.me/users/(?P<handle>\d+)",
        r"yukicoder\.me/users/(?P<handle>name/[^/]+)",
    )

    @classmethod
    def profile_address(cls, handle: str) -> str:
        """Return where a person finds an account, which a number or "name/" and its name tells."""
        kind, slash, name = handle.rpartition("/")
        return f"{HOME}/users/{kind}{slash}{quote(name, safe='')}"

    def contests(self) -> Iterator[ContestRow]:
        """Yield every future and every past contest."""
        for when in ("future", "past"):
            contests = self.web.get(f"{HOME}/api/v1/contest/{when}").json(list[_Contest])
            yield from each_row(f"{when} $", contests, _row)


def _row(contest: _Contest) -> ContestRow:
    url = f"{HOME}/contests/{contest.id}"
    return ContestRow(
        key=str(contest.id),
        title=clean(contest.name),
        url=url,
        start=contest.date.astimezone(UTC),
        end=contest.end_date.astimezone(UTC),
        standings_url=f"{url}/table",
    )
