"""Many browsers on one moving board, in a process of its own: sockets tell versions, and changes are applied.

`python -m tests.bench.board_watchers HOST PORT CONTEST NUMBER VERSION < BOARD` opens so many sockets and prints how
many seconds that took. BOARD is JSON: the table's version, the topic's, and its rows as [row, place, score,
sequence]. Each watcher has a copy of its own; told of a version, it fetches the changes that it lacks by their
addresses and applies them. When every watcher has the VERSION it prints one JSON object: the arrival of every version
at every watcher as epochs, how many watchers have each of the boards that there are, the rows of one of them, and the
bytes fetched.

A change is parsed once for the whole process, but fetched, read to its end and applied by each watcher. It waits up to
0.4 s before, as a page does (static/js/live.js).
"""

from __future__ import annotations

import asyncio
import collections
import gzip
import json
import random
import re
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from websockets.asyncio.client import ClientConnection, connect

AT_ONCE = 100
CONNECTIONS = 64  # for fetching, kept open and shared
PATIENCE = 60
SPREAD = 0.4
SEQUENCE = re.compile(r'data-sequence="([0-9a-f]+)"')
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Integers = npt.NDArray[np.int64]


@dataclass(slots=True, kw_only=True)
class Board:
    """A copy of a table, by the rows' positions in it."""

    places: Integers
    scores: npt.NDArray[np.float64]
    sequences: Integers

    def copy(self) -> Board:
        """Return one that changes by itself."""
        return Board(places=self.places.copy(), scores=self.scores.copy(), sequences=self.sequences.copy())

    def digest(self) -> str:
        """Return what is equal for equal boards."""
        return f"{hash((self.places.tobytes(), self.scores.tobytes(), self.sequences.tobytes())):x}"


@dataclass(slots=True, kw_only=True)
class Step:
    """A change as arrays: how far each place shifts, and which rows are what afterwards."""

    by: Integers
    moved: Integers
    moved_to: Integers
    rows: Integers
    became: Board

    def apply(self, board: Board) -> None:
        """Bring a copy of the table to the next version."""
        board.places += self.by[board.places]
        board.places[self.moved] = self.moved_to
        board.places[self.rows] = self.became.places
        board.scores[self.rows] = self.became.scores
        board.sequences[self.rows] = self.became.sequences


def board_of(rows: list[Any]) -> Board:
    """Return the board of rows that are [row, place, score, sequence]."""
    _, places, scores, sequences = zip(*rows, strict=True) if rows else ((),) * 4
    return Board(
        places=np.array(places, np.int64),
        scores=np.array(scores, float),
        sequences=np.array([int(sequence, 16) for sequence in sequences], np.int64),
    )


def step_of(document: Any, positions: dict[int, int]) -> Step:
    """Return the arrays of a change that was fetched."""
    assert not document["removed"], "nobody leaves this board"
    by = np.zeros(len(positions) + 1, np.int64)
    for first, last, shift in document["shifts"]:
        by[first : last + 1] = shift
    rows = [
        [row["id"], row["place"], row["score"], SEQUENCE.search(row["html"])[1]]  # type: ignore[index]
        for row in document["rows"]
    ]
    return Step(
        by=by,
        moved=np.array([positions[row] for row, _ in document["moved"]], np.int64),
        moved_to=np.array([place for _, place in document["moved"]], np.int64),
        rows=np.array([positions[row[0]] for row in rows], np.int64),
        became=board_of(rows),
    )


