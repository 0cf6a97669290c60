"""What every reading keeps, whatever came back: good rows, or an error that says where; and webs that test it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from apps.resources.adapters.base import Adapter, AdapterError, Reply, Site
from apps.resources.catalogue import adapters
from apps.resources.recordings import (
    Call,
    Recording,
    as_subject,
    full_url,
    read_plain,
    read_recording,
    refuse_status,
    sent_text,
)

RECORDINGS = Path(__file__).resolve().parents[1] / "recordings"
FOLDERS = sorted(path.parent for path in RECORDINGS.glob("*/*/recording.json"))
ABILITIES = sorted((key, ability) for key, adapter in adapters().items() for ability in adapter.abilities())
SLOWEST = 5.0  # seconds of processor time for one reading
MOST_CALLS = 500
LONGEST_ERROR = 1500
NOW = datetime(2026, 10, 1, tzinfo=UTC)


class AskingWithoutEndError(AssertionError):
    """An adapter asked more often than any list can be long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reading gave: rows as JSON holds them, or the error with which the answer was refused."""

    rows: list[dict[str, Any]]
    refusal: AdapterError | None = None


class StubbornWeb:
    """A `Web` that gives the same answer to whatever is asked."""

    def __init__(self, call: Call, *, now: datetime = NOW) -> None:
        self.call = call
        self.now = now
        self.asked = 0

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: Sequence[int] = (),
    ) -> Reply:
        """Give the answer."""
        return self.answer(("GET", full_url(url, params), ""), allow)

    def post(
        self,
        url: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: Sequence[int] = (),
    ) -> Reply:
        """Give the answer."""
        return self.answer(("POST", url, sent_text(json_body=json, form=form)), allow)

    def answer(self, asked: tuple[str, str, str], allow: Sequence[int]) -> Reply:
        """Give what `chosen` chooses, and count."""
        self.asked += 1
        if self.asked > MOST_CALLS:
            raise AskingWithoutEndError(f"asked {self.asked} times, last {asked}")
        call = self.chosen(asked)
        reply = call.reply()
        address = call.final_url or asked[1]
        return refuse_status(Reply(url=address, status=reply.status, headers=reply.headers, body=reply.body), allow)

    def chosen(self, asked: tuple[str, str, str]) -> Call:
        """Return the one call that it knows."""
        return self.call


class EndlessWeb(StubbornWeb):
    """A `Web` whose pagers never end: for an unknown page it gives one of the same address once more."""

    def __init__(self, calls: Sequence[Call], *, now: datetime) -> None:
        super().__init__(Call(method="GET", url="", status=404), now=now)
        self.calls = {(call.method, call.url, call.sent): call for call in calls}
        self.pages = {(call.method, page_of(call.url)): call for call in calls if 200 <= call.status < 300}

    def chosen(self, asked: tuple[str, str, str]) -> Call:
        """Return the recorded call, else the last of the same page."""
        method, url, _ = asked
        return self.calls.get(asked) or self.pages.get((method, page_of(url))) or self.call


def page_of(url: str) -> str:
    """Return an address without its query and without numbers, by which pages are told apart."""
    parts = urlsplit(url)
    return parts.netloc + "/".join(part for part in parts.path.split("/") if not part.isdecimal())


def some_site(adapter: type[Adapter]) -> Site:
    """Return a site of an adapter, made up where it is a pure family."""
    return adapter.sites[0] if adapter.sites else Site(host="site.example", title="Site", url="https://site.example/")


@cache
def remembered(folder: Path) -> Recording:
    """Return a recording, read once."""
    return read_recording(folder)


def adapter_of(folder: Path) -> type[Adapter]:
    """Return the adapter whose recording a folder holds."""
    return adapters()[folder.parent.name]


@cache
def some_recording(key: str, ability: str) -> Recording:
    """Return the first recording of an ability that was no refusal: its site and subject fit each other."""
    found = [remembered(folder) for folder in FOLDERS if folder.parent.name == key]
    return next(one for one in found if one.ability == ability and not one.error)


def read(adapter: Adapter, ability: str, subject: Any = None) -> Reading:
    """Read an ability and hold what it gives to what every reading keeps; `subject` is as a recording keeps it."""
    began = time.thread_time()
    try:
        found = Reading(rows=read_plain(adapter, ability, as_subject(ability, subject)))
    except AdapterError as error:
        found = Reading(rows=[], refusal=error)
    assert time.thread_time() - began < SLOWEST
    hold_refusal(adapter, ability, found.refusal)
    json.dumps(found.rows, allow_nan=False, ensure_ascii=False).encode()
    return found


def hold_refusal(adapter: Adapter, ability: str, refusal: AdapterError | None) -> None:
    """Assert that an error says where, in words that can be stored."""
    if refusal is None:
        return
    assert (refusal.site, refusal.ability) == (adapter.site.host, ability)
    assert refusal.place, f"without a place: {refusal}"
    assert len(str(refusal)) < LONGEST_ERROR
    assert "\x00" not in str(refusal).encode().decode()
