"""Who in this process watches what: one subscription to the channel layer, however many sockets are open."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import Error as DatabaseError
from redis.exceptions import RedisError

from apps.live.queries import versions

logger = logging.getLogger(__name__)
GROUP = "live"
LOOK_EVERY = 5.0  # seconds: so late is what a lost message told
RETRY_AFTER = 1.0
AT_A_STRETCH = 200  # sends before other work of the event loop gets its turn
TOGETHER = 0.1  # seconds: versions that come so soon after one that was told are told as one, the last

Send = Callable[[str], Awaitable[None]]
_hubs: WeakKeyDictionary[AbstractEventLoop, Hub] = WeakKeyDictionary()


class Hub:
    """The sockets of one event loop by topic, and the versions that they have been told."""

    def __init__(self) -> None:
        self._senders: dict[str, set[Send]] = {}
        self._versions: dict[str, int] = {}
        self._quiet: dict[str, asyncio.Task[None]] = {}  # topics that were told just now
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def topics(self) -> list[str]:
        """What is watched."""
        return list(self._senders)

    async def watch(self, topic: str, send: Send) -> str:
        """Let `send` be called with every change of a topic; return what to send first: the version as of now.

        It is 0 while the database is away, and told again once it is back.
        """
        if topic not in self._versions:
            self._senders.setdefault(topic, set())  # from here on nothing that is told gets lost
            self._wake()
            await self._catch_up([topic])
        self._senders.setdefault(topic, set()).add(send)
        self._wake()
        return _message(topic, self._versions.get(topic, 0))

    def leave(self, topic: str, send: Send) -> None:
        """Stop calling `send`; with the last one the hub falls asleep."""
        senders = self._senders.get(topic, set())
        senders.discard(send)
        if not senders:
            self._senders.pop(topic, None)
            self._versions.pop(topic, None)
        if not self._senders:
            for task in self._tasks:
                task.cancel()
            self._tasks = []

    async def tell(self, topic: str, version: int) -> None:
        """Tell every watcher a version, unless they have been told it, or a later one."""
        if topic not in self._senders or version <= self._versions.get(topic, -1):
            return
        self._versions[topic] = version
        if self._senders[topic] and topic not in self._quiet:
            self._quiet[topic] = asyncio.create_task(self._rest(topic, version))
            await self._say(topic, version)

    async def _rest(self, topic: str, version: int) -> None:
        """Keep quiet on a topic for a moment after a version was told; what came meanwhile is told then, in one."""
        try:
            await asyncio.sleep(TOGETHER)
            while (newest := self._versions.get(topic, 0)) > version:
                version = newest
                await self._say(topic, version)
                await asyncio.sleep(TOGETHER)
        finally:
            del self._quiet[topic]

    async def _say(self, topic: str, version: int) -> None:
        message = _message(topic, version)
        for number, send in enumerate(list(self._senders.get(topic, ())), start=1):
            await send(message)
            if number % AT_A_STRETCH == 0:
                await asyncio.sleep(0)

    def _wake(self) -> None:
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._look())]

    async def _listen(self) -> None:
        """Pass on what publishers say, for as long as somebody watches."""
        while True:
            layer = get_channel_layer()
            channel = await layer.new_channel()
            try:
                await layer.group_add(GROUP, channel)
                while True:
                    told = await layer.receive(channel)
                    await self.tell(told["topic"], told["version"])
            except RedisError as error:
                logger.warning("the channel layer is away: %s", error)
                await asyncio.sleep(RETRY_AFTER)
            finally:
                await _unsubscribe(channel)

    async def _look(self) -> None:
        """Ask the database now and then, for messages get lost while Valkey is away."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self._catch_up(self.topics)

    async def _catch_up(self, topics: list[str]) -> None:
        """Tell the versions that the database knows; while it is away, sockets stay open and wait for the next look."""
        try:
            found = await database_sync_to_async(versions)(topics)
        except DatabaseError as error:
            logger.warning("the database is away: %s", error)
            return
        for topic, version in found.items():
            await self.tell(topic, version)


def hub() -> Hub:
    """Return the hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


async def _unsubscribe(channel: str) -> None:
    try:
        await get_channel_layer().group_discard(GROUP, channel)
    except RedisError as error:
        logger.warning("the channel layer is away: %s", error)


def _message(topic: str, version: int) -> str:
    """Return what a socket is told; `now` in milliseconds lets a browser see by how much its clock is wrong."""
    return json.dumps({"topic": topic, "version": version, "now": int(time.time() * 1000)})
