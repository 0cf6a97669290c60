"""The production front: our nginx.conf in a real nginx, before a real gunicorn and a real Daphne."""

import contextlib
import gzip
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from websockets.sync.client import connect

from clist.embedded.children import Child, end
from clist.embedded.house import listen, port_of
from clist.embedded.paths import ROOT
from clist.health import is_ready

pytestmark = [pytest.mark.nginx, pytest.mark.django_db]
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")


def configuration(home: Path, *, port: int, web: int, ws: int) -> str:
    """Our configuration with local ports and places in place of those of the containers, nothing else."""
    text = (ROOT / "nginx" / "nginx.conf").read_text()
    places = {
        "user www-data;": "user root;" if os.geteuid() == 0 else "",
        "pid /run/nginx.pid;": f"pid {home}/nginx.pid;",
        "access_log /dev/stdout;": f"access_log {home}/access.log; {temporary_paths(home)}",
        "server web:8000;": f"server 127.0.0.1:{web};",
        "server ws:8001;": f"server 127.0.0.1:{ws};",
        "listen 80 default_server;": f"listen 127.0.0.1:{port};",
        "/srv/static/": f"{home}/static/",
    }
    for theirs, ours in places.items():
        assert theirs in text
        text = text.replace(theirs, ours)
    return text if BROTLI.exists() else re.sub(r"brotli[^;]*;", "", text)


