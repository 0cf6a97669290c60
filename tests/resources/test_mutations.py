"""Whatever comes instead of the right answer, an adapter gives good rows or an AdapterError that says where.

`MUTATIONS=5000 pytest tests/resources/test_mutations.py` tries longer, and other mutations every time.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.resources.adapters.base import Adapter, AdapterError, Reply, Site, Trouble, read_contests
from apps.resources.catalogue import adapters
from apps.resources.recordings import Call, Recording, ReplayWeb, as_plain, full_url, read_recording, refuse_status
from apps.resources.rows import ContestRow
from tests.resources.mutations import BODIES_OF_NOTHING, MUTATIONS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.parent for path in (ROOT / "tests" / "recordings").glob("*/contests*/recording.json"))
PAYLOADS = ROOT.parent / "shared" / "payloads"
LISTING = sorted(key for key, adapter in adapters().items() if "contests" in adapter.abilities())
TRIES = int(os.environ.get("MUTATIONS", "30"))
SLOWEST = 5.0  # seconds of processor time for one list
MOST_CALLS = 500
LONGEST_ERROR = 1500
NOW = datetime(2026, 10, 1, tzinfo=UTC)

mutate = settings(
    max_examples=TRIES,
    derandomize="MUTATIONS" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


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
        self.asked += 1
        assert self.asked <= MOST_CALLS, "it asks without end"
        reply = self.call.reply()
        address = self.call.final_url or full_url(url, params)
        return refuse_status(Reply(url=address, status=reply.status, headers=reply.headers, body=reply.body), allow)

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
        return self.get(url, allow=allow)


def some_site(adapter: type[Adapter]) -> Site:
    """Return a site of an adapter, made up where it is a pure family."""
    return adapter.sites[0] if adapter.sites else Site(host="site.example", title="Site", url="https://site.example/")


def read(adapter: Adapter) -> AdapterError | None:
    """Read a list and hold it to what every list keeps; return the error with which it was refused."""
    began = time.thread_time()
    rows: list[ContestRow] = []
    refusal = None
    try:
        rows = read_contests(adapter)
    except AdapterError as error:
        refusal = error
    assert time.thread_time() - began < SLOWEST
    if refusal is not None:
        assert (refusal.site, refusal.ability) == (adapter.site.host, "contests")
        assert refusal.place, f"without a place: {refusal}"
        assert len(str(refusal)) < LONGEST_ERROR
        assert "\x00" not in str(refusal).encode().decode()
    assert len({row.key for row in rows}) == len(rows)
    for row in rows:
        assert row.start < row.end
        json.dumps(as_plain(row), allow_nan=False, ensure_ascii=False).encode()
    return refusal


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
@mutate
@given(data=st.data())
def test_mutated_recording(folder: Path, data: st.DataObject) -> None:
    recording = remembered(folder)
    calls = list(recording.calls)
    place = data.draw(st.integers(0, len(calls) - 1), label="call")
    calls[place] = data.draw(st.sampled_from(MUTATIONS), label="mutation")(data.draw, calls[place])

    read(adapters()[folder.parent.name](web=ReplayWeb(calls, now=recording.now), site=recording.site))


@pytest.mark.parametrize("key", LISTING)
@mutate
@given(data=st.data())
def test_body_of_another_site(key: str, data: st.DataObject) -> None:
    adapter = adapters()[key]
    call = data.draw(st.sampled_from([call for folder in FOLDERS for call in remembered(folder).calls]), label="call")

    read(adapter(web=StubbornWeb(call), site=some_site(adapter)))


@pytest.mark.parametrize("name", sorted(BODIES_OF_NOTHING))
@pytest.mark.parametrize("key", LISTING)
def test_what_is_no_answer_is_refused(key: str, name: str) -> None:
    adapter = adapters()[key]
    web = StubbornWeb(Call(method="GET", url="", body=BODIES_OF_NOTHING[name]))

    error = read(adapter(web=web, site=some_site(adapter)))

    assert error is not None
    assert error.trouble == (Trouble.BLOCKED if name == "cloudflare page" else error.trouble)


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(404, Trouble.MISSING), (429, Trouble.LIMITED), (500, Trouble.SERVER), (503, Trouble.SERVER)],
)
@pytest.mark.parametrize("key", LISTING)
def test_status_of_refusal_is_understood(key: str, status: int, trouble: Trouble) -> None:
    adapter = adapters()[key]
    web = StubbornWeb(Call(method="GET", url="", status=status, headers={"retry-after": "7"}, body=b"<html>no"))

    error = read(adapter(web=web, site=some_site(adapter)))

    assert error is not None
    assert error.trouble == trouble


def payload_lists() -> Iterable[tuple[str, Path]]:
    """Yield each recorded answer that an adapter of its own site reads as a list of contests."""
    for key, adapter in adapters().items():
        for folder in sorted({PAYLOADS / site.host.partition("/")[0] for site in adapter.sites}):
            for path in sorted(folder.rglob("*")) + sorted((PAYLOADS / f"www.{folder.name}").rglob("*")):
                if path.is_file() and path.stat().st_size < 3_000_000 and rows_of(adapter, path):
                    yield key, path


def rows_of(adapter: type[Adapter], path: Path) -> int:
    """Return how many contests an adapter sees in an answer."""
    try:
        return len(read_contests(adapter(web=StubbornWeb(payload_call(path)), site=some_site(adapter))))
    except AdapterError:
        return 0


def payload_call(path: Path) -> Call:
    """Return a recorded answer."""
    return Call(method="GET", url="", body=path.read_bytes())


@pytest.mark.parametrize(("key", "path"), list(payload_lists()), ids=lambda part: getattr(part, "name", part))
@mutate
@given(data=st.data())
def test_mutated_payload(key: str, path: Path, data: st.DataObject) -> None:
    adapter = adapters()[key]
    call = data.draw(st.sampled_from(MUTATIONS), label="mutation")(data.draw, payload_call(path))

    read(adapter(web=StubbornWeb(call), site=some_site(adapter)))


REMEMBERED: dict[Path, Recording] = {}


def remembered(folder: Path) -> Recording:
    """Return a recording, read once."""
    if folder not in REMEMBERED:
        REMEMBERED[folder] = read_recording(folder)
    return REMEMBERED[folder]
