"""How many websockets this process holds, counted around the application that serves them."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from prometheus_client import Counter, Gauge

from apps.core import logs

logger = logging.getLogger(__name__)
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

open_now = Gauge("clist_sockets", "Websockets that are open.", multiprocess_mode="livesum")
opened = Counter("clist_sockets_opened", "Websockets that were asked for.")


class CountSockets:
    """Wraps the ASGI application for websockets."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one socket from its opening to its end."""
        begun = time.monotonic()
        opened.inc()
        open_now.inc()
        try:
            with logs.bound(trace=logs.new_trace()):
                await self.application(scope, receive, send)
        finally:
            open_now.dec()
            logger.debug("socket ended: path=%s seconds=%.0f", scope["path"], time.monotonic() - begun)
