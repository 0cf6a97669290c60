"""What nginx does by itself: static files, compression, limits, TLS, and passing the rest on unchanged."""

from __future__ import annotations

import concurrent.futures
import contextlib
import gzip
import json
import os
import signal
import socket
import time
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from websockets.sync.client import connect

from clist.health import is_ready
from tests.nginx.conftest import BROTLI, Front, ask, shake_hands

pytestmark = [pytest.mark.nginx, pytest.mark.django_db]


def test_static_file_with_a_hash_in_its_name_is_kept_for_ever(front: Front) -> None:
    names = json.loads((front.home / "srv" / "static" / "staticfiles.json").read_text())["paths"]
    hashed = names["admin/css/base.css"]
    told = front.get(f"/static/{hashed}")
    assert (told.status, told.headers.get_all("Cache-Control")) == (200, ["public, max-age=31536000, immutable"])
    assert told.headers["Content-Type"] == "text/css"
    assert told.body == (front.home / "srv" / "static" / hashed).read_bytes()


def test_static_file_without_a_hash_is_kept_for_minutes(front: Front) -> None:
    told = front.get("/static/admin/css/base.css")
    assert (told.status, told.headers.get_all("Cache-Control")) == (200, ["public, max-age=300"])


@pytest.mark.parametrize("path", ["/static/admin/css/base.css", "/static/no/such/file.css"])
def test_what_nginx_sends_itself_carries_the_security_headers(front: Front, path: str) -> None:
    headers = front.get(path).headers
    assert {
        name: headers.get_all(name) for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")
    } == {
        "X-Content-Type-Options": ["nosniff"],
        "X-Frame-Options": ["DENY"],
        "Referrer-Policy": ["same-origin"],
    }
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Server"] == "nginx"


@pytest.mark.parametrize("path", ["/static/../nginx.conf", "/static/..%2fnginx.conf", "/static../nginx.conf"])
def test_nothing_beside_the_static_files_is_served(front: Front, path: str) -> None:
    told = front.get(path)
    assert told.status in (400, 404)
    assert b"worker_connections" not in told.body


@pytest.mark.parametrize("path", ["/errors/503.html", "/errors/"])
def test_error_pages_cannot_be_asked_for(front: Front, path: str) -> None:
    assert front.get(path).status == 404


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
def test_texts_are_compressed(front: Front, coding: str, decompress: Callable[[bytes], bytes]) -> None:
    plain = front.get("/static/admin/css/base.css")
    told = front.get("/static/admin/css/base.css", Accept_Encoding=coding)
    assert (plain.headers["Content-Encoding"], told.headers["Content-Encoding"]) == (None, coding)
    assert decompress(told.body) == plain.body


def test_name_that_is_not_ours_is_refused(front: Front) -> None:
    assert (front.get("/").status, front.get("/", Host="elsewhere.example").status) == (200, 400)


def test_probe_by_an_address_is_answered(front: Front) -> None:
    """Neither Docker nor Kubernetes calls nginx by the name of the site: see apps/ops/doors.py."""
    answers = [front.get(path, Host="10.9.8.7:8080").status for path in ("/health/live", "/")]
    assert answers == [200, 400]


def test_websocket_reaches_daphne_and_stays_open_while_idle(front: Front) -> None:
    with connect(f"ws://localhost:{front.port}/ws/live", origin=f"http://localhost:{front.port}") as client:
        client.send('{"watch": ["contests"]}')
        first = json.loads(client.recv(timeout=20))
        time.sleep(6)  # five seconds is what a wrong time limit of the channel layer allows
        client.send('{"watch": ["resources"]}')
        second = json.loads(client.recv(timeout=20))
    assert [(told["topic"], told["version"]) for told in (first, second)] == [("contests", 0), ("resources", 0)]


@pytest.mark.parametrize("path", ["/api/v4/json/contest/?limit=1", "/api/v4/json/contest/?title__regex=%5Ea%20b%2Bc"])
def test_api_path_with_its_format_reaches_django_unchanged(front: Front, path: str) -> None:
    told, straight = front.get(path), front.straight(path)
    kind = "Content-Type"
    assert (told.status, told.headers[kind], told.body) == (straight.status, straight.headers[kind], straight.body)
    assert told.status in (200, 401)


def test_api_is_limited_for_each_address_of_its_own(front: Front) -> None:
    told = [front.get("/api/v4/json/contest/", X_Forwarded_For="203.0.113.9") for _ in range(120)]
    statuses = [each.status for each in told]
    assert (set(statuses), statuses[:40]) == ({statuses[0], 429}, [statuses[0]] * 40)
    refused = next(each for each in told if each.status == 429)
    assert (refused.headers["Retry-After"], refused.headers["Content-Type"]) == ("10", "application/json")
    assert set(json.loads(refused.body)) == {"error"}
    assert front.get("/api/v4/json/contest/", X_Forwarded_For="203.0.113.10").status == statuses[0] != 429
    assert front.get("/health/live", X_Forwarded_For="203.0.113.9").status == 200


