"""What a process keeps at hand: until its moment, and within its room."""

from __future__ import annotations

from datetime import UTC, datetime

import time_machine

from apps.live.nearby import Nearby

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_answer_is_kept_until_its_moment() -> None:
    kept = Nearby(room=100)
    with time_machine.travel(NOW, tick=False) as clock:
        kept.keep("a", b"answer", until=NOW.timestamp() + 2)
        found = [kept.get("a")]
        clock.shift(1)
        found.append(kept.get("a"))
        clock.shift(1)
        found.append(kept.get("a"))
    assert found == [b"answer", b"answer", None]


def test_least_recently_asked_for_leaves_when_room_is_needed() -> None:
    kept = Nearby(room=40)
    with time_machine.travel(NOW, tick=False):
        for name in "abcd":
            kept.keep(name, b"0123456789", until=NOW.timestamp() + 9)
        kept.get("a")
        kept.keep("e", b"0123456789", until=NOW.timestamp() + 9)
        assert {name: kept.get(name) is not None for name in "abcde"} == {
            "a": True, "b": False, "c": True, "d": True, "e": True,
        }  # fmt: skip


def test_replaced_answer_takes_no_room_twice() -> None:
    kept = Nearby(room=40)
    with time_machine.travel(NOW, tick=False):
        for _ in range(50):
            kept.keep("a", b"0123456789", until=NOW.timestamp() + 9)
        kept.keep("b", b"x", until=NOW.timestamp() + 9)
        assert (kept.get("a"), kept.get("b")) == (b"0123456789", b"x")


def test_answer_too_large_for_the_room_is_not_kept() -> None:
    kept = Nearby(room=40)
    kept.keep("a", b"01234567890", until=NOW.timestamp() + 10**9)
    assert kept.get("a") is None
