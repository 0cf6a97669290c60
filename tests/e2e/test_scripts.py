"""What scripts add: ticking, filters without loading, live changes, the own zone, themes and keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import WebSocket, expect

from apps.contests.models import Contest
from apps.core.durations import countdown, rough_duration
from apps.live.actions import publish
from tests.browser import let_go_on
from tests.e2e.conftest import Visitor
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.browser
HOUR = timedelta(hours=1)
Visit = Callable[..., Visitor]
Backstage = Callable[[Callable[[], Any]], Any]


def test_countdown_ticks_without_changing_its_width(visit: Visit) -> None:
    contest = ContestFactory(start=timezone.now() + timedelta(minutes=40))
    page = visit().go()
    figure = page.locator(f"#contest-{contest.pk} count-down")
    first = figure.text_content()
    assert first is not None
    width = figure.evaluate("figure => figure.getBoundingClientRect().width")
    expect(figure).not_to_have_text(first)
    assert re.fullmatch(r"(39|40):\d\d", figure.text_content() or "")
    assert figure.evaluate("figure => figure.getBoundingClientRect().width") == width


def test_scripts_and_server_word_times_alike(visit: Visit) -> None:
    page = visit().go()
    module = page.locator("script[src*=ticking]").get_attribute("src")
    seconds = [0, 5, 59, 60, 607, 3599, 3600, 4353, 57900, 86399, 86400, 90000, 259200, 1000000]
    said = page.evaluate(
        """async ([module, seconds]) => {
            const { countdown, rough } = await import(module);
            return seconds.map((number) => [countdown(number, false), countdown(number, true), rough(number)]);
        }""",
        [module, seconds],
    )
    lengths = [timedelta(seconds=number) for number in seconds]
    assert said == [[countdown(length), countdown(length, exact=True), rough_duration(length)] for length in lengths]


def test_progress_advances(visit: Visit) -> None:
    now = timezone.now()
    ContestFactory(start=now - timedelta(seconds=30), end=now + timedelta(seconds=90))
    bar = visit().go().locator("progress")
    before = bar.evaluate("bar => bar.value")
    expect(bar).not_to_have_js_property("value", before)
    assert bar.evaluate("bar => bar.value") > before


def test_row_moves_to_running_when_its_time_comes(visit: Visit) -> None:
    contest = ContestFactory(start=timezone.now() + timedelta(seconds=4))
    page = visit().go()
    expect(page.locator(f"#contest-{contest.pk}")).to_have_class(re.compile("is-coming"))
    expect(page.locator(f"#contest-{contest.pk}")).to_have_class(re.compile("is-running"))


def test_change_shows_on_an_open_page_without_loading_it(visit: Visit, backstage: Backstage) -> None:
    contest = ContestFactory(title="Before")
    visitor = visit()
    heard: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.extend([frame]))

    visitor.page.on("websocket", listen)
    page = visitor.go()
    page.evaluate("window.stayed = true")
    let_go_on(page, lambda: bool(heard))

    def rename() -> None:
        with transaction.atomic():
            Contest.objects.update(title="After", sequence=1)
            publish("contests")

    backstage(rename)
    expect(page.locator(f"#name-{contest.pk}")).to_have_text("After")
    assert page.locator(f"#contest-{contest.pk}").evaluate("row => row.classList.contains('is-changed')")
    assert page.evaluate("window.stayed") is True


def test_filter_needs_no_loading_and_the_back_button_undoes_it(visit: Visit) -> None:
    ContestFactory(title="Alpha", resource=ResourceFactory(title="First site", host="first.example"))
    ContestFactory(title="Beta")
    visitor = visit()
    page = visitor.go()
    page.evaluate("window.stayed = true")
    page.locator("#site-menu > summary").click()
    page.get_by_label("First site").check()
    expect(page.locator("#contests .name")).to_have_text(["Alpha"])
    assert page.url == f"{visitor.site}/?resource=first.example"
    assert page.locator("#feeds a").first.get_attribute("href") == "/calendar.ics?resource=first.example"
    page.locator("#search").fill("omega")
    expect(page.locator("#contests .name")).to_have_count(0)
    assert page.url == f"{visitor.site}/?resource=first.example&search=omega"
    page.go_back()
    expect(page.locator("#contests .name")).to_have_text(["Alpha"])
    page.go_back()
    expect(page.locator("#contests .name")).to_have_text(["Alpha", "Beta"])
    assert page.url == f"{visitor.site}/"
    assert page.evaluate("window.stayed") is True


def test_first_visit_learns_the_browsers_zone(visit: Visit) -> None:
    contest = ContestFactory(start=timezone.now().replace(hour=12, minute=30) + timedelta(days=1))
    visitor = visit(timezone_id="Asia/Dubai")
    page = visitor.go()
    expect(page.locator(f"#contest-{contest.pk} .when")).to_have_text("16:30")
    expect(page.locator(".zone-name")).to_have_text("Asia/Dubai")
    visitor.go()
    assert page.content().count("Asia/Dubai") > 1
    assert {cookie["name"]: cookie["value"] for cookie in visitor.context.cookies()} == {"timezone": "Asia/Dubai"}


def test_chosen_zone_outlives_the_browsers_own(visit: Visit) -> None:
    visitor = visit(timezone_id="Asia/Dubai")
    page = visitor.go("/timezone/?next=/")
    page.locator("select#timezone").select_option("Europe/Minsk")
    page.get_by_role("button", name="Show times in this zone").click()
    expect(page.locator(".zone-name")).to_have_text("Europe/Minsk")
    visitor.go("/status/")
    expect(page.locator(".zone-name")).to_have_text("Europe/Minsk")


@pytest.mark.parametrize(("system", "other"), [("light", "dark"), ("dark", "light")])
def test_theme_is_kept_until_it_is_the_systems_again(visit: Visit, system: str, other: str) -> None:
    visitor = visit(color_scheme=system)

    def ground() -> str:
        return str(visitor.page.evaluate("getComputedStyle(document.body).backgroundColor"))

    grounds = {"light": "rgb(255, 255, 255)", "dark": "rgb(15, 18, 22)"}
    page = visitor.go()
    assert ground() == grounds[system]
    page.get_by_role("button", name="Change between light and dark").click()
    assert ground() == grounds[other]
    visitor.go("/status/")
    assert ground() == grounds[other]
    assert page.locator("html").get_attribute("data-bs-theme") == other
    page.get_by_role("button", name="Change between light and dark").click()
    assert ground() == grounds[system]
    assert "theme" not in {cookie["name"] for cookie in visitor.context.cookies()}


def test_keys_search_and_walk_the_rows(visit: Visit) -> None:
    first, second = (ContestFactory(start=timezone.now() + hours * HOUR) for hours in (1, 2))
    page = visit().go()
    focused = "document.activeElement.id"
    page.keyboard.press("j")
    assert page.evaluate(focused) == f"name-{first.pk}"
    page.keyboard.press("j")
    assert page.evaluate(focused) == f"name-{second.pk}"
    page.keyboard.press("k")
    assert page.evaluate(focused) == f"name-{first.pk}"
    page.keyboard.press("/")
    assert page.evaluate(focused) == "find"
    page.keyboard.type("jk")
    assert page.locator("#find").input_value() == "jk"
