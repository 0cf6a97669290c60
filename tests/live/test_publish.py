"""Topics and sockets: a version for every change, told to whoever watches."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from asgiref.sync import async_to_sync
from channels.testing import WebsocketCommunicator
from django.db import connection, transaction
from django.utils import timezone

from apps.live import actions, cache
from apps.live.consumers import MAX_TOPICS
from apps.live.queries import version


def to_live(origin: str = "http://localhost") -> WebsocketCommunicator:
    """Return a socket to /ws/live that is not connected yet."""
    from clist.asgi import application  # noqa: PLC0415 - it reads STATIC_ROOT, which a fixture sets

    return WebsocketCommunicator(application, "/ws/live", headers=[(b"origin", origin.encode())])


async def opened() -> WebsocketCommunicator:
    """Return an open socket to /ws/live."""
    socket = to_live()
    connected, _ = await socket.connect()
    assert connected
    return socket


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


@pytest.mark.django_db(transaction=True)
def test_watcher_is_told_the_version_at_once_and_every_change() -> None:
    publish = transaction.atomic(actions.publish)
    publish("contests")

    async def watch() -> list[Any]:
        from channels.db import database_sync_to_async  # noqa: PLC0415

        socket = await opened()
        await socket.send_json_to({"watch": ["contests"]})
        told = [await socket.receive_json_from()]
        await database_sync_to_async(publish)("other")
        await database_sync_to_async(publish)("contests")
        told.append(await socket.receive_json_from())
        await socket.disconnect()
        return told

    assert async_to_sync(watch)() == [
        {"topic": "contests", "version": 1},
        {"topic": "contests", "version": 2},
    ]


@pytest.mark.django_db(transaction=True)
def test_rolled_back_change_is_not_told() -> None:
    async def watch() -> bool:
        from channels.db import database_sync_to_async  # noqa: PLC0415

        def roll_back() -> None:
            with transaction.atomic():
                actions.publish("contests")
                transaction.set_rollback(True)

        socket = await opened()
        await socket.send_json_to({"watch": ["contests"]})
        await socket.receive_json_from()
        await database_sync_to_async(roll_back)()
        silent = await socket.receive_nothing(timeout=0.5)
        await socket.disconnect()
        return silent

    assert async_to_sync(watch)()
    assert version("contests") == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("no json", 'Send {"watch": ["topic", …]}.'),
        ("[]", 'Send {"watch": ["topic", …]}.'),
        ('{"watch": "contests"}', 'Send {"watch": ["topic", …]}.'),
        ('{"watch": ["../x"]}', 'Send {"watch": ["topic", …]}.'),
        (
            '{"watch": [' + ",".join(f'"topic{number}"' for number in range(MAX_TOPICS + 1)) + "]}",
            f"At most {MAX_TOPICS} topics a socket.",
        ),
    ],
)
def test_bad_message_gets_a_clear_answer_and_the_socket_lives(message: str, answer: str) -> None:
    async def send() -> list[Any]:
        socket = await opened()
        await socket.send_to(text_data=message)
        first = await socket.receive_json_from()
        await socket.send_json_to({"watch": ["contests"]})
        second = await socket.receive_json_from()
        await socket.disconnect()
        return [first, second]

    assert async_to_sync(send)() == [{"error": answer}, {"topic": "contests", "version": 0}]


@pytest.mark.django_db(transaction=True)
def test_foreign_origin_is_refused() -> None:
    async def connect() -> bool:
        connected, _ = await to_live(origin="https://evil.example").connect()
        return connected

    assert async_to_sync(connect)() is False


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
