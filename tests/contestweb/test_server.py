"""The server and its command line: loopback only, clean ends, and many clients at once."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from contestweb import serve
from contestweb.house import House
from contestweb.server import Server
from tests.contestweb.gateway import NOON

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = "/codeforces.com/api/contest.list?gym=false"


def start(*options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "contestweb", *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_command_serves_until_it_is_told_to_end(number: signal.Signals, tmp_path: Path) -> None:
    port_file = tmp_path / "port"
    options = ["--port-file", str(port_file), "--start", NOON.isoformat(), "--speed", "0", "--fault", "atcoder.jp=403"]
    with start(*options) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        statuses = [requests.get(url + path, timeout=60).status_code for path in (ROUNDS, "/atcoder.jp/contests/")]
        process.send_signal(number)
        assert process.communicate(timeout=60) == ("", "")
    assert url == f"http://127.0.0.1:{port_file.read_text()}"
    assert statuses == [200, 403]
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--host", "0.0.0.0"], "0.0.0.0 is no loopback address"),
        (["--fault", "atcoder.jp=tired"], "no fault 'tired'"),
        (["--fault", "nowhere.example=500"], "no site 'nowhere.example'"),
        (["--start", "yesterday"], "'yesterday' is no ISO 8601 time"),
    ],
)
def test_command_says_what_it_cannot_do(options: list[str], why: str) -> None:
    with start(*options) as process:
        printed, complaint = process.communicate(timeout=60)
    assert (process.returncode, printed, complaint.startswith(f"contestweb: {why}")) == (1, "", True), complaint


def test_taken_port_is_named() -> None:
    with serve() as served, start("--port", str(urlsplit(served.url).port)) as process:
        complaint = process.communicate(timeout=60)[1]
    assert (process.returncode, "Address already in use" in complaint) == (1, True)


def test_server_refuses_other_addresses_than_loopback() -> None:
    with pytest.raises(ValueError, match="for this machine alone"):
        Server(House(), host="192.0.2.1")


def test_closing_ends_quiet_slow_and_dead_connections() -> None:
    before = threading.active_count()
    with serve(start=NOON, speed=0) as served:
        served.fault("dead", "codeforces.com")
        served.fault("slow", "atcoder.jp", delay=600)
        target = urlsplit(served.url)
        clients = [socket.create_connection((target.hostname or "", target.port or 0), timeout=60) for _ in range(3)]
        for client, path in zip(clients, (ROUNDS, "/atcoder.jp/contests/", ""), strict=True):
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode() if path else b"")
        while len(served.house.visits) < 2:
            time.sleep(0.01)
        began = time.monotonic()
    assert time.monotonic() - began < 60, "the delay, or the patience of who was told nothing"
    for client in clients:
        client.close()
    assert threading.active_count() == before


def test_many_clients_get_the_same_answer() -> None:
    with serve(start=NOON, speed=0) as served, ThreadPoolExecutor(16) as pool:

        def ask(_: int) -> bytes:
            with requests.get(served.url + ROUNDS, timeout=60) as answer:
                return answer.content

        bodies = list(pool.map(ask, range(200)))
        assert (len(bodies), len(set(bodies)), served.house.counts["codeforces.com"]) == (200, 1, 200)


def test_one_connection_serves_many_requests() -> None:
    with serve(start=NOON, speed=0) as served, requests.Session() as session:
        statuses = [
            session.get(served.url + path, timeout=60).status_code for path in (ROUNDS, "/none.example/", ROUNDS)
        ]
        head = session.head(served.url + ROUNDS, timeout=60)
        whole = session.get(served.url + ROUNDS, timeout=60)
    assert statuses == [200, 404, 200]
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(whole.content)))
