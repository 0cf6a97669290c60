"""The page of a contest: its times, what stands beside it, and what it says to machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from selectolax.lexbor import LexborHTMLParser, LexborNode

from apps.contests.contest_views import Problem, problems
from apps.contests.models import Contest
from apps.contests.models import Problem as StoredProblem
from apps.contests.problems_upsert import upsert_problems
from apps.resources.rows import ProblemRow
from tests.factories import ContestChangeFactory, ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 18, 54, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def see(client: Client, contest: Contest) -> LexborHTMLParser:
    """Return a contest's page as a browser reads it."""
    response = client.get(contest.get_absolute_url())
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def plain(node: LexborNode) -> str:
    """Return a node's text with runs of blanks made one."""
    return " ".join(node.text(separator=" ").split())


def beside(page: LexborHTMLParser, section: str) -> list[str]:
    """Return the lines under a heading, without their times."""
    return [
        " ".join(node.text(separator=" ").split())
        for node in page.css(f"section[aria-labelledby={section}] .beside-name")
    ]


def facts(page: LexborHTMLParser) -> dict[str, str]:
    """Return the facts by their names."""
    return {
        row.css_first("dt").text(): " ".join(row.css_first("dd").text(separator=" ").split())
        for row in page.css(".contest-body > .facts > div")
    }


def test_contest_page_tells_times_links_and_facts(client: Client) -> None:
    contest = ContestFactory(
        title="Regular Contest 211",
        resource__title="Site",
        resource__timezone="Asia/Tokyo",
        start=datetime(2026, 11, 22, 13, tzinfo=UTC),
        end=datetime(2026, 11, 24, 13, tzinfo=UTC),
        duration=2 * HOUR,
        registration_url="https://site.example/register",
        standings_url="https://site.example/standings",
        facts={"freeze_minutes": 15},
    )
    client.cookies["timezone"] = "Europe/Minsk"
    page = see(client, contest)
    assert plain(page.css_first("h1")) == "Regular Contest 211"
    assert [plain(row) for row in page.css(".times tbody tr")] == [
        "Europe/Minsk yours Sun 22 Nov 2026, 16:00 Tue 24 Nov 2026, 16:00",
        "Asia/Tokyo the site's Sun 22 Nov 2026, 22:00 Tue 24 Nov 2026, 22:00",
        "UTC Sun 22 Nov 2026, 13:00 Tue 24 Nov 2026, 13:00",
    ]
    facts = [plain(row) for row in page.css(".facts > div")]
    assert facts[:1] == ["Duration 2 h of your own, within a window of 2 d"]
    assert "freeze minutes 15" in facts
    google = {
        "action": "TEMPLATE",
        "text": "Regular Contest 211",
        "dates": "20261122T130000Z/20261124T130000Z",
        "details": contest.url,
        "location": contest.host,
    }
    assert [node.attributes["href"] for node in page.css(".doorway a")][:5] == [
        contest.url,
        "https://site.example/register",
        "https://site.example/standings",
        f"/calendar.ics?contest={contest.pk}",
        f"https://calendar.google.com/calendar/render?{urlencode(google, quote_via=quote)}",
    ]


def test_contest_page_tells_its_history_newest_first(client: Client) -> None:
    contest = ContestFactory(title="Round 7", start=NOW + 4 * HOUR)
    ContestChangeFactory(contest=contest, kind="added", at=NOW - 9 * HOUR)
    ContestChangeFactory(contest=contest, kind="moved", at=NOW - 3 * HOUR)
    ContestChangeFactory(
        contest=contest, kind="renamed", at=NOW - HOUR, was={"title": "Round"}, now={"title": "Round 7"}
    )
    page = see(client, contest)
    assert [plain(line) for line in page.css(".history li")] == [
        "renamed 21 Nov 2026, 17:54 Title Round → Round 7",
        (
            "moved 21 Nov 2026, 15:54"
            " Start 21 Nov 2026, 21:54 → 21 Nov 2026, 22:54 End 21 Nov 2026, 23:54 → 22 Nov 2026, 00:54"
        ),
        "announced 21 Nov 2026, 09:54",
    ]


def test_hidden_contest_is_not_found(client: Client) -> None:
    contest = ContestFactory(title="Secret Round")
    assert client.get(f"/contest/{contest.pk}/").status_code == 200
    Contest.objects.update(hidden=True)
    response = client.get(f"/contest/{contest.pk}/")
    assert response.status_code == 404
    assert "Secret Round" not in response.content.decode()


