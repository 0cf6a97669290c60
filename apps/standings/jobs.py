"""Jobs of results: ratings of every kind, which take longer than a reader of events may."""

from __future__ import annotations

import django_rq
from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.accounts.models import Account
from apps.contests.models import Contest
from apps.resources.models import Resource
from apps.standings import country_ratings, global_rating, predictions, problem_ratings
from apps.standings.sites.survey import survey, survey_again, surveyed

MOST_WEIGHED = 200  # contests in one run of the clock
PATIENCE = 600  # seconds after which a job that waits is taken for lost


def later(job: str, contest: int) -> None:
    """Queue one of the jobs below for a contest on commit, unless it waits already; while it runs, once more."""
    transaction.on_commit(lambda: _queue(job, contest), robust=True)


def _queue(job: str, contest: int) -> None:
    if cache.add(_waiting(job, contest), 1, timeout=PATIENCE):
        django_rq.get_queue("default").enqueue(f"{__name__}.{job}", contest, result_ttl=0)


def predict(contest: int) -> int:
    """Predict the rating changes of a running contest; return how many rows say something new."""
    found = _begin("predict", contest)
    return predictions.predict(found, now=timezone.now()) if found else 0


def settle(contest: int) -> None:
    """Do what the final results of a contest allow: measure the prediction, rate the problems, count the site again."""
    if found := _begin("settle", contest):
        predictions.measure(contest)
        problem_ratings.rate_problems(found)
        survey_again(found.resource, now=timezone.now())


def _begin(job: str, contest: int) -> Contest | None:
    """Return the contest of a job that waits no more; None where it was deleted meanwhile."""
    cache.delete(_waiting(job, contest))
    return Contest.objects.select_related("resource").filter(pk=contest).first()


def _waiting(job: str, contest: int) -> str:
    return f"{job}-waits:{contest}"


def weigh_globally() -> int:
    """Let contests that became final count in the global rating, oldest first; return how many did."""
    waiting = global_rating.waiting()[:MOST_WEIGHED]
    return sum(global_rating.weigh(contest, now=timezone.now()) > 0 for contest in waiting)


def rate_countries() -> int:
    """Rate the countries of every site that has rated accounts; return for how many something changed."""
    rated = Exists(Account.objects.filter(resource=OuterRef("pk"), rating__isnull=False))
    return sum(country_ratings.rate_countries(resource) for resource in Resource.objects.filter(rated, enabled=True))


def survey_sites() -> int:
    """Count the accounts and problems of every site anew; return how many sites there were."""
    resources = list(surveyed())
    for resource in resources:
        survey(resource, now=timezone.now())
    return len(resources)
