"""The staff pages and the status page in a real browser: readable by everybody, and true without reloading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.core.models import Event, Handoff
from apps.ingest.models import Incident, Plan, Run, SourceDay
from apps.ingest.past import mark_late
from tests.e2e.axe import faults_by_colours
from tests.e2e.conftest import Visitor
from tests.factories import ContestFactory, PlanFactory, ResourceFactory

pytestmark = pytest.mark.browser
HOUR = timedelta(hours=1)


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    """A small world with something of every kind, and somebody who may act: ada, correct horse."""
    call_command("migrate", verbosity=0)  # other tests of this kind empty every table, the rights' too
    # The server hashes as in production, not as these tests do.
    password = PBKDF2PasswordHasher().encode("correct horse", "salt")
    ada = User.objects.create(username="ada", password=password)
    ada.groups.add(Group.objects.get(name="staff operators"))
    now = timezone.now()
    broken = PlanFactory(
        resource=ResourceFactory(host="sour.example", title="A site with a rather long name"),
        failures=7,
        status="blocked",
        error="sour.example contests: title: a bot check",
        succeeded=now - 5 * HOUR,
    )
    SourceDay.objects.create(plan=broken, day=now.date(), tries=20, failures=12)
    Incident.objects.create(plan=broken, kind="failing", began=now - 4 * HOUR, modified=now, said="title: a bot check")
    Incident.objects.create(
        plan=broken, kind="late", began=now - 90 * HOUR, ended=now - 80 * HOUR, modified=now - 80 * HOUR
    )
    for status, error in (("ok", ""), ("unchanged", ""), ("blocked", "sour.example contests: title: a bot check")):
        Run.objects.create(plan=broken, started=now - HOUR, status=status, error=error, took=timedelta(seconds=1))
    event = Event.objects.create(name="contest.moved", payload={"contests": [1]})
    Handoff.objects.create(event=event, handler="apps.a.handlers.tell", parked=now, tries=5, error="KeyError: 1")
    ContestFactory.create_batch(3, resource=broken.resource)
    fine: Plan = PlanFactory(resource=ResourceFactory(title="Fine"), succeeded=now, status="ok", rows=5)
    return fine


def enter(visitor: Visitor, address: str = "/staff/") -> Any:
    """Log in on the way to a page."""
    page = visitor.go(address)
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Log in").click()
    return page


def addresses() -> list[str]:
    """Return one address of every page."""
    names = ("", "runs/", "sources/", "lists/", "events/", "queues/", "contests/", "audit/")
    run = Run.objects.filter(status="blocked").get()
    chosen = "&".join(f"contest={pk}" for pk in ContestFactory._meta.model.objects.values_list("pk", flat=True))
    return [
        *(f"/staff/{name}" for name in names),
        f"/staff/runs/{run.pk}/",
        f"/staff/contests/merge/?{chosen}",
        "/status/",
    ]


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_never_scroll_sideways(visit: Callable[..., Visitor], plan: Plan, width: int) -> None:
    visitor = visit(reduced_motion="reduce", viewport={"width": width, "height": 800})
    page = enter(visitor)
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    found = {}
    for address in addresses():
        wrong = faults_by_colours(visitor.go(address))
        found[address] = (wrong, page.evaluate("document.documentElement.scrollWidth - innerWidth"))
    assert {address: told for address, told in found.items() if told != ({}, 0)} == {}


def test_overview_shows_a_parked_event_without_reload(
    visit: Callable[..., Visitor], plan: Plan, backstage: Callable[[Callable[[], Any]], Any]
) -> None:
    page = enter(visit())
    expect(page.locator(".to-do")).to_contain_text("A site with a rather long name has been failing for 4 h")
    Plan.objects.filter(pk=plan.pk).update(succeeded=timezone.now() - 3 * HOUR)
    backstage(mark_late)
    expect(page.locator(".to-do")).to_contain_text("Fine has been late for")


def test_status_page_shows_a_late_source_without_reload(
    visit: Callable[..., Visitor], plan: Plan, backstage: Callable[[Callable[[], Any]], Any]
) -> None:
    page = visit().go("/status/")
    row = page.locator(f"#source-{plan.resource_id}")
    expect(row).to_contain_text("fresh")
    Plan.objects.filter(pk=plan.pk).update(succeeded=timezone.now() - 3 * HOUR)
    backstage(mark_late)
    expect(row).to_contain_text("late")


def test_merge_works_without_scripts(visit: Callable[..., Visitor], plan: Plan) -> None:
    page = enter(visit(java_script_enabled=False), "/staff/contests/")
    for box in page.locator(".ticks input[type=checkbox]").all()[:2]:
        box.check()
    page.get_by_role("button", name="Merge").click()
    page.get_by_label("Note for the audit").fill("Twins.")
    page.get_by_role("button", name="Merge").click()
    expect(page.locator(".told")).to_contain_text("Merged into #")
    page.get_by_role("link", name="Audit").click()
    expect(page.locator(".log tbody")).to_contain_text("Twins.")
