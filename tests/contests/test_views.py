"""The main page, and what stands where a page is missing or broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from selectolax.lexbor import LexborHTMLParser, LexborNode

from apps.accounts.models import User
from apps.contests.models import Contest
from apps.live.actions import publish
from tests.factories import ContestChangeFactory, ContestFactory, PlanFactory, ResourceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 18, 54, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """Let it be one evening, for ever."""
    with time_machine.travel(NOW, tick=False):
        yield


def see(client: Client, address: str = "/") -> LexborHTMLParser:
    """Return a page as a browser reads it."""
    response = client.get(address)
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def titles(page: LexborHTMLParser, group: str = "") -> list[str]:
    """Return the titles on a page in their order, all or those under one heading."""
    if not group:
        return [node.text() for node in page.css("#contests .name")]
    sections = [
        found for found in page.css("#contests .group") if found.css_first("h2, summary").text().startswith(group)
    ]
    return [node.text() for section in sections for node in section.css(".name")]


def plain(node: LexborNode) -> str:
    """Return a node's text with runs of blanks made one."""
    return " ".join(node.text(separator=" ").split())


def words(page: LexborHTMLParser, selector: str) -> str:
    """Return the text of the first match."""
    node = page.css_first(selector)
    assert node is not None, selector
    return plain(node)


def test_main_page_groups_contests_by_state_and_day(client: Client) -> None:
    ContestFactory(title="Runs", start=NOW - HOUR)
    ContestFactory(title="Next", start=NOW + HOUR)
    ContestFactory(title="Tomorrow", start=NOW + 10 * HOUR)
    ContestFactory(title="Ended", start=NOW - 5 * HOUR)
    ContestFactory(title="Long", start=NOW - 50 * HOUR, end=NOW + 200 * HOUR)
    ContestFactory(title="Long ago", start=NOW - 50 * HOUR)
    ContestFactory(title="Hidden", hidden=True)
    ContestFactory(title="Switched off", resource__enabled=False)
    page = see(client)
    assert {group: titles(page, group) for group in ("Running", "1 long", "Today", "Tomorrow, Sunday", "Ended")} == {
        "Running": ["Runs"],
        "1 long": ["Long"],
        "Today": ["Next"],
        "Tomorrow, Sunday": ["Tomorrow"],
        "Ended": ["Ended"],
    }
    assert titles(page) == ["Runs", "Long", "Next", "Tomorrow", "Ended"]


@pytest.mark.parametrize(
    ("cookie", "query", "zone", "clock"),
    [
        ("", "", "UTC", "23:30"),
        ("Europe/Minsk", "", "Europe/Minsk", "02:30"),
        ("Europe/Minsk", "?timezone=Asia/Tokyo", "Asia/Tokyo", "08:30"),
        ("No/Such", "", "UTC", "23:30"),
    ],
)
def test_times_are_in_the_viewers_zone(client: Client, cookie: str, query: str, zone: str, clock: str) -> None:
    ContestFactory(start=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))
    if cookie:
        client.cookies["timezone"] = cookie
    page = see(client, f"/{query}")
    assert (words(page, ".when"), words(page, ".zone-name")) == (clock, zone)
    assert page.css_first(".when time").attributes["datetime"] == "2026-11-21T23:30:00Z"


def test_row_carries_what_scripts_of_the_incumbent_read(client: Client) -> None:
    ContestFactory(title="Round 7", start=NOW + 2 * HOUR, url="https://site.example/7")
    page = see(client)
    assert words(page, "#contests .contest_title") == "Round 7"
    assert page.css_first("#contests .contest_title a").attributes["href"] == "https://site.example/7"
    assert words(page, "#contests .duration") == "2 h"
    assert words(page, "#contests .timeleft") == "in 2 h 00"
    assert '"title":"Round 7"' in (page.css_first("#contests a[data-ace]").attributes["data-ace"] or "")


def test_marks_tell_rated_moved_cancelled_and_gone(client: Client) -> None:
    rated = ContestFactory(rated=True, start=NOW + HOUR)
    moved, moved_long_ago = ContestFactory.create_batch(2, start=NOW + 4 * HOUR)
    ContestChangeFactory(contest=moved, at=NOW - timedelta(days=6))
    ContestChangeFactory(contest=moved_long_ago, at=NOW - timedelta(days=8))
    cancelled = ContestFactory(cancelled=NOW - HOUR, start=NOW + 5 * HOUR)
    gone = ContestFactory(gone=NOW - HOUR, start=NOW + 6 * HOUR)
    page = see(client)
    found = {contest: words(page, f"#contest-{contest.pk} .tags") for contest in Contest.objects.all()}
    assert found == {
        rated: "rated",
        moved: "moved from 21:54",
        moved_long_ago: "",
        cancelled: "cancelled",
        gone: "gone",
    }
    assert [node.id for node in page.css(".is-off")] == [f"contest-{cancelled.pk}", f"contest-{gone.pk}"]


