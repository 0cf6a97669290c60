"""A list into the table: what is written, what is told, and what is left alone."""

from __future__ import annotations

import dataclasses
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.contests.models import Contest, ContestChange
from apps.contests.queries import TOPIC
from apps.contests.upsert import GONE_AFTER, upsert
from apps.core.models import Event
from apps.core.outcome import Outcome
from apps.live.queries import version
from apps.resources.models import Resource
from apps.resources.rows import ContestRow
from tests.factories import ResourceFactory

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

FULL = ContestRow(
    key="abc400",
    title="AtCoder Beginner Contest 400",
    url="https://site.example/abc400",
    start=NOW + HOUR,
    end=NOW + 3 * HOUR,
    duration=HOUR,
    kind="ABC",
    host="site.example/contests",
    rated=True,
    standings_url="https://site.example/abc400/standings",
    registration_url="https://site.example/abc400/register",
    registration_opens=NOW - HOUR,
    registration_closes=NOW + HOUR,
    facts={"range": " - 1999", "weight": 2.5},
)


@pytest.fixture
def resource(db: None) -> Resource:
    return ResourceFactory.create(host="site.example")


def row(number: int = 1, **fields: Any) -> ContestRow:
    given_fields = {"title": f"Round {number}", "start": NOW + HOUR, "end": NOW + 3 * HOUR} | fields
    return ContestRow(key=str(number), url=f"https://site.example/{number}", **given_fields)


def kinds(contest_key: str = "1") -> list[str]:
    changes = ContestChange.objects.filter(contest__key=contest_key).order_by("id")
    return list(changes.values_list("kind", flat=True))


def test_every_field_of_a_row_is_stored(resource: Resource) -> None:
    outcome = upsert(resource, [FULL], now=NOW)
    stored = Contest.objects.get()
    assert outcome == Outcome(rows=1, added=1)
    for name in (field.name for field in dataclasses.fields(FULL) if field.name != "cancelled"):
        assert getattr(stored, name) == getattr(FULL, name), name
    assert (stored.resource, stored.created, stored.modified, stored.sequence) == (resource, NOW, NOW, 0)
    assert (stored.cancelled, stored.gone, stored.missed, stored.hidden) == (None, None, 0, False)


def test_what_a_row_leaves_open_is_filled_in(resource: Resource) -> None:
    upsert(resource, [row()], now=NOW)
    stored = Contest.objects.get()
    assert (stored.host, stored.duration, stored.rated) == ("site.example", 2 * HOUR, None)


def test_series_is_stored_and_follows_a_new_title(resource: Resource) -> None:
    upsert(resource, [row(title="Cup 7 (Div. 2)")], now=NOW)
    assert Contest.objects.values_list("series", "series_number").get() == ("site-example-cup", 7)
    upsert(resource, [row(title="Big League 2026")], now=NOW)
    assert Contest.objects.values_list("series", "series_number").get() == ("site-example-big-league", 2026)


def test_series_read_by_other_rules_is_no_change_of_the_contest(resource: Resource) -> None:
    upsert(resource, [row(title="Cup 7")], now=NOW)
    Contest.objects.update(series="read-by-older-rules", series_number=None)
    told = version(TOPIC)
    assert upsert(resource, [row(title="Cup 7")], now=NOW + HOUR) == Outcome(rows=1)
    stored = Contest.objects.get()
    assert (stored.series, stored.series_number, stored.sequence, stored.modified) == ("site-example-cup", 7, 0, NOW)
    assert version(TOPIC) == told


def test_unchanged_list_writes_and_tells_nothing(resource: Resource) -> None:
    rows = [FULL, *(row(number) for number in range(50))]
    upsert(resource, rows, now=NOW)
    known = [written(), version(TOPIC), Event.objects.count(), ContestChange.objects.count()]
    outcome = upsert(resource, rows, now=NOW + HOUR / 2)
    assert outcome == Outcome(rows=51)
    assert [written(), version(TOPIC), Event.objects.count(), ContestChange.objects.count()] == known


