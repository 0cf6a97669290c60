"""Sessions of the operator: each goes to its own host, and leaves no trace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from apps.ingest.checks import check_fetching
from apps.ingest.cookies import session_of, with_session
from apps.ingest.web import LiveWeb
from apps.resources.adapters.base import Pace
from clist.environment import Environment, ImproperlyConfigured

SESSION = "REVEL_SESSION=5e55104"
TABLE = "https://atcoder.jp/contests/abc001/standings/json"


@pytest.fixture(autouse=True)
def _session(settings: Any) -> None:
    settings.FETCH_COOKIES = {"atcoder.jp": SESSION}


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        (TABLE, SESSION),
        ("https://ATCODER.JP/x", SESSION),
        ("http://atcoder.jp/x", ""),
        ("https://img.atcoder.jp/x", ""),
        ("https://atcoder.jp.evil.example/x", ""),
        ("https://atcoder.jp:8443/x", ""),
        ("https://evil.example/?atcoder.jp", ""),
    ],
)
def test_session_belongs_to_its_very_host_in_tls(url: str, sent: str) -> None:
    assert session_of(url) == sent


def test_session_joins_the_cookies_of_the_call() -> None:
    assert with_session(TABLE, {"cookie": "language=en", "Accept": "*/*"}) == {
        "Accept": "*/*",
        "Cookie": f"language=en; {SESSION}",
    }


def open_web() -> LiveWeb:
    return LiveWeb(site_pace=Pace(calls=100, period=timedelta(seconds=1)), now=timezone.now())


@pytest.mark.django_db
def test_session_follows_no_redirect_to_another_host_and_is_remembered_nowhere(gateway: HTTPServer) -> None:
    cookies: list[tuple[str, str]] = []

    def table(request: Request) -> Response:
        cookies.append((request.path, request.headers.get("Cookie", "")))
        headers = {"Location": "https://cdn.example/x", "Set-Cookie": f"{SESSION}9; Path=/"}
        return Response("", status=302, headers=headers)

    def elsewhere(request: Request) -> Response:
        cookies.append((request.path, request.headers.get("Cookie", "")))
        return Response("here")

    gateway.expect_request("/atcoder.jp/contests/abc001/standings/json").respond_with_handler(table)
    gateway.expect_request("/cdn.example/x").respond_with_handler(elsewhere)
    with open_web() as web:
        web.get(TABLE)
    assert cookies[0] == ("/atcoder.jp/contests/abc001/standings/json", SESSION)
    assert cookies[1][0] == "/cdn.example/x"
    assert SESSION not in cookies[1][1]
    assert "5e55104" not in repr(web.calls)


@pytest.mark.django_db
def test_renewed_session_is_in_no_trace(gateway: HTTPServer) -> None:
    gateway.expect_request("/atcoder.jp/contests/abc001/standings/json").respond_with_data(
        "{}", headers={"Set-Cookie": f"{SESSION}9", "ETag": '"a"'}
    )
    with open_web() as web:
        web.get(TABLE)
    assert {name: value for name, value in web.calls[0].headers.items() if name in ("set-cookie", "etag")} == {
        "etag": '"a"'
    }


@pytest.mark.parametrize(
    ("cookies", "complaints"),
    [
        ({"atcoder.jp": SESSION, "gym.example:8080": "a=1; b=2"}, []),
        ({"https://atcoder.jp/": SESSION}, ["'https://atcoder.jp/' is no host"]),
        ({"AtCoder.jp": SESSION}, ["'AtCoder.jp' is no host"]),
        ({"atcoder.jp": "5e55104"}, ["the header for atcoder.jp is not of the form"]),
        ({"atcoder.jp": "a=5e55104\r\nX: y"}, ["the header for atcoder.jp is not of the form"]),
        ({"atcoder.jp": ""}, ["the header for atcoder.jp is not of the form"]),
    ],
)
def test_malformed_sessions_are_refused_without_repeating_them(
    settings: Any, cookies: dict[str, str], complaints: list[str]
) -> None:
    settings.FETCH_COOKIES = cookies
    found = [str(complaint.msg) for complaint in check_fetching(None) if complaint.id == "clist.E042"]
    assert len(found) == len(complaints)
    assert all(text.startswith(f"FETCH_COOKIES: {wanted}") for text, wanted in zip(found, complaints, strict=True))
    assert "5e55104" not in "".join(found)


def test_setting_that_is_no_json_is_refused_without_repeating_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Environment.ENVIRON, "FETCH_COOKIES", f"atcoder.jp {SESSION}")
    with pytest.raises(ImproperlyConfigured) as refusal:
        Environment().secrets("FETCH_COOKIES")
    assert str(refusal.value) == 'FETCH_COOKIES is no JSON object of texts: {"host": "name=value"}'
