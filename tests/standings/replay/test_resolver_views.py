"""What only the resolver needs: medals and members, at an address for each version."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from apps.contests.models import Contest
from apps.resources.rows import Member
from apps.standings.models import Standing
from apps.standings.upsert import upsert_standings
from tests.standings.tables import HOUR, NOW, contest_of, row, table

pytestmark = pytest.mark.django_db


def test_teams_tell_medals_and_members_of_those_who_have_any(client: Client) -> None:
    contest = contest_of()
    members = (Member(name="Ann"), Member(account="bob"))
    rows = [row(1, medal="gold", members=members, is_team=True), row(2), row(3, medal="bronze")]
    upsert_standings(contest, table(rows, kind="icpc"), now=NOW)
    first, _, third = Standing.objects.filter(contest=contest).order_by("place")

    response = client.get(f"/standings/{contest.pk}/teams-1.json")

    assert response.json() == {str(first.pk): ["gold", ["Ann", "bob"]], str(third.pk): ["bronze", []]}
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


def test_teams_of_another_version_lead_to_those_of_now(client: Client) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row()]), now=NOW)

    response = client.get(f"/standings/{contest.pk}/teams-7.json")

    assert (response.status_code, response["Location"]) == (302, f"/standings/{contest.pk}/teams-1.json")
    assert response["Cache-Control"] == "no-store"


def test_resolver_is_offered_for_boards_by_problems_alone(client: Client) -> None:
    for kind, number in (("icpc", 1), ("scoring", 0), ("cf", 0)):
        contest = contest_of(title=kind)
        upsert_standings(contest, table([row()], kind=kind), now=NOW)

        page = client.get(f"/standings/{contest.pk}/resolver/").content.decode()

        assert page.count("<board-resolver") == number


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("icpc", "then the least penalty"), ("cf", "1/250 of the full score each minute"), ("scoring", "the full score")],
)
def test_race_says_by_which_rules_it_counts(client: Client, kind: str, rule: str) -> None:
    contest = contest_of()
    upsert_standings(contest, table([row()], kind=kind), now=NOW)

    assert rule in client.get(f"/standings/{contest.pk}/race/").content.decode()


@pytest.mark.parametrize(
    ("hours", "is_frozen", "words"),
    [(-1, False, "has not told"), (1, False, "still runs"), (1, True, "has not told"), (1, None, "still runs")],
)
def test_resolver_blames_no_freeze_that_is_still_to_come(
    client: Client, hours: int, is_frozen: bool | None, words: str
) -> None:
    contest = contest_of()
    Contest.objects.filter(pk=contest.pk).update(end=timezone.now() + hours * HOUR)
    upsert_standings(contest, table([row(account="ann", place=1)], kind="icpc", is_frozen=is_frozen), now=NOW)

    page = LexborHTMLParser(client.get(f"/standings/{contest.pk}/resolver/").content)

    assert words in (page.css_first("board-resolver").attributes["data-word-unknown"] or "")
