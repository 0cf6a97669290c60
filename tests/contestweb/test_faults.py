"""Every misbehaviour looks on the wire as its name says."""

from __future__ import annotations

import gzip
import io
import json
import socket
import time
from itertools import islice
from urllib.parse import urlsplit

import pytest
import requests

from apps.resources.adapters.base import AdapterError, read_contests
from apps.resources.catalogue import adapters
from contestweb import Served
from contestweb.faults import BOMB, HUGE, KINDS
from tests.contestweb.gateway import NOON, GatewayWeb

ROUNDS = "/codeforces.com/api/contest.list?gym=false"
CONTESTS = "/atcoder.jp/contests/?lang=en"
SPOILING = sorted(set(KINDS) - {"slow", "dead", "reset", "cut", "shrunken", "huge", "bomb"})
READERS = {"codeforces.com": "codeforces", "atcoder.jp": "atcoder", "ctftime.org": "ctftime", "dmoj.ca": "dmoj"}


def ask(web: Served, path: str = ROUNDS) -> requests.Response:
    with requests.get(web.url + path, timeout=60, allow_redirects=False) as answer:
        return answer


def ask_raw(web: Served, path: str = ROUNDS, *, patience: float = 60.0) -> bytes:
    """Return everything that comes until the server closes."""
    target = urlsplit(web.url)
    with socket.create_connection((target.hostname or "", target.port or 0), timeout=patience) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        received = b""
        while part := connection.recv(1 << 16):
            received += part
        return received


@pytest.mark.parametrize(
    ("kind", "wish", "status", "retry_after", "body"),
    [
        ("429", {}, 429, "30", b"Too many requests\n"),
        ("429", {"retry_after": 7}, 429, "7", b"Too many requests\n"),
        ("403", {}, 403, None, b"Forbidden\n"),
        ("500", {}, 500, None, b"Internal server error\n"),
    ],
)
def test_refusal(
    kind: str, wish: dict[str, int], status: int, retry_after: str | None, body: bytes, web: Served
) -> None:
    web.fault(kind, "codeforces.com", **wish)
    answer = ask(web)
    assert (answer.status_code, answer.headers.get("Retry-After"), answer.content) == (status, retry_after, body)


def test_slow_answers_late_but_whole(web: Served) -> None:
    good = ask(web).content
    web.fault("slow", "codeforces.com", delay=0.4)
    began = time.monotonic()
    assert ask(web).content == good
    assert time.monotonic() - began >= 0.4


def test_dead_says_nothing(web: Served) -> None:
    web.fault("dead", "codeforces.com")
    with pytest.raises(TimeoutError):
        ask_raw(web, patience=0.4)


def test_reset_resets(web: Served) -> None:
    web.fault("reset", "codeforces.com")
    with pytest.raises(ConnectionResetError):
        ask_raw(web)


