"""Recorded answers of real sites, played to an adapter: they lie beside the project, on machines that may have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apps.resources.adapters.base import Adapter, Site, Trouble
from apps.resources.catalogue import adapters
from apps.resources.recordings import Call
from tests.resources.laws import StubbornWeb, some_site

PAYLOADS = Path(__file__).resolve().parents[3] / "shared" / "payloads"
NOW = datetime(2026, 10, 15, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What one reading of recorded answers must give.

    `answers` are paths below the payloads by the address that brings them, "" for any address. `count` counts the rows
    in the first of them; standings have one row more in a reading, the table itself. `part` is what is played of it.
    """

    adapter: str
    ability: str
    answers: Mapping[str, str]
    count: Callable[[bytes], int] | None = None
    subject: Any = None
    site: Site | None = None  # where it is not the adapter's first
    part: Callable[[bytes], bytes] = bytes
    refusal: Trouble | None = None  # the trouble with which the answer is refused
    status: int = 200

    @property
    def name(self) -> str:
        """What tests call it."""
        return f"{self.adapter} {self.ability} {next(iter(self.answers.values()))}"

    @property
    def size(self) -> int:
        """Bytes of all the answers that are here."""
        here = [PAYLOADS / path for path in self.answers.values() if (PAYLOADS / path).is_file()]
        return sum(path.stat().st_size for path in here)

    def calls(self) -> list[Call]:
        """Return the answers as they come."""
        return [
            Call(method="GET", url=url, status=self.status, body=self.body(path)) for url, path in self.answers.items()
        ]

    def body(self, path: str) -> bytes:
        """Return an answer; what was kept without its envelope gets one again."""
        body = self.part((PAYLOADS / path).read_bytes())
        return b'{"status": "OK", "result": ' + body + b"}" if path.endswith(".result.json") else body

    def adapter_with(self, calls: list[Call]) -> Adapter:
        """Return the adapter with these answers at hand."""
        kind = adapters()[self.adapter]
        return kind(web=AddressWeb(calls), site=self.site or some_site(kind))


class AddressWeb(StubbornWeb):
    """A `Web` that gives each address its answer, whatever the query and whatever is posted; "" is every address."""

    def __init__(self, calls: list[Call]) -> None:
        super().__init__(Call(method="GET", url="", status=404), now=NOW)
        self.calls = {call.url: call for call in calls}

    def chosen(self, asked: tuple[str, str, str]) -> Call:
        """Return the answer of an address."""
        return self.calls.get(asked[1].partition("?")[0]) or self.calls.get("", self.call)