def test_merged_contest_leads_to_what_it_became(client: Client) -> None:
    kept = ContestFactory()
    merged = ContestFactory(merged_into=kept)
    response = client.get(f"/contest/{merged.pk}/")
    assert (response.status_code, response["Location"]) == (302, f"/contest/{kept.pk}/")


@pytest.mark.parametrize("changes", [1, 30])
def test_contest_page_takes_as_many_queries_for_thirty_changes(
    client: Client, changes: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    contest = ContestFactory()
    ContestChangeFactory.create_batch(changes, contest=contest)
    with django_assert_num_queries(5):  # contest, version, changes, related contests, freshness
        assert len(see(client, contest).css(".history li")) == changes


def test_divisions_and_neighbours_stand_beside_a_contest(client: Client) -> None:
    site = ResourceFactory()

    def round_of(number: int, division: int, days: float) -> Contest:
        title = f"Round {number} (Div. {division})"
        start = NOW + timedelta(days=days)
        return ContestFactory.create(resource=site, title=title, series="site-round", series_number=number, start=start)

    first = round_of(7, 1, 3)
    round_of(7, 2, 3)
    round_of(6, 2, -4)
    round_of(8, 2, 9)
    ContestFactory(resource=site, title="Fun Cup", start=NOW + timedelta(days=2))
    ContestFactory(resource=site, title="At the same hour, unlike", start=first.start)
    ContestFactory(resource=site, title="Round 7 (Div. 3)", start=first.start, hidden=True)
    ContestFactory(title="Elsewhere", start=first.start + HOUR)
    ContestFactory(title="Elsewhere, cancelled", start=first.start + HOUR, cancelled=NOW)
    ContestFactory(title="Elsewhere, for a month", start=NOW - HOUR, end=NOW + timedelta(days=30))
    page = see(client, first)
    assert beside(page, "divisions") == ["Round 7 (Div. 2)"]
    assert beside(page, "neighbours") == [
        "Round 6 (Div. 2) earlier in the series",
        "Round 8 (Div. 2) next in the series",
        "Fun Cup before it at this site",
    ]
    assert beside(page, "at-once") == ["Elsewhere, for a month", "Elsewhere"]
    assert page.css_first('.facts a[href="/series/site-round/"]').text() == "Round"


def test_contest_alone_has_nothing_beside_it_and_no_series(client: Client) -> None:
    page = see(client, ContestFactory(series="site-cup"))
    assert page.css(".beside") == []
    assert "Series" not in facts(page)


@pytest.mark.parametrize("others", [1, 3])
def test_page_takes_as_many_queries_for_any_number_of_others(
    client: Client, others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    contest = ContestFactory(series="cup")
    ContestFactory.create_batch(others, resource=contest.resource, series="cup", start=contest.start - HOUR)
    ContestFactory.create_batch(others, start=contest.start)
    with django_assert_num_queries(5):  # contest, version, changes, related contests, freshness
        assert len(beside(see(client, contest), "at-once")) == others


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (None, None, "Its times are not known."),
        (-1, 2, "open from Sat 21 Nov 2026, 17:54 till Sat 21 Nov 2026, 20:54 closes in 2 h 00"),
        (1, 2, "not open yet from Sat 21 Nov 2026, 19:54 till Sat 21 Nov 2026, 20:54"),
        (-2, -1, "closed from Sat 21 Nov 2026, 16:54 till Sat 21 Nov 2026, 17:54"),
    ],
)
def test_registration_tells_how_it_stands(client: Client, opens: int | None, closes: int | None, words: str) -> None:
    contest = ContestFactory(
        start=NOW + 3 * HOUR,
        registration_opens=None if opens is None else NOW + opens * HOUR,
        registration_closes=None if closes is None else NOW + closes * HOUR,
    )
    assert facts(see(client, contest))["Registration"].replace("\u00a0", " ") == words


def test_what_is_unknown_is_said_to_be(client: Client) -> None:
    page = see(client, ContestFactory(rated=None))
    assert facts(page)["Rated"] == "The site does not say."
    assert (
        page.css_first("section[aria-labelledby=problems] .empty").text().strip() == "Its problems are not known here."
    )


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        (None, None),
        ([], None),
        ("broken", None),
        (
            [{"short": "A", "name": "Sum", "url": "https://site.example/a"}],
            [Problem(letter="A", name="Sum", url="https://site.example/a")],
        ),
        ({"division": {"1": [{"short": "A"}], "2": [{"name": "B"}]}}, [
            Problem(letter="A", name="", url=""),
            Problem(letter="", name="B", url=""),
        ]),
        ([{"short": "A", "url": "javascript:alert(1)"}, 7], [Problem(letter="A", name="", url="")]),
    ],
)  # fmt: skip
def test_problems_are_read_from_a_list_or_by_division(kept: Any, shown: list[Problem] | None) -> None:
    assert problems(kept) == shown


