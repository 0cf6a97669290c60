"""The one public port of `make run`: requests below /ws go to Daphne, all others to gunicorn, byte for byte.

In production nginx does this; here it spares newcomers a second program. A connection may change from gunicorn to
Daphne between two requests, and stays with Daphne from then on.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import socket
from collections import deque

from clist.embedded.request_cutter import RequestCutter

AWAY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 46\r\n\r\n"
    b"The server behind does not answer: see var/log"
)

Address = tuple[str, int]


def goes_to_daphne(path: bytes) -> bool:
    """Tell whose a request is by its path."""
    return path == b"/ws" or path.startswith(b"/ws/")


class Upstream(asyncio.Protocol):
    """The connection to the server behind, for one client."""

    transport: asyncio.Transport

    def __init__(self, client: Client, server: Address) -> None:
        self.client = client
        self.server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a TCP connection
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Pass an answer on."""
        self.client.transport.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the client's side."""
        self.client.upstream_lost()

    def pause_writing(self) -> None:
        """Take no more from the client while the server is slow to read."""
        self.client.transport.pause_reading()

    def resume_writing(self) -> None:
        """Take more from the client."""
        self.client.transport.resume_reading()


class Client(asyncio.Protocol):
    """One client's connection."""

    transport: asyncio.Transport

    def __init__(self, *, http: Address, websocket: Address) -> None:
        self.http = http
        self.websocket = websocket
        self.server = http  # of the request that is being read
        self.cutter = RequestCutter()
        self.queue: deque[tuple[Address, bytes]] = deque()  # what its server is not connected for yet
        self.upstream: Upstream | None = None
        self.connecting: asyncio.Task[None] | None = None
        self.has_sent_all = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a TCP connection
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Pass requests on, each to its server."""
        for piece in self.cutter.feed(data):
            if piece.path is not None and goes_to_daphne(piece.path):
                self.server = self.websocket
            self.queue.append((self.server, piece.content))
        self._pass_on()

    def eof_received(self) -> bool:
        """Let the answers come that a client waits for after it has closed its own side."""
        self.has_sent_all = True
        self._pass_on()
        return bool(self.queue or self.upstream)

    def _pass_on(self) -> None:
        """Send what is queued as far as its server is connected; gunicorn finishes before Daphne takes over."""
        while self.queue and not self.connecting:
            server, content = self.queue[0]
            if self.upstream is None:
                self.transport.pause_reading()
                self.connecting = asyncio.get_running_loop().create_task(self._connect(server))
            elif self.upstream.server == server:
                self.upstream.transport.write(content)
                self.queue.popleft()
            else:
                self.transport.pause_reading()
                self.upstream.transport.write_eof()
                return
        if self.has_sent_all and self.upstream and not self.queue:
            self.upstream.transport.write_eof()

    async def _connect(self, server: Address) -> None:
        try:
            _, upstream = await asyncio.get_running_loop().create_connection(lambda: Upstream(self, server), *server)
        except OSError:
            self.transport.write(AWAY)
            self.transport.close()
            return
        finally:
            self.connecting = None
        if self.transport.is_closing():
            upstream.transport.close()
            return
        self.upstream = upstream
        self.transport.resume_reading()
        self._pass_on()

    def upstream_lost(self) -> None:
        """Go on with the other server where that is asked for, else close the client's connection too."""
        gone, self.upstream = self.upstream, None
        if gone and self.queue and self.queue[0][0] != gone.server and not self.transport.is_closing():
            self._pass_on()
        else:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the server's side."""
        if self.upstream:
            self.upstream.transport.close()

    def pause_writing(self) -> None:
        """Take no more from the server while the client is slow to read."""
        if self.upstream:
            self.upstream.transport.pause_reading()

    def resume_writing(self) -> None:
        """Take more from the server."""
        if self.upstream:
            self.upstream.transport.resume_reading()


async def serve(listener: socket.socket, *, http: Address, websocket: Address) -> None:
    """Serve until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(lambda: Client(http=http, websocket=websocket), sock=listener, backlog=2048)
    await stop.wait()
    server.close()


def address(text: str) -> Address:
    """Read host:port."""
    host, _, port = text.rpartition(":")
    return host, int(port)


def main() -> None:
    """Route what comes in on an inherited listening socket."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="the inherited socket")
    parser.add_argument("--http", type=address, required=True, help="gunicorn's host:port")
    parser.add_argument("--websocket", type=address, required=True, help="Daphne's host:port")
    asked = parser.parse_args()
    asyncio.run(serve(socket.socket(fileno=asked.fd), http=asked.http, websocket=asked.websocket))


if __name__ == "__main__":
    main()
