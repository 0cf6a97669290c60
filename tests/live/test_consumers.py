"""The socket: versions told to whoever watches, through one subscription a process."""

from __future__ import annotations

import time
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.db import connection, transaction

from apps.live import actions, hub
from apps.live.consumers import MAX_TOPICS
from apps.live.models import Topic
from apps.live.queries import version

publish = transaction.atomic(actions.publish)


class Patient(WebsocketCommunicator):
    """A socket that waits for what comes as long as a busy machine may take; by itself it gives up after a second."""

    async def receive_output(self, timeout: float = 1) -> dict[str, Any]:
        """Return the next message; asked to connect or to receive, it waits a minute at least."""
        found: dict[str, Any] = await super().receive_output(max(timeout, 60))
        return found

    async def disconnect(self, code: int = 1000, timeout: float = 60) -> None:
        """Leave, and wait until the other side has ended."""
        await super().disconnect(code, timeout)


def to_live(origin: str = "http://localhost") -> WebsocketCommunicator:
    """Return a socket to /ws/live that is not connected yet."""
    from clist.asgi import application  # noqa: PLC0415 - it reads STATIC_ROOT, which a fixture sets

    return Patient(application, "/ws/live", headers=[(b"origin", origin.encode())])


async def opened() -> WebsocketCommunicator:
    """Return an open socket to /ws/live."""
    socket = to_live()
    connected, _ = await socket.connect()
    assert connected
    return socket


async def told(socket: WebsocketCommunicator) -> tuple[str, int]:
    """Return the topic and the version of the next message."""
    message = await socket.receive_json_from()
    assert abs(message["now"] / 1000 - time.time()) < 60
    return message["topic"], message["version"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("topic", ["contests", "standings:7"])
def test_watcher_is_told_the_version_at_once_and_every_change(topic: str) -> None:
    publish(topic)

    async def watch() -> list[Any]:
        socket = await opened()
        await socket.send_json_to({"watch": [topic]})
        heard = [await told(socket)]
        await database_sync_to_async(publish)("other")
        await database_sync_to_async(publish)(topic)
        heard.append(await told(socket))
        await socket.disconnect()
        return heard

    assert async_to_sync(watch)() == [(topic, 1), (topic, 2)]


@pytest.mark.django_db(transaction=True)
def test_rolled_back_change_is_not_told() -> None:
    async def watch() -> bool:
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
        return bool(silent)

    assert async_to_sync(watch)()
    assert version("contests") == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("[" * 100_000, 'Send {"watch": ["topic", …]}.'),
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
        second = await told(socket)
        await socket.disconnect()
        return [first, second]

    assert async_to_sync(send)() == [{"error": answer}, ("contests", 0)]


@pytest.mark.django_db(transaction=True)
def test_foreign_origin_is_refused() -> None:
    async def connect() -> bool:
        connected, _ = await to_live(origin="https://evil.example").connect()
        return bool(connected)

    assert async_to_sync(connect)() is False


@pytest.mark.django_db(transaction=True)
def test_topic_named_again_is_told_again() -> None:
    async def ask_twice() -> list[Any]:
        socket = await opened()
        heard = []
        for _ in range(2):
            await socket.send_json_to({"watch": ["contests"]})
            heard.append(await told(socket))
            await database_sync_to_async(publish)("other")
        await socket.disconnect()
        return heard

    assert async_to_sync(ask_twice)() == [("contests", 0), ("contests", 0)]


@pytest.mark.django_db(transaction=True)
def test_every_watcher_is_told_once_and_who_left_is_not() -> None:
    async def watch() -> list[Any]:
        sockets = [await opened() for _ in range(3)]
        for socket in sockets:
            await socket.send_json_to({"watch": ["contests"]})
            await told(socket)
        await sockets[0].disconnect()
        await database_sync_to_async(publish)("contests")
        heard = [await told(socket) for socket in sockets[1:]]
        silent = [await socket.receive_nothing(timeout=0.2) for socket in sockets[1:]]
        for socket in sockets[1:]:
            await socket.disconnect()
        return [*heard, *silent, hub.hub().topics]

    assert async_to_sync(watch)() == [("contests", 1), ("contests", 1), True, True, []]


@pytest.mark.django_db(transaction=True)
def test_lost_message_is_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "LOOK_EVERY", 0.2)

    async def watch() -> list[Any]:
        socket = await opened()
        await socket.send_json_to({"watch": ["contests"]})
        heard = [await told(socket)]
        await Topic.objects.acreate(name="contests", version=7)  # as if Valkey had been away
        heard.append(await told(socket))
        await socket.disconnect()
        return heard

    assert async_to_sync(watch)() == [("contests", 0), ("contests", 7)]


@pytest.mark.django_db(transaction=True)
def test_socket_opened_while_the_database_is_away_is_told_once_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "LOOK_EVERY", 0.2)
    Topic.objects.create(name="contests", version=7)

    def rename(*, old: str, new: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")

    async def watch() -> list[Any]:
        socket = await opened()
        await database_sync_to_async(rename)(old="live_topic", new="away")
        try:
            await socket.send_json_to({"watch": ["contests"]})
            heard = [await told(socket)]
        finally:
            await database_sync_to_async(rename)(old="away", new="live_topic")
        heard.append(await told(socket))
        await socket.disconnect()
        return heard

    assert async_to_sync(watch)() == [("contests", 0), ("contests", 7)]


@pytest.mark.django_db(transaction=True)
def test_versions_that_come_close_together_are_told_as_one() -> None:
    async def watch() -> list[Any]:
        socket = await opened()
        await socket.send_json_to({"watch": ["contests"]})
        heard = [await told(socket)]
        for number in range(1, 6):
            await hub.hub().tell("contests", number)
        heard += [await told(socket) for _ in range(2)]
        silent = await socket.receive_nothing(timeout=3 * hub.TOGETHER)
        await hub.hub().tell("contests", 6)
        heard.append(await told(socket))
        await socket.disconnect()
        return [*heard, silent]

    assert async_to_sync(watch)() == [*(("contests", number) for number in (0, 1, 5, 6)), True]
