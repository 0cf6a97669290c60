"""Ratings of contests, problems, countries and people, from stored results back into the tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import django_rq
import pytest
from django.utils import timezone

from apps.accounts.models import Account, AccountLink, User
from apps.contests.models import Contest, Problem
from apps.core.models import Event
from apps.resources.models import Resource
from apps.resources.rows import Cell, ProblemRow, RatingRow, StandingRow, Standings
from apps.standings import country_ratings, global_rating, handlers, jobs, predictions, problem_ratings
from apps.standings.models import CountryRating, GlobalSkill, Standing
from apps.standings.models import Standings as Header
from apps.standings.ratings import codeforces
from apps.standings.ratings_upsert import upsert_ratings
from apps.standings.upsert import upsert_standings
from tests.standings.following import changes_since

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
RATINGS = [2400, 2100, 1900, 1800, 1500, 1400, 1300, 1200]

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Resource:
    """Codeforces, with eight accounts whose ratings are known."""
    found, _ = Resource.objects.get_or_create(
        host="codeforces.com",
        defaults={"title": "Codeforces", "url": "https://codeforces.com/", "adapter": "codeforces"},
    )
    for number, rating in enumerate(RATINGS):
        Account.objects.create(
            resource=found, key=f"u{number}", rating=rating, n_contests=20, created=NOW, modified=NOW, read_at=NOW
        )
    return found


def contest_of(site: Resource, key: str = "1", **fields: object) -> Contest:
    """Return a contest that runs."""
    start = NOW - timedelta(hours=1)
    return Contest.objects.create(
        resource=site,
        key=key,
        title=f"Round {key}",
        url=f"https://codeforces.com/contest/{key}",
        host=site.host,
        start=start,
        end=NOW + timedelta(hours=1),
        duration=timedelta(hours=2),
        created=NOW,
        modified=NOW,
        **fields,
    )


def table(order: list[int], *, solved: int = 3, told: dict[int, tuple[int, int]] | None = None) -> Standings:
    """Return standings in which the accounts took their places in this order; `told` are old and new ratings."""
    rows = []
    for place, number in enumerate(order, 1):
        cells = {"A": Cell(state="solved", time=60.0 * place)}
        cells["B"] = Cell(state="solved" if place <= solved else "wrong", wrong=1)
        old, new = (told or {}).get(number, (None, None))
        rows.append(
            StandingRow(
                account=f"u{number}", place=place, score=9.0 - place, cells=cells, old_rating=old, new_rating=new
            )
        )
    problems = (ProblemRow(key="1A", name="Easy", short="A"), ProblemRow(key="1B", name="Hard", short="B"))
    return Standings(rows=rows, problems=problems, kind="cf", is_final=bool(told))


def test_running_contest_is_predicted_by_the_sites_formula(site: Resource) -> None:
    contest = contest_of(site)
    order = [3, 0, 1, 2, 4, 5, 7, 6]
    stored = upsert_standings(contest, table(order), now=NOW)

    changed = predictions.predict(contest, now=NOW)

    expected = codeforces.changes([codeforces.Contestant(-place, 0, RATINGS[who]) for place, who in enumerate(order)])
    found = Standing.objects.filter(contest=contest).order_by("place")
    assert [row.predicted_change for row in found] == [one.change for one in expected]
    assert [row.predicted_performance for row in found] == [one.performance for one in expected]
    assert changed == 8
    step = changes_since(contest.pk, stored.version)
    assert step is not None
    assert {row["account"]: row["predicted_change"] for row in step.rows}["u3"] == expected[0].change


def test_prediction_that_says_nothing_new_raises_no_version(site: Resource) -> None:
    contest = contest_of(site)
    upsert_standings(contest, table([0, 1, 2, 3, 4]), now=NOW)
    predictions.predict(contest, now=NOW)
    version = Header.objects.get(pk=contest.pk).version

    assert predictions.predict(contest, now=NOW) == 0
    assert Header.objects.get(pk=contest.pk).version == version


def test_prediction_waits_until_enough_ratings_are_known(site: Resource) -> None:
    contest = contest_of(site)
    Account.objects.filter(key__in=["u0", "u1"]).update(rating=None, read_at=None)
    upsert_standings(contest, table([0, 1, 2, 3, 4]), now=NOW)

    assert predictions.predict(contest, now=NOW) == 0

    Account.objects.filter(key__in=["u0", "u1"]).update(read_at=NOW)  # their profiles tell no rating: newcomers
    assert predictions.predict(contest, now=NOW) == 5
    newcomer = Standing.objects.get(contest=contest, account__key="u0")
    assert newcomer.predicted_change is not None
    assert newcomer.predicted_change > codeforces.promotion(0)

    Account.objects.filter(key__in=["u2", "u3"]).update(rating=None, read_at=None)
    assert predictions.predict(contest, now=NOW) == 5
    assert Standing.objects.get(contest=contest, account__key="u0").predicted_change is None


def test_told_ratings_end_prediction_and_measure_it(site: Resource) -> None:
    contest = contest_of(site)
    order = [0, 1, 2, 3, 4]
    upsert_standings(contest, table(order), now=NOW)
    predictions.predict(contest, now=NOW)
    found = {row.account.key: row.predicted_change for row in Standing.objects.select_related("account")}
    told = {who: (RATINGS[who], RATINGS[who] + (found[f"u{who}"] or 0)) for who in order}
    told[4] = (told[4][0], told[4][1] + 10)
    upsert_standings(contest, table(order, told=told), now=NOW)

    assert predictions.predict(contest, now=NOW) == 0
    predictions.measure(contest.pk)

    assert Header.objects.get(pk=contest.pk).prediction == {"rows": 5, "exact": 4, "mean_error": 2.0}


def test_unrated_contests_and_unknown_formulas_are_not_predicted(site: Resource) -> None:
    other = Resource(host="dmoj.ca", adapter="dmoj")
    gym = Resource(host="codeforces.com/gym", adapter="codeforces")

    def is_predictable(**told: Any) -> bool:
        return predictions.is_predictable(Contest(end=NOW, **told), now=NOW + timedelta(days=7))

    weekly = Resource(host="leetcode.com", adapter="leetcode")
    assert is_predictable(resource=site, rated=True)
    assert not is_predictable(resource=site, rated=None)
    assert is_predictable(resource=weekly, kind="Weekly")
    assert not is_predictable(resource=weekly, kind="")
    assert not is_predictable(resource=site, rated=False)
    assert not is_predictable(resource=other, rated=True)
    assert not is_predictable(resource=gym, rated=None)
    assert not predictions.is_predictable(Contest(resource=site, end=NOW, rated=True), now=NOW + timedelta(days=8))


def test_ratings_that_count_the_contest_already_predict_nothing(site: Resource) -> None:
    contest = contest_of(site)
    upsert_standings(contest, table([0, 1, 2, 3, 4]), now=NOW)
    Account.objects.filter(key="u3").update(rated_at=contest.end)
    assert predictions.predict(contest, now=NOW) == 0
    Account.objects.filter(key="u3").update(rated_at=contest.start)
    assert predictions.predict(contest, now=NOW) == 5


def test_prediction_is_measured_where_histories_alone_tell_the_changes(site: Resource) -> None:
    contest = contest_of(site)
    upsert_standings(contest, table([0, 1, 2, 3, 4]), now=NOW)
    predictions.predict(contest, now=NOW)
    row = Standing.objects.select_related("account").get(account__key="u1")
    assert row.predicted_change is not None
    told = RatingRow(contest="1", at=NOW, old_rating=2100, new_rating=2100 + row.predicted_change + 4)
    upsert_ratings(row.account, [told], now=NOW)
    assert Header.objects.get(pk=contest.pk).prediction == {"rows": 1, "exact": 0, "mean_error": 4.0}


def test_problems_are_rated_from_all_contests_that_have_them(site: Resource) -> None:
    first, second = contest_of(site, "1"), contest_of(site, "2")
    upsert_standings(first, table([0, 1, 2, 3, 4, 5, 6, 7], solved=4), now=NOW)

    assert problem_ratings.rate_problems(first) == 2
    easy, hard = (Problem.objects.get(key=key).own_rating for key in ("1A", "1B"))
    assert easy is not None
    assert hard is not None
    assert easy < min(RATINGS) < hard
    assert 1400 < hard < 1900

    upsert_standings(second, table([0, 1, 2, 3, 4, 5, 6, 7], solved=0), now=NOW)
    assert problem_ratings.rate_problems(second) >= 1
    harder = Problem.objects.get(key="1B").own_rating
    assert harder is not None
    assert harder > hard
    assert problem_ratings.rate_problems(second) == 0


def test_problem_that_few_met_has_no_rating(site: Resource) -> None:
    contest = contest_of(site)
    upsert_standings(contest, table([0, 1, 2, 3]), now=NOW)

    assert problem_ratings.rate_problems(contest) == 0
    assert Problem.objects.filter(own_rating__isnull=False).count() == 0


def test_countries_are_rated_and_ranked(site: Resource) -> None:
    Account.objects.filter(key__in=["u0", "u4"]).update(country="BY", last_activity=NOW)
    Account.objects.filter(key__in=["u1", "u2"]).update(country="PL", last_activity=NOW)
    Account.objects.filter(key="u7").update(country="DE", rating=None)

    assert country_ratings.rate_countries(site) == 3

    rows = CountryRating.objects.filter(resource=site).order_by("country")
    assert [(row.country, row.place, row.n_accounts, row.n_rated) for row in rows] == [
        ("BY", 1, 2, 2),
        ("DE", None, 1, 0),
        ("PL", 2, 2, 2),
    ]
    assert rows[0].rating is not None
    assert rows[0].rating > 2400 * 0.95
    assert country_ratings.rate_countries(site) == 0
    Account.objects.filter(key="u7").update(country="")
    assert jobs.rate_countries() == 1
    assert jobs.rate_countries() == 0


def test_finished_contests_are_weighed_once_in_the_order_of_their_ends(site: Resource) -> None:
    later = contest_of(site, "2", rated=True)
    earlier = contest_of(site, "1", rated=True)
    Contest.objects.filter(pk=earlier.pk).update(end=NOW)
    told = {number: (rating, rating) for number, rating in enumerate(RATINGS)}
    for contest in (later, earlier):
        upsert_standings(contest, table([0, 1, 2, 3, 4, 5], told=told), now=NOW)

    assert list(global_rating.waiting()) == [earlier, later]
    assert jobs.weigh_globally() == 2
    assert jobs.weigh_globally() == 0

    skills = list(GlobalSkill.objects.order_by("account__key"))
    assert [one.n_contests for one in skills] == [2] * 6
    assert [one.skill for one in skills] == sorted((one.skill for one in skills), reverse=True)
    assert len(skills[0].performances) == 3
    shown = list(Account.objects.filter(key__lte="u5").order_by("key").values_list("global_rating", flat=True))
    assert shown == sorted(shown, reverse=True)  # type: ignore[type-var]
    assert Account.objects.get(key="u7").global_rating is None


def test_accounts_that_one_person_has_shown_share_a_skill(site: Resource) -> None:
    person = User.objects.create_user("both")
    for key in ("u0", "u7"):
        AccountLink.objects.create(user=person, account=Account.objects.get(key=key), verified=NOW)
    contest = contest_of(site, rated=True)
    upsert_standings(contest, table([7, 1, 2, 3, 4], told={7: (1200, 1300)}), now=NOW)

    assert global_rating.weigh(contest, now=NOW) == 5

    assert GlobalSkill.objects.filter(account__key="u0").exists()
    assert not GlobalSkill.objects.filter(account__key="u7").exists()
    first, second = (Account.objects.get(key=key).global_rating for key in ("u0", "u7"))
    assert first == second is not None


def test_changes_queue_the_prediction_and_final_results_the_rest(
    site: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(jobs, "later", lambda job, contest: asked.append((job, contest)))
    contest = contest_of(site, rated=True)
    Contest.objects.update(end=timezone.now())

    handlers.predict(Event(name="standings.updated", payload={"contest": contest.pk}))
    handlers.predict(Event(name="standings.updated", payload={"contest": 0}))
    handlers.settle(Event(name="standings.final", payload={"contest": contest.pk}))

    assert asked == [("predict", contest.pk), ("settle", contest.pk)]


def test_job_waits_once_and_may_be_wanted_again_while_it_runs(
    site: Resource, django_capture_on_commit_callbacks: Any
) -> None:
    queue = django_rq.get_queue("default")
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            jobs.later("predict", 0)
    assert len(queue.job_ids) == 1
    assert jobs.predict(0) == 0
    with django_capture_on_commit_callbacks(execute=True):
        jobs.later("predict", 0)
    assert len(queue.job_ids) == 2
