"""Open boards that move by themselves: by changes that are fetched once, no reload."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.contests.models import Contest
from apps.ingest.contest_plans import plan_asked
from apps.ingest.models import Plan
from apps.live.models import Topic
from apps.resources.rows import Cell, ProblemRow, StandingRow, Standings
from apps.standings.actions import note_reading
from apps.standings.addresses import address_of_standings
from apps.standings.queries import rows_of, topic_of
from apps.standings.upsert import upsert_standings
from tests.e2e.conftest import VERSIONS, Visitor
from tests.e2e.test_live import come_and_watch, hide
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.browser
PEOPLE = 150
Visit = Callable[..., Visitor]
Backstage = Callable[[Callable[[], Any]], Any]
Write = Callable[..., None]
Watched = Callable[..., tuple[Page, list[str], Visitor]]


def board(scores: dict[int, int], *, solved: dict[int, str] | None = None, **fields: Any) -> Standings:
    """Return a table of three problems by the scores of its people, and what each of them solved."""
    rows = [
        StandingRow(
            account=f"user{number}",
            place=1 + sum(other > score for other in scores.values()),
            score=float(score),
            cells={short: Cell(state="solved", time=60.0) for short in (solved or {}).get(number, "")},
        )
        for number, score in scores.items()
    ]
    problems = tuple(ProblemRow(key=f"1{short}", name=f"Problem {short}", short=short) for short in "ABC")
    return Standings(rows=rows, problems=problems, **fields)


COUNT_GLIDES = """() => {
    window.glided = [];
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (...how) {
        window.glided.push(this.id);
        return animate.apply(this, how);
    };
}"""
PLACES_AND_NAMES = """
[...document.getElementById("rows").rows].map(row => [".place", ".name"].map(
    part => row.querySelector(part).textContent))
