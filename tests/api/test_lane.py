"""The API's own lane: the same answers as by the usual way, past what only pages need."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from apps.accounts.models import ApiKey, User
from tests.factories import ContestFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v4/contest/?order_by=id"


@pytest.fixture
def headers() -> dict[str, str]:
    """The headers of a person without a limit."""
    person = User.objects.create_user("lane", api_requests_per_minute=0)
    return {"Authorization": f"ApiKey lane:{ApiKey.objects.create(user=person).key}"}


def test_both_ways_give_the_same_answer(client: Client, headers: dict[str, str], settings: Settings) -> None:
    ContestFactory.create_batch(3)
    lane = client.get(LIST, headers=headers)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != "apps.api.lane.ApiLane"]
    usual = Client().get(LIST, headers=headers)
    assert (lane.status_code, lane.json()["meta"]["limit"], len(lane.json()["objects"])) == (200, 100, 3)
    assert lane.content == usual.content
    own = {"Content-Language", "Content-Security-Policy", "X-Request-ID"}  # of pages, and of each request
    assert {name: usual[name] for name in usual.headers if name not in own} == {
        name: lane[name] for name in lane.headers if name not in own
    }


def test_lane_passes_sessions_by_and_a_session_takes_the_usual_way(client: Client, headers: dict[str, str]) -> None:
    assert "Content-Language" not in client.get(LIST, headers=headers)
    client.force_login(User.objects.get())
    answer = client.get(LIST)
    assert (answer.status_code, "Content-Language" in answer) == (200, True)


def test_address_that_leads_nowhere_gets_the_usual_page(client: Client) -> None:
    answer = client.get("/api/v4/contest/1/2/3/")
    assert (answer.status_code, "Content-Language" in answer) == (404, True)


def test_foreign_host_is_refused(client: Client, headers: dict[str, str]) -> None:
    assert client.get(LIST, headers={**headers, "Host": "evil.example"}).status_code == 400


def test_api_speaks_english_whatever_page_came_before(client: Client, headers: dict[str, str]) -> None:
    asked = "/api/v4/contest/?start__gt=soon"
    refusals = []
    client.get("/", headers={"Accept-Language": "ru"})
    refusals.append(client.get(asked, headers=headers | {"Accept-Language": "ru"}).json())
    client.force_login(User.objects.get())
    refusals.append(client.get(asked, headers={"Accept-Language": "ru"}).json())

    words = "“soon” value has an invalid format. It must be in YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ] format."
    assert refusals == [{"error": f"['{words}']"}] * 2
