"""Errors reach a real endpoint for Sentry's envelopes, and say nothing about people."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from typing import Any

import brotli
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from clist import reporting
from clist.embedded.paths import ROOT

PERSONAL = ["s3cret", "someone", "hunter2", "203.0.113", "sessionid"]


def unpack(request: Request) -> list[Any]:
    """Return the lines of an envelope; the SDK compresses by brotli where that is installed."""
    ways = {"br": brotli.decompress, "gzip": gzip.decompress}
    body = ways.get(request.headers.get("Content-Encoding", ""), bytes)(request.get_data())
    return [json.loads(line) for line in body.decode().splitlines() if line]


@pytest.fixture(scope="module")
def reports() -> list[dict[str, Any]]:
    """Every event that the scene reports, to a server of its own."""
    events: list[dict[str, Any]] = []

    def take(request: Request) -> Response:
        lines = unpack(request)
        events.extend(line for line in lines[1:] if "exception" in line)
        return Response("{}", content_type="application/json")

    with HTTPServer() as server:
        server.expect_request("/api/7/envelope/", method="POST").respond_with_handler(take)
        environment = os.environ | {
            "SENTRY_DSN": f"http://public@127.0.0.1:{server.port}/7",
            "SENTRY_ENVIRONMENT": "rehearsal",
            "DJANGO_SETTINGS_MODULE": "tests.deploy.sentry_settings",
        }
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.deploy.sentry_scene"],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return events


def report_of(kind: str, reports: list[dict[str, Any]]) -> dict[str, Any]:
    (found,) = [report for report in reports if report["exception"]["values"][-1]["type"] == kind]
    return found


def test_both_faults_are_reported_once(reports: list[dict[str, Any]]) -> None:
    kinds = [report["exception"]["values"][-1]["type"] for report in reports]
    assert sorted(kinds) == ["LookupError", "ValueError"]


def test_report_says_which_release_which_place_and_which_request(reports: list[dict[str, Any]]) -> None:
    from django.conf import settings  # noqa: PLC0415

    of_request = report_of("ValueError", reports)
    assert (of_request["release"], of_request["environment"]) == (f"clist@{settings.VERSION}", "rehearsal")
    assert of_request["tags"]["request"] == "request-of-the-scene"
    assert of_request["request"]["url"] == "http://testserver/fails/"
    assert "page=2" in of_request["request"]["query_string"]


def test_report_of_a_job_says_which_job(reports: list[dict[str, Any]]) -> None:
    of_job = report_of("LookupError", reports)
    assert len(of_job["tags"]["job"]) == 36
    assert of_job["transaction"] == "tests.deploy.sentry_scene.fail_in_a_job"


@pytest.mark.parametrize("personal", PERSONAL)
def test_report_says_nothing_about_people(reports: list[dict[str, Any]], personal: str) -> None:
    assert len(reports) == 2
    assert [line for line in json.dumps(reports, indent=0).splitlines() if personal in line.lower()] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a=1&api_key=x&b=2", "a=1&api_key=[hidden]&b=2"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [hidden]"),
        ("{'password': 'x y'}", "{'password': '[hidden] y'}"),
        ("write to a.b+c@d.example.org now", "write to [hidden] now"),
        ("monkey business", "monkey business"),
        ("status: 503", "status: 503"),
    ],
)
def test_secrets_in_texts_are_hidden(text: str, shown: str) -> None:
    assert reporting._without_secrets(text) == shown
