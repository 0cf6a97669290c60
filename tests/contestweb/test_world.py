"""The make-believe world: the same for the same seed and time, never empty, and never quiet for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contestweb.contest import Change, Contest, Plan
from contestweb.sites import SITES
from contestweb.world import World

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
Facts = tuple[str, datetime, datetime, bool]


def all_contests(world: World, now: datetime) -> list[Contest]:
    return [contest for site in SITES for contest in world.contests(site, now) if not contest.cancelled]


def unfinished(world: World, now: datetime) -> dict[tuple[str, str], Facts]:
    return {
        (site, contest.key): (contest.title, contest.start, contest.end, contest.cancelled)
        for site in SITES
        for contest in world.contests(site, now)
        if contest.end > now - HOUR
    }


@pytest.mark.parametrize("site", SITES)
def test_world_is_the_same_for_the_same_seed_and_time(site: str) -> None:
    used = World(seed=7)
    used.contests(site, NOON - timedelta(days=3))
    used.contests(site, NOON + timedelta(days=3))
    assert used.contests(site, NOON) == World(seed=7).contests(site, NOON)


def test_world_differs_by_seed() -> None:
    assert World(seed=7).contests("codeforces.com", NOON) != World(seed=8).contests("codeforces.com", NOON)


@pytest.mark.parametrize("site", [name for name in SITES if name != "ctf.contestweb.example"])
def test_world_has_dozens_of_contests_with_keys_of_their_own(site: str) -> None:
    contests = World().contests(site, NOON)
    assert len({contest.key for contest in contests}) == len(contests) >= 24
    assert all(contest.start < contest.end for contest in contests)
    assert min(contest.start for contest in contests) < NOON < max(contest.start for contest in contests)


def test_world_always_has_three_running_and_three_about_to_start() -> None:
    world = World()
    for hours in range(0, 15 * 24, 5):
        now = NOON + hours * HOUR
        contests = all_contests(world, now)
        assert sum(contest.start <= now < contest.end for contest in contests) >= 3, now
        assert sum(now < contest.start < now + 8 * HOUR for contest in contests) >= 3, now


@pytest.mark.parametrize(
    ("site", "series", "freeze"),
    [("codeforces.com", "clock", 0), ("regional.contestweb.example", "open", 1)],
)
def test_world_has_a_board_that_moves_at_any_time(site: str, series: str, freeze: int) -> None:
    world = World()
    for minutes in range(0, 3 * 1440, 25):
        now = NOON + timedelta(minutes=minutes)
        running = [
            contest
            for contest in world.contests(site, now)
            if contest.series.startswith(f"{series} ") and contest.start <= now < contest.end - freeze * HOUR
        ]
        assert running, now


def test_world_changes_about_every_two_minutes() -> None:
    world = World()
    before = unfinished(world, NOON)
    quiet, longest_quiet, changes, kinds = 0, 0, 0, set()
    for minute in range(1, 121):
        after = unfinished(world, NOON + timedelta(minutes=minute))
        added = [key for key in after if key not in before]
        changed = [key for key in after if key in before and after[key] != before[key]]
        kinds |= {"added"} if added else set()
        kinds |= {field for key in changed for field in range(4) if after[key][field] != before[key][field]}
        changes += len(added) + len(changed)
        quiet = 0 if added or changed else quiet + 1
        longest_quiet = max(quiet, longest_quiet)
        before = after
    assert 1 <= 120 / changes <= 2.5
    assert longest_quiet <= 10
    assert kinds == {"added", 0, 1, 2, 3}


def test_world_never_moves_a_contest_that_has_started() -> None:
    world = World()
    before = unfinished(world, NOON)
    for step in range(1, 72):
        now = NOON + step * HOUR / 3
        after = unfinished(world, now)
        for key, (_, start, _, _) in after.items():
            if key in before and before[key][1] <= now - HOUR / 3:
                assert start == before[key][1], key
        before = after


def test_world_keeps_the_twin_rounds_of_codeforces_together() -> None:
    pairs: dict[int, set[datetime]] = {}
    for contest in World().contests("codeforces.com", NOON):
        if contest.series == "pair":
            pairs.setdefault(contest.number, set()).add(contest.start)
    assert len(pairs) >= 8
    assert {number: len(starts) for number, starts in pairs.items()} == dict.fromkeys(pairs, 1)


@pytest.mark.parametrize(
    ("site", "key", "planned"),
    [
        ("atcoder.jp", "abc485", "2026-11-21T12:00"),
        ("leetcode.com", "weekly-contest-529", "2026-11-22T02:30"),
        ("leetcode.cn", "weekly-contest-529", "2026-11-22T02:30"),
        ("leetcode.com", "biweekly-contest-197", "2026-11-28T14:30"),
        ("codechef.com", "START266", "2026-11-25T14:30"),
        ("dmoj.ca", "longhaul75", "2026-11-16T05:00"),
    ],
)
def test_world_keeps_the_rhythm_of_each_site(site: str, key: str, planned: str) -> None:
    found = next(contest for contest in World().contests(site, NOON) if contest.key == key)
    assert f"{found.planned:%Y-%m-%dT%H:%M}" == planned


def test_plan_folds_its_changes_up_to_now() -> None:
    start, end = NOON, NOON + 2 * HOUR
    contest = Contest(
        key="1", title="Cup", url="https://x.example/1", start=start, end=end, planned=start, series="cup", number=1,
        changed=NOON - 9 * HOUR,
    )  # fmt: skip
    plan = Plan(
        contest=contest,
        announced=NOON - 9 * HOUR,
        changes=(
            Change(at=NOON - 8 * HOUR, shift=HOUR),
            Change(at=NOON - 7 * HOUR, title="Otter Cup", cancelled=True),
            Change(at=NOON - 6 * HOUR, cancelled=False),
            Change(at=NOON - 5 * HOUR, longer=HOUR / 2),
        ),
    )
    states = [plan.at(NOON - hours * HOUR) for hours in (10, 9, 8, 7, 6, 5)]
    assert [state and (state.title, state.start, state.end, state.cancelled, state.sequence) for state in states] == [
        None,
        ("Cup", start, end, False, 0),
        ("Cup", start + HOUR, end + HOUR, False, 1),
        ("Otter Cup", start + HOUR, end + HOUR, True, 2),
        ("Otter Cup", start + HOUR, end + HOUR, False, 3),
        ("Otter Cup", start + HOUR, end + 1.5 * HOUR, False, 4),
    ]
