"""Codeforces and its gym: the documented JSON API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Reply,
    Site,
    Trouble,
    Verified,
    clean,
    from_epoch,
    reading,
)
from apps.resources.rows import ContestRow

API = "https://codeforces.com/api"
TEXT_FACTS = ("preparedBy", "country", "city", "season", "icpcRegion", "websiteUrl")


class Contest(msgspec.Struct, kw_only=True):
    """One entry of contest.list; what stands after `phase` is on gym entries or on some rounds only."""

    id: int
    name: str
    type: str
    phase: str
    durationSeconds: int | float  # noqa: N815
    startTimeSeconds: int | float | None = None  # noqa: N815
    freezeDurationSeconds: int | float | None = None  # noqa: N815
    kind: str | None = None
    difficulty: int | float | None = None
    preparedBy: str | None = None  # noqa: N815
    country: str | None = None
    city: str | None = None
    season: str | None = None
    icpcRegion: str | None = None  # noqa: N815
    websiteUrl: str | None = None  # noqa: N815


class Answer(msgspec.Struct):
    """The envelope of every API call."""

    status: str
    comment: str = ""
    result: msgspec.Raw = msgspec.Raw()


class Envelope(msgspec.Struct):
    """The envelope of contest.list, read once its status is known to be good."""

    result: list[Contest]


class Codeforces(Adapter):
    """Reads the whole archive in one call; the gym is the same call with another parameter."""

    sites: ClassVar = (
        Site(
            host="codeforces.com",
            title="Codeforces",
            url="https://codeforces.com/",
            short="cf",
            color="#1f8acb",
            timezone="Europe/Moscow",
        ),
        Site(
            host="codeforces.com/gym",
            title="Codeforces Gym",
            url="https://codeforces.com/gyms",
            short="gym",
            color="#5f8dd3",
            timezone="Europe/Moscow",
            options={"gym": "true"},
        ),
    )
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {"contests": timedelta(minutes=15)}
    verified: ClassVar = Verified(against="recording", dated="2026-09")
    traps: ClassVar = (
        "Times are epoch seconds. Most gym entries have no date and are passed over. "
        "Names change while the id stays, and two rounds of 2020 never leave PENDING_SYSTEM_TEST."
    )

    @property
    def is_gym(self) -> bool:
        """True for the gym."""
        return self.site.options.get("gym") == "true" or self.site.host.endswith("/gym")

    def contests(self) -> Iterator[ContestRow]:
        """Yield every dated entry of contest.list.

        Raises:
            AdapterError: the API refused or limited the call, or the answer cannot be read.
        """
        reply = self.web.get(
            f"{API}/contest.list", params={"gym": "true" if self.is_gym else "false"}, allow=(400, 403)
        )
        _refuse_failure(reply)
        listed = reply.json(Envelope).result
        dated = 0
        for place, contest in enumerate(listed):
            with reading(f"$.result[{place}]"):
                if contest.startTimeSeconds is None and (self.is_gym or contest.phase == "BEFORE"):
                    continue
                yield self._row(contest)
                dated += 1
        if not dated:
            raise AdapterError(f"none of {len(listed)} contests has a start", place="$.result")

    def _row(self, contest: Contest) -> ContestRow:
        if contest.startTimeSeconds is None:
            raise AdapterError("a contest without a start", place="startTimeSeconds")
        start = from_epoch(contest.startTimeSeconds)
        url = f"https://codeforces.com/{'gym' if self.is_gym else 'contest'}/{contest.id}"
        return ContestRow(
            key=str(contest.id),
            title=clean(contest.name),
            url=url,
            start=start,
            end=start + timedelta(seconds=contest.durationSeconds),
            kind=clean(contest.kind or contest.type),
            standings_url=f"{url}/standings",
            registration_url="" if self.is_gym else f"https://codeforces.com/contestRegistration/{contest.id}",
            facts=_facts(contest),
        )


def _refuse_failure(reply: Reply) -> None:
    """Raise for a refusal, which comes with 400 and an envelope, and for the limiter, which comes with 403 and text."""
    if reply.status == 403:
        is_page = reply.body.lstrip().startswith(b"<")
        raise AdapterError(
            f"HTTP 403: {clean(reply.body[:80].decode('utf-8', 'replace'))!r}",
            place=reply.url,
            trouble=Trouble.BLOCKED if is_page else Trouble.LIMITED,
        )
    answer = reply.json(Answer)
    if answer.status != "OK":
        limited = "limit exceeded" in answer.comment.lower()
        raise AdapterError(
            f"status {answer.status!r}: {clean(answer.comment)!r}",
            place="$.status",
            trouble=Trouble.LIMITED if limited else Trouble.FORMAT,
        )


def _facts(contest: Contest) -> dict[str, str | int | float | bool]:
    facts: dict[str, str | int | float | bool] = {"type": clean(contest.type), "phase": clean(contest.phase)}
    if contest.freezeDurationSeconds is not None:
        facts["freezeDurationSeconds"] = contest.freezeDurationSeconds
    if contest.difficulty is not None:
        facts["difficulty"] = contest.difficulty
    texts = {name: clean(getattr(contest, name) or "") for name in TEXT_FACTS}
    return facts | {name: text for name, text in texts.items() if text}
