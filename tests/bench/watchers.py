"""Many open sockets: watches a topic from a process of its own and notes when each version arrives.

`python -m tests.bench.watchers URL NUMBER CHANGES` opens the sockets, prints how many seconds that took, waits for so
many changes and prints one JSON list: the arrival times of every version at every socket, as epochs in seconds.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from websockets.asyncio.client import ClientConnection, connect

AT_ONCE = 100
PATIENCE = 60


async def _open(url: str) -> ClientConnection:
    socket = await connect(url, origin="http://localhost", open_timeout=PATIENCE, ping_interval=None, compression=None)  # type: ignore[arg-type]
    await socket.send('{"watch": ["contests"]}')
    await socket.recv()
    return socket


async def _arrivals(socket: ClientConnection, changes: int) -> list[tuple[int, float]]:
    heard = []
    for _ in range(changes):
        message = await socket.recv()
        heard.append((json.loads(message)["version"], time.time()))
    return heard


async def main(url: str, number: int, changes: int) -> None:
    """Watch."""
    begun = time.perf_counter()
    sockets: list[ClientConnection] = []
    while len(sockets) < number:
        sockets += await asyncio.gather(*(_open(url) for _ in range(min(AT_ONCE, number - len(sockets)))))
    print(time.perf_counter() - begun, flush=True)  # noqa: T201
    heard = await asyncio.wait_for(asyncio.gather(*(_arrivals(socket, changes) for socket in sockets)), PATIENCE)
    print(json.dumps(heard), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
