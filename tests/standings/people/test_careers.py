"""Careers: what accounts did over all contests, their records, their days, and several accounts as one person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from apps.accounts.models import Account
from apps.contests.models import Contest, ContestProblem, Problem
from apps.resources.rows import Cell, Member, RatingRow, SubmissionRow
from apps.standings.models import Standing
from apps.standings.people.activity import LEFT, PITCH, Activity, activity_of, year_of_days
from apps.standings.people.careers import Career
from apps.standings.people.rating_history import charts_of
from apps.standings.people.records import Mate, hardest_of, mates_of, records_of
from apps.standings.ratings_upsert import upsert_ratings
from apps.standings.submissions_upsert import upsert_submissions
from apps.standings.templatetags.careers import records
from apps.standings.upsert import upsert_standings
from tests.factories import AccountFactory, ResourceFactory
from tests.standings.tables import HOUR, NOW, contest_of, row, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
DAY = timedelta(days=1)
SOLVED = Cell(state="solved", time=60.0)


def account(key: str = "user1") -> Account:
    """Return an account with its site."""
    return Account.objects.select_related("resource").get(key=key)


def held(place: int, *, days_ago: int = 0, of: int = 10, title: str = "Cup", **fields: object) -> Contest:
    """Store a contest that began so many days ago, with user1 in a place among others, and return it."""
    contest = contest_of(title=title, start=NOW - days_ago * DAY - 3 * HOUR, end=NOW - days_ago * DAY - HOUR)
    others = [row(number, account=f"other{number}") for number in range(1, of + 1) if number != place]
    upsert_standings(contest, table([row(place, account="user1", **fields), *others]), now=NOW)
    return contest


def test_appearances_come_latest_first_and_leave_out_what_is_hidden() -> None:
    held(3, days_ago=2, title="Old")
    held(1, days_ago=1, title="New", participation="virtual")
    Contest.objects.filter(pk=held(1, title="Hidden").pk).update(hidden=True)

    career = Career([account()])

    assert [(one.title, one.place, one.share) for one in career.appearances] == [("New", 1, None), ("Old", 3, 0.3)]
    assert [one.title for one in career.taken_part] == ["Old"]


def test_steps_join_what_profiles_and_what_tables_tell() -> None:
    first = held(1, days_ago=9, title="First", old_rating=1400, new_rating=1500)
    held(2, days_ago=5, title="Second", old_rating=1500, new_rating=1480)
    told = [
        RatingRow(contest="ancient", title="Ancient", at=NOW - 99 * DAY, new_rating=1400),
        RatingRow(contest=first.key, at=first.end, old_rating=1400, new_rating=1501),
    ]
    upsert_ratings(account(), told, now=NOW)

    steps = Career([account()]).steps

    assert [(step.title, step.new_rating, step.change, step.row is None) for step in steps] == [
        ("Ancient", 1400, None, True),
        ("First", 1501, 101, False),
        ("Second", 1480, -20, False),
    ]


def test_records_are_the_best_of_what_counts() -> None:
    held(2, days_ago=400, of=100, title="Large", medal="gold", old_rating=1500, new_rating=1700)
    held(1, days_ago=3, of=10, title="Small", old_rating=1700, new_rating=1650)
    held(1, days_ago=2, of=2, title="Tiny")
    held(1, days_ago=1, of=10, title="Virtual", participation="virtual", medal="gold")

    found = records_of(Career([account()]))

    assert found.medals == {"gold": 1}
    assert [one.title for one in found.best] == ["Large", "Small"]
    assert found.highest is not None
    assert (found.highest.new_rating, found.highest.title) == (1700, "Large")
    assert found.jump is not None
    assert found.jump.change == 200
    assert found.n_won == 2
    assert found.by_year == [(2025, 1), (2026, 2)]


def test_contests_that_run_have_no_winner_and_make_no_record_yet() -> None:
    held(4, days_ago=3, title="Ended")
    Contest.objects.filter(pk=held(1, title="Running", cells={"A": SOLVED, "B": SOLVED}).pk).update(end=NOW + HOUR)

    found = records_of(Career([account()]))

    assert [one.title for one in found.best] == ["Ended"]
    assert (found.most_solved and found.most_solved.title, found.n_won) == ("Ended", 0)


@pytest.mark.parametrize(("place", "share"), [(10, "top 100 %"), (1, "top 10 %"), (3, "top 30 %")])
def test_share_of_the_best_places_is_written_in_digits(place: int, share: str) -> None:
    held(place, days_ago=1)

    assert f">{share}</span>" in records(Career([account()]))


def test_records_of_nothing_are_unknown() -> None:
    found = records_of(Career([AccountFactory(resource=ResourceFactory(host="site.example"), key="user1")]))

    assert (found.medals, found.best, found.highest, found.jump, found.most_solved) == ({}, [], None, None, None)
    assert (found.n_first, found.n_won, found.by_year) == (None, None, [])


def test_years_without_a_known_contest_are_left_out() -> None:
    held(1, days_ago=1200)
    held(1)
    assert records_of(Career([account()])).by_year == [(2023, 1), (2026, 1)]


def test_solved_problems_are_told_only_where_a_table_tells_them() -> None:
    held(1)
    told = Career([account()]).tells_solved
    Standing.objects.update(n_solved=None)
    assert (told, Career([account()]).tells_solved) == (True, False)


@pytest.mark.parametrize(("max_rating", "peak"), [(None, None), (1700, None), (1701, 1701)])
def test_highest_rating_is_the_profiles_where_it_knows_a_higher_one(max_rating: int | None, peak: int | None) -> None:
    held(1, old_rating=1500, new_rating=1700)
    Account.objects.filter(key="user1").update(max_rating=max_rating)
    assert records_of(Career([account()])).peak == peak


def test_hardest_problems_are_those_of_cells_and_of_submissions() -> None:
    cells = {"A": Cell(state="solved"), "B": Cell(state="wrong", wrong=0, upsolved=Cell(state="solved")),
             "C": Cell(state="wrong", wrong=1)}  # fmt: skip
    held(1, cells=cells)
    for short, rating, own in (("A", 1200, None), ("B", None, 2000), ("C", 3000, None)):
        Problem.objects.filter(key=f"1{short}").update(rating=rating, own_rating=own)

    before = [(one.name, one.rating, one.is_ours) for one in hardest_of(Career([account()]))]
    upsert_submissions(account(), [SubmissionRow(key="9", problem="1C", at=NOW, state="solved")], now=NOW)
    after = [one.name for one in hardest_of(Career([account()]), most=2)]

    assert before == [("Problem B", 2000, True), ("Problem A", 1200, False)]
    assert after == ["Problem C", "Problem B"]


def test_hardest_problem_of_two_contests_is_told_once_as_it_was_solved_first() -> None:
    cells = {"A": Cell(state="solved"), "B": Cell(state="frozen")}
    late, early = held(1, cells=cells), held(1, days_ago=5, cells=cells, title="Early")
    held(1, days_ago=9, cells=cells, participation="ghost", title="Ghost")
    shared = Problem.objects.get(key="1A")
    ContestProblem.objects.filter(short="A").update(problem=shared)
    Problem.objects.update(rating=1500)

    found = [(one.problem, one.rating, one.at) for one in hardest_of(Career([account()]))]

    assert late.start > early.start
    assert found == [(shared.pk, 1500, early.start)]


def test_mates_are_the_others_of_ones_teams() -> None:
    people = (Member(account="user1"), Member(account="ann", name="Ann"), Member(name="Bob"))
    held(1, is_team=True, members=people)
    held(2, is_team=True, members=people[:2])

    assert mates_of(Career([account()])) == [
        Mate(host="site.example", key="ann", name="Ann", n_contests=2),
        Mate(host="site.example", key="", name="Bob", n_contests=1),
    ]


def test_activity_takes_the_larger_count_of_a_day_in_the_viewers_zone() -> None:
    late = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)
    held(1, days_ago=20)
    Account.objects.filter(key="user1").update(days={"2026-11-10": 5, "2026-11-11": 1, "2026-11-12": 0})
    tries = [SubmissionRow(key=str(number), problem="1A", at=late, state="wrong") for number in range(3)]
    upsert_submissions(account(), tries, now=NOW)

    with timezone.override(ZoneInfo("Europe/Minsk")):
        found = activity_of(Career([account()]))

    assert found.deeds == {date(2026, 11, 10): 5, date(2026, 11, 11): 3}
    assert found.contests == {date(2026, 11, 1): 1}
    assert found.years == [2026]


def test_activity_knows_zones_that_are_mere_offsets() -> None:
    held(1)
    tries = [SubmissionRow(key="1", problem="1A", at=NOW - 12 * HOUR - timedelta(minutes=1), state="wrong")]
    upsert_submissions(account(), tries, now=NOW)

    with timezone.override(timezone.get_fixed_timezone(330)):
        found = activity_of(Career([account()]))

    assert found.deeds == {date(2026, 11, 21): 1}


def test_year_of_days_is_the_last_one_in_which_anything_was_done() -> None:
    held(1, days_ago=800)
    found = activity_of(Career([account()]))

    shown = year_of_days(found, year=None, today=NOW.date())
    named = year_of_days(found, year=2020, today=NOW.date())

    assert (shown.first, shown.last, shown.n_contests) == (date(2024, 1, 1), date(2024, 12, 31), 1)
    assert (named.first, named.active, named.n_weeks) == (date(2020, 1, 1), [], 53)
    assert {name for name, _path in shown.paths} == {"level-0", "level-1", "contest"}
    assert sum(path.count("M") for name, path in shown.paths if name.startswith("level")) == 366


@pytest.mark.parametrize(
    ("today", "begun", "n_weeks"),
    [
        (date(2026, 11, 22), ["2025-12-01", "2026-01-01", "2026-11-01"], 53),
        (date(2026, 12, 31), ["2026-01-01", "2026-02-01", "2026-12-01"], 53),
        (date(2026, 3, 1), ["2025-03-01", "2025-04-01", "2026-02-01"], 53),
    ],
)
def test_months_stand_above_the_weeks_in_which_they_begin(today: date, begun: list[str], n_weeks: int) -> None:
    shown = year_of_days(Activity(deeds={today: 1}, contests={}), year=None, today=today)

    months = [day.isoformat() for _left, day in shown.months]
    columns = [(left - LEFT) / PITCH for left, _day in shown.months]

    assert ([*months[:2], months[-1]], len(months), shown.n_weeks) == (begun, 12, n_weeks)
    assert columns == [(day - shown.monday).days // 7 for _left, day in shown.months]


def test_chart_of_several_sites_begins_with_all_of_them_together() -> None:
    for host, rating in (("a.example", 1500), ("b.example", 3000)):
        mine = AccountFactory(resource=ResourceFactory(host=host, title=host), key="me")
        steps = [RatingRow(contest=str(number), at=NOW - number * DAY, new_rating=rating + number) for number in (2, 1)]
        upsert_ratings(mine, steps, now=NOW)
    both = list(Account.objects.select_related("resource").order_by("resource__host"))

    charts = charts_of(Career(both))

    assert [(chart.title, len(chart.steps), bool(chart.bands)) for chart in charts] == [
        ("All sites together", 4, False),
        ("a.example", 2, True),
        ("b.example", 2, True),
    ]
    assert charts[0].labels == ["a.example", "b.example"]
    assert [step.values for step in charts[0].steps] == [[1502, None], [None, 3002], [1501, None], [None, 3001]]
    assert [step.peak for step in charts[1].steps] == [1502, None]