def structured(page: LexborHTMLParser) -> dict[str, Any]:
    """Return the page's JSON-LD."""
    found: dict[str, Any] = json.loads(page.css_first('script[type="application/ld+json"]').text())
    return found


def test_page_tells_machines_of_the_event(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://clist.example"
    contest = ContestFactory(
        title="A </script><b>&\u2028 Cup", start=NOW + HOUR, end=NOW + 27 * HOUR, duration=2.5 * HOUR, sequence=3
    )
    page = see(client, contest)
    assert structured(page) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "A </script><b>&\u2028 Cup",
        "url": f"https://clist.example/contest/{contest.pk}/",
        "startDate": "2026-11-21T19:54:00Z",
        "endDate": "2026-11-22T21:54:00Z",
        "duration": "PT2H30M",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {"@type": "VirtualLocation", "url": contest.url},
        "organizer": {"@type": "Organization", "name": contest.resource.title, "url": contest.resource.url},
        "image": [f"https://clist.example/contest/{contest.pk}/picture.png?v=3"],
    }
    assert page.css("main b") == []


def test_event_tells_of_a_move_and_of_its_end(client: Client) -> None:
    moved, cancelled = ContestFactory(start=NOW + 5 * HOUR), ContestFactory(cancelled=NOW)
    ContestChangeFactory(contest=moved)
    event = structured(see(client, moved))
    assert (event["eventStatus"], event["previousStartDate"]) == (
        "https://schema.org/EventRescheduled",
        "2026-11-21T22:54:00Z",
    )
    assert structured(see(client, cancelled))["eventStatus"] == "https://schema.org/EventCancelled"


def test_page_says_its_address_title_and_picture_for_shared_links(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://clist.example"
    contest = ContestFactory(title='The "Best" Cup', resource__title="Site", start=NOW + HOUR)
    page = see(client, contest)
    said = {
        node.attributes.get("property") or node.attributes.get("name"): node.attributes["content"]
        for node in page.css('meta[property^="og:"], meta[name="twitter:card"], meta[name="description"]')
    }
    address = f"https://clist.example/contest/{contest.pk}/"
    description = 'The "Best" Cup at Site: Sat\u00a021\u00a0Nov\u00a02026, 19:54 UTC, 2 h.'
    assert page.css_first("link[rel=canonical]").attributes["href"] == address
    assert page.css_first("title").text() == 'The "Best" Cup · CLIST'
    assert said == {
        "description": description.replace("\u00a0", " "),
        "og:description": description.replace("\u00a0", " "),
        "og:title": 'The "Best" Cup',
        "og:type": "article",
        "og:site_name": "CLIST",
        "og:url": address,
        "og:image": f"{address}picture.png?v=0",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": 'The "Best" Cup',
        "twitter:card": "summary_large_image",
    }


def test_every_page_has_a_canonical_address_and_a_card(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://clist.example"
    for asked, address in (
        ("/?search=&resource=b,a&timezone=UTC", "/?resource=a&resource=b"),
        ("/resources/?sort=title&x=1", "/resources/"),
        ("/series/", "/series/"),
        ("/changes/", "/changes/"),
        ("/status/", "/status/"),
    ):
        page = LexborHTMLParser(client.get(asked).content.decode())
        assert page.css_first("link[rel=canonical]").attributes["href"] == f"https://clist.example{address}"
        picture = page.css_first('meta[property="og:image"]').attributes["content"]
        assert picture == "https://clist.example/static/icons/card.png"
    lost = LexborHTMLParser(client.get("/no-such-page/").content.decode())
    assert lost.css_first("meta[name=robots]").attributes["content"] == "noindex"


def test_problems_lead_to_their_pages_and_to_the_site(client: Client) -> None:
    contest = ContestFactory(key="7")
    listed = ProblemRow(key="7A", name="Sum", short="A", contest="7", url="https://site.example/7A")
    upsert_problems(contest.resource, [listed], now=NOW)
    page = LexborHTMLParser(client.get(f"/contest/{contest.pk}/").content.decode())
    links = page.css(".problems a")
    assert [(link.attributes["href"], link.text()) for link in links] == [
        (f"/problem/{StoredProblem.objects.get().pk}/", "Sum"),
        ("https://site.example/7A", "Sum"),
    ]