def test_filter_in_the_address_chooses_and_fills_the_form(client: Client) -> None:
    site = ResourceFactory(host="one.example", short="one")
    ContestFactory(resource=site, title="Alpha Cup")
    ContestFactory(resource=site, title="Beta Cup")
    ContestFactory(title="Alpha of another site")
    page = see(client, "/?resource=one&search=alpha&kind=&duration_to=5h")
    assert titles(page) == ["Alpha Cup"]
    assert page.css_first("#search").attributes["value"] == "alpha"
    assert [node.attributes["value"] for node in page.css("input[name=resource]") if "checked" in node.attributes] == [
        "one.example"
    ]
    assert words(page, "select[name=duration_to] option[selected]") == "5 h"
    assert [node.attributes["href"] for node in page.css("form #feeds a")] == [
        f"/{feed}?resource=one&duration_to=18000&search=alpha" for feed in ("calendar.ics", "feed.atom", "feed.rss")
    ]
    assert page.css_first("#clear a").attributes["href"] == "/"


def test_marks_tell_new_longer_and_the_registration(client: Client) -> None:
    known = ResourceFactory()
    ContestFactory(resource=known, start=NOW - 99 * HOUR)
    first_read = ResourceFactory()
    fresh = ContestFactory(resource=known, start=NOW + HOUR, created=NOW - HOUR)
    of_a_new_site = ContestFactory(resource=first_read, start=NOW + 2 * HOUR, created=NOW - HOUR)
    longer = ContestFactory(start=NOW + 3 * HOUR)
    ContestChangeFactory(
        contest=longer,
        kind="extended",
        at=NOW - HOUR,
        was={"start": longer.start.isoformat(), "end": (longer.end - HOUR).isoformat()},
    )
    closing = ContestFactory(start=NOW + 4 * HOUR, registration_closes=NOW + 3 * HOUR)
    page = see(client)
    found = {
        contest: words(page, f"#contest-{contest.pk} .tags") for contest in (fresh, of_a_new_site, longer, closing)
    }
    assert found == {
        fresh: "new",
        of_a_new_site: "",
        longer: "extended by 1 h",
        closing: "registration closes in 3 h",
    }


HOSTILE = """</a><script>alert(1)</script>"'&<b id=x>"""


def test_nothing_that_a_site_says_becomes_markup(client: Client) -> None:
    site = ResourceFactory(title=HOSTILE, host="sour.example", short="<i>")
    states = {"running": NOW - HOUR, "coming": NOW + HOUR, "over": NOW - 3 * HOUR}
    made = [
        ContestFactory(resource=site, title=HOSTILE, url=HOSTILE, host=HOSTILE, kind=HOSTILE, start=start)
        for start in states.values()
    ]
    for address in ("/", "/?group=yes"):
        page = see(client, address)
        assert titles(page) == [HOSTILE] * 3
        assert page.css("#contests script, #contests b, #filters script, #filters b, #marks i") == []
        for contest in made:
            row = page.css_first(f"#contest-{contest.pk}")
            assert row.css_first(".name").attributes["href"] == HOSTILE
            assert row.css_first(".site").text() == HOSTILE
            assert json.loads(row.css_first("a[data-ace]").attributes["data-ace"] or "")["location"] == HOSTILE


def test_list_is_grouped_by_site(client: Client) -> None:
    site, other = ResourceFactory(title="One site"), ResourceFactory(title="Other site")
    for number in range(5):
        ContestFactory(resource=site, title=f"Round {number}", start=NOW + number * DAY + HOUR)
    ContestFactory(resource=other, title="Runs", start=NOW - HOUR)
    page = see(client, "/?group=yes&search=r")
    assert [plain(heading) for heading in page.css("#contests h2")] == ["Other site", "One site"]
    assert titles(page, "One site") == [f"Round {number}" for number in range(5)]
    assert words(page, ".more summary") == "+2 more"
    assert [node.text() for node in page.css(".more .name")] == ["Round 3", "Round 4"]
    assert "checked" in page.css_first("input[name=group]").attributes


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("group=", "?group=yes"),
        ("group=no&past_days=1", ""),
        ("past_days=3&group=on&search=div", "?search=div&group=yes&past_days=3"),
        ("past_days=400", "?past_days=31"),
        ("view=list&as_coder=x&more=y&filter=z&time_format=w", ""),
        ("q=div&status=coming", "?status=coming&search=div"),
        ("weekday=sun&weekday=sat&time_from=18&kind=", "?weekday=sat&weekday=sun&time_from=18:00"),
    ],
)
def test_address_of_a_list_has_one_spelling(client: Client, query: str, canonical: str) -> None:
    assert client.get(f"/?{query}", headers={"HX-Request": "true"})["HX-Push-Url"] == f"/{canonical}"


