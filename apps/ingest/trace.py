"""What a try asked and got, without the bodies: enough to ask again conditionally, to compare and to replay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Protocol

from apps.ingest import archive
from apps.resources.recordings import Call


class Asked(Protocol):
    """What tells one call from another."""

    @property
    def method(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def sent(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedCall:
    """A `Call` whose body stands for itself by its digest."""

    method: str
    url: str
    sent: str = ""
    sent_headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    final_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    size: int = 0

    def validators(self) -> dict[str, str]:
        """Return the request headers that ask for the body only if it is another one by now."""
        pairs = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        return {name: self.headers[source] for name, source in pairs if self.headers.get(source)}


def key_of(call: Asked) -> tuple[str, str, str]:
    """Return what makes two calls the same question."""
    return (call.method, call.url, call.sent)


def traced(call: Call) -> TracedCall:
    """Return a call without its body."""
    return TracedCall(**_shared(call), digest=archive.digest_of(call.body), size=len(call.body))


def as_json(calls: Sequence[TracedCall]) -> list[dict[str, Any]]:
    """Return calls as a JSON field stores them."""
    return [asdict(call) for call in calls]


def from_json(stored: Sequence[Mapping[str, Any]]) -> list[TracedCall]:
    """Return the calls that a JSON field holds."""
    return [TracedCall(**call) for call in stored]


def with_body(call: TracedCall, body: bytes) -> Call:
    """Return a traced call with its body again."""
    return Call(**_shared(call), body=body)


def _shared(call: Call | TracedCall) -> dict[str, Any]:
    """Return what a call and its trace have in common, by name."""
    return {each.name: getattr(call, each.name) for each in fields(Call) if each.name != "body"}
