"""CodinGame: its challenges, read one by one because the lists do not say when they end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar

import msgspec

from apps.resources.adapters._clocks import duration_in_words, from_millis
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Reply, Site, Verified, clean, reading
from apps.resources.rows import ContestRow

HOME = "https://www.codingame.com"
UPCOMING = 2
PAST = 3
CLOCK_ICON = 1  # the option of a challenge's description that says how long it takes


class _Listed(msgspec.Struct, rename="camel"):
    public_id: str


class _Event(msgspec.Struct, rename="camel"):
    challenge_public_id: str | None = None


class _Challenge(msgspec.Struct, rename="camel"):
    public_id: str
    title: str
    date: float  # epoch in milliseconds, as the next one
    end_applications_date: float | None = None
    late_time_max: float | None = None  # seconds
    type: str | None = None
    description_json: str | None = None


class _Detail(msgspec.Struct):
    challenge: _Challenge


class _Option(msgspec.Struct, rename="camel"):
    icon_id: int | None = None
    title: str | None = None


class _Description(msgspec.Struct, rename="camel"):
    challenge_options: list[_Option] = []


class CodinGame(Adapter):
    """Reads the upcoming challenges, the featured events that are challenges, and the last past ones."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="codingame.com", title="CodinGame", url=f"{HOME}/contests", short="CG", color="#f2bb13"),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=3)}
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "Epoch milliseconds. The end is the end of applications, else the longest time for latecomers, else a duration "
        "in words inside a JSON text. Only two upcoming and three past challenges are asked for."
    )
    profile_url: ClassVar[str] = f"{HOME}/profile/{{handle}}"
    profiles_at: ClassVar[tuple[str, ...]] = (r"codingame\.com/profile/(?P<handle>[\da-f]{32,})",)

    def contests(self) -> Iterator[ContestRow]:
        """Yield the next challenges, those behind featured events and the last past ones."""
        listed = self._call("Challenge/findXNextVisibleChallenges", [UPCOMING]).json(list[_Listed])
        past = self._call("Challenge/findPastChallenges", [None]).json(list[_Listed])
        found = [challenge.public_id for challenge in (*listed, *past[:PAST])]
        for public_id in dict.fromkeys([*self._featured(), *found]):
            detail = self._call("Challenge/findWorldCupByPublicId", [public_id]).json(_Detail)
            with reading(f"challenge {public_id}"):
                row = _row(detail.challenge)
            yield row

    def _featured(self) -> list[str]:
        reply = self._call("FeaturedEvent/findUpcomingAndOngoingFeaturedEvents", [None])
        # Other events are clashes and puzzles of the week, without a page of their own.
        return [event.challenge_public_id for event in reply.json(list[_Event]) if event.challenge_public_id]

    def _call(self, method: str, arguments: list[Any]) -> Reply:
        return self.web.post(f"{HOME}/services/{method}", json=arguments)


def _row(challenge: _Challenge) -> ContestRow:
    start = from_millis(challenge.date)
    url = f"{HOME}/contests/{challenge.public_id}"
    return ContestRow(
        key=challenge.public_id,
        title=clean(challenge.title),
        url=url,
        start=start,
        end=_end(challenge, start),
        kind=challenge.type or "",
        standings_url=f"{url}/leaderboard/global",
    )


def _end(challenge: _Challenge, start: datetime) -> datetime:
    if challenge.end_applications_date:
        return from_millis(challenge.end_applications_date)
    if challenge.late_time_max:
        return start + timedelta(seconds=challenge.late_time_max)
    try:
        description = msgspec.json.decode(challenge.description_json or "{}", type=_Description)
    except msgspec.DecodeError as error:
        raise AdapterError(str(error), place="descriptionJson") from error
    for option in description.challenge_options:
        if option.icon_id == CLOCK_ICON and option.title:
            return start + duration_in_words(re.sub(r"<[^<>]*>", " ", option.title))
    raise AdapterError("neither an end nor a duration")
