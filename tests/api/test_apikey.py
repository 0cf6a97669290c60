"""`manage.py apikey`, and the whole way of a client: a key from the command, a request over the wire."""

from __future__ import annotations

import io

import pytest
import requests
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from tests.factories import ContestFactory


def printed(username: str) -> str:
    """Return what the command prints."""
    out = io.StringIO()
    call_command("apikey", username, stdout=out)
    return out.getvalue().removesuffix("\n")


def test_command_makes_the_person_and_prints_a_key_that_opens(client: Client, db: None) -> None:
    key = printed("carol")
    assert len(key) == 40
    assert client.get(f"/api/v4/resource/?username=carol&api_key={key}").status_code == 200
    assert User.objects.get(username="carol").has_usable_password() is False


def test_new_key_closes_the_old_one(client: Client, db: None) -> None:
    old, new = printed("carol"), printed("carol")
    statuses = [client.get(f"/api/v4/resource/?username=carol&api_key={key}").status_code for key in (old, new)]
    assert statuses == [401, 200]


@pytest.mark.parametrize("username", ["", "  ", "x" * 151])
def test_command_refuses_what_is_no_name(db: None, username: str) -> None:
    with pytest.raises(CommandError, match="A username has 1 to 150 characters"):
        printed(username)


def test_client_over_the_wire(live_server: LiveServer) -> None:
    contest = ContestFactory(title="Über «Раунд»")
    key = printed("carol")
    with requests.Session() as session:
        session.headers["Authorization"] = f"ApiKey carol:{key}"
        for path in ("/api/v4/json/contest/", "/api/v4/contest", "//api//v4/contest/"):
            answer = session.get(
                f"{live_server.url}{path}", params={"upcoming": "true", "order_by": "start"}, timeout=60
            )
            assert answer.status_code == 200
            assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
            assert [(thing["id"], thing["event"]) for thing in answer.json()["objects"]] == [
                (contest.pk, "Über «Раунд»")
            ]
            following = session.get(f"{live_server.url}{answer.json()['meta']['next']}", timeout=60)
            assert following.json()["objects"] == []
