"""The one socket: a browser names topics and is told their versions; it fetches what changed by address."""

from __future__ import annotations

import re
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from apps.live.queries import version

MAX_TOPICS = 20
TOPIC = re.compile(r"[a-z][a-z0-9.-]{0,60}")


class TopicConsumer(AsyncJsonWebsocketConsumer):
    """Messages in: {"watch": ["contests", …]}. Messages out: {"topic": "contests", "version": 7}, {"error": "…"}."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics: set[str] = set()

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Watch the topics that a browser names, and answer each with its version as of now."""
        wanted = content.get("watch") if isinstance(content, dict) else None
        if not isinstance(wanted, list) or not all(
            isinstance(topic, str) and TOPIC.fullmatch(topic) for topic in wanted
        ):
            await self.send_json({"error": 'Send {"watch": ["topic", …]}.'})
            return
        fresh = set(wanted) - self.topics
        if len(self.topics) + len(fresh) > MAX_TOPICS:
            await self.send_json({"error": f"At most {MAX_TOPICS} topics a socket."})
            return
        for topic in fresh:
            await self.channel_layer.group_add(f"topic.{topic}", self.channel_name)
            self.topics.add(topic)
            await self.send_json({"topic": topic, "version": await database_sync_to_async(version)(topic)})

    @classmethod
    async def decode_json(cls, text_data: str) -> Any:
        """Return the message, or None for what is no JSON, which `receive_json` refuses."""
        try:
            return await super().decode_json(text_data)
        except ValueError:
            return None

    async def topic_changed(self, event: dict[str, Any]) -> None:
        """Pass a change on."""
        await self.send_json({"topic": event["topic"], "version": event["version"]})

    async def disconnect(self, code: int) -> None:
        """Leave every group."""
        for topic in self.topics:
            await self.channel_layer.group_discard(f"topic.{topic}", self.channel_name)
