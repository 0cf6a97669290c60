"""The HTTP server of the make-believe web: loopback only, a thread a connection, and every misbehaviour on the wire."""

from __future__ import annotations

import ipaddress
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from contestweb.clock import Clock
from contestweb.contest import Contest
from contestweb.control import PREFIX, control, read_fault
from contestweb.exchange import Answer, Request
from contestweb.faults import MEBIBYTE
from contestweb.house import House, Visit

RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, no seconds: closing sends a reset
IDLE = 60.0  # seconds that a quiet connection is kept
LARGEST_BODY = MEBIBYTE


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "contestweb"
    sys_version = ""
    timeout = IDLE
    wbufsize = -1  # headers and body leave in one piece
    disable_nagle_algorithm = True

    def answer_request(self) -> None:
        """Answer one request of any method."""
        at = time.time()
        request = self._request()
        if request.path.startswith(PREFIX) and not request.host:
            self._send(control(self.server.house, request))
            return
        answer, fault = self.server.house.answer(request)
        self.server.house.note(
            Visit(at=at, host=request.host, method=request.method, path=self.path, status=answer.status, fault=fault)
        )
        self._send(answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer_request  # noqa: N815 - names of the base class

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Say nothing: the log is at /_control/log."""

    def _request(self) -> Request:
        target = urlsplit(self.path)
        host, path = "", target.path
        if not path.startswith(PREFIX):
            host, _, rest = path.lstrip("/").partition("/")
            path = f"/{rest}"
        length = self.headers.get("content-length", "0")
        size = min(int(length), LARGEST_BODY) if length.isdecimal() else 0
        return Request(
            method=self.command,
            host=host.lower(),
            path=path,
            query=dict(parse_qsl(target.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(size),
        )

    def _send(self, answer: Answer) -> None:
        if answer.silent:
            self.server.stopping.wait()
        if answer.delay:
            self.server.stopping.wait(answer.delay)
        if answer.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        if answer.silent or answer.reset:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.filler:
            self._send_for_long(answer)
            return
        self.send_header("content-length", str(len(answer.body) + answer.missing))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
        if answer.missing:
            self.close_connection = True

    def _send_for_long(self, answer: Answer) -> None:
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        blanks = b" " * MEBIBYTE
        for chunk in (answer.body, *(blanks for _ in range(answer.filler // MEBIBYTE))):
            if self.server.stopping.is_set():
                self.close_connection = True
                return
            if chunk:  # an empty one would end the body
                self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        self.wfile.write(b"0\r\n\r\n")


class Server(ThreadingHTTPServer):
    """Listens on a loopback address and hands requests to a house.

    Raises:
        ValueError: the address is not a loopback one.
        OSError: the port is taken.
    """

    daemon_threads = False  # so that closing waits for them
    request_queue_size = 256

    def __init__(self, house: House, *, host: str = "127.0.0.1", port: int = 0) -> None:
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"{host} is no loopback address: the make-believe web is for this machine alone")
        self.house = house
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        super().__init__((host, port), Handler)

    @property
    def url(self) -> str:
        """The address for CLIST_GATEWAY."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Keep the connection, to be able to end it, and answer it in a thread."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """End one connection; one that shall be reset must not say goodbye first."""
        self._open.discard(request)
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(RESET)) == RESET:
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over clients that went away in the middle; that is what they do to a site that misbehaves."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        """End every connection, quiet and slow ones too, and free the port."""
        self.stopping.set()
        for connection in tuple(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # it was closed meanwhile
                self._open.discard(connection)
        super().server_close()


class Served:
    """A make-believe web that runs in a thread of this process."""

    def __init__(self, server: Server) -> None:
        self.house = server.house
        self.url = server.url

    def fault(self, kind: str, host: str = "*", **more: Any) -> None:
        """Let a host misbehave: times, retry_after, delay and status as in `Fault`."""
        self.house.misbehave(read_fault({"fault": kind, "host": host, **more}))

    def behave(self, host: str | None = None) -> None:
        """Take away the faults of a host, or all."""
        self.house.behave(host)

    def change(self, host: str, change: str, **wish: Any) -> Contest | None:
        """Script one change; see `Edits.make`. Times may be aware datetimes."""
        plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in wish.items()}
        return self.house.change(host, change, plain)

    def contests(self, host: str) -> tuple[Contest, ...]:
        """Return what a site has now, by start, cancelled ones marked."""
        return self.house.contests(host)


@contextmanager
def serve(*, seed: int = 7, start: datetime | None = None, speed: float = 1.0, port: int = 0) -> Iterator[Served]:
    """Run a make-believe web on loopback until the block ends; `speed=0` makes its clock stand still."""
    server = Server(House(seed=seed, clock=Clock(start=start, speed=speed)), port=port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="contestweb")
    thread.start()
    try:
        yield Served(server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