def test_past_days_reach_farther_back(client: Client) -> None:
    ContestFactory(title="Yesterday", start=NOW - 40 * HOUR)
    ContestFactory(title="Coming", start=NOW + HOUR)
    assert titles(see(client)) == ["Coming"]
    assert titles(see(client, "/?past_days=3")) == ["Coming", "Yesterday"]
    assert titles(see(client, "/?past_days=0")) == ["Coming"]
    assert words(see(client, "/?past_days=x"), ".notice") == "“past_days=x” is not understood and passed over."


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("view=calendar", "/calendar/"),
        ("view=calendar&resource=b,a&search=", "/calendar/?resource=a&resource=b"),
        ("view=agenda&search=div", "/calendar/?view=agenda&search=div"),
    ],
)
def test_other_views_have_their_own_address(client: Client, query: str, address: str) -> None:
    response = client.get(f"/?{query}")
    assert (response.status_code, response["Location"]) == (302, address)


def test_form_shows_every_filter_of_the_address(client: Client) -> None:
    ContestFactory(kind="ICPC", rated=False, start=NOW + HOUR)
    ContestFactory(kind="IOI", rated=False, start=NOW + HOUR)
    address = "/?weekday=sat&weekday=sun&time_from=9:30&time_to=23&duration_from=2h&kind=icpc&rated=no&status=coming"
    page = see(client, address)
    ticked = [
        (node.attributes["name"], node.attributes["value"])
        for node in page.css("#filters input[type=checkbox][name]")
        if "checked" in node.attributes
    ]
    assert ticked == [("weekday", "sat"), ("weekday", "sun"), ("kind", "ICPC")]
    assert [node.attributes["value"] for node in page.css("#filters input[name=kind]")] == ["ICPC", "IOI"]
    assert [node.attributes["value"] for node in page.css("#filters input[type=time]")] == ["09:30", "23:00"]
    assert [plain(node) for node in page.css("#filters option[selected]")] == ["2 h", "Unrated"]
    assert [plain(node) for node in page.css(".chosen")] == ["", "Sat, Sun, 09:30–23:00", "≥ 2 h", "1"]
    hidden = [(node.attributes["name"], node.attributes["value"]) for node in page.css("#filters input[type=hidden]")]
    assert hidden == [("status", "coming")]


def test_filter_that_lets_nothing_through_says_so_and_offers_the_way_out(client: Client) -> None:
    ContestFactory(title="Alpha")
    page = see(client, "/?search=omega")
    assert titles(page) == []
    assert words(page, ".empty") == "No contest that runs, comes or has just ended passes this filter. Clear filters"


def test_htmx_is_told_the_canonical_address(client: Client) -> None:
    response = client.get("/?search=&resource=b,a&rated=", headers={"HX-Request": "true"})
    assert response["HX-Push-Url"] == "/?resource=a&resource=b"
    assert client.get("/?search=", headers={"HX-Request": "true"})["HX-Push-Url"] == "/"


@pytest.mark.parametrize("rows", [1, 30])
def test_main_page_takes_as_many_queries_for_thirty_rows(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for contest in ContestFactory.create_batch(rows):
        ContestChangeFactory(contest=contest)
        PlanFactory(resource=contest.resource, succeeded=NOW)
    with django_assert_num_queries(5):  # version, contests, moves, sites, freshness
        assert len(titles(see(client))) == rows
    with django_assert_num_queries(1):
        assert len(titles(see(client))) == rows


def test_change_shows_at_once_in_spite_of_the_cache(client: Client) -> None:
    contest = ContestFactory(title="Before")
    assert titles(see(client)) == ["Before"]
    Contest.objects.update(title="After")
    assert titles(see(client)) == ["Before"]  # nobody was told: so this page does come from the cache
    with transaction.atomic():
        publish("contests")
    assert titles(see(client)) == ["After"]
    assert words(see(client, contest.get_absolute_url()), "h1") == "After"


def test_kept_pages_of_different_viewers_do_not_mix(client: Client) -> None:
    ContestFactory(start=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))
    assert words(see(client, "/?timezone=Asia/Tokyo"), ".when") == "08:30"
    assert words(see(client), ".when") == "23:30"
    client.cookies["theme"] = "dark"
    assert see(client).css_first("html").attributes["data-bs-theme"] == "dark"
    del client.cookies["theme"]
    assert "data-bs-theme" not in see(client).css_first("html").attributes


def test_kept_page_holds_nothing_of_a_visitors_address_or_person(client: Client, admin_user: User) -> None:
    ContestFactory()
    assert "secret" not in client.get("/?secret=1").content.decode()
    client.force_login(admin_user)
    assert "Administration" in client.get("/").content.decode()
    client.logout()
    client.cookies.clear()
    page = client.get("/").content.decode()
    assert "Administration" not in page
    assert "csrf" not in page


def test_unchanged_page_costs_no_bytes(client: Client) -> None:
    ContestFactory()
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert {name.strip() for name in first["Vary"].split(",")} >= {"Cookie", "Accept-Language"}


def test_demo_says_so_on_every_page(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    for address in ("/", "/status/", "/resources/", "/timezone/", "/no-such-page/"):
        page = LexborHTMLParser(client.get(address).content.decode())
        assert words(page, ".demo").startswith("Made-up data:")
