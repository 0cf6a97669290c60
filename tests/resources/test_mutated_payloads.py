"""Real answers, mutated, give good rows or an AdapterError that says where: see test_mutations.py."""

from __future__ import annotations

import os
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.resources.recordings import Call
from tests.resources.laws import read
from tests.resources.mutations import MUTATIONS, mutate
from tests.resources.recorded import READ

LARGEST = 600_000  # bytes: larger answers wait for those who set MUTATIONS
TRIED = [payload for payload in READ if payload.size < LARGEST or "MUTATIONS" in os.environ]


@cache
def calls_of(number: int) -> tuple[Call, ...]:
    """Return the answers of a payload, read once."""
    return tuple(TRIED[number].calls())


@pytest.mark.usefixtures("payloads")
@pytest.mark.parametrize("number", range(len(TRIED)), ids=lambda number: TRIED[number].name)
@mutate
@given(data=st.data())
def test_mutated_payload(number: int, data: st.DataObject) -> None:
    calls = list(calls_of(number))
    place = data.draw(st.integers(0, len(calls) - 1), label="call")
    calls[place] = data.draw(st.sampled_from(MUTATIONS), label="mutation")(data.draw, calls[place])

    read(TRIED[number].adapter_with(calls), TRIED[number].ability, TRIED[number].subject)
