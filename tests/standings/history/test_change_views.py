"""What a version changed, as browsers fetch it: drawn as of then, kept for good, refused where it is not known."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.contests.models import Contest
from apps.live.queries import version
from apps.resources.rows import Cell
from apps.standings.models import Standings, StandingsVersion
from apps.standings.queries import rows_of, topic_of
from apps.standings.upsert import upsert_standings
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest() -> Contest:
    return contest_of()


def address(contest: Contest, number: int, language: str = "en") -> str:
    return reverse("standings:change", args=[contest.pk, number, language])


def told(client: Client, contest: Contest, number: int, language: str = "en") -> Any:
    answer = client.get(address(contest, number, language))
    assert answer.status_code == 200
    return answer.json()


def test_change_is_what_makes_of_one_version_the_next(client: Client, contest: Contest) -> None:
    upsert_standings(contest, table([row(number, cells={}, score=0.0) for number in range(1, 21)]), now=NOW)
    ids = {one.account.key: one for one in rows_of(contest.pk)}
    rows = [
        row(20, place=1, score=5.0),
        *(row(number, place=number + 1, cells={}, score=0.0) for number in range(1, 19)),
    ]
    upsert_standings(contest, table(rows), now=NOW)
    document = told(client, contest, 2)
    (became,) = document.pop("rows")
    assert re.search(rf'^<tr id="row-{ids["user20"].pk}" data-account="{ids["user20"].account_id}"', became.pop("html"))
    assert became == {"id": ids["user20"].pk, "account": ids["user20"].account_id, "place": 1, "score": 5}
    state = document.pop("state")
    assert document == {
        "version": 2,
        "at": NOW.isoformat(),
        "read_at": NOW.isoformat(),
        "n_rows": 19,
        "removed": [ids["user19"].pk],
        "shifts": [[1, 18, 1]],
        "moved": [],
        "heads": [["A", 1, 1], ["B", 0, 0], ["C", 0, 0]],
    }
    assert f'data-state="{state}"' in client.get(reverse("standings:standings", args=[contest.pk]), follow=True).text


def test_row_is_drawn_as_the_page_drew_it_at_that_version(client: Client, contest: Contest) -> None:
    for number in range(3):
        upsert_standings(contest, table([row(1, score=float(number)), row(2)]), now=NOW)
        page = client.get(reverse("standings:standings", args=[contest.pk]), follow=True).text
        if number == 1:
            then = page
    (became,) = told(client, contest, 2)["rows"]
    assert became["html"] in then
    assert became["html"] not in page


def test_change_is_kept_for_good_and_built_once(
    client: Client, contest: Contest, django_assert_max_num_queries: Any
) -> None:
    upsert_standings(contest, table([row(1)]), now=NOW)
    with django_assert_max_num_queries(9):
        first = client.get(address(contest, 1))
    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    with django_assert_max_num_queries(1):
        again = client.get(address(contest, 1), headers={"Accept-Encoding": "gzip"})
    assert again["Content-Encoding"] == "gzip"
    upsert_standings(contest, table([row(1, score=8.0)]), now=NOW)
    assert client.get(address(contest, 1)).content == first.content


def test_change_speaks_the_language_of_its_address(client: Client, contest: Contest) -> None:
    upsert_standings(contest, table([row(1, cells={"A": Cell(state="solved")})]), now=NOW)
    english, russian = (told(client, contest, 1, language)["rows"][0]["html"] for language in ("en", "ru"))
    assert ("Solved" in english, "Solved" in russian) == (True, False)


def test_change_that_was_too_much_or_is_not_kept_says_so_for_good(client: Client, contest: Contest) -> None:
    for score in (1.0, 2.0, 3.0):
        upsert_standings(contest, table([row(one, score=score) for one in range(1, 80)]), now=NOW)
    StandingsVersion.objects.filter(contest=contest, version=2).delete()
    for number in (1, 2, 3):
        answer = client.get(address(contest, number))
        assert (answer.json(), answer["Cache-Control"]) == ({"whole": True}, "public, max-age=31536000, immutable")


@pytest.mark.parametrize("number", [2, 11])
def test_version_that_is_next_or_soon_is_read_anew(client: Client, contest: Contest, number: int) -> None:
    upsert_standings(contest, table([row(1)]), now=NOW)
    answer = client.get(address(contest, number))
    assert (answer.status_code, answer["Cache-Control"], answer.json()) == (200, "no-store", {"whole": True})
    for score in range(10):
        upsert_standings(contest, table([row(1, score=score)]), now=NOW)
    assert told(client, contest, number)["version"] == number


@pytest.mark.parametrize("number", [0, 12, 10**30])
def test_version_that_is_not_there_so_far_is_not_found(client: Client, contest: Contest, number: int) -> None:
    upsert_standings(contest, table([row(1)]), now=NOW)
    answer = client.get(address(contest, number))
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")
    assert answer.json() == {"error": "This version is not kept."}


def test_language_that_is_not_ours_is_not_found(client: Client, contest: Contest) -> None:
    upsert_standings(contest, table([row(1)]), now=NOW)
    assert client.get(address(contest, 1, "xx")).status_code == 404


def test_state_of_a_board_changes_when_it_freezes(client: Client, contest: Contest) -> None:
    states = []
    for score, is_frozen in ((1.0, False), (2.0, False), (3.0, True)):
        stored = upsert_standings(contest, table([row(1, score=score)], is_frozen=is_frozen), now=NOW)
        states.append(told(client, contest, stored.version)["state"])
    assert (states[0] == states[1], states[1] == states[2]) == (True, False)
    assert (version(topic_of(contest.pk)), Standings.objects.get(pk=contest.pk).version) == (3, 3)
