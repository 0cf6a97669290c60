"""The HTTP client against a real peer on this machine: limits, faults, redirects, pace and addresses."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from apps.ingest import pace
from apps.ingest.limits import limits_of
from apps.ingest.web import LiveWeb
from apps.resources.adapters.base import AdapterError, Pace, Trouble

FAST = Pace(calls=100, period=timedelta(seconds=1))
URL = "https://codeforces.com/api/contest.list"

pytestmark = pytest.mark.django_db


@contextmanager
def open_web(*, site_pace: Pace = FAST, budget: float = 20) -> Iterator[LiveWeb]:
    limits = replace(limits_of("contests"), budget=timedelta(seconds=budget))
    with LiveWeb(site_pace=site_pace, now=timezone.now(), limits=limits) as web:
        yield web


def failing(call: Callable[[LiveWeb], object], *, budget: float = 20) -> AdapterError:
    with open_web(budget=budget) as web, pytest.raises(AdapterError) as caught:
        call(web)
    return caught.value


@contextmanager
def raw_peer(answer: bytes, *, pause: float = 0) -> Iterator[str]:
    """Serve one connection with these bytes, eight at a time with a pause between them, and close it."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                for start in range(0, len(answer), 8 if pause else len(answer)):
                    try:
                        connection.sendall(answer[start : start + 8] if pause else answer)
                    except OSError:
                        return
                    time.sleep(pause)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join(timeout=5)


def test_gateway_takes_host_path_and_query(gateway: HTTPServer) -> None:
    gateway.expect_request("/codeforces.com/api/contest.list", query_string="gym=true").respond_with_data("seen")
    with open_web() as web:
        reply = web.get(URL, params={"gym": "true"})
    assert (reply.body, reply.url) == (b"seen", f"{URL}?gym=true")


def test_post_sends_json_and_form(gateway: HTTPServer) -> None:
    def echo(request: Request) -> Response:
        return Response(f"{request.content_type} {request.get_data(as_text=True)}")

    gateway.expect_request("/leetcode.com/graphql", method="POST").respond_with_handler(echo)
    with open_web() as web:
        as_json = web.post("https://leetcode.com/graphql", json={"query": "{x}"})
        as_form = web.post("https://leetcode.com/graphql", form={"a": "b c"})
    assert as_json.body == b'application/json {"query": "{x}"}'
    assert as_form.body == b"application/x-www-form-urlencoded a=b+c"


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (400, Trouble.FORMAT),
        (401, Trouble.BLOCKED),
        (403, Trouble.BLOCKED),
        (404, Trouble.MISSING),
        (429, Trouble.LIMITED),
        (500, Trouble.SERVER),
        (503, Trouble.SERVER),
    ],
)
def test_status_becomes_its_trouble(gateway: HTTPServer, status: int, trouble: Trouble) -> None:
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data("no", status=status)
    error = failing(lambda web: web.get(URL))
    assert (error.trouble, error.why) == (trouble, f"HTTP {status}")


def test_allowed_status_is_handed_over(gateway: HTTPServer) -> None:
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data("refused", status=400)
    with open_web() as web:
        assert web.get(URL, allow=(400,)).body == b"refused"


def test_retry_after_pauses_the_host_for_everybody(gateway: HTTPServer) -> None:
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data(
        "slow down", status=429, headers={"Retry-After": "120"}
    )
    first = failing(lambda web: web.get(URL))
    second = failing(lambda web: web.get("https://codeforces.com/other"))
    assert first.retry_after == timedelta(seconds=120)
    assert second.trouble == Trouble.LIMITED
    assert second.retry_after is not None
    assert timedelta(seconds=110) < second.retry_after <= timedelta(seconds=120)
    assert len(gateway.log) == 1


def test_redirects_are_followed_to_the_final_address(gateway: HTTPServer) -> None:
    gateway.expect_request("/atcoder.jp/old").respond_with_data(
        "", status=302, headers={"Location": "https://atcoder.jp/login"}
    )
    gateway.expect_request("/atcoder.jp/login").respond_with_data("log in")
    with open_web() as web:
        assert web.get("https://atcoder.jp/old").url == "https://atcoder.jp/login"


def test_redirects_end_after_five(gateway: HTTPServer) -> None:
    gateway.expect_request("/atcoder.jp/round").respond_with_data("", status=302, headers={"Location": "/round"})
    assert failing(lambda web: web.get("https://atcoder.jp/round")).why == "more than 5 redirects"


def test_redirect_to_a_file_is_refused(gateway: HTTPServer) -> None:
    gateway.expect_request("/atcoder.jp/x").respond_with_data(
        "", status=302, headers={"Location": "file:///etc/passwd"}
    )
    assert failing(lambda web: web.get("https://atcoder.jp/x")).why == "redirects to 'file:///etc/passwd'"


def test_large_body_is_refused(gateway: HTTPServer, settings: Any) -> None:
    settings.FETCH_MAX_BYTES = 2**20
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data(b"x" * (2**20 + 1))
    assert str(failing(lambda web: web.get(URL))) == "body: larger than 1 MiB"


def test_decompression_bomb_is_refused(gateway: HTTPServer, settings: Any) -> None:
    settings.FETCH_MAX_BYTES = 2**20
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data(
        gzip.compress(b"0" * 64 * 2**20), headers={"Content-Encoding": "gzip"}
    )
    assert failing(lambda web: web.get(URL)).why == "larger than 1 MiB"


