"""Pages of versions: what was kept, what changed after the end, who was removed and what he had."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.contests.models import Contest
from apps.resources.rows import StandingRow
from apps.standings.models import StandingsVersion
from apps.standings.upsert import upsert_standings
from tests.standings.tables import HOUR, NOW, contest_of, row, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest() -> Contest:
    """A contest that ended an hour before NOW."""
    return contest_of()


def rows(*, without: int = 0, **first: float) -> list[StandingRow]:
    """Return thirty rows, the first one with other values, and one of them left out."""
    numbers = [number for number in range(1, 31) if number != without]
    return [
        row(number, place=place, cells={}, **({"score": 30.0 - number} | (first if number == 1 else {})))
        for place, number in enumerate(numbers, 1)
    ]


def shown(client: Client, name: str, *given: int) -> str:
    """Return the words of a page's content."""
    answer = client.get(reverse(f"standings:{name}", args=given))
    assert answer.status_code == 200
    content = answer.text.partition('class="result-views"')[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def test_versions_after_the_end_come_before_those_while_it_ran(client: Client, contest: Contest) -> None:
    upsert_standings(contest, table(rows()), now=NOW - 2 * HOUR)
    upsert_standings(contest, table(rows(score=40.0)), now=NOW - 2 * HOUR)
    upsert_standings(contest, table(rows(without=7, score=40.0)), now=NOW)
    page = shown(client, "versions", contest.pk)
    after, _, before = page.partition("While it ran")
    assert re.search(r"After the end .* 3 21 Nov 2026, 12:00 1 removed: user7 places moved", after)
    assert "2 21 Nov 2026, 10:00 1 user1 1 21 Nov 2026, 10:00 30 user1, user2, user3 …" in before


def test_finished_board_that_stayed_the_same_says_so(client: Client, contest: Contest) -> None:
    upsert_standings(contest, table(rows()), now=NOW - 2 * HOUR)
    assert "Nothing has changed since the end, 21 Nov 2026, 11:00" in shown(client, "versions", contest.pk)


def test_board_that_was_never_read_has_no_versions(client: Client, contest: Contest) -> None:
    assert "No version of these results has been kept." in shown(client, "versions", contest.pk)


def test_version_shows_what_rows_had_and_who_moved(client: Client, contest: Contest) -> None:
    upsert_standings(contest, table(rows()), now=NOW)
    said = [*rows(without=7, score=41.5, penalty=3.0), row(31, place=30, score=0.0, cells={})]
    upsert_standings(contest, table(said), now=NOW)
    page = shown(client, "version", contest.pk, 2)
    assert "Removed: 1 row Place Participant Score Penalty Besides 7 user7 23 –" in page
    assert "Changed: 1 row Place Participant Score Penalty Besides 1 user1 29 → 41.5 – → 3" in page
    assert "New: 1 row Place Participant Score Penalty Besides 30 user31 0 –" in page
    assert "Places 8 to 30: ▲ 1" in page


def test_first_version_of_a_table_says_that_it_is_the_first(client: Client, contest: Contest) -> None:
    upsert_standings(contest, table([row(number) for number in range(1, 101)]), now=NOW)
    StandingsVersion.objects.update(changed=None, n_changed=None)
    page = shown(client, "version", contest.pk, 1)
    assert "The table was read for the first time." in page
    assert "changed hands" not in page


def test_version_of_too_many_rows_says_how_many_and_names_the_removed(client: Client, contest: Contest) -> None:
    upsert_standings(contest, table([row(number) for number in range(1, 101)]), now=NOW)
    upsert_standings(contest, table([row(number, score=5.0) for number in range(2, 101)]), now=NOW)
    page = shown(client, "version", contest.pk, 2)
    assert "99 rows changed: too many to be kept one by one." in page
    assert "Removed: 1 row" in page
    assert "removed: user1 too many to name" in shown(client, "versions", contest.pk)


@pytest.mark.parametrize("number", [0, 2, 10**30])
def test_version_that_is_not_kept_is_not_found(client: Client, contest: Contest, number: int) -> None:
    upsert_standings(contest, table(rows()), now=NOW)
    assert client.get(reverse("standings:version", args=[contest.pk, number])).status_code == 404