@dataclass(slots=True, kw_only=True)
class Door:
    """Where changes are fetched, over connections that stay open."""

    host: str
    port: int
    contest: int
    positions: dict[int, int]
    free: asyncio.Queue[Connection] = field(default_factory=asyncio.Queue)
    steps: dict[int, Step] = field(default_factory=dict)
    bytes: int = 0

    async def open(self) -> None:
        """Open the connections."""
        for _ in range(CONNECTIONS):
            self.free.put_nowait(await self._connect())

    async def _connect(self) -> Connection:
        return await asyncio.open_connection(self.host, self.port, limit=2**20)

    async def fetch(self, version: int) -> Step:
        """Fetch a change, whole, and return it parsed; like a browser, once more where the connection was closed."""
        connection = await self.free.get()
        try:
            body = await self._ask(connection, version)
        except (asyncio.IncompleteReadError, ConnectionError):
            connection = await self._connect()
            body = await self._ask(connection, version)
        self.free.put_nowait(connection)
        self.bytes += len(body)
        if version not in self.steps:
            self.steps[version] = step_of(json.loads(gzip.decompress(body)), self.positions)
        return self.steps[version]

    async def _ask(self, connection: Connection, version: int) -> bytes:
        reader, writer = connection
        path = f"/standings/{self.contest}/changes/{version}.en.json"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        return await self._body(reader, head)

    async def _body(self, reader: asyncio.StreamReader, head: bytes) -> bytes:
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if length:
            return await reader.readexactly(int(length[1]))
        parts = []
        while size := int((await reader.readuntil(b"\r\n")), 16):
            parts.append((await reader.readexactly(size + 2))[:-2])
        await reader.readexactly(2)
        return b"".join(parts)


@dataclass(slots=True, kw_only=True)
class Watcher:
    """One browser."""

    socket: ClientConnection
    board: Board
    version: int
    heard: list[tuple[int, float]] = field(default_factory=list)

    async def watch(self, door: Door, *, ahead: int, until: int) -> None:
        """Follow the board until a version; the topic's versions are so many ahead of the table's."""
        dice = random.Random(id(self))
        while self.version < until:
            told = json.loads(await self.socket.recv())["version"] - ahead
            await asyncio.sleep(dice.random() * SPREAD)
            while self.version < told:
                (await door.fetch(self.version + 1)).apply(self.board)
                self.version += 1
                self.heard.append((self.version, time.time()))


async def _open(url: str, topic: str) -> ClientConnection:
    socket = await connect(url, origin="http://localhost", open_timeout=PATIENCE, ping_interval=None, compression=None)  # type: ignore[arg-type]
    await socket.send(json.dumps({"watch": [topic]}))
    await socket.recv()
    return socket


async def main(host: str, port: int, *, contest: int, number: int, until: int) -> None:
    """Watch."""
    given = json.loads(sys.stdin.read())
    rows = given["rows"]
    door = Door(host=host, port=port, contest=contest, positions={row[0]: at for at, row in enumerate(rows)})
    await door.open()
    begun = time.perf_counter()
    first, watchers = board_of(rows), []
    while len(watchers) < number:
        opening = (_open(f"ws://{host}:{port}/ws/live", f"standings:{contest}") for _ in range(AT_ONCE))
        sockets = await asyncio.gather(*opening)
        watchers += [Watcher(socket=socket, board=first.copy(), version=given["version"]) for socket in sockets]
    print(time.perf_counter() - begun, flush=True)  # noqa: T201
    ahead = given["topic"] - given["version"]
    await asyncio.gather(*(watcher.watch(door, ahead=ahead, until=until) for watcher in watchers))
    boards = collections.Counter(watcher.board.digest() for watcher in watchers)
    told = {"heard": [watcher.heard for watcher in watchers], "boards": list(boards.values()), "bytes": door.bytes}
    print(json.dumps(told | {"rows": _as_rows(rows, watchers[0].board)}), flush=True)  # noqa: T201


def _as_rows(rows: list[Any], board: Board) -> list[Any]:
    """Return a board as it was given, for another process to compare."""
    found = zip(rows, board.places.tolist(), board.scores.tolist(), board.sequences.tolist(), strict=True)
    return [[row[0], place, score, f"{sequence:x}"] for row, place, score, sequence in found]


if __name__ == "__main__":
    _, to, at, which, many, last = sys.argv
    asyncio.run(main(to, int(at), contest=int(which), number=int(many), until=int(last)))
