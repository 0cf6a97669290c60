"""A person's own key in a session: given, kept, removed; nobody without a session, nobody from another site."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts.models import ApiKey, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client: Client) -> User:
    """Somebody who is logged in."""
    user = User.objects.create_user("alice")
    client.force_login(user)
    return user


def test_key_is_made_once_and_opens_the_api(client: Client, person: User) -> None:
    first, second = client.post("/api/key/"), client.post("/api/key/")
    key = first.content.decode()
    assert (first.status_code, len(key), first["Content-Type"]) == (200, 40, "text/plain; charset=utf-8")
    assert second.content.decode() == key == ApiKey.objects.get(user=person).key
    opened = Client().get("/api/v4/resource/", headers={"Authorization": f"ApiKey alice:{key}"})
    assert opened.status_code == 200


def test_removed_key_opens_nothing(client: Client, person: User) -> None:
    key = client.post("/api/key/").content.decode()
    assert client.delete("/remove/api/key/").status_code == 200
    closed = Client().get("/api/v4/resource/", headers={"Authorization": f"ApiKey alice:{key}"})
    assert (closed.status_code, ApiKey.objects.count()) == (401, 0)


def test_nobody_without_a_session_gets_or_removes_a_key(client: Client) -> None:
    assert client.post("/api/key/").status_code == 401
    assert client.delete("/remove/api/key/").status_code == 401
    assert ApiKey.objects.count() == 0


def test_other_sites_cannot_ask_in_a_persons_name(person: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    assert browser.post("/api/key/").status_code == 403
    assert ApiKey.objects.count() == 0


def test_key_is_not_given_by_get(client: Client, person: User) -> None:
    assert client.get("/api/key/").status_code == 405
