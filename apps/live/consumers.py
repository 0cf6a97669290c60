"""The one socket: a browser names topics and is told their versions; it fetches what changed by address."""

from __future__ import annotations

import json
import re
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from apps.live.hub import hub

MAX_TOPICS = 20
TOPIC = re.compile(r"[a-z][a-z0-9.:-]{0,60}")  # "contests", "standings:7"


class TopicConsumer(AsyncWebsocketConsumer):
    """Messages in: {"watch": ["contests", …]}. Out: {"topic": "contests", "version": 7, "now": ms}, {"error": "…"}.

    Naming a topic again has its version told again: a browser that wakes up asks so whether the socket still lives.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics: set[str] = set()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Watch the topics that a browser names, and answer each with its version as of now."""
        wanted = _read(text_data or "")
        if wanted is None:
            await self.say(json.dumps({"error": 'Send {"watch": ["topic", …]}.'}))
        elif len(self.topics | wanted) > MAX_TOPICS:
            await self.say(json.dumps({"error": f"At most {MAX_TOPICS} topics a socket."}))
        else:
            self.topics |= wanted
            for topic in sorted(wanted):
                await self.say(await hub().watch(topic, self.say))

    async def say(self, message: str) -> None:
        """Send one message."""
        await self.send(text_data=message)

    async def disconnect(self, code: int) -> None:
        """Stop watching."""
        for topic in self.topics:
            hub().leave(topic, self.say)


def _read(text: str) -> set[str] | None:
    """Return the topics that a message names, None for one that makes no sense."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    wanted = content.get("watch") if isinstance(content, dict) else None
    if not isinstance(wanted, list) or not all(isinstance(topic, str) and TOPIC.fullmatch(topic) for topic in wanted):
        return None
    return set(wanted)
