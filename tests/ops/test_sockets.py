"""Counting websockets: up while one is open, down however it ends."""

import asyncio
from typing import Any

import pytest
from prometheus_client import REGISTRY

from apps.ops.sockets import CountSockets


def open_sockets() -> float | None:
    return REGISTRY.get_sample_value("clist_sockets")


@pytest.mark.parametrize("fault", [None, RuntimeError])
def test_socket_is_counted_while_it_is_open(fault: type[Exception] | None) -> None:
    seen: list[float | None] = []
    before, opened = open_sockets() or 0, REGISTRY.get_sample_value("clist_sockets_opened_total") or 0

    async def serve(*_: Any) -> None:
        seen.append(open_sockets())
        if fault:
            raise fault

    async def scene() -> None:
        async def nothing(*_: Any) -> Any: ...

        try:
            await CountSockets(serve)({"path": "/ws/live"}, nothing, nothing)
        except RuntimeError:
            seen.append(-1)

    asyncio.run(scene())
    assert seen == [before + 1, -1] if fault else [before + 1]
    assert open_sockets() == before
    assert REGISTRY.get_sample_value("clist_sockets_opened_total") == opened + 1
