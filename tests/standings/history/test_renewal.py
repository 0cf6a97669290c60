"""Tables whose rows changed hands, or whose people have new handles."""

from __future__ import annotations

import pytest

from apps.accounts.upsert import upsert_profiles
from apps.core.events import dispatch
from apps.live.queries import version
from apps.resources.rows import ProfileRow
from apps.standings.models import Standings, StandingsOrder
from apps.standings.queries import rows_of, topic_of
from apps.standings.upsert import upsert_standings
from tests.standings.following import changes_since
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = pytest.mark.django_db(transaction=True)


def test_renamed_account_raises_the_version_of_its_tables_with_its_row() -> None:
    contest, other = contest_of(key="1"), contest_of(key="2")
    upsert_standings(contest, table([row(1), row(2)]), now=NOW)
    upsert_standings(other, table([row(2)]), now=NOW)
    told = version(topic_of(contest.pk))
    upsert_profiles(contest.resource, [ProfileRow(asked="user1", key="one")], now=NOW)
    dispatch()
    changes = changes_since(contest.pk, 1)
    assert changes is not None
    assert [(one["account"], one["place"]) for one in changes.rows] == [("one", 1)]
    assert (version(topic_of(contest.pk)), Standings.objects.get(pk=other.pk).version) == (told + 1, 1)


def test_merged_account_leaves_no_dead_row_behind() -> None:
    contest, other = contest_of(key="1"), contest_of(key="2")
    upsert_standings(contest, table([row(1), row(2), row(3)]), now=NOW)
    upsert_standings(other, table([row(3)]), now=NOW)
    upsert_profiles(contest.resource, [ProfileRow(asked="user1", key="user2")], now=NOW)
    dispatch()
    header = Standings.objects.get(pk=contest.pk)
    ids = list(rows_of(contest.pk).values_list("pk", flat=True))
    assert (header.version, header.n_rows, len(ids)) == (2, 2, 2)
    assert StandingsOrder.objects.get(pk=contest.pk).rows == ids
    assert changes_since(contest.pk, 1) is None, "the whole table is to be read"
    assert Standings.objects.get(pk=other.pk).version == 1
