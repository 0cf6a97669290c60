"""Security headers on every kind of answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.factories import ContestFactory

POLICY = "default-src 'none'; frame-ancestors 'none'"
KINDS = {
    "/": 200,
    "/resources/": 200,
    "/no/such/page": 404,
    "/calendar.ics": 200,
    "/feed.atom": 200,
    "/api/v4/contest/": 401,
    "/api/v4/": 200,
    "/health/live": 200,
    "/admin/": 302,
    "/static/plain.css": 200,
}


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), KINDS.items())
def test_answer_carries_strict_headers(settings: Any, path: str, status: int) -> None:
    ContestFactory()
    (Path(settings.STATIC_ROOT) / "plain.css").touch()
    answer = Client().get(path)
    headers = answer.headers
    assert answer.status_code == status
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    is_page = headers.get("Content-Type", "").startswith("text/html")
    assert headers["Cross-Origin-Resource-Policy"] == ("same-origin" if is_page else "cross-origin")
    assert "Content-Security-Policy" in headers
    answer.close()


@pytest.mark.django_db
def test_policy_of_pages_lets_nothing_in_from_elsewhere(client: Client) -> None:
    parts = client.get("/").headers["Content-Security-Policy"].split(";")
    policy = dict(part.strip().partition(" ")[::2] for part in parts)
    assert policy["script-src"] == policy["style-src"] == policy["default-src"] == policy["connect-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == policy["frame-src"] == "'none'"
    assert re.findall(r"unsafe|https?:|\*", " ".join(policy.values())) == []


@pytest.mark.django_db
def test_policy_of_what_is_no_page_lets_nothing_run(client: Client) -> None:
    assert client.get("/api/v4/contest/").headers["Content-Security-Policy"] == POLICY


def test_production_insists_on_https() -> None:
    code = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "told = Client(headers={'host': 'clist.example.org', 'x-forwarded-proto': 'https'}).get('/robots.txt')\n"
        "sent = Client(headers={'host': 'clist.example.org'}).get('/')\n"
        "print(told.headers['Strict-Transport-Security'], sent.status_code, sent.headers['Location'])\n"
    )
    environment = {
        "PRODUCTION": "1", "SECRET_KEY": "k", "ALLOWED_HOSTS": "clist.example.org", "CLIST_DEMO": "0",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": "1", "DJANGO_SETTINGS_MODULE": "clist.settings",
    }  # fmt: skip
    shown = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    assert shown.stdout == "max-age=15768000; includeSubDomains 301 https://clist.example.org/\n"
