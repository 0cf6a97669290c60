"""Results, people and problems of the make-believe sites, as our own adapters of the real ones read them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Site,
    Trouble,
    read_problems,
    read_profiles,
    read_ratings,
    read_standings,
)
from apps.resources.catalogue import adapters
from apps.resources.rows import ContestRef, StandingRow, Standings
from contestweb import Served, serve
from contestweb.contest import Contest
from contestweb.crowd import SCHOOLS, people
from contestweb.formats import codeforces_results, leetcode_ranking
from contestweb.sites import resources
from tests.contestweb.gateway import NOON, GatewayWeb

READ = ["codeforces.com", "codeforces.com/gym", "leetcode.com", "leetcode.cn", "regional.contestweb.example"]
CROWDS = {"codeforces.com": codeforces_results.CROWD, "leetcode.com": leetcode_ranking.CROWD}
MINUTE = timedelta(minutes=1)


def reader(served: Served, name: str, now: datetime) -> Adapter:
    """Return our adapter of a site, which asks the make-believe one."""
    given = next(row for row in resources() if row["host"] == name)
    for key, adapter in adapters().items():
        built_in = next((site for site in adapter.sites if site.host == name), None)
        if built_in or key == given["adapter"]:
            return adapter(
                web=GatewayWeb(served.url, now),
                site=built_in or Site(host=name, title=given["title"], url=given["url"]),
            )
    raise AssertionError(f"no adapter reads {name}")


def reference(contest: Contest) -> ContestRef:
    """Return what is known of a contest when its results are asked for."""
    return ContestRef(
        key=contest.key, title=contest.title, url=contest.url, start=contest.start, end=contest.end, kind=contest.kind
    )


def table_at(name: str, contest: Contest, now: datetime) -> tuple[Standings, list[StandingRow]]:
    """Return what is read of a contest's results at a moment."""
    with serve(start=now, speed=0) as served:
        table = read_standings(reader(served, name, now), reference(contest))
        return table, list(table.rows)


def some_contest(web: Served, name: str) -> Contest:
    """Return a contest of a site that is over, the last one that was not moved."""
    over = [one for one in web.contests(name) if one.end < NOON - timedelta(days=1) and not one.sequence]
    return next(one for one in reversed(over) if one.length < timedelta(days=1) and not one.cancelled)


@pytest.mark.parametrize("name", READ)
def test_tables_grow_while_a_contest_runs(web: Served, name: str) -> None:
    contest = some_contest(web, name)
    moments = [contest.start + contest.length * share for share in (0.4, 0.41, 0.9)]
    tables = [table_at(name, contest, now) for now in moments]

    done = [sum(len(row.cells) for row in rows) for _, rows in tables]
    assert 20 < done[0] <= done[1] < done[2]
    for table, rows in tables:
        assert not table.is_final
        assert {short for row in rows for short in row.cells} <= {problem.short for problem in table.problems}
        places = [row.place for row in rows if row.participation == "official" and row.place]
        assert places[0] == 1


@pytest.mark.parametrize("name", READ)
def test_tables_are_final_some_time_after_the_end(web: Served, name: str) -> None:
    contest = some_contest(web, name)
    table, rows = table_at(name, contest, contest.end + timedelta(days=3))

    assert (table.is_final, len(rows) > 30) == (True, True)


def test_board_is_frozen_for_the_last_hour(web: Served) -> None:
    name = "regional.contestweb.example"
    contest = next(one for one in web.contests(name) if one.facts.get("freeze") and one.end < NOON)

    frozen, rows = table_at(name, contest, contest.end - 10 * MINUTE)
    thawed, after = table_at(name, contest, contest.end + 50 * MINUTE)

    assert (frozen.is_frozen, thawed.is_frozen) == (True, False)
    assert sum(cell.state == "pending" for row in rows for cell in row.cells.values()) > 5
    assert sum(cell.state == "pending" for row in after for cell in row.cells.values()) == 0
    assert all(row.is_team and row.organization and row.members for row in after)


def test_atcoder_shows_standings_to_members_only(web: Served) -> None:
    contest = next(one for one in web.contests("atcoder.jp") if one.end < NOON and one.facts.get("only") != "ja")

    with pytest.raises(AdapterError) as refused:
        read_standings(reader(web, "atcoder.jp", NOON), reference(contest))
    assert refused.value.trouble is Trouble.LOGIN


def test_codeforces_has_no_results_before_the_start(web: Served) -> None:
    contest = next(one for one in web.contests("codeforces.com") if one.start > NOON)

    with pytest.raises(AdapterError) as refused:
        read_standings(reader(web, "codeforces.com", NOON), reference(contest))
    assert refused.value.trouble is Trouble.MISSING


def test_rating_changes_agree_with_each_handles_history_and_profile(web: Served) -> None:
    over = [one for one in web.contests("codeforces.com") if one.rated and one.end < NOON - timedelta(hours=2)]
    adapter = reader(web, "codeforces.com", NOON)
    rows = list(read_standings(adapter, reference(over[-1])).rows)
    best = next(row for row in rows if row.place == 1)

    (profile,) = read_profiles(adapter, [best.account])
    history = read_ratings(adapter, best.account)

    assert (best.old_rating, best.new_rating) == (history[-1].old_rating, history[-1].new_rating)
    assert (profile.rating, profile.key) == (history[-1].new_rating, best.account)
    assert all(earlier.new_rating == later.old_rating for earlier, later in pairwise(history))


@pytest.mark.parametrize("name", ["codeforces.com", "leetcode.com"])
def test_people_of_a_table_have_profiles(web: Served, name: str) -> None:
    handles = [person.handle for person in people(name, CROWDS[name])[:3]]
    found = read_profiles(reader(web, name, NOON), [*handles, "nobody-at-all"])

    assert sorted(row.key for row in found) == sorted(["", *handles])
    assert {row.country for row in found if row.key} <= {code for _, _, code, _ in SCHOOLS}


def test_profiles_of_hundreds_are_told_at_once(web: Served) -> None:
    handles = [person.handle for person in people("codeforces.com", CROWDS["codeforces.com"])[:300]]
    found = read_profiles(reader(web, "codeforces.com", NOON), handles)
    assert [row.key for row in found] == handles
    assert web.house.counts["codeforces.com"] == 1


def test_leetcode_tells_a_rating_history(web: Served) -> None:
    adapter = reader(web, "leetcode.com", NOON)
    history = read_ratings(adapter, people("leetcode.com", CROWDS["leetcode.com"])[0].handle)

    assert len(history) > 5
    assert all(step.new_rating > 0 for step in history)


def test_codeforces_has_an_archive_of_problems(web: Served) -> None:
    rows = read_problems(reader(web, "codeforces.com", NOON), None)

    assert len(rows) > 100
    assert all(row.rating and row.n_solved is not None and row.tags for row in rows)
