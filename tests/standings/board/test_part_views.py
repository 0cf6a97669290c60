"""What the page of a table fetches: the rows of some accounts, and the choices of its filters."""

from __future__ import annotations

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from apps.contests.models import Contest
from apps.resources.rows import Cell
from apps.standings.models import Standing
from apps.standings.upsert import upsert_standings
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def contest() -> Contest:
    """Return a contest of two pages."""
    contest = contest_of(title="Cup")
    rows = [
        row(
            number,
            country=("", "LV", "BY", "LV")[number % 4],
            organization="A, B" if number < 4 else "",
            cells={"A": Cell(state="solved", language="Rust"), "B": Cell(state="wrong", language="C++ & C")}
            if number == 1
            else {},
        )
        for number in range(1, 151)
    ]
    upsert_standings(contest, table(rows), now=NOW)
    return contest


def account(number: int) -> int:
    """Return the id of an account by its number."""
    return Standing.objects.get(account__key=f"user{number}").account_id


def test_rows_give_the_rows_of_accounts_as_the_page_has_them(client: Client, contest: Contest) -> None:
    wanted = [account(number) for number in (120, 3)]
    page = LexborHTMLParser(client.get(f"/standings/cup-{contest.pk}/").content.decode())

    part = LexborHTMLParser(
        client.get(f"/standings/{contest.pk}/rows/?account={wanted[0]},{wanted[1]},999999").content.decode()
    )

    rows = part.css("tr")
    ids = [(node.attributes["id"] or "").removeprefix("row-") for node in rows]
    assert [node.attributes["data-account"] for node in rows] == [str(wanted[1]), str(wanted[0])]
    assert part.css_first("#pinned").attributes["data-pages"] == f"{ids[0]}:1 {ids[1]}:2 "
    assert rows[0].html == page.css_first(f"#row-{ids[0]}").html


def test_rows_of_nobody_are_none(client: Client, contest: Contest) -> None:
    for query in ("", "?account=x", "?account=99999999999999"):
        answer = client.get(f"/standings/{contest.pk}/rows/{query}")
        assert (answer.status_code, LexborHTMLParser(answer.content.decode()).css("tr")) == (200, [])


def test_rows_of_tables_that_were_never_read_are_none(client: Client) -> None:
    answer = client.get(f"/standings/{contest_of().pk}/rows/?account=1")

    assert (answer.status_code, b"<tr" in answer.content) == (200, False)


def choices(client: Client, contest: Contest, kind: str, query: str = "") -> list[tuple[str, str, str, bool]]:
    """Return the choices of a filter: value, name, number and whether it is chosen."""
    found = client.get(f"/standings/{contest.pk}/choices/{kind}/?part=yes&{query}")
    assert found.status_code == 200
    return [
        (
            label.css_first("input").attributes["value"] or "",
            label.css_first("span").text(),
            label.css_first(".figure").text(),
            "checked" in label.css_first("input").attributes,
        )
        for label in LexborHTMLParser(found.content.decode()).css("label")
    ]


def test_choices_count_rows_the_chosen_first(client: Client, contest: Contest) -> None:
    assert choices(client, contest, "country", "country=BY") == [
        ("BY", "Belarus", "38", True), ("LV", "Latvia", "75", False), ("none", "unknown", "37", False),
    ]  # fmt: skip
    assert choices(client, contest, "organization") == [("none", "unknown", "147", False), ("A, B", "A, B", "3", False)]
    assert choices(client, contest, "language") == [
        ("none", "unknown", "149", False), ("C++ & C", "C++ & C", "1", False), ("Rust", "Rust", "1", False),
    ]  # fmt: skip


def test_choices_count_what_the_other_filters_let_through(client: Client, contest: Contest) -> None:
    found = choices(client, contest, "country", "organization=A, B&country=EE")

    assert found == [("EE", "Estonia", "0", True), ("LV", "Latvia", "2", False), ("BY", "Belarus", "1", False)]


def test_choices_are_searched_by_name(client: Client, contest: Contest) -> None:
    assert choices(client, contest, "country", "q=LAT") == [("LV", "Latvia", "75", False)]
    assert choices(client, contest, "country", "q=nowhere") == []


def test_choices_have_a_page_without_scripts(client: Client, contest: Contest) -> None:
    page = LexborHTMLParser(
        client.get(f"/standings/{contest.pk}/choices/country/?country=BY&sort=name").content.decode()
    )
    form = page.css_first("main form.choice-page")

    assert form.attributes["action"] == f"/standings/cup-{contest.pk}/"
    assert [(node.attributes["name"], node.attributes["value"]) for node in form.css("input[type=hidden]")] == [
        ("sort", "name")
    ]
    assert client.get(f"/standings/{contest.pk}/choices/shoes/").status_code == 404
