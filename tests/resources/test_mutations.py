"""Whatever comes instead of the right answer, an adapter gives good rows or an AdapterError that says where.

`MUTATIONS=5000 pytest tests/resources/test_mutations.py` tries longer, and other mutations every time; so do the tests
of test_mutated_payloads.py, which begin with real answers.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.resources.adapters.base import Trouble
from apps.resources.catalogue import adapters
from apps.resources.recordings import Call, ReplayWeb
from tests.resources.laws import (
    ABILITIES,
    FOLDERS,
    EndlessWeb,
    Reading,
    StubbornWeb,
    adapter_of,
    read,
    remembered,
    some_recording,
)
from tests.resources.mutations import BODIES_OF_NOTHING, MUTATIONS, mutate

# Here a page in the place of JSON is an outage, and nobody is taken for gone by it.
JSON_TELLS_WHO_IS_MISSING = dict.fromkeys(("codolio", "geeksforgeeks", "github"), (Trouble.FORMAT,))
PAGED = [folder for folder in FOLDERS if not remembered(folder).error]


def named(folder: Path) -> str:
    """Return a recording's name for people."""
    return f"{folder.parent.name}/{folder.name}"


def read_stubborn(key: str, ability: str, call: Call) -> Reading:
    """Read an ability from a web that gives one answer to everything."""
    adapter = adapters()[key]
    recording = some_recording(key, ability)
    return read(adapter(web=StubbornWeb(call), site=recording.site), ability, recording.subject)


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
@mutate
@given(data=st.data())
def test_mutated_recording(folder: Path, data: st.DataObject) -> None:
    recording = remembered(folder)
    calls = list(recording.calls)
    place = data.draw(st.integers(0, len(calls) - 1), label="call")
    calls[place] = data.draw(st.sampled_from(MUTATIONS), label="mutation")(data.draw, calls[place])
    adapter = adapter_of(folder)(web=ReplayWeb(calls, now=recording.now), site=recording.site)

    read(adapter, recording.ability, recording.subject)


@pytest.mark.parametrize("folder", PAGED, ids=named)
@mutate
@given(data=st.data())
def test_pages_without_end(folder: Path, data: st.DataObject) -> None:
    recording = remembered(folder)
    calls = list(recording.calls)
    if data.draw(st.booleans(), label="mutated"):
        place = data.draw(st.integers(0, len(calls) - 1), label="call")
        calls[place] = data.draw(st.sampled_from(MUTATIONS), label="mutation")(data.draw, calls[place])
    adapter = adapter_of(folder)(web=EndlessWeb(calls, now=recording.now), site=recording.site)

    read(adapter, recording.ability, recording.subject)


@pytest.mark.parametrize(("key", "ability"), ABILITIES)
@mutate
@given(data=st.data())
def test_body_of_another_site(key: str, ability: str, data: st.DataObject) -> None:
    call = data.draw(st.sampled_from([call for folder in FOLDERS for call in remembered(folder).calls]), label="call")

    read_stubborn(key, ability, call)


@pytest.mark.parametrize("name", sorted(BODIES_OF_NOTHING))
@pytest.mark.parametrize(("key", "ability"), ABILITIES)
def test_what_is_no_answer_is_refused(key: str, ability: str, name: str) -> None:
    refusal = read_stubborn(key, ability, Call(method="GET", url="", body=BODIES_OF_NOTHING[name])).refusal

    assert refusal is not None
    assert refusal.trouble == (Trouble.BLOCKED if name == "cloudflare page" else refusal.trouble)


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(429, Trouble.LIMITED), (500, Trouble.SERVER), (503, Trouble.SERVER)],
)
@pytest.mark.parametrize(("key", "ability"), ABILITIES)
def test_status_of_refusal_is_understood(key: str, ability: str, status: int, trouble: Trouble) -> None:
    call = Call(method="GET", url="", status=status, headers={"retry-after": "7"}, body=b"<html>no")

    refusal = read_stubborn(key, ability, call).refusal

    assert refusal is not None
    assert refusal.trouble == trouble


@pytest.mark.parametrize(("key", "ability"), ABILITIES)
def test_what_is_not_there_is_missing(key: str, ability: str) -> None:
    found = read_stubborn(key, ability, Call(method="GET", url="", status=404, body=b"<html>no"))

    if ability == "profiles" and found.refusal is None:
        assert found.rows == [{"asked": handle} for handle in some_recording(key, ability).subject]
    else:
        assert found.refusal is not None
        assert found.refusal.trouble in (Trouble.MISSING, *JSON_TELLS_WHO_IS_MISSING.get(key, ()))
