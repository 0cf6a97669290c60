"""Topics: a version for every change, and answers kept by version."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from apps.live import actions, cache
from apps.live.queries import version


@pytest.mark.django_db
def test_version_rises_with_every_publication() -> None:
    assert [version("contests"), actions.publish("contests"), actions.publish("contests"), version("contests")] == [
        0, 1, 2, 2,
    ]  # fmt: skip
    assert version("else") == 0


@pytest.mark.django_db(transaction=True)
def test_version_and_change_become_visible_together() -> None:
    seen = []

    def look() -> None:
        seen.append(version("contests"))
        connection.close()

    with transaction.atomic():
        actions.publish("contests")
        reader = threading.Thread(target=look)
        reader.start()
        reader.join()
    assert [*seen, version("contests")] == [0, 1]


@pytest.mark.django_db
def test_remembered_answer_is_built_once_a_version() -> None:
    built: list[int] = []

    def build() -> tuple[bytes, None]:
        built.append(version("contests"))
        return f"answer {len(built)}".encode(), None

    answers = [cache.remember("contests", "key", build) for _ in range(2)]
    actions.publish("contests")
    answers += [cache.remember("contests", "key", build) for _ in range(2)]
    assert answers == [b"answer 1", b"answer 1", b"answer 2", b"answer 2"]


@pytest.mark.django_db
def test_answer_that_has_run_out_is_not_kept() -> None:
    built: list[int] = []

    def build() -> tuple[bytes, Any]:
        built.append(1)
        return b"", timezone.now() - timedelta(seconds=1)

    for _ in range(2):
        cache.remember("contests", "key", build)
    assert len(built) == 2


@pytest.mark.django_db
def test_each_process_builds_its_own_while_the_cache_server_is_away(settings: Any) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "unix:///nowhere.sock"}
    }
    built: list[int] = []

    def build() -> tuple[bytes, None]:
        built.append(1)
        return b"x", None

    assert [cache.remember("contests", "key", build) for _ in range(2)] == [b"x", b"x"]
    cache.nearby.clear()
    assert cache.remember("contests", "key", build) == b"x"
    assert len(built) == 2


@pytest.mark.django_db
def test_another_process_finds_the_answer_on_the_server_until_its_moment() -> None:
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False) as clock:
        until = timezone.now() + timedelta(seconds=20.5)
        cache.remember("contests", "key", lambda: (b"first", until))
        found = []
        for shift in (0, 20, 1):
            clock.shift(shift)
            cache.nearby.clear()
            found.append(cache.remember("contests", "key", lambda: (b"second", None)))
    assert found == [b"first", b"first", b"second"]
