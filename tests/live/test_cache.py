"""Answers kept by version, and since when an answer has been the same."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from apps.live import cache as live_cache
from apps.live.actions import publish
from apps.live.cache import remember, unchanged_since

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.django_db
def test_answer_is_kept_until_its_topic_changes() -> None:
    made = iter([(b"first", None), (b"second", None)])
    assert [remember("contests", "page", made.__next__) for _ in range(2)] == [b"first", b"first"]
    publish("contests")
    assert remember("contests", "page", made.__next__) == b"second"


@pytest.mark.django_db
def test_answer_is_not_kept_past_its_time() -> None:
    made = iter([b"first", b"second"])
    over = timezone.now() - SECOND
    assert [remember("contests", "page", lambda: (next(made), over)) for _ in range(2)] == [b"first", b"second"]


def test_unchanged_since_rises_only_with_another_digest() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert unchanged_since("feed", "a") == NOON
        clock.shift(60)
        assert unchanged_since("feed", "a") == NOON
        assert unchanged_since("feed", "b") == NOON + 60 * SECOND
        assert unchanged_since("other", "b") == NOON + 60 * SECOND


def test_unchanged_since_tells_two_changes_within_a_second_apart() -> None:
    with time_machine.travel(NOON, tick=False):
        assert [unchanged_since("feed", digest) for digest in "aba"] == [NOON, NOON + SECOND, NOON + 2 * SECOND]


def test_unchanged_since_begins_anew_when_the_cache_was_emptied() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        unchanged_since("feed", "a")
        cache.clear()
        clock.shift(60)
        assert unchanged_since("feed", "a") == NOON + 60 * SECOND


@pytest.mark.django_db(transaction=True)
def test_answer_that_many_ask_for_at_once_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_cache, "PATIENCE", 60)
    built = []

    def build() -> tuple[bytes, None]:
        built.append(1)
        time.sleep(0.2)
        return b"answer", None

    def ask(_: int) -> bytes:
        answer = remember("contests", "crowd", build)
        connection.close()
        return answer

    with ThreadPoolExecutor(8) as crowd:
        assert list(crowd.map(ask, range(8))) == [b"answer"] * 8
    assert len(built) == 1


@pytest.mark.django_db
def test_failed_building_leaves_the_way_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_cache, "PATIENCE", 60)

    def fail() -> tuple[bytes, None]:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        remember("contests", "page", fail)
    begun = time.monotonic()
    assert remember("contests", "page", lambda: (b"answer", None)) == b"answer"
    assert time.monotonic() - begun < live_cache.PATIENCE