def temporary_paths(home: Path) -> str:
    """Where an nginx without privileges may write."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return " ".join(f"{kind}_temp_path {home}/{kind};" for kind in kinds)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="clist-nginx-", dir="/tmp") as directory:
        yield Path(directory)


@pytest.fixture(scope="module")
def servers(home: Path, django_db_setup: None) -> Iterator[tuple[int, int]]:
    """The ports of nginx and of gunicorn; all are ready and work on the test database."""
    from django.db import connection  # noqa: PLC0415

    server, _, query = os.environ["DATABASE_URL"].partition("?")
    environment = os.environ | {
        "DATABASE_URL": f"{server.rpartition('/')[0]}/{connection.settings_dict['NAME']}?{query}",
        "STATIC_ROOT": str(home / "static"),
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    with listen() as web, listen() as ws, listen() as free:
        port = port_of(free)
        free.close()
        (home / "nginx.conf").write_text(configuration(home, port=port, web=port_of(web), ws=port_of(ws)))
        nginx = str(shutil.which("nginx"))
        gunicorn = ["-m", "gunicorn", "clist.wsgi", "--bind", f"fd://{web.fileno()}"]
        daphne = ["-m", "daphne", "--fd", str(ws.fileno()), "clist.asgi:application"]
        commands = {
            "gunicorn": ([sys.executable, *gunicorn, "--workers", "2", "--no-control-socket"], web),
            "daphne": ([sys.executable, *daphne], ws),
            "nginx": ([nginx, "-c", str(home / "nginx.conf"), "-g", "daemon off;"], None),
        }
        children = [
            Child(
                name=name,
                command=command,
                log=home / f"{name}.log",
                environment=environment,
                inherits=(listener.fileno(),) if listener else (),
            )
            for name, (command, listener) in commands.items()
        ]
        for child in children:
            child.start()
        wait_until_ready(port, children)
        yield port, port_of(web)
        end(children, grace=3)


def wait_until_ready(port: int, children: list[Child]) -> None:
    deadline = time.monotonic() + 60
    while not is_ready(port, host="localhost", path="/health/live"):
        for child in children:
            assert child.is_running, child.last_words()
        assert time.monotonic() < deadline
        time.sleep(0.1)


def get(port: int, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Host": "localhost"} | headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def test_static_file_with_a_hash_in_its_name_is_kept_for_ever(servers: tuple[int, int], home: Path) -> None:
    names = json.loads((home / "static" / "staticfiles.json").read_text())["paths"]
    hashed = names["admin/css/base.css"]
    status, headers, body = get(servers[0], f"/static/{hashed}")
    assert (status, headers.get_all("Cache-Control")) == (200, ["public, max-age=31536000, immutable"])
    assert (headers["Content-Type"], headers["X-Content-Type-Options"]) == ("text/css", "nosniff")
    assert body == (home / "static" / hashed).read_bytes()


def test_static_file_without_a_hash_is_kept_for_minutes(servers: tuple[int, int]) -> None:
    status, headers, _ = get(servers[0], "/static/admin/css/base.css")
    assert (status, headers.get_all("Cache-Control")) == (200, ["public, max-age=300"])


@pytest.mark.parametrize("path", ["/static/../nginx.conf", "/static/..%2fnginx.conf", "/static../nginx.conf"])
def test_nothing_beside_the_static_files_is_served(servers: tuple[int, int], path: str) -> None:
    status, _, body = get(servers[0], path)
    assert status in (400, 404)
    assert b"worker_connections" not in body


@pytest.mark.parametrize(
    ("coding", "decompress"),
    [
        ("gzip", gzip.decompress),
        pytest.param(
            "br",
            brotli.decompress,
            marks=pytest.mark.skipif(not BROTLI.exists(), reason="nginx's brotli is not installed (.ci/run does)"),
        ),
    ],
)
def test_texts_are_compressed(servers: tuple[int, int], coding: str, decompress: object) -> None:
    assert callable(decompress)
    _, plain, expected = get(servers[0], "/static/admin/css/base.css")
    _, headers, body = get(servers[0], "/static/admin/css/base.css", **{"Accept-Encoding": coding})
    assert (plain["Content-Encoding"], headers["Content-Encoding"]) == (None, coding)
    assert decompress(body) == expected


def test_pages_come_from_gunicorn_with_the_name_that_was_asked_for(servers: tuple[int, int]) -> None:
    assert get(servers[0], "/")[0] == get(servers[1], "/")[0] == 200
    assert get(servers[0], "/", Host="elsewhere.example")[0] == 400


def test_websocket_reaches_daphne_and_stays_open_while_idle(servers: tuple[int, int]) -> None:
    with connect(f"ws://localhost:{servers[0]}/ws/live", origin=f"http://localhost:{servers[0]}") as client:
        client.send('{"watch": ["contests"]}')
        assert json.loads(client.recv(timeout=20)) == {"topic": "contests", "version": 0}
        time.sleep(6)  # five seconds is what a wrong time limit of the channel layer allows
        client.send('{"watch": ["resources"]}')
        assert json.loads(client.recv(timeout=20)) == {"topic": "resources", "version": 0}


@pytest.mark.parametrize("path", ["/api/v4/json/contest/?limit=1", "/api/v4/json/contest/?title__regex=%5Ea%20b%2Bc"])
def test_api_path_with_its_format_reaches_django_unchanged(servers: tuple[int, int], path: str) -> None:
    status, headers, body = get(servers[0], path)
    straight = get(servers[1], path)
    assert (status, headers["Content-Type"], body) == (straight[0], straight[1]["Content-Type"], straight[2])
    assert status in (200, 401)


def test_api_is_limited_for_each_address_of_its_own(servers: tuple[int, int]) -> None:
    greedy = {"X-Forwarded-For": "203.0.113.9"}
    statuses = [get(servers[0], "/api/v4/json/contest/", **greedy)[0] for _ in range(120)]
    assert (set(statuses), statuses[:40]) == ({statuses[0], 429}, [statuses[0]] * 40)
    assert statuses[0] != 429
    assert get(servers[0], "/api/v4/json/contest/", **{"X-Forwarded-For": "203.0.113.10"})[0] == statuses[0]
    assert get(servers[0], "/health/live", **greedy)[0] == 200


def test_unknown_upstream_is_not_ready() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert is_ready(port, host="localhost") is False


def test_site_goes_on_while_nginx_reads_its_configuration_again(servers: tuple[int, int], home: Path) -> None:
    os.kill(int((home / "nginx.pid").read_text()), signal.SIGHUP)
    assert [get(servers[0], "/health/live")[0] for _ in range(10)] == [200] * 10