def test_cut_promises_more_than_it_sends(web: Served) -> None:
    good = ask(web).content
    web.fault("cut", "codeforces.com")
    head, _, body = ask_raw(web).partition(b"\r\n\r\n")
    assert f"content-length: {len(good)}".encode() in head
    assert body == good[: len(good) // 2]


def test_garbage_is_no_text(web: Served) -> None:
    web.fault("garbage", "codeforces.com")
    answer = ask(web)
    assert (answer.status_code, len(answer.content)) == (200, 2048)
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode()


@pytest.mark.parametrize(("wish", "status"), [({}, 200), ({"status": 403}, 403)])
def test_login_is_a_form(wish: dict[str, int], status: int, web: Served) -> None:
    web.fault("login", "atcoder.jp", **wish)
    answer = ask(web, CONTESTS)
    assert (answer.status_code, 'type="password"' in answer.text) == (status, True)


def test_login_redirect_leads_to_a_login_page(web: Served) -> None:
    web.fault("login-redirect", "atcoder.jp")
    answer = ask(web, CONTESTS)
    location = answer.headers["Location"]
    assert (answer.status_code, location) == (302, "https://atcoder.jp/login?continue=/contests/")
    page = ask(web, location.removeprefix("https:/"))
    assert (page.status_code, 'type="password"' in page.text) == (200, True)


def test_cloudflare_asks_to_wait(web: Served) -> None:
    web.fault("cloudflare", "atcoder.jp")
    answer = ask(web, CONTESTS)
    assert (answer.status_code, answer.headers["cf-mitigated"]) == (403, "challenge")
    assert "<title>Just a moment...</title>" in answer.text


def test_truncated_keeps_the_first_two_thirds(web: Served) -> None:
    good = ask(web).content
    web.fault("truncated", "codeforces.com")
    assert ask(web).content == good[: len(good) * 2 // 3]


def test_mistyped_is_json_of_other_types(web: Served) -> None:
    good = ask(web).json()
    web.fault("mistyped", "codeforces.com")
    spoiled = ask(web).json()
    assert (spoiled["status"], spoiled["result"][0]["id"]) == (0, "zero")
    assert [list(entry) for entry in spoiled["result"]] == [list(entry) for entry in good["result"]]


@pytest.mark.parametrize("path", [ROUNDS, CONTESTS])
def test_shrunken_lists_less_than_half(path: str, web: Served) -> None:
    mark = '"startTimeSeconds"' if path == ROUNDS else "fixtime-full"
    whole = ask(web, path).text.count(mark)
    web.fault("shrunken", "codeforces.com" if path == ROUNDS else "atcoder.jp")
    assert 0 < ask(web, path).text.count(mark) < whole / 2


def test_empty_lists_nothing(web: Served) -> None:
    web.fault("empty", "codeforces.com")
    assert ask(web).json() == {"status": "OK", "result": []}


def test_huge_never_tells_its_length_and_goes_on(web: Served) -> None:
    web.fault("huge", "codeforces.com")
    with requests.get(web.url + ROUNDS, timeout=60, stream=True) as answer:
        assert "Content-Length" not in answer.headers
        assert sum(len(part) for part in answer.iter_content(1 << 20)) > HUGE


def test_huge_survives_a_client_that_leaves(web: Served, capsys: pytest.CaptureFixture[str]) -> None:
    web.fault("huge", "codeforces.com", times=1)
    with requests.get(web.url + ROUNDS, timeout=60, stream=True) as answer:
        assert len(list(islice(answer.iter_content(1 << 16), 3))) == 3
    assert ask(web).status_code == 200
    assert capsys.readouterr().err == ""


def test_bomb_is_small_until_it_is_opened(web: Served) -> None:
    web.fault("bomb", "codeforces.com")
    with requests.get(web.url + ROUNDS, timeout=60, stream=True) as answer:
        packed = answer.raw.read(decode_content=False)
        assert answer.headers["Content-Encoding"] == "gzip"
    assert len(packed) < BOMB / 500
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as opened:
        assert sum(len(part) for part in iter(lambda: opened.read(1 << 24), b"")) == BOMB


def test_charset_is_not_the_one_declared(web: Served) -> None:
    good = ask(web, CONTESTS).text
    web.fault("charset", "atcoder.jp")
    answer = ask(web, CONTESTS)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.content.decode("utf-16") == good


@pytest.mark.parametrize("host", READERS)
@pytest.mark.parametrize("kind", SPOILING)
def test_our_adapters_refuse_what_is_spoiled(kind: str, host: str, web: Served) -> None:
    web.fault(kind, host)
    adapter = adapters()[READERS[host]]
    reader = adapter(web=GatewayWeb(web.url, NOON), site=next(site for site in adapter.sites if site.host == host))
    if kind == "empty" and host in ("ctftime.org", "dmoj.ca"):
        assert read_contests(reader) == []  # an empty list is well-formed there
        return
    with pytest.raises(AdapterError) as caught:
        read_contests(reader)
    assert (caught.value.site or host) == host


def test_fault_ends_after_its_times(web: Served) -> None:
    web.fault("500", "codeforces.com", times=2)
    assert [ask(web).status_code for _ in range(4)] == [500, 500, 200, 200]


def test_fault_of_one_host_spares_the_others(web: Served) -> None:
    web.fault("500", "codeforces.com")
    assert [ask(web, path).status_code for path in (ROUNDS, CONTESTS)] == [500, 200]


def test_fault_of_all_hosts_yields_to_a_newer_one(web: Served) -> None:
    web.fault("500")
    web.fault("403", "atcoder.jp")
    assert [ask(web, path).status_code for path in (ROUNDS, CONTESTS)] == [500, 403]
    web.behave("atcoder.jp")
    assert [ask(web, path).status_code for path in (ROUNDS, CONTESTS)] == [500, 500]
    web.behave()
    assert [ask(web, path).status_code for path in (ROUNDS, CONTESTS)] == [200, 200]


@pytest.mark.parametrize(
    ("kind", "host", "why"),
    [
        ("tired", "codeforces.com", "no fault 'tired'; there are 429, 403"),
        ("500", "nowhere.example", "no site 'nowhere.example'; there are codeforces.com"),
    ],
)
def test_fault_that_cannot_be_is_refused(kind: str, host: str, why: str, web: Served) -> None:
    with pytest.raises(ValueError, match=why):
        web.fault(kind, host)


def test_garbage_is_the_same_every_time(web: Served) -> None:
    web.fault("garbage", "codeforces.com")
    assert ask(web).content == ask(web).content
    with pytest.raises(json.JSONDecodeError):
        json.loads(ask(web).content.decode("latin-1"))
