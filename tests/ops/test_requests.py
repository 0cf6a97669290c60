"""What happens to each request besides its answer: its name, its log line, its measure; and what that costs."""

import logging
import time
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from prometheus_client import REGISTRY

from apps.core import logs
from apps.ops.requests import Requests

TRACE = "0af7651916cd43dd8448eb211c80319c"


def count(route: str, status: str) -> float:
    return REGISTRY.get_sample_value("clist_request_seconds_count", {"route": route, "status": status}) or 0


@pytest.mark.parametrize("name", ["abcdef12", "0af7651916cd43dd8448eb211c80319c", "a.b-c_d-12345678"])
def test_request_keeps_the_name_it_came_with(client: Client, name: str) -> None:
    assert client.get("/health/live", headers={"x-request-id": name})["X-Request-ID"] == name


@pytest.mark.parametrize("name", ["", "short", "a b c d e f g h", "x" * 65, "abcdefgh\x00", "ключключключ"])
def test_request_gets_a_name_in_place_of_a_bad_one(client: Client, name: str) -> None:
    given = client.get("/health/live", headers={"x-request-id": name, "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
    assert given["X-Request-ID"] == TRACE


@pytest.mark.parametrize(
    "parent", ["", f"00-{'0' * 32}-b7ad6b7169203331-01", f"00-{TRACE.upper()}-b7ad6b7169203331-01"]
)
def test_request_begins_a_trace_where_none_came(client: Client, parent: str) -> None:
    first, second = (client.get("/health/live", headers={"traceparent": parent})["X-Request-ID"] for _ in "12")
    assert (len(first), len(second)) == (32, 32)
    assert first != second


def test_request_is_logged_without_its_query(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    client.get("/health/live?api_key=s3cret", headers={"x-request-id": "abcdef12"})
    (record,) = [record for record in caplog.records if record.name == "apps.ops.requests"]
    facts: dict[str, Any] = record.facts  # type: ignore[attr-defined]
    assert (record.getMessage(), facts["route"], facts["status"]) == ("GET /health/live", "ops:live", 200)
    assert facts["bytes"] == len(client.get("/health/live").content)
    assert 0 < facts["ms"] < 5000


def test_request_is_bound_while_it_is_answered() -> None:
    seen: list[logs.Facts] = []

    def answer(request: object) -> HttpResponse:
        seen.append(logs.facts())
        return HttpResponse()

    asked = RequestFactory().get("/", headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
    Requests(answer)(asked)
    assert (seen, logs.facts()) == ([{"request": TRACE, "trace": TRACE}], {})


def test_request_is_measured_by_route_and_kind_of_answer(client: Client) -> None:
    before = count("ops:live", "2xx"), count("ops:live", "4xx")
    client.get("/health/live")
    client.post("/health/live")
    assert (count("ops:live", "2xx"), count("ops:live", "4xx")) == (before[0] + 1, before[1] + 1)


@pytest.mark.django_db
def test_unknown_addresses_share_one_measure(client: Client) -> None:
    before = count("none", "4xx")
    for number in range(3):
        client.get(f"/no/such/page/{number}")
    assert count("none", "4xx") == before + 3


def test_measuring_costs_less_than_fifty_microseconds(settings: Any) -> None:
    logging.getLogger("apps.ops.requests").setLevel(logging.WARNING)
    answered = HttpResponse(b"x" * 1000)
    measured = Requests(lambda request: answered)
    requests = [RequestFactory().get("/") for _ in range(300)]

    def per_request(answer: Any) -> float:
        begun = time.process_time()
        for request in requests:
            answer(request)
        return (time.process_time() - begun) / len(requests)

    try:
        best = min(per_request(measured) for _ in range(7))
    finally:
        logging.getLogger("apps.ops.requests").setLevel(logging.NOTSET)
    assert best < 50e-6
