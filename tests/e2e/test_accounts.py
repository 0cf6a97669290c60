"""Accounts in a browser: the list filters and sorts, people are followed, charts answer, the unseen is looked up."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from apps.accounts.models import Account
from apps.accounts.relisting import relist_accounts
from apps.contests.models import Contest
from apps.resources.models import Resource
from apps.resources.rows import RatingRow
from apps.standings.ratings_upsert import upsert_ratings
from tests.e2e.conftest import Visitor
from tests.e2e.pages import make_world
from tests.factories import AccountFactory, ResourceFactory

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
Backstage = Callable[[Callable[[], Any]], Any]
ANN = "/account/ann/resource/codeforces.com/"
DAY = timedelta(days=1)


@pytest.fixture
def world(transactional_db: None) -> Contest:
    """Make the small world, in which ann has a rating and was active today."""
    contest = make_world()
    ann = Account.objects.get(key="ann")
    now = timezone.now()
    Account.objects.filter(pk=ann.pk).update(
        rating=1488, n_contests=9, days={(now - DAY * n).date().isoformat(): 3 for n in range(5)}
    )
    steps = [
        RatingRow(contest="older", title="Older round", at=now - 90 * DAY, new_rating=1300),
        RatingRow(contest="old", title="Old round", at=now - 30 * DAY, old_rating=1300, new_rating=1500),
    ]
    upsert_ratings(ann, steps, now=now)
    second = ResourceFactory(host="second.example", title="Second")
    AccountFactory(resource=second, key="zoe", rating=2000, country="LV")
    Resource.objects.filter(host__in=("codeforces.com", "second.example")).update(n_accounts=2)
    relist_accounts()
    return contest


@pytest.mark.usefixtures("world")
def test_list_filters_and_sorts_without_loading(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/accounts/")
    handles = page.locator("#contests .who")
    expect(handles).to_have_text(["zoe", "ann", "North 1"])
    page.evaluate("window.stayed = true")
    page.get_by_label("Handle or name").fill("an")
    expect(handles).to_have_text(["ann"])
    page.get_by_label("Handle or name").fill("")
    expect(handles).to_have_count(3)
    page.locator("#site-menu > summary").click()
    page.get_by_role("checkbox", name="Second").check()
    expect(handles).to_have_text(["zoe"])
    expect(page.locator("#chosen-sites")).to_have_text(" 1")
    page.go_back()
    expect(handles).to_have_text(["zoe", "ann", "North 1"])
    assert page.evaluate("window.stayed") is True
    page.get_by_role("link", name="Contests", exact=True).last.click()
    expect(handles).to_have_text(["ann", "North 1", "zoe"])
    assert page.url == f"{visitor.site}/accounts/?sort=-contests"


@pytest.mark.usefixtures("world")
def test_list_works_without_scripts(visit: Visit) -> None:
    page = visit(java_script_enabled=False).go("/accounts/")
    page.get_by_label("Country, two letters").fill("lv")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#contests .who")).to_have_text(["zoe", "North 1"])


@pytest.mark.usefixtures("world")
def test_followed_and_own_accounts_are_kept_by_the_browser(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go(ANN)
    star, me = page.get_by_role("button", name="Follow"), page.get_by_role("button", name="This is me")
    expect(star).to_have_attribute("aria-pressed", "false")
    star.click()
    me.click()
    for button in (star, me):
        expect(button).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(star).to_have_attribute("aria-pressed", "true")
    visitor.go("/accounts/")
    page.locator("#followed").click()
    expect(page.locator("#contests .who")).to_have_text(["ann"])
    page.locator("#mine").click()
    expect(page.locator("#contests .who")).to_have_count(3)


@pytest.mark.usefixtures("world")
def test_keys_walk_the_accounts_and_their_contests(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/accounts/")
    for _ in range(2):
        page.keyboard.press("j")
    expect(page.locator("#contests tbody tr").nth(1).locator("th a")).to_be_focused()

    visitor.go(ANN)
    page.keyboard.press("j")
    expect(page.locator("#participations tbody th a").first).to_be_focused()


@pytest.mark.usefixtures("world")
def test_lines_of_a_chart_have_short_names_where_there_is_little_room(visit: Visit) -> None:
    page = visit().go(ANN)
    names = """async ([labels, isNarrow]) => {
      const { namesFor } = await import("/static/js/plot-layers.js");
      return namesFor({ series: labels.map((label) => ({ label })) }, { isNarrow, kind: "line" })[0];
    }"""
    people, sites = ["ann · One", "bob · One", "cid · Two"], ["ann · One", "ann · Two"]
    shown = {
        "wide": page.evaluate(names, [people, False]),
        "people": page.evaluate(names, [people, True]),
        "sites": page.evaluate(names, [sites, True]),
        "same": page.evaluate(names, [["ann", "ann"], True]),
    }
    assert shown == {"wide": people, "people": ["ann", "bob", "cid"], "sites": ["One", "Two"], "same": ["ann", "ann"]}


@pytest.mark.usefixtures("world")
def test_chart_and_days_tell_what_is_under_the_pointer(visit: Visit) -> None:
    page = visit().go(ANN)
    expect(page.locator("#ratings canvas")).to_have_count(1)
    page.locator("#ratings .u-over").hover(position={"x": 3, "y": 60})
    expect(page.locator("#ratings output")).to_contain_text("Older round")
    days = page.locator("#activity output")
    expect(days).to_contain_text("7 active days · 15 submissions · 3 contests")
    box = page.locator("#activity svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    expect(days).to_contain_text("active days")
    page.locator("#days-in-numbers > summary").click()
    expect(page.locator("#days-in-numbers tbody tr")).to_have_count(7)
    expect(page.locator("#streaks")).to_contain_text("Current streak5 days since")


@pytest.mark.usefixtures("world")
def test_contests_are_filtered_and_another_year_is_shown_without_loading(visit: Visit) -> None:
    page = visit().go(ANN)
    page.evaluate("window.stayed = true")
    page.get_by_label("Words of the title").fill("no such")
    expect(page.locator("#participations .empty")).to_contain_text("No contest matches.")
    expect(page.locator("#played-count")).to_have_text(re.compile("^0 of "))
    page.get_by_label("Words of the title").fill("moved")
    expect(page.locator("#participations tbody th > a")).to_have_text(["Moved cup"])
    page.locator(".year-choice a").nth(1).click()
    expect(page.locator(".year-choice a").nth(1)).to_have_attribute("aria-current", "true")
    assert page.evaluate("window.stayed") is True


@pytest.mark.usefixtures("world")
def test_what_is_typed_while_an_answer_comes_stays(visit: Visit) -> None:
    page = visit().go(ANN)
    field = page.get_by_label("Words of the title")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("search=no"), hold)
    with page.expect_request(re.compile("search=no")):
        field.press_sequentially("no")
    field.press_sequentially("t", delay=0)
    held[0].continue_()
    expect(page.locator("#participations .empty")).to_contain_text("No contest matches.")

    assert field.input_value() == "not"
    assert field.evaluate("one => document.activeElement === one") is True


@pytest.mark.usefixtures("world")
def test_page_grows_by_itself_when_the_account_was_read(visit: Visit, backstage: Backstage) -> None:
    from apps.accounts.queries import topic_of  # noqa: PLC0415
    from apps.live.actions import publish  # noqa: PLC0415

    page = visit().go(ANN)
    expect(page.locator("#account-facts strong")).to_have_text("1488")
    page.wait_for_function("() => performance.getEntriesByType('navigation').length > 0")
    page.wait_for_timeout(500)  # the socket opens

    def read() -> None:
        ann = Account.objects.get(key="ann")
        Account.objects.filter(pk=ann.pk).update(rating=1777)
        steps = [RatingRow(contest="new", title="New round", at=timezone.now() + DAY, new_rating=1777)]
        upsert_ratings(ann, steps, now=timezone.now())
        publish(topic_of(ann.pk))

    backstage(read)
    expect(page.locator("#account-facts strong")).to_have_text("1777")
    expect(page.locator("#ratings canvas")).to_have_count(1)
    size = page.locator("#ratings .u-over").bounding_box()
    assert size is not None
    page.locator("#ratings .u-over").hover(position={"x": size["width"] - 3, "y": 60})
    expect(page.locator("#ratings output")).to_contain_text("New round")


@pytest.mark.usefixtures("world")
def test_look_up_waits_and_turns_into_the_account(visit: Visit, backstage: Backstage) -> None:
    visitor = visit()
    page = visitor.go("/accounts/lookup/")
    page.get_by_label("Handle or address of a profile").fill("https://codeforces.com/profile/newcomer")
    page.get_by_role("button", name="Look up").click()
    expect(page.locator("#lookup-state")).to_contain_text("Reading newcomer from Codeforces…")

    site = Resource.objects.get(host="codeforces.com")
    backstage(lambda: AccountFactory(resource=site, key="newcomer"))

    expect(page.locator("h1")).to_have_text("newcomer")
    assert page.url == f"{visitor.site}/account/newcomer/resource/codeforces.com/"