@pytest.mark.parametrize("parts", [[b"contests" * 999], [b"cont", b"ests"]], ids=["one member", "two members"])
def test_whole_compression_is_taken_and_a_cut_off_one_refused(gateway: HTTPServer, parts: list[bytes]) -> None:
    body = b"".join(map(gzip.compress, parts))

    def answer_with(sent: bytes) -> None:
        gateway.clear()
        gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data(
            sent, headers={"Content-Encoding": "gzip"}
        )

    answer_with(body)
    with open_web() as web:
        assert web.get(URL).body == b"".join(parts)
    answer_with(body[:-6])
    error = failing(lambda web: web.get(URL))
    assert (error.why, error.trouble) == ("the compressed body is cut off", Trouble.UNREACHABLE)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_empty_body_needs_no_end_mark(gateway: HTTPServer, encoding: str) -> None:
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data(
        "", headers={"Content-Encoding": encoding}
    )
    with open_web() as web:
        assert web.get(URL).body == b""


def test_garbled_compression_is_a_fault_of_format(gateway: HTTPServer) -> None:
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data(
        b"no gzip at all", headers={"Content-Encoding": "gzip"}
    )
    assert failing(lambda web: web.get(URL)).trouble == Trouble.FORMAT


def test_cut_off_body_is_unreachable(settings: Any) -> None:
    with raw_peer(b'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{"status":') as settings.GATEWAY:
        assert failing(lambda web: web.get(URL)).trouble == Trouble.UNREACHABLE


def test_dripping_body_ends_with_the_budget(settings: Any) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000
    begun = time.monotonic()
    with raw_peer(answer, pause=0.1) as settings.GATEWAY:
        error = failing(lambda web: web.get(URL), budget=1)
    assert error.trouble == Trouble.UNREACHABLE
    assert time.monotonic() - begun < 30


def test_closed_port_is_unreachable(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.GATEWAY = f"http://127.0.0.1:{server.getsockname()[1]}"
    assert failing(lambda web: web.get(URL)).trouble == Trouble.UNREACHABLE


def test_private_addresses_are_refused(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/secret").respond_with_data("inside")
    error = failing(lambda web: web.get(httpserver.url_for("/secret")))
    assert error.trouble == Trouble.UNREACHABLE
    assert "which is not public" in error.why
    assert httpserver.log == []


def test_private_host_can_be_allowed(httpserver: HTTPServer, settings: Any) -> None:
    settings.FETCH_PRIVATE_HOSTS = ["localhost"]
    httpserver.expect_request("/board").respond_with_data("ours")
    with open_web() as web:
        assert web.get(httpserver.url_for("/board")).body == b"ours"


def test_proxy_of_the_environment_is_used(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", httpserver.url_for("").rstrip("/"))
    httpserver.expect_request("/list", headers={"Host": "judge.example"}).respond_with_data("by proxy")
    with open_web() as web:
        assert web.get("http://judge.example/list").body == b"by proxy"


def test_pace_is_kept_over_all_clients(gateway: HTTPServer) -> None:
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data("ok")
    begun = time.monotonic()
    for _ in range(4):
        with open_web(site_pace=Pace(calls=1, period=timedelta(seconds=0.25))) as web:
            web.get(URL)
    assert time.monotonic() - begun >= 0.75


def test_haste_is_for_a_gateway_that_answers_by_itself(gateway: HTTPServer, settings: Any) -> None:
    settings.GATEWAY_HASTE = 100
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data("ok")
    begun = time.monotonic()
    for _ in range(3):
        with open_web(site_pace=Pace(calls=1, period=timedelta(seconds=10))) as web:
            web.get(URL)
    assert 0.2 <= time.monotonic() - begun < 15


def test_pace_lets_a_burst_through() -> None:
    for _ in range(5):
        pace.wait_for_place("burst.example", Pace(calls=5, period=timedelta(hours=1)), most=timedelta())
    with pytest.raises(AdapterError) as caught:
        pace.wait_for_place("burst.example", Pace(calls=5, period=timedelta(hours=1)), most=timedelta())
    assert caught.value.retry_after is not None
    assert timedelta(minutes=10) < caught.value.retry_after <= timedelta(minutes=12)


def test_redirect_to_another_host_takes_no_secrets_along(gateway: HTTPServer) -> None:
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data(
        status=302, headers={"Location": "https://elsewhere.example/"}
    )
    gateway.expect_request("/elsewhere.example/").respond_with_data("ok")
    with open_web() as web:
        web.get(URL, headers={"Authorization": "ApiKey secret", "Cookie": "C3VK=1", "Accept": "application/json"})
    first, second = [request for request, _ in gateway.log]
    assert (first.headers.get("Authorization"), first.headers.get("Cookie")) == ("ApiKey secret", "C3VK=1")
    assert [second.headers.get(name) for name in ("Authorization", "Cookie", "Accept")] == [
        None, None, "application/json",
    ]  # fmt: skip


def test_header_with_a_sign_that_no_database_keeps_loses_it(settings: Any) -> None:
    with (
        raw_peer(b'HTTP/1.1 200 OK\r\nETag: "a\0b"\r\nContent-Length: 2\r\n\r\nok') as settings.GATEWAY,
        open_web() as web,
    ):
        assert web.get(URL).headers == {"etag": '"ab"'}


def test_answers_of_one_try_are_bounded_together(gateway: HTTPServer) -> None:
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data("x" * 1000)
    limits = replace(limits_of("contests"), most_bytes=1024)
    with LiveWeb(site_pace=FAST, now=timezone.now(), limits=limits) as web:
        for _ in range(4):
            web.get(URL)
        with pytest.raises(AdapterError, match="all answers together are larger than 0 MiB"):
            web.get(URL)
