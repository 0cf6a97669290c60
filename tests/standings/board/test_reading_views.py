"""How fresh a table is, in words: read, about to be read, being read, late, failing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.contests.models import Contest
from apps.ingest.models import Plan
from apps.standings.models import Standings
from tests.standings.tables import contest_of

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def contest() -> Contest:
    return contest_of()


def said(client: Client, contest: Contest) -> str:
    answer = client.get(reverse("standings:reading", args=[contest.pk]))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-cache")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text)).strip()


def plan(contest: Contest, **fields: Any) -> None:
    Plan.objects.create(resource=contest.resource, ability="standings", subject=contest.key, **fields)


def test_table_that_was_never_read_says_so(client: Client, contest: Contest) -> None:
    assert said(client, contest) == "never read"


@pytest.mark.usefixtures("stopped_clock")
@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, "read 12 s ago"),
        (48, "read 12 s ago · next in 0:48"),
        (-5, "read 12 s ago · next any moment"),
        (-180, "read 12 s ago · late: it was due 3 min ago"),
    ],
)
def test_table_says_when_it_was_read_and_is_read_next(
    client: Client, contest: Contest, due: float | None, words: str
) -> None:
    now = timezone.now()
    Standings.objects.create(contest=contest, read_at=now - 12 * SECOND)
    plan(contest, due=None if due is None else now + due * SECOND)
    assert said(client, contest) == words


def test_update_is_followed_from_the_wish_to_the_reading(client: Client, contest: Contest) -> None:
    now = timezone.now()
    Standings.objects.create(contest=contest, read_at=now - 60 * SECOND, asked_at=now - 2 * SECOND)
    plan(contest, due=now, tried=now - 60 * SECOND)
    heard = [said(client, contest)]
    Plan.objects.update(held_until=now + 60 * SECOND)
    heard.append(said(client, contest))
    Plan.objects.update(held_until=None, tried=now, due=now + 90 * SECOND)
    Standings.objects.update(read_at=now)
    heard.append(said(client, contest))
    assert heard == [
        "read 1 min ago · asked for, about to be read",
        "read 1 min ago · being read now",
        "read 0 s ago · next in 1:29",
    ]


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("login", "last read 1 h ago · needs a login"),
        ("missing", "last read 1 h ago · not there yet"),
        ("crashed", "last read 1 h ago · the last try failed"),
    ],
)
def test_trouble_is_said_with_the_age_of_what_is_shown(
    client: Client, contest: Contest, trouble: str, words: str
) -> None:
    Standings.objects.create(contest=contest, read_at=timezone.now() - 3600 * SECOND, trouble=trouble)
    assert said(client, contest) == words


def test_unchanged_words_are_not_sent_again(client: Client, contest: Contest) -> None:
    address = reverse("standings:reading", args=[contest.pk])
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.usefixtures("stopped_clock")
@pytest.mark.parametrize(("n_rows", "word", "sentence"), [(0, "yet", "has no results"), (7, "now", "shows no results")])
def test_results_that_were_there_are_not_called_to_come(
    client: Client, contest: Contest, n_rows: int, word: str, sentence: str
) -> None:
    read_at = timezone.now() - 12 * SECOND
    Standings.objects.create(contest=contest, read_at=read_at, trouble="missing", n_rows=n_rows)

    page = client.get(reverse("standings:reading", args=[contest.pk])).text

    assert said(client, contest) == f"last read 12 s ago · not there {word}"
    assert f'title="The site {sentence} of this contest {word}."' in page
