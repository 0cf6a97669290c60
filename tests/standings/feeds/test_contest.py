"""Feeds of a contest's results, and of the contests of an account."""

from __future__ import annotations

from datetime import timedelta

import feedparser
import icalendar
import pytest
from django.test import Client

from apps.accounts.models import Account
from apps.contests.models import Contest
from apps.resources.rows import Cell, StandingRow
from apps.standings.addresses import address_of_account
from apps.standings.models import Standing, StandingsVersion
from apps.standings.upsert import upsert_standings
from tests.standings.tables import HOUR, NOW, contest_of, row, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
MINUTE = timedelta(minutes=1)


def solved(number: int, place: int, *shorts: str, **fields: object) -> StandingRow:
    """Return a row that solved some problems, each after ten minutes more than the one before."""
    cells = {short: Cell(state="solved", time=600.0 * at) for at, short in enumerate(shorts, 1)}
    return row(number, place=place, score=float(len(shorts)), cells=cells, **fields)


def titles(client: Client, contest: Contest, kind: str = "atom") -> list[str]:
    """Return the titles of a feed's entries in its order."""
    return [entry.title for entry in read(client, contest, kind).entries]


def read(client: Client, contest: Contest, kind: str = "atom") -> feedparser.FeedParserDict:
    """Return a feed as a reader understands it; it is well formed."""
    response = client.get(f"/standings/{contest.pk}/feed.{kind}")
    assert response.status_code == 200
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    return feed


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_feed_tells_what_happened_in_a_contest(client: Client, kind: str) -> None:
    contest = contest_of(title="Cup", start=NOW - 2 * HOUR, end=NOW)
    rest = [solved(number, number) for number in range(3, 21)]
    upsert_standings(contest, table([solved(1, 1, "A"), solved(2, 2), *rest], freeze=HOUR), now=NOW - 90 * MINUTE)
    changed = [solved(2, 1, "A", "B"), solved(1, 2, "A"), *rest]
    upsert_standings(contest, table(changed, freeze=HOUR), now=NOW - 80 * MINUTE)
    upsert_standings(contest, table(changed[:-1], freeze=HOUR, is_final=True), now=NOW - MINUTE)

    assert titles(client, contest, kind) == [
        "The results are final.",
        "1 participant was removed.",
        "The board is frozen.",
        "user2 takes the lead.",
        "Results have appeared.",
        "B. Problem B is solved for the first time: user2.",
        "A. Problem A is solved for the first time: user1, user2.",
    ]


def test_feed_tells_that_a_leader_fell_back(client: Client) -> None:
    contest = contest_of()
    upsert_standings(contest, table([solved(1, 1, "A", "B"), solved(2, 2, "A")]), now=NOW - HOUR)
    upsert_standings(contest, table([solved(2, 1, "A"), solved(1, 2)]), now=NOW - MINUTE)

    assert [title for title in titles(client, contest) if "lead" in title] == ["user1 no longer leads."]


def test_feed_tells_ratings_once_they_are_out(client: Client) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row(1, old_rating=1500), row(2)]), now=NOW - HOUR)
    before = titles(client, contest)
    upsert_standings(contest, table([row(1, old_rating=1500, new_rating=1547), row(2)]), now=NOW - MINUTE)

    assert "The ratings are out." not in before
    assert titles(client, contest)[0] == "The ratings are out."


def test_feed_keeps_the_identity_of_entries(client: Client) -> None:
    contest = contest_of(title="Old name")
    upsert_standings(contest, table([solved(1, 1, "A")]), now=NOW - HOUR)
    before = {entry.id for entry in read(client, contest).entries}
    Contest.objects.update(title="New name")
    upsert_standings(contest, table([solved(1, 1, "A", "B")]), now=NOW)
    after = {entry.id for entry in read(client, contest).entries}

    assert len(before) == 2
    assert before < after


def test_feed_of_a_contest_without_results_is_empty_and_valid(client: Client) -> None:
    assert titles(client, contest_of()) == []


def test_feed_is_not_sent_twice_to_who_has_it(client: Client) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row(1)]), now=NOW)
    address = f"/standings/{contest.pk}/feed.atom"
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, first["Cache-Control"]) == (304, "public, no-cache")


def test_feed_of_a_hidden_contest_is_not_found(client: Client) -> None:
    shown, hidden = contest_of(), contest_of(hidden=True)

    codes = [client.get(f"/standings/{one.pk}/feed.rss").status_code for one in (shown, hidden)]

    assert codes == [200, 404]


def test_feed_survives_versions_that_tell_little(client: Client) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row(1)]), now=NOW)
    StandingsVersion.objects.create(contest=contest, version=2, at=NOW, changed=None, removed=[], n_changed=5000)

    assert titles(client, contest)[0] == "Results have appeared."


def test_calendar_of_an_account_holds_its_contests(client: Client) -> None:
    contest = contest_of(title="Cup")
    rows = [row(1), row(2, score=3.0, old_rating=1500, new_rating=1547)]
    upsert_standings(contest, table(rows), now=NOW)
    account = Account.objects.get(key="user2")

    response = client.get(f"{address_of_account('site.example', 'user2')}calendar.ics")
    (event,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert str(event["UID"]).partition("@")[0] == f"{contest.pk}-{account.pk}"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (contest.start, contest.end)
    assert str(event["SUMMARY"]) == "Cup: place 2 of 2"
    assert str(event["DESCRIPTION"]).split("\n") == [
        "place 2 of 2", "Score: 3", "1 problem solved", "Rating: 1547, +47", contest.url
    ]  # fmt: skip
    assert str(event["URL"]).endswith(f"/standings/{contest.pk}/?find_me={Standing.objects.get(place=2).pk}")


def test_calendar_of_an_account_leaves_out_hidden_contests(client: Client) -> None:
    for key, hidden in (("1", False), ("2", True)):
        contest = contest_of(key=key, title=f"Round {key}", hidden=hidden)
        upsert_standings(contest, table([row(1)]), now=NOW)

    response = client.get(f"{address_of_account('site.example', 'user1')}calendar.ics")

    events = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Round 1: place 1 of 1"]


def test_calendar_of_an_unknown_account_is_not_found(client: Client) -> None:
    contest_of()

    for address in ("nobody/resource/site.example", "%00/resource/site.example", "nobody/resource/%00"):
        assert client.get(f"/account/{address}/calendar.ics").status_code == 404
        assert client.get(f"/account/{address}/").status_code == 404
