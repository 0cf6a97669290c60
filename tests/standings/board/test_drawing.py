"""Rows of results as they are drawn: for pages, for changes of live boards, and alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation
from selectolax.lexbor import LexborHTMLParser

from apps.accounts.models import Account
from apps.contests.models import Contest
from apps.resources.rows import Cell, Column, Member, ProblemRow, StandingRow
from apps.standings.board.drawing import draw_table, drawn_rows, sorts_of, table_of
from apps.standings.board.heads import problems_of
from apps.standings.board.rows import rows_by_number, rows_of_change
from apps.standings.board.selection import Selection
from apps.standings.models import Standing, Standings
from apps.standings.upsert import upsert_standings
from tests.standings.following import snapshot
from tests.standings.pages import texts
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = pytest.mark.django_db
COLUMNS = (
    Column(key="room", title="Room", kind="integer"),
    Column(key="page", title="Page", kind="url"),
    Column(key="late", title="Late", kind="boolean"),
    Column(key="used", title="Used", kind="seconds"),
    Column(key="seen", title="Seen", kind="instant"),
)


def stored(rows: list[StandingRow], **fields: object) -> tuple[Contest, Standings]:
    """Store a table of Codeforces; return its contest and header."""
    contest = contest_of("codeforces.com", title="Cup")
    upsert_standings(contest, table(rows, **fields), now=NOW)
    contest.resource.adapter = "codeforces"
    return contest, Standings.objects.get(pk=contest.pk)


def page(contest: Contest, header: Standings, *fields: str) -> LexborHTMLParser:
    """Return the first page of a table as a browser reads it."""
    rows = rows_by_number(contest.pk, start=0, number=100)
    shown = table_of(contest, header, problems_of(contest.pk), rows, fields=fields)
    return LexborHTMLParser(draw_table(shown, sorts=sorts_of(Selection(fields=fields), shown)))


def test_rows_drawn_alone_are_those_of_the_page() -> None:
    contest, header = stored([row(1, country="LV", old_rating=1500, new_rating=1600), row(2)])
    ids = list(Standing.objects.order_by("place").values_list("pk", flat=True))
    drawn = drawn_rows(contest, ids, header=header)

    found = page(contest, header)

    assert [node.html for node in found.css("#rows tr")] == [
        LexborHTMLParser(f"<table>{drawn[pk]}</table>").css_first("tr").html for pk in drawn
    ]


def test_rows_of_a_change_are_drawn_as_the_page_draws_them() -> None:
    rich = row(
        1, is_team=True, name="Team", members=(Member(account="ann", name="Ann"), Member(name="Bob")),
        cells={"A": Cell(state="partial", points=40.0, time=61.0, wrong=1), "B": Cell(state="wrong", wrong=2)},
        columns={"room": 7, "late": True}, country="LV", division="Open", hacks=2,
    )  # fmt: skip
    contest, header = stored([rich, row(2)], columns=COLUMNS)
    now = rows_by_number(contest.pk, start=0, number=100)
    kept = rows_of_change(snapshot(contest.pk))

    assert drawn_rows(contest, [], header=header, rows=kept) == drawn_rows(contest, [], header=header, rows=now)


def test_names_and_members_have_the_colours_of_their_ratings() -> None:
    team = row(
        1, is_team=True, name="Team", members=(Member(account="ann", name="Ann"), Member(account="new", name="N"))
    )
    contest, header = stored([team, row(2, old_rating=1250, new_rating=2500), row(3)])
    Account.objects.create(resource=contest.resource, key="ann", rating=2150, created=NOW, modified=NOW)
    Account.objects.filter(key="user3").update(rating=1650)

    found = page(contest, header)

    assert [node.attributes["class"] for node in found.css("#rows .name")] == [
        "name", "name rating-green", "name rating-blue",
    ]  # fmt: skip
    assert [(node.text(), node.attributes.get("class")) for node in found.css(".below a")] == [
        ("Ann", "rating-orange"), ("N", None),
    ]  # fmt: skip
    assert [node.attributes["class"] for node in found.css("#rows .new-rating")] == ["new-rating rating-red"]


def test_handle_stands_beside_a_name_that_it_adds_something_to() -> None:
    named = {"name": "Ann"}
    team = {"is_team": True, "members": (Member(name="Ann"), Member(name="Bob"))}
    rows = [row(1, **named), row(2, **named, account="Ann"), row(3, **named, account="1705"), row(4, **named, **team)]
    contest, header = stored([*rows, row(5)])

    found = page(contest, header)

    assert texts(found, "#rows .who .line") == ["Ann user1", "Ann", "Ann", "Ann", "user5"]


def test_columns_that_nobody_asked_for_are_told_apart() -> None:
    contest, header = stored([row(1, columns={"room": 7})], columns=COLUMNS[:2])

    unasked, asked = page(contest, header), page(contest, header, "column:room", "column:page")

    assert [found.css_first("table").attributes["class"] for found in (unasked, asked)] == [
        "results-table is-usual is-still", "results-table is-still",
    ]  # fmt: skip
    assert [node.attributes["class"] for node in unasked.css("thead .further")] == [
        "further further-1 further-figure", "further further-2",
    ]  # fmt: skip
    assert [(node.attributes["class"], node.text()) for node in unasked.css("#rows .further")] == [
        ("further further-1 further-figure", "7"), ("further further-2", ""),
    ]  # fmt: skip


def test_further_columns_are_written_by_their_kinds() -> None:
    told = {
        "room": -7,
        "page": "https://site.example/x?a=1&b=2",
        "late": False,
        "used": 3700,
        "seen": "2026-11-21T09:05:00Z",
    }
    contest, header = stored([row(1, columns=told), row(2, columns={"page": "javascript:alert(1)"})], columns=COLUMNS)
    fields = tuple(f"column:{column.key}" for column in COLUMNS)

    found = page(contest, header, *fields)

    assert texts(found, "#rows tr:first-child .further") == ["−7", "site.example", "no", "1:01:40", "21 Nov, 09:05"]
    assert found.css_first("#rows .further a").attributes["href"] == told["page"]
    assert texts(found, "#rows tr:last-child .further") == ["", "javascript:alert(1)", "", "", ""]
    assert found.css("#rows tr:last-child .further a") == []


def test_columns_on_demand_show_what_rows_tell() -> None:
    rich = row(
        1, qualified="Q1", medal="gold", hacks=3, failed_hacks=1, organization="ITMO", division="Open",
        old_rating=1400, performance=2000, last_submission=NOW - timedelta(minutes=5),
        cells={
            "A": Cell(state="solved", time=60, language="Rust"),
            "B": Cell(state="wrong", wrong=1, language="Go", upsolved=Cell(state="solved")),
        },
    )  # fmt: skip
    contest, header = stored([rich, row(2, cells={})])
    fields = (
        "solved",
        "first",
        "upsolved",
        "hacks",
        "medal",
        "advance",
        "organization",
        "division",
        "languages",
        "last",
    )

    found = page(contest, header, *fields, "old_rating", "performance")

    assert texts(found, "#rows tr:first-child .further") == [
        "1", "1", "1", "+3 −1", "Gold", "Q1", "ITMO", "Open", "Rust, Go", "21 Nov, 11:55", "1400", "2000",
    ]  # fmt: skip
    assert texts(found, "#rows tr:last-child .further") == ["0", "0", "", "", "", "", "", "", "", "", "", ""]
    assert found.css("#rows .below") == []


def test_rows_are_drawn_in_each_language() -> None:
    contest, header = stored([row(1)])
    english = page(contest, header)
    with translation.override("ru"):
        russian = page(contest, header)

    titles = [found.css_first("#rows .is-solved").attributes["title"] for found in (english, russian)]
    assert titles == ["Solved · first to solve it", "Решено · решено первым"]


def test_tables_of_many_problems_are_compact() -> None:
    problems = tuple(ProblemRow(key=f"k{number}", name=f"P{number}", short=f"p{number}") for number in range(17))
    contest, header = stored([row(1, cells={})], problems=problems)

    assert "is-compact" in (page(contest, header).css_first("table").attributes["class"] or "")


def test_texts_of_sites_are_escaped() -> None:
    evil = '"><script>alert(1)</script>'
    rows = [row(1, name=evil, organization=evil, qualified=evil, division=evil, columns={"room": evil}, members=())]
    contest, header = stored(rows, columns=(Column(key="room", title=evil),))

    found = page(contest, header)

    assert found.css("script") == []
    assert texts(found, "#rows .name") == [evil]
    assert texts(found, "thead .further") == [evil]


def test_sequence_tells_what_a_row_says_but_not_its_place() -> None:
    contest, header = stored([row(1), row(2)])
    before = [node.attributes["data-sequence"] for node in page(contest, header).css("#rows tr")]
    Standing.objects.filter(place=1).update(place=9)
    Standing.objects.filter(place=2).update(score=5.0)

    after = [node.attributes["data-sequence"] for node in page(contest, header).css("#rows tr")]

    assert (after[0] == before[0], after[1] == before[1]) == (True, False)
