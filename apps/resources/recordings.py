"""Recordings: what an adapter asked, what came back and the rows it gave, as files that a person can read and trim.

A recording is a folder `tests/recordings/<adapter>/<ability>[-<case>]/` with `recording.json` and one file a body.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Reply,
    Site,
    Trouble,
    read_contests,
    read_problems,
    read_profiles,
    read_ratings,
    read_standings,
    read_submissions,
)
from apps.resources.rows import ContestRef

LONGEST_WAIT = timedelta(days=7)  # what a Retry-After may ask at most


def full_url(url: str, params: Mapping[str, str | int] | None) -> str:
    """Return an address with its parameters, in the order given."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(params)}" if params else url


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long an answer asks us to wait, up to a week: in seconds, or as a time against the answer's Date."""
    wait = headers.get("retry-after", "").strip()
    if wait.isdecimal():
        return min(timedelta(seconds=int(wait[:9])), LONGEST_WAIT)
    try:
        pause = parsedate_to_datetime(wait) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(pause, timedelta(0)), LONGEST_WAIT)


def refuse_status(reply: Reply, allow: Sequence[int]) -> Reply:
    """Return a reply whose status is 2xx or allowed.

    Raises:
        AdapterError: any other status, with the trouble that fits it and Retry-After where the site sent seconds.
    """
    if 200 <= reply.status < 300 or reply.status in allow:
        return reply
    trouble = {401: Trouble.BLOCKED, 403: Trouble.BLOCKED, 404: Trouble.MISSING, 410: Trouble.MISSING}.get(
        reply.status, Trouble.SERVER if reply.status >= 500 else Trouble.FORMAT
    )
    if reply.status == 429:
        trouble = Trouble.LIMITED
    raise AdapterError(
        f"HTTP {reply.status}",
        place=reply.url,
        trouble=trouble,
        retry_after=retry_after(reply.headers),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call and its answer.

    `url` is as asked, with parameters; `final_url` is where redirects ended, "" without any; `sent_headers` are
    what the adapter added; `headers` came back, names in lower case.
    """

    method: str
    url: str
    sent: str = ""  # the JSON or form body, as text
    sent_headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    final_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def reply(self) -> Reply:
        """Return the answer as the adapter saw it."""
        return Reply(url=self.final_url or self.url, status=self.status, headers=self.headers, body=self.body)


def sent_text(*, json_body: Any = None, form: Mapping[str, str] | None = None) -> str:
    """Return what a POST sends, in one spelling, so that calls can be told apart."""
    if form is not None:
        return urlencode(form)
    return json.dumps(json_body, sort_keys=True, ensure_ascii=False) if json_body is not None else ""


class ReplayWeb:
    """A `Web` that answers from recorded calls and never goes out. A call that was not recorded is MISSING."""

    def __init__(self, calls: Sequence[Call], *, now: datetime) -> None:
        self.now = now
        self.calls = {(call.method, call.url, call.sent): call for call in calls}

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: Sequence[int] = (),
    ) -> Reply:
        """Answer from the recorded GET calls."""
        return self._answer(("GET", full_url(url, params), ""), allow)

    def post(
        self,
        url: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: Sequence[int] = (),
    ) -> Reply:
        """Answer from the recorded POST calls."""
        return self._answer(("POST", url, sent_text(json_body=json, form=form)), allow)

    def _answer(self, asked: tuple[str, str, str], allow: Sequence[int]) -> Reply:
        call = self.calls.get(asked)
        if call is None:
            reply = Reply(url=asked[1], status=404)
            return refuse_status(reply, allow)
        return refuse_status(call.reply(), allow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One fetch kept on disk: the site, the ability, the time, every call, and the rows or the error it gave.

    `subject` is what was asked about: the fields of a ContestRef for standings and a contest's problems, a list of
    handles for profiles, a handle for ratings and submissions, None for the list of contests and an archive.
    """

    site: Site
    ability: str
    now: datetime
    calls: tuple[Call, ...]
    subject: Any = None
    rows: tuple[Mapping[str, Any], ...] = ()
    error: str = ""

    def write(self, folder: Path) -> None:
        """Write it to a folder, bodies beside the description."""
        folder.mkdir(parents=True, exist_ok=True)
        listed = []
        for number, call in enumerate(self.calls, 1):
            name = f"{number:02}{_ending(call)}"
            (folder / name).write_bytes(call.body)
            listed.append({**asdict(call), "body": name})
        description = {
            "site": asdict(self.site),
            "ability": self.ability,
            **({"subject": self.subject} if self.subject is not None else {}),
            "now": self.now.isoformat(),
            "calls": listed,
            "rows": list(self.rows),
            "error": self.error,
        }
        (folder / "recording.json").write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n")


def read_recording(folder: Path) -> Recording:
    """Return the recording kept in a folder."""
    description = json.loads((folder / "recording.json").read_text())
    calls = tuple(
        Call(**{**call, "body": (folder / call["body"]).read_bytes() if call.get("body") else b""})
        for call in description["calls"]
    )
    return Recording(
        site=Site(**description["site"]),
        ability=description["ability"],
        now=datetime.fromisoformat(description["now"]),
        calls=calls,
        subject=description.get("subject"),
        rows=tuple(description.get("rows", ())),
        error=description.get("error", ""),
    )


def as_plain(row: Any) -> dict[str, Any]:
    """Return a row as JSON holds it: times as ISO 8601 text, durations in seconds, fields at their default left out."""
    told = ((name, getattr(row, name), default) for name, default in _defaults(row.__class__))
    plain = {
        name: _plain(value) for name, value, default in told if value != default or type(value) is not type(default)
    }
    return {name: value for name, value in plain.items() if value is not None and value not in ("", [], {})}


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a kind of rows with their defaults, which are slow to find."""
    found = msgspec.structs.fields(kind) if issubclass(kind, msgspec.Struct) else fields(kind)
    return tuple((one.name, one.default) for one in found)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, msgspec.Struct) or is_dataclass(value):
        return as_plain(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def as_subject(ability: str, plain: Any) -> Any:
    """Return what an ability is asked about from what a recording keeps of it: see `Recording.subject`."""
    if ability == "standings" or (ability == "problems" and plain):
        times = {name: datetime.fromisoformat(plain[name]) for name in ("start", "end") if name in plain}
        span = {"duration": timedelta(seconds=plain["duration"])} if "duration" in plain else {}
        return ContestRef(**{**plain, **times, **span})
    return plain


def read_plain(adapter: Adapter, ability: str, subject: Any = None) -> list[dict[str, Any]]:
    """Return what an ability gives for a subject, as JSON holds it; of standings first the table, then its rows.

    Raises:
        AdapterError: with the site, the ability and the place in the payload.
    """
    match ability:
        case "contests":
            return [as_plain(row) for row in read_contests(adapter)]
        case "problems":
            return [as_plain(row) for row in read_problems(adapter, subject)]
        case "standings":
            table = read_standings(adapter, subject)
            return [as_plain(msgspec.structs.replace(table, rows=())), *(as_plain(row) for row in table.rows)]
        case "profiles":
            return [as_plain(row) for row in read_profiles(adapter, subject)]
        case "ratings":
            return [as_plain(row) for row in read_ratings(adapter, subject)]
        case _:
            return [as_plain(row) for row in read_submissions(adapter, subject)]


def _ending(call: Call) -> str:
    kind = call.headers.get("content-type", "")
    return next((f".{name}" for name in ("json", "html", "xml", "calendar", "rss") if name in kind), ".txt")
