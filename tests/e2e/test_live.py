"""Open pages that stay true: changes as they happen, news in the title, and a socket that comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, WebSocket, WebSocketRoute, expect

from apps.contests.models import Contest
from apps.live.actions import publish
from tests.browser import let_go_on
from tests.e2e.conftest import Visitor
from tests.factories import ContestFactory

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
Backstage = Callable[[Callable[[], Any]], Any]


def changed(change: Callable[[], Any]) -> Callable[[], None]:
    """Return a change as the engine makes one: with its topic's version, in one transaction."""

    def act() -> None:
        with transaction.atomic():
            change()
            publish("contests")

    return act


def come_and_watch(visitor: Visitor, address: str = "/") -> Page:
    """Open a page, and return when the socket has told it the version."""
    heard: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.extend([frame]))

    visitor.page.on("websocket", listen)
    page = visitor.go(address)
    let_go_on(page, lambda: bool(heard))
    return page


def hide(page: Page, *, hidden: bool) -> None:
    """Make a page believe that its tab is in the background, or in front again."""
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_added_moved_and_cancelled_contests_show_on_every_open_page(visit: Visit, backstage: Backstage) -> None:
    contest = ContestFactory(title="First", start=timezone.now() + timedelta(hours=5))
    pages = [come_and_watch(visit(), address) for address in ("/", contest.get_absolute_url())]
    names = pages[0].locator("#contests .name")

    def cancel() -> None:
        Contest.objects.filter(pk=contest.pk).update(cancelled=timezone.now(), sequence=1)

    def move() -> None:
        start = timezone.now() + timedelta(days=3)
        Contest.objects.filter(pk=contest.pk).update(start=start, end=start + timedelta(hours=2), sequence=2)

    backstage(changed(lambda: ContestFactory(title="Second", start=timezone.now() + timedelta(hours=9))))
    expect(names).to_have_text(["First", "Second"])
    backstage(changed(cancel))
    for page in pages:
        expect(page.locator("#contests")).to_contain_text("cancelled")
    backstage(changed(move))
    expect(names).to_have_text(["Second", "First"])


def test_ended_contest_leaves_the_running_ones_by_itself(visit: Visit) -> None:
    now = timezone.now().replace(microsecond=0)
    contest = ContestFactory(start=now - timedelta(hours=1), end=now + timedelta(seconds=6))
    page = come_and_watch(visit())
    row = page.locator(f"#contest-{contest.pk}")
    expect(row).to_have_class(re.compile("is-running"))
    page.wait_for_timeout(max(0, (contest.end - timezone.now()).total_seconds() * 1000))
    expect(row).to_have_class(re.compile("is-over"))


def test_change_between_loading_and_watching_is_not_lost(visit: Visit, backstage: Backstage) -> None:
    ContestFactory(title="First")
    visitor = visit()
    opened: list[WebSocketRoute] = []
    visitor.page.route_web_socket(
        "**/ws/live", lambda route: opened.extend([route])
    )  # a server that does not answer yet
    page = visitor.go()
    backstage(changed(lambda: Contest.objects.update(title="Changed", sequence=1)))
    let_go_on(page, lambda: bool(opened))
    opened[-1].send('{"topic": "contests", "version": 1000000}')
    expect(page.locator("#contests .name")).to_have_text("Changed")


def test_socket_comes_back_and_the_page_catches_up(visit: Visit, backstage: Backstage) -> None:
    ContestFactory(title="First")
    visitor = visit()
    opened: list[WebSocketRoute] = []

    def pass_on(route: WebSocketRoute) -> None:
        opened.append(route)
        route.connect_to_server()

    visitor.page.route_web_socket("**/ws/live", pass_on)
    page = come_and_watch(visitor)
    opened[0].close()
    backstage(changed(lambda: Contest.objects.update(title="Changed", sequence=1)))
    expect(page.locator("#contests .name")).to_have_text("Changed")
    assert len(opened) == 2


def test_page_that_slept_asks_how_things_stand_and_drops_a_dead_socket(visit: Visit) -> None:
    ContestFactory(title="First")
    visitor = visit()
    asked: list[Any] = []

    def swallow(route: WebSocketRoute) -> None:
        route.on_message(lambda message: asked.extend([message]))
        asked.append("opened")

    visitor.page.route_web_socket("**/ws/live", swallow)  # open in name only: it never answers
    page = visitor.go()
    let_go_on(page, lambda: len(asked) > 1)
    hide(page, hidden=True)
    hide(page, hidden=False)
    let_go_on(page, lambda: len(asked) > 4)
    question = '{"watch":["contests"]}'
    assert asked[:5] == ["opened", question, question, "opened", question]


def test_news_in_a_hidden_tab_are_counted_in_its_title(visit: Visit, backstage: Backstage) -> None:
    for number in range(3):
        ContestFactory(title=f"Round {number}")
    page = come_and_watch(visit())
    title = page.title()
    hide(page, hidden=True)
    backstage(changed(lambda: Contest.objects.exclude(title="Round 0").update(sequence=5)))
    expect(page).to_have_title(f"(2) {title}")
    hide(page, hidden=False)
    expect(page).to_have_title(title)


def test_fold_stays_open_and_the_focus_stays_over_a_change(visit: Visit, backstage: Backstage) -> None:
    now = timezone.now()
    ContestFactory(title="Long", start=now - timedelta(days=9), end=now + timedelta(days=9))
    contest = ContestFactory(title="Round")
    page = come_and_watch(visit())
    page.locator("#long-running > summary").click()
    page.locator(f"#name-{contest.pk}").focus()
    backstage(changed(lambda: Contest.objects.filter(pk=contest.pk).update(title="Renamed", sequence=1)))
    expect(page.locator(f"#name-{contest.pk}")).to_have_text("Renamed")
    assert page.locator("#long-running").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.id") == f"name-{contest.pk}"


def test_without_a_socket_the_page_looks_now_and_then(visit: Visit, backstage: Backstage) -> None:
    ContestFactory(title="First")
    visitor = visit()
    visitor.page.clock.install()
    visitor.page.route_web_socket("**/ws/live", lambda route: route.close())
    page = visitor.go()
    backstage(changed(lambda: Contest.objects.update(title="Changed", sequence=1)))
    page.clock.run_for(70_000)
    expect(page.locator("#contests .name")).to_have_text("Changed")


def test_wrong_clock_of_the_browser_does_not_bend_the_countdown(visit: Visit) -> None:
    contest = ContestFactory(start=timezone.now() + timedelta(minutes=40))
    visitor = visit()
    visitor.page.clock.install(time=timezone.now() + timedelta(minutes=10))
    page = come_and_watch(visitor)
    page.clock.run_for(3000)
    expect(page.locator(f"#contest-{contest.pk} count-down")).to_have_text(re.compile(r"(39|40):\d\d"))