"""
SCORES = {number: 1000 - number for number in range(1, PEOPLE + 1)}  # user1 is first


@pytest.fixture
def contest(transactional_db: None) -> Contest:
    """A contest that runs."""
    site = ResourceFactory.create(host="codeforces.com", adapter="codeforces")
    now = timezone.now()
    made: Contest = ContestFactory.create(resource=site, title="Moving cup", start=now, end=now + timedelta(hours=2))
    Topic.objects.create(name=topic_of(made.pk), version=next(VERSIONS))
    return made


@pytest.fixture
def write(contest: Contest, backstage: Backstage) -> Write:
    """Give a function that stores a table as the engine does."""

    def store(table: Standings) -> None:
        backstage(lambda: upsert_standings(contest, table, now=timezone.now(), accepted=True))

    return store


@pytest.fixture
def watched(contest: Contest, write: Write, visit: Visit) -> Watched:
    """Give a function that opens the board of everybody and waits for the socket, with all that the page asks for."""

    def open_board(table: Standings | None = None, **options: Any) -> tuple[Page, list[str], Visitor]:
        write(table or board(SCORES))
        visitor = visit(**options)
        page = come_and_watch(visitor, address_of_standings(contest.pk, contest.title))
        page.evaluate("window.isSamePage = true")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.partition("/standings/")[2]))
        return page, asked, visitor

    return open_board


def shown(page: Page) -> list[tuple[str, str]]:
    """Return the places and names on the page, from the top."""
    found: list[list[str]] = page.evaluate(PLACES_AND_NAMES)
    return [(place, name) for place, name in found]


def stored(contest: Contest) -> list[tuple[str, str]]:
    """Return what the first page of the board is by the database."""
    return [(str(row.place), row.account.key) for row in rows_of(contest.pk)[:100]]


def fragments(asked: list[str]) -> list[str]:
    return [address for address in asked if "fragment" in address]


def changes(asked: list[str]) -> list[str]:
    return [address.partition("changes/")[2] for address in asked if "changes/" in address]


def test_solve_moves_its_row_without_a_reload(watched: Watched, write: Write, contest: Contest) -> None:
    page, asked, _ = watched()
    page.evaluate(COUNT_GLIDES)
    solver = rows_of(contest.pk).get(account__key="user120")
    write(board(SCORES | {120: 995, 90: 985}, solved={120: "A"}))
    row = page.locator(f"#row-{solver.pk}")
    expect(row).to_have_attribute("data-place", "5")
    assert shown(page) == stored(contest)
    expect(row.locator(".cell").first).to_have_class(re.compile("is-solved"))
    fellow = page.locator("#rows tr", has_text="user90")
    expect(fellow.locator(".shift")).to_have_text("▲74")
    expect(fellow).to_have_class(re.compile("is-changed"))
    expect(page.locator('thead [data-short="A"] .counts')).to_have_text("1/1")
    assert fellow.get_attribute("id") in page.evaluate("window.glided")
    assert (changes(asked), fragments(asked), page.evaluate("window.isSamePage")) == (["2.en.json"], [], True)


def test_random_changes_leave_the_board_as_it_is_stored(watched: Watched, write: Write, contest: Contest) -> None:
    page, asked, _ = watched()
    dice, scores = random.Random(5), dict(SCORES)
    for number in range(2, 10):
        for person in dice.sample(range(1, PEOPLE + 1), 8):
            scores[person] += dice.randrange(-30, 60)
        write(board(scores))
        expect(page.locator("#board")).to_have_attribute("data-version", str(number))
        assert shown(page) == stored(contest)
    assert len(changes(asked)) == 8
    assert len(fragments(asked)) < 8, "a row that is not known came up only now and then"


def test_page_that_was_away_follows_step_by_step(watched: Watched, write: Write, contest: Contest) -> None:
    page, asked, _ = watched()
    page.context.set_offline(True)
    for step in range(1, 5):
        write(board(SCORES | {50: 950 + 10 * step}, solved={50: "ABC"[:step]}))
    page.context.set_offline(False)
    expect(page.locator("#board")).to_have_attribute("data-version", "5")
    assert shown(page) == stored(contest)
    assert (sorted(set(changes(asked))), fragments(asked)) == ([f"{number}.en.json" for number in range(2, 6)], [])


def test_too_much_that_changed_is_read_anew(watched: Watched, write: Write, contest: Contest) -> None:
    page, asked, _ = watched()
    write(board({number: score + 5000 - 7 * number for number, score in SCORES.items()}))
    expect(page.locator("#board")).to_have_attribute("data-version", "2")
    assert shown(page) == stored(contest)
    assert (changes(asked), len(fragments(asked))) == (["2.en.json"], 1)


def test_removed_row_leaves_and_others_rise(watched: Watched, write: Write, contest: Contest) -> None:
    page, _, _ = watched()
    write(board({number: score for number, score in SCORES.items() if number != 3}))
    expect(page.locator("#rows .name", has_text=re.compile("^user3$"))).to_have_count(0)
    expect(page.locator("#rows tr").nth(2).locator(".shift")).to_have_text("▲1")
    assert shown(page) == stored(contest)


def test_freeze_is_shown_with_the_rows_of_its_version(watched: Watched, write: Write, contest: Contest) -> None:
    page, _, _ = watched()
    write(board(SCORES | {9: 1200}, is_frozen=True))
    expect(page.locator(".summary")).to_contain_text("frozen")
    assert shown(page) == stored(contest)


def test_focus_and_scroll_stay_where_they_are(watched: Watched, write: Write, contest: Contest) -> None:
    page, _, _ = watched()
    link = page.locator("#rows tr", has_text="user40").locator(".name")
    link.focus()
    page.evaluate("document.querySelector('.results').scrollTop = 700")
    write(board(SCORES | {60: 2000}))
    expect(page.locator("#rows .name").first).to_have_text("user60")
    assert page.evaluate("document.activeElement.textContent") == "user40"
    assert abs(page.evaluate("document.querySelector('.results').scrollTop") - 700) < 60


def test_nothing_glides_for_who_wants_it_calm(watched: Watched, write: Write, contest: Contest) -> None:
    page, _, _ = watched(reduced_motion="reduce")
    page.evaluate(COUNT_GLIDES)
    write(board(SCORES | {60: 2000}))
    expect(page.locator("#rows .name").first).to_have_text("user60")
    assert page.evaluate("window.glided") == []


def test_pinned_row_follows_without_being_asked_for_again(watched: Watched, write: Write, contest: Contest) -> None:
    page, asked, _ = watched()
    own = rows_of(contest.pk).get(account__key="user120")
    people = json.dumps({str(own.account_id): {"star": True, "me": False, "name": "user120", "at": 1}})
    page.evaluate("people => localStorage.setItem('clist.people', people)", people)
    page.reload()
    pinned = page.locator(f"#pinned-{own.pk}")
    expect(pinned).to_have_attribute("data-place", "120")
    asked.clear()
    write(board(SCORES | {60: 2000}))
    expect(page.locator("#rows .name").first).to_have_text("user60")
    expect(pinned).to_have_attribute("data-place", "120")
    write(board(SCORES | {60: 2000, 120: 882, 130: 1500}, solved={120: "B"}))
    expect(pinned).to_have_attribute("data-place", "119")
    expect(pinned.locator(".cell").nth(1)).to_have_class(re.compile("is-solved"))
    expect(pinned.locator(".to-row")).to_have_count(1)
    write(board(SCORES | {60: 2000, 120: 1600, 130: 1500}, solved={120: "B"}))
    expect(pinned.locator(".shift")).to_have_text("▲117")
    assert [address for address in asked if "rows/" in address] == []


def test_searched_board_is_read_anew(watched: Watched, write: Write, contest: Contest) -> None:
    page, asked, _ = watched()
    page.goto(f"{page.url}?search=user60")
    write(board(SCORES | {60: 2000}))
    expect(page.locator("#rows tr").first).to_have_attribute("data-place", "1")
    assert (changes(asked), len(fragments(asked))) == ([], 1)


def test_news_of_a_hidden_board_are_counted_in_its_title(watched: Watched, write: Write, contest: Contest) -> None:
    page, _, _ = watched()
    title = page.title()
    hide(page, hidden=True)
    write(board(SCORES | {60: 2000, 61: 1999}))
    expect(page).to_have_title(f"(2) {title}")


def test_update_now_is_followed_to_its_end(
    watched: Watched, write: Write, contest: Contest, backstage: Backstage
) -> None:
    page, _, _ = watched()
    reading, update = page.locator("#reading"), page.locator("#update")
    plans = Plan.objects.filter(subject=contest.key)
    backstage(lambda: plan_asked(contest, now=timezone.now()))
    update.get_by_text("Update now").click()
    expect(reading).to_contain_text("asked for, about to be read")
    expect(update).to_contain_text("Asked for")
    backstage(lambda: plans.update(held_until=timezone.now() + timedelta(minutes=1)))
    expect(reading).to_contain_text("being read now")

    def read() -> None:
        now = timezone.now()
        plans.update(held_until=None, tried=now, due=now + timedelta(seconds=48))
        note_reading(contest, now=now)

    backstage(read)
    expect(update).to_contain_text("Read just now.")
    expect(reading).to_contain_text(re.compile(r"read \d+ s ago\s*· next in 0:[0-4]\d"))
    expect(update.get_by_text("Update now")).to_be_visible()