def test_pages_are_limited_for_each_address_and_never_for_this_machine(front: Front) -> None:
    with concurrent.futures.ThreadPoolExecutor(8) as crowd:
        asked = [crowd.submit(front.get, "/?search=crowd", X_Forwarded_For="203.0.113.20") for _ in range(700)]
        statuses = [each.result().status for each in asked]
    assert set(statuses) == {200, 429}
    assert statuses.count(200) >= 300
    assert [front.get("/health/live").status for _ in range(50)] == [200] * 50


@pytest.mark.parametrize(
    ("path", "address"),
    [("/suggest/", "203.0.113.30"), ("/staff/login/", "203.0.113.31"), ("/admin/login/", "203.0.113.32")],
)
def test_forms_for_everybody_are_limited_to_six_a_minute(front: Front, path: str, address: str) -> None:
    def post() -> int:
        return ask(front.port, path, method="POST", body="x=1", X_Forwarded_For=address).status

    statuses = [post() for _ in range(9)]
    assert statuses[6:] == [429] * 3
    assert 429 not in statuses[:6]
    assert front.get(path, X_Forwarded_For=address).status != 429


def test_large_uploads_and_long_headers_are_refused_before_gunicorn(front: Front) -> None:
    assert ask(front.port, "/", method="POST", body="x" * 1_100_000).status == 413
    assert front.get("/", Cookie="x" * 9000).status == 400


def test_request_id_goes_through_to_the_log_and_back(front: Front) -> None:
    told = front.get("/health/live?api_key=s3cret", X_Request_ID="request-of-the-test")
    assert told.headers.get_all("X-Request-ID") == ["request-of-the-test"]
    lines: list[dict[str, Any]] = []
    deadline = time.monotonic() + 60  # nginx writes its line after the answer
    while len(lines) < 2 and time.monotonic() < deadline:
        told_by = {name: (front.home / name).read_text() for name in ("access.log", "web.log")}
        whole = [line for text in told_by.values() for line in text.splitlines() if line.endswith("}")]
        lines = [json.loads(line) for line in whole if "request-of-the-test" in line]
    assert [(line["logger"], line.get("path") or line["message"]) for line in lines] == [
        ("nginx", "/health/live"), ("apps.ops.requests", "GET /health/live"),
    ]  # fmt: skip
    assert "s3cret" not in "".join(told_by.values())


def test_every_line_of_gunicorns_log_is_json(front: Front) -> None:
    lines = [json.loads(line) for line in (front.home / "web.log").read_text().splitlines()]
    assert {"gunicorn.error", "apps.ops.requests"} <= {line["logger"] for line in lines}


def test_metrics_add_up_over_the_web_processes(front: Front) -> None:
    for _ in range(20):
        front.straight("/health/live")
    wanted = 'clist_request_seconds_count{route="ops:live",status="2xx"}'
    counts = []
    for _ in range(4):
        front.straight("/health/live")
        lines = front.straight("/metrics?of=process").body.decode().splitlines()
        (line,) = [line for line in lines if line.startswith(wanted)]
        counts.append(float(line.rpartition(" ")[2]))
    assert counts == [counts[0] + number for number in range(4)]
    assert counts[0] >= 21


def test_tls_speaks_http_2_and_insists_on_staying(front: Front) -> None:
    with shake_hands(front.tls, "h2", "http/1.1") as secure:
        assert (secure.selected_alpn_protocol(), secure.version()) == ("h2", "TLSv1.3")
    with shake_hands(front.tls, "http/1.1") as secure:
        secure.sendall(b"GET /static/admin/css/base.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b"\r\nStrict-Transport-Security: max-age=15768000\r\n" in secure.recv(4096)


def test_only_a_balancer_of_ours_is_believed_about_tls(front: Front) -> None:
    path = "/static/admin/css/base.css"
    from_balancer = front.get(path, X_Forwarded_Proto="https").headers["Strict-Transport-Security"]
    assert from_balancer == "max-age=15768000"
    assert front.get(path).headers["Strict-Transport-Security"] is None


def test_slow_sender_of_headers_is_let_go(front: Front) -> None:
    with socket.create_connection(("127.0.0.1", front.port), timeout=60) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        begun = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            assert client.recv(100) == b""
    assert 8 < time.monotonic() - begun < 40


def test_unknown_upstream_is_not_ready() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert is_ready(port, host="localhost") is False


def test_site_goes_on_while_nginx_reads_its_configuration_again(front: Front) -> None:
    os.kill(int((front.home / "nginx.pid").read_text()), signal.SIGHUP)
    assert [front.get("/health/live").status for _ in range(10)] == [200] * 10
