"""Every recorded answer of a real site gives as many rows as plain counting finds, or the refusal that it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.resources.laws import read
from tests.resources.payloads import Payload
from tests.resources.recorded import READ, READ_ELSEWHERE, UNREAD


@pytest.mark.parametrize("payload", READ, ids=lambda payload: payload.name)
def test_recorded_answer_is_read_whole(payloads: Path, payload: Payload) -> None:
    calls = payload.calls()

    found = read(payload.adapter_with(calls), payload.ability, payload.subject)

    assert (found.refusal.trouble if found.refusal else None) == payload.refusal
    if payload.count is not None:
        n_rows = len(found.rows) - (1 if payload.ability == "standings" else 0)
        assert n_rows == payload.count(calls[0].body)


def test_each_recorded_answer_is_read_or_has_a_reason(payloads: Path) -> None:
    lines = (payloads / "MANIFEST.tsv").read_text().splitlines()[1:]
    read_here = {path for payload in READ for path in payload.answers.values()}

    assert {line.partition("\t")[0] for line in lines} - read_here == {*UNREAD, *READ_ELSEWHERE}