def written() -> list[tuple[Any, ...]]:
    """Return each contest row's place and the transactions that last wrote or locked it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text, xmin::text, xmax::text FROM contests_contest ORDER BY id")
        return list(cursor.fetchall())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"start": NOW + 2 * HOUR, "end": NOW + 4 * HOUR}, ["moved"]),
        ({"end": NOW + 4 * HOUR}, ["extended"]),
        ({"end": NOW + 2 * HOUR}, ["shortened"]),
        ({"start": NOW + 2 * HOUR}, ["moved", "shortened"]),
        ({"title": "Sponsored Round 1"}, ["renamed"]),
        ({"cancelled": True}, ["cancelled"]),
        ({"title": "Other", "cancelled": True}, ["renamed", "cancelled"]),
        ({"rated": False}, []),
        ({"facts": {"weight": 3}}, []),
        ({"registration_closes": NOW}, []),
    ],
)
def test_each_change_is_recorded_by_its_kind(resource: Resource, change: dict[str, Any], expected: list[str]) -> None:
    upsert(resource, [row(1), row(2)], now=NOW)
    before = Contest.objects.get(key="1")
    outcome = upsert(resource, [row(1, **change), row(2)], now=NOW + HOUR)
    after = Contest.objects.get(key="1")
    assert outcome == Outcome(rows=2, changed=1)
    assert sorted(kinds()) == sorted(["added", *expected])
    assert kinds("2") == ["added"]
    assert (after.pk, after.created, after.sequence, after.modified) == (before.pk, NOW, 1, NOW + HOUR)


def test_relinked_contest_keeps_its_identity(resource: Resource) -> None:
    upsert(resource, [row(1)], now=NOW)
    before = Contest.objects.get()
    upsert(resource, [dataclasses.replace(row(1), url="https://site.example/new/1")], now=NOW)
    after = Contest.objects.get()
    assert (after.pk, after.get_absolute_url(), kinds()) == (
        before.pk,
        before.get_absolute_url(),
        ["added", "relinked"],
    )


def test_change_says_what_was_and_what_is(resource: Resource) -> None:
    upsert(resource, [row(1)], now=NOW)
    upsert(resource, [row(1, start=NOW + 2 * HOUR, end=NOW + 4 * HOUR)], now=NOW + HOUR)
    change = ContestChange.objects.get(kind="moved")
    assert (change.at, change.was, change.now) == (
        NOW + HOUR,
        {"start": "2026-11-21T13:00:00Z", "end": "2026-11-21T15:00:00Z"},
        {"start": "2026-11-21T14:00:00Z", "end": "2026-11-21T16:00:00Z"},
    )


def test_each_kind_of_change_is_one_event_with_all_its_contests(resource: Resource) -> None:
    upsert(resource, [row(1), row(2), row(3)], now=NOW)
    upsert(resource, [row(1, title="A"), row(2, title="B"), row(3)], now=NOW)
    added, renamed = Event.objects.order_by("id")
    ids = {contest.key: contest.pk for contest in Contest.objects.all()}
    assert (added.name, sorted(added.payload["contests"])) == ("contest.added", sorted(ids.values()))
    assert (renamed.name, renamed.payload["resource"], sorted(renamed.payload["contests"])) == (
        "contest.renamed",
        resource.pk,
        sorted([ids["1"], ids["2"]]),
    )
    changes = ContestChange.objects.filter(kind="renamed").order_by("id")
    assert renamed.payload["changes"] == list(changes.values_list("pk", flat=True))


def test_version_rises_once_a_list_with_changes(resource: Resource) -> None:
    versions = []
    for rows in ([row(1), row(2)], [row(1), row(2)], [row(1, title="A"), row(2, title="B")]):
        upsert(resource, rows, now=NOW)
        versions.append(version(TOPIC))
    assert versions == [1, 1, 2]


def test_absent_contest_is_gone_after_three_complete_lists_and_returns(resource: Resource) -> None:
    both, one = [row(1), row(2)], [row(2)]
    upsert(resource, both, now=NOW)
    outcomes = [upsert(resource, one, now=NOW) for _ in range(GONE_AFTER + 1)]
    assert [(outcome.removed, outcome.absent) for outcome in outcomes] == [(0, 1), (0, 1), (1, 0), (0, 0)]
    gone = Contest.objects.get(key="1")
    assert (gone.gone, gone.sequence, gone.is_off) == (NOW, 1, True)
    upsert(resource, both, now=NOW)
    back = Contest.objects.get(key="1")
    assert (back.pk, back.gone, back.missed, back.sequence) == (gone.pk, None, 0, 2)
    assert kinds() == ["added", "gone", "returned"]


def test_contest_that_was_only_missed_for_a_while_tells_nothing(resource: Resource) -> None:
    upsert(resource, [row(1), row(2)], now=NOW)
    upsert(resource, [row(2)], now=NOW)
    raised = version(TOPIC)
    assert upsert(resource, [row(1), row(2)], now=NOW) == Outcome(rows=2)
    contest = Contest.objects.get(key="1")
    assert (contest.missed, contest.sequence, contest.modified, version(TOPIC)) == (0, 0, NOW, raised)


@pytest.mark.parametrize(
    ("absent", "complete"),
    [
        ({"start": NOW - HOUR}, True),  # it runs already
        ({"start": NOW - 3 * HOUR, "end": NOW - HOUR}, True),  # it is over
        ({}, False),  # the list does not claim to be complete
    ],
)
def test_absence_means_nothing_for_what_has_begun_or_in_a_part_of_a_list(
    resource: Resource, absent: dict[str, Any], *, complete: bool
) -> None:
    upsert(resource, [row(1, **absent), row(2)], now=NOW)
    for _ in range(GONE_AFTER + 1):
        assert upsert(resource, [row(2)], now=NOW, complete=complete) == Outcome(rows=1)
    assert Contest.objects.get(key="1").gone is None


def test_cancelled_contest_stays_cancelled_since_then_and_may_return(resource: Resource) -> None:
    upsert(resource, [row(1)], now=NOW)
    upsert(resource, [row(1, cancelled=True)], now=NOW + HOUR)
    upsert(resource, [row(1, cancelled=True, title="X")], now=NOW + 2 * HOUR)
    assert Contest.objects.get().cancelled == NOW + HOUR
    upsert(resource, [row(1, title="X")], now=NOW + 3 * HOUR)
    assert Contest.objects.get().cancelled is None
    assert kinds() == ["added", "cancelled", "renamed", "returned"]


def test_sites_do_not_touch_each_other(resource: Resource) -> None:
    other = ResourceFactory.create()
    upsert(resource, [row(1)], now=NOW)
    upsert(other, [row(1, title="Theirs")], now=NOW)
    for _ in range(GONE_AFTER):
        upsert(other, [], now=NOW)
    mine = Contest.objects.get(resource=resource)
    assert (mine.title, mine.missed, mine.gone) == ("Round 1", 0, None)
    assert Contest.objects.get(resource=other).gone == NOW


def test_contests_are_counted_on_their_resource(resource: Resource) -> None:
    upsert(resource, [row(1), row(2)], now=NOW)
    upsert(resource, [row(1), row(2), row(3)], now=NOW)
    resource.refresh_from_db()
    assert resource.n_contests == 3


def test_number_of_statements_does_not_depend_on_rows(resource: Resource) -> None:
    counts = []
    for start, number in ((0, 2), (1000, 500)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            upsert(resource, [row(start + index) for index in range(number)], now=NOW, complete=False)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_site_double_nothing() -> None:
    resource = ResourceFactory.create()
    outcomes: list[Outcome] = []

    def work() -> None:
        outcomes.append(upsert(resource, [row(number) for number in range(300)], now=NOW))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome.added for outcome in outcomes) == [0, 0, 0, 300]
    assert Contest.objects.count() == 300


texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40)
listed = st.dictionaries(
    st.integers(0, 6),
    st.fixed_dictionaries(
        {"title": texts, "start": st.integers(1, 5), "length": st.integers(1, 3), "cancelled": st.booleans()}
    ),
)


class UpsertLaws(TestCase):
    """Whatever lists come in whatever order, the table says what the last one said."""

    @given(lists=st.lists(listed, min_size=1, max_size=4))
    @settings(max_examples=40, deadline=None, derandomize=True)
    def test_table_says_what_the_last_list_said(self, lists: list[dict[int, dict[str, Any]]]) -> None:
        resource = ResourceFactory.create()
        for each in lists:
            rows = [
                row(
                    number,
                    title=fields["title"],
                    start=NOW + fields["start"] * HOUR,
                    end=NOW + (fields["start"] + fields["length"]) * HOUR,
                    cancelled=fields["cancelled"],
                )
                for number, fields in each.items()
            ]
            upsert(resource, rows, now=NOW)
            assert upsert(resource, rows, now=NOW, complete=False) == Outcome(rows=len(rows))
        stored = {contest.key: contest for contest in resource.contests.all()}
        for said in rows:
            found = stored[said.key]
            assert (found.title, found.start, found.end) == (said.title, said.start, said.end)
            assert (found.cancelled is not None, found.gone) == (said.cancelled, None)
