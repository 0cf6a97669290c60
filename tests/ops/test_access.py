"""Who may enter the staff pages: visitors log in, others are told, readers look, operators act."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from apps.accounts.models import User
from apps.core.models import AuditEntry
from apps.ingest.models import Plan
from apps.ops.access import make_groups
from tests.factories import ContestFactory, PlanFactory
from tests.ops.conftest import member

pytestmark = pytest.mark.django_db
PAGES = [
    "/staff/",
    "/staff/runs/",
    "/staff/sources/",
    "/staff/lists/",
    "/staff/events/",
    "/staff/queues/",
    "/staff/contests/",
    "/staff/audit/",
]
DEEDS = ["/staff/events/answer/", "/staff/queues/answer/", "/staff/sources/fetch/"]


@pytest.mark.parametrize("page", PAGES)
def test_visitor_is_asked_to_log_in(client: Client, page: str) -> None:
    answer = client.get(f"{page}?a=1")
    assert (answer.status_code, answer["Location"]) == (302, f"/staff/login/?next={page}%3Fa%3D1")


@pytest.mark.parametrize("page", PAGES)
def test_person_without_the_right_is_told_so(client: Client, page: str) -> None:
    client.force_login(User.objects.create_user("ada", is_staff=True))
    answer = client.get(page)
    assert answer.status_code == 403
    assert "You are logged in as ada." in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_reader_sees_every_page_and_nobody_keeps_it(reader: Client, page: str) -> None:
    PlanFactory(failures=6, status="server", error="HTTP 502")
    ContestFactory()
    answer = reader.get(page)
    assert (answer.status_code, answer["Cache-Control"]) == (
        200,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )


@pytest.mark.parametrize("deed", DEEDS)
def test_reader_may_not_act(reader: Client, deed: str) -> None:
    plan = PlanFactory()
    assert reader.post(deed, {"plan": plan.pk}).status_code == 403
    assert Plan.objects.get(pk=plan.pk).due == plan.due
    assert AuditEntry.objects.count() == 0


def test_reader_is_offered_no_deed(reader: Client) -> None:
    PlanFactory()
    ContestFactory()
    assert "Fetch now" not in reader.get("/staff/sources/").content.decode()
    assert "Hide" not in reader.get("/staff/contests/").content.decode()


@pytest.mark.parametrize("deed", DEEDS)
def test_deed_is_no_link(operator: Client, deed: str) -> None:
    assert operator.get(deed).status_code == 405


def test_deed_needs_the_token_of_its_page() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member("ada", "staff operators"))
    assert strict.post("/staff/sources/fetch/", {"plan": PlanFactory().pk}).status_code == 403


def test_deed_leads_back_inside_only(operator: Client) -> None:
    plan = PlanFactory()
    back = [
        operator.post("/staff/sources/fetch/", {"plan": plan.pk, "next": address})["Location"]
        for address in ("/staff/sources/?q=a", "https://evil.example/", "//evil.example/")
    ]
    assert back == ["/staff/sources/?q=a", "/staff/sources/", "/staff/sources/"]


def test_login_leads_to_the_page_that_was_asked_for(client: Client) -> None:
    member("ada", "staff readers")
    entered = {"username": "ada", "password": "correct horse", "next": "/staff/runs/?status=failed"}
    wrong = client.post("/staff/login/", {**entered, "password": "wrong"})
    assert "do not belong together" in wrong.content.decode()
    assert client.post("/staff/login/", entered)["Location"] == "/staff/runs/?status=failed"
    assert client.post("/staff/login/", {**entered, "next": "https://evil.example/"})["Location"] == "/staff/"
    assert client.post("/staff/logout/")["Location"] == "/"
    assert client.get("/staff/").status_code == 302


def test_superuser_may_do_everything(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    assert client.post("/staff/sources/fetch/", {"plan": PlanFactory().pk}).status_code == 302


def test_groups_stay_as_staff_changed_them() -> None:
    Group.objects.get(name="staff readers").permissions.clear()
    Group.objects.get(name="staff operators").delete()
    make_groups()
    kept = {group.name: sorted(one.codename for one in group.permissions.all()) for group in Group.objects.all()}
    assert kept == {"staff readers": [], "staff operators": ["act", "see"]}
