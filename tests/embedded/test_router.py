"""The one public port: a real router between real sockets."""

import asyncio
import contextlib
import hashlib
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from clist.embedded.router import Client, goes_to_daphne

UPGRADE = b"GET /ws/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"

Speaker = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def gunicorn(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer requests with their path and the digest of their body, keeping the connection, as a WSGI server does."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
            body = await reader.readexactly(length)
            path = head.split(b" ")[1]
            if path == b"/slow":
                await asyncio.sleep(0.2)
            if path == b"/large":
                answer = b"l" * 5_000_000
            else:
                answer = b"gunicorn " + path + b" " + hashlib.md5(body).hexdigest().encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer))
            await writer.drain()
    writer.close()
    await writer.wait_closed()


async def daphne(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accept an upgrade, then send back in capitals whatever comes."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
    while content := await reader.read(1000):
        writer.write(content.upper())
    writer.close()
    await writer.wait_closed()


@contextlib.asynccontextmanager
async def routed(
    *, http: Speaker | None = gunicorn
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to a router before both servers; without `http`, gunicorn's place is empty."""
    async with contextlib.AsyncExitStack() as stack:
        addresses = []
        for speaker in (http, daphne):
            server = await asyncio.start_server(speaker or daphne, "127.0.0.1", 0)
            addresses.append(server.sockets[0].getsockname())
            await stack.enter_async_context(server)
            if speaker is None:
                server.close()
        loop = asyncio.get_running_loop()
        router = await loop.create_server(lambda: Client(http=addresses[0], websocket=addresses[1]), "127.0.0.1", 0)
        await stack.enter_async_context(router)
        reader, writer = await asyncio.open_connection(*router.sockets[0].getsockname())
        yield reader, writer
        writer.close()
        async with asyncio.timeout(5):
            while len(asyncio.all_tasks()) > 1:  # every speaker notices that the client has gone
                await asyncio.sleep(0.01)


async def answer(reader: asyncio.StreamReader) -> bytes:
    """Read the body of one answer."""
    async with asyncio.timeout(5):
        head = await reader.readuntil(b"\r\n\r\n")
        return await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]))


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


NO_BODY = hashlib.md5(b"").hexdigest().encode()


def test_requests_on_one_connection_are_answered_in_their_order() -> None:
    async def scene() -> list[bytes]:
        async with routed() as (reader, writer):
            writer.write(get("/slow") + get("/b"))
            first = [await answer(reader), await answer(reader)]
            writer.write(get("/wsx"))
            return [*first, await answer(reader)]

    assert asyncio.run(scene()) == [b"gunicorn " + path + b" " + NO_BODY for path in (b"/slow", b"/b", b"/wsx")]


def test_large_body_arrives_whole_even_where_it_looks_like_a_websocket_request() -> None:
    body = UPGRADE * 20_000

    async def scene() -> bytes:
        async with routed() as (reader, writer):
            writer.write(b"POST /up HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body))
            writer.write(body)
            return await answer(reader)

    assert asyncio.run(scene()) == b"gunicorn /up " + hashlib.md5(body).hexdigest().encode()


def test_websocket_goes_to_daphne_both_ways() -> None:
    async def scene() -> bytes:
        async with routed() as (reader, writer):
            writer.write(UPGRADE + b"hello ")
            await reader.readuntil(b"\r\n\r\n")
            writer.write(get("/not-a-request"))
            async with asyncio.timeout(5):
                return await reader.readuntil(b"\r\n\r\n")

    assert asyncio.run(scene()) == b"HELLO " + get("/not-a-request").upper()


@pytest.mark.parametrize("pipelined", [True, False])
def test_connection_changes_to_daphne_after_gunicorn_has_answered(pipelined: bool) -> None:
    async def scene() -> tuple[bytes, bytes]:
        async with routed() as (reader, writer):
            writer.write(get("/slow") + (UPGRADE if pipelined else b""))
            first = await answer(reader)
            writer.write(b"" if pipelined else UPGRADE)
            async with asyncio.timeout(5):
                return first, await reader.readuntil(b"\r\n\r\n")

    assert asyncio.run(scene()) == (b"gunicorn /slow " + NO_BODY, b"HTTP/1.1 101 Switching Protocols\r\n\r\n")


def test_client_that_closes_its_side_still_gets_its_answer() -> None:
    async def scene() -> tuple[bytes, bytes]:
        async with routed() as (reader, writer):
            writer.write(get("/slow"))
            writer.write_eof()
            return await answer(reader), await reader.read()

    assert asyncio.run(scene()) == (b"gunicorn /slow " + NO_BODY, b"")


def test_slow_reader_gets_everything() -> None:
    async def scene() -> int:
        async with routed() as (reader, writer):
            writer.write(get("/large"))
            await asyncio.sleep(0.3)
            return len(await answer(reader))

    assert asyncio.run(scene()) == 5_000_000


def test_server_that_closes_closes_the_client_too() -> None:
    async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    async def scene() -> bytes:
        async with routed(http=hangs_up) as (reader, writer):
            writer.write(get("/"))
            async with asyncio.timeout(5):
                return await reader.read()

    assert asyncio.run(scene()) == b""


def test_absent_server_is_a_bad_gateway() -> None:
    async def scene() -> bytes:
        async with routed(http=None) as (reader, writer):
            writer.write(get("/"))
            return await answer(reader)

    assert asyncio.run(scene()) == b"The server behind does not answer: see var/log"


@pytest.mark.parametrize(
    ("path", "daphnes"),
    [(b"/ws/live", True), (b"/ws", True), (b"/wsx", False), (b"/", False), (b"/a/ws/", False), (b"", False)],
)
def test_daphne_has_what_is_below_ws(path: bytes, daphnes: bool) -> None:
    assert goes_to_daphne(path) is daphnes


def test_router_serves_an_inherited_socket_until_it_is_told_to_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_server(("127.0.0.1", 0)) as nobody:
        nobody.close()
        command = [sys.executable, "-m", "clist.embedded.router", "--fd", str(listener.fileno())]
        command += ["--http", "127.0.0.1:1", "--websocket", "127.0.0.1:1"]
        with subprocess.Popen(command, pass_fds=[listener.fileno()]) as process:
            with socket.create_connection(listener.getsockname(), timeout=60) as connection:
                connection.sendall(get("/"))
                assert connection.recv(100).startswith(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n")
            process.terminate()
            assert process.wait(20) == 0
