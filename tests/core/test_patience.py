"""A search that would keep the database busy for long is broken off, and who typed it is told."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.core import patience
from apps.standings.addresses import address_of_standings
from apps.standings.upsert import upsert_standings
from tests.factories import ResourceFactory
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = pytest.mark.django_db(transaction=True)
COSTLY = "regex:(((.?){10}){10})+z"


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of a table over which the expression takes seconds, where a tenth of one is allowed."""
    monkeypatch.setattr(patience, "SECONDS", 0.1)
    contest = contest_of()
    upsert_standings(contest, table([row(number, name="a" * 480) for number in range(1, 1001)]), now=NOW)
    return address_of_standings(contest.pk, contest.title)


@pytest.mark.parametrize("part", ["", "standings.csv", "standings.json", "choices/country/"])
def test_costly_search_is_broken_off_and_told(client: Client, address: str, part: str) -> None:
    began = time.monotonic()
    answer = client.get(f"{address if not part else _door(address)}{part}", {"search": COSTLY})
    assert time.monotonic() - began < 2
    assert (answer.status_code, answer["Cache-Control"]) == (400, "no-store")
    assert "“regex:(((.?){10}){10})+z” is no regular expression that runs here." in answer.text
    assert _timeout() == "0"


def test_part_of_a_page_leads_to_what_is_told(client: Client, address: str) -> None:
    answer = client.get(address, {"search": COSTLY}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (
        200,
        f"{address}?search=regex%3A%28%28%28.%3F%29%7B10%7D%29%7B10%7D%29%2Bz",
    )


def test_search_without_repeats_asks_nothing_more(
    client: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12) as asked:
        assert client.get(address, {"search": "regex:a|b"}).status_code == 200
    assert [query["sql"] for query in asked.captured_queries if "statement_timeout" in query["sql"]] == []


def test_deed_of_one_transaction_is_done_within_its_time(client: Client) -> None:
    ResourceFactory.create(host="codeforces.com")
    assert "Reading new+one" in client.get(reverse("accounts:lookup"), {"q": "codeforces.com:new+one"}).text


def test_cheap_expression_is_answered(client: Client) -> None:
    assert client.get(reverse("contests:problems"), {"search": "a.*b"}).status_code == 200
    assert _timeout() == "0"


def _door(address: str) -> str:
    return f"/standings/{address.rstrip('/').rpartition('-')[2]}/"


def _timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        (told,) = cursor.fetchone()
    return str(told)
