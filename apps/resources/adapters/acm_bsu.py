"""Acm.bsu.by: the contests of the Belarusian State University."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar
from urllib.parse import urljoin

import msgspec

from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import Adapter, Pace, Site, Verified, clean, from_epoch, from_iso
from apps.resources.rows import ContestRow

HOME = "https://acm.bsu.by"
MINSK = timedelta(hours=3)
REGISTRATION = re.compile(r"(.*)\[(acm\.bsu\.by/[^\]\s]*)\]")


class _Contest(msgspec.Struct, rename="camel"):
    id: int | str
    name: str
    link: str
    start_time: str | int
    end_time: str | int


class _Answer(msgspec.Struct):
    contests: list[_Contest]


class AcmBsu(Adapter):
    """Reads the list of contests, which comes in one answer."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(
            host="acm.bsu.by",
            title="acm.bsu.by",
            url=f"{HOME}/",
            short="BSU",
            color="#00539f",
            timezone="Europe/Minsk",
        ),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=3)}
    verified: ClassVar[Verified] = Verified(against="notes", note="the spelling of times is not known")
    traps: ClassVar[str] = (
        "Times are taken as epoch seconds or ISO 8601; text without an offset is Minsk time (+03:00). A name may end "
        "in the address of the registration page in brackets."
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield every contest of the list."""
        reply = self.web.get(f"{HOME}/api/contests", headers={"accept": "application/json"})
        yield from each_row("$.contests", reply.json(_Answer).contests, _row)


def _row(contest: _Contest) -> ContestRow:
    standings = urljoin(f"{HOME}/", contest.link)
    title, registration = clean(contest.name), ""
    match = REGISTRATION.fullmatch(title)
    if match:
        title, registration = match[1].strip(), f"https://{match[2]}"
    start, end = (
        from_iso(time, zone=MINSK) if isinstance(time, str) else from_epoch(time)
        for time in (contest.start_time, contest.end_time)
    )
    return ContestRow(
        key=str(contest.id),
        title=title,
        url=registration or standings,
        start=start,
        end=end,
        standings_url=standings,
        registration_url=registration,
    )
