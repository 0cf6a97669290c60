"""Lists of problems and accounts by the million, an account with a long history, and the API's results.

`BENCH_MILLION=0` leaves out the lists over 1,000,000, which take some minutes to fill.
"""

from __future__ import annotations

import math
import os
from datetime import timedelta

from django.db import connection, transaction

from apps.accounts.found_names import fold_names
from apps.accounts.models import Account, ApiKey, User
from apps.accounts.relisting import relist_accounts
from apps.contests.models import Contest
from apps.resources.models import Resource
from apps.standings.models import Standing
from apps.standings.upsert import upsert_standings
from tests.bench.figures import Figure
from tests.bench.serving import Page, costs, rates
from tests.bench.tables import NOW, new_contest, results, table_of, without_indexes

FEW, MANY, ROWS, PLAYED = 16_000, 1_000_000, 30_000, 121
LIMITS = {"uncached": 20, "cached": 100}
HOST = "catalogue.example"

# Every problem has stood in a contest, has been solved by some, and most have ratings and tags.
PROBLEMS = """
INSERT INTO contests_problem (resource_id, key, name, rating, own_rating, tags, n_tried, n_solved, is_counted, set_at,
                              created, modified)
SELECT %(resource)s, 'p' || n, 'Problem ' || md5(n::text) || ' ' || n, 800 + (n %% 28) * 100, 750 + (n * 7 %% 2900),
       ARRAY['tag' || n %% 40, 'tag' || n %% 7], 100 + n %% 900, n %% 100, false,
       now() - n * interval '1 minute', now() - n * interval '1 minute', now()
FROM generate_series(%(first)s, %(last)s) AS n
"""
ACCOUNTS = """
INSERT INTO accounts_account (resource_id, key, name, country, rating, max_rating, place, n_contests, n_solved,
                              last_activity, created, modified)
SELECT %(resource)s, 'person' || n, 'Name ' || md5(n::text), (ARRAY['BY', 'CN', 'IN', 'PL', 'US', ''])[1 + n %% 6],
       CASE WHEN n %% 3 > 0 THEN n::bigint * 7919 %% 3500 END,
       CASE WHEN n %% 3 > 0 THEN n::bigint * 7919 %% 3500 END, n, n %% 90, n %% 400,
       now() - (n %% 900) * interval '1 day', now(), now()
FROM generate_series(%(first)s, %(last)s) AS n
"""


def run() -> list[Figure]:
    """Measure."""
    site = _site()
    figures = []
    sizes = (FEW, MANY) if os.environ.get("BENCH_MILLION", "1") != "0" else (FEW,)
    filled = 0
    for size in sizes:
        _fill(site, filled + 1, size)
        filled = size
        figures += _lists(site, size, is_last=size == sizes[-1])
    return figures + _histories(site) + _statistics(site)


def _site() -> Resource:
    given = {"title": "Catalogue", "url": f"https://{HOST}/", "adapter": "codeforces"}
    return Resource.objects.get_or_create(host=HOST, defaults=given)[0]


def _fill(site: Resource, first: int, last: int) -> None:
    given = {"resource": site.pk, "first": first, "last": last}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no reference is checked
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for table, statement in (("contests_problem", PROBLEMS), ("accounts_account", ACCOUNTS)):
            with without_indexes(cursor, table):
                cursor.execute(statement, given)
    with transaction.atomic(), connection.cursor() as cursor, without_indexes(cursor, "accounts_accountname"):
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        fold_names(seconds=math.inf)
    relist_accounts()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _lists(site: Resource, size: int, *, is_last: bool) -> list[Figure]:
    """Measure what pages cost, and of the largest lists how many come a second."""
    named = f"{size:,}"
    pages = [
        Page(name=f"problems, {named}", path="/problems/", incumbent=11, best=12),
        Page(name=f"problems, {named}, by rating", path="/problems/?sort=rating", incumbent=11, best=12),
        Page(name=f"problems, {named}, tag and range", path="/problems/?tag=tag3&rating_from=1600&rating_to=2000"),
        Page(name=f"problems, {named}, page 100", path="/problems/?page=100"),
        Page(name=f"problems, {named}, search", path="/problems/?search=abc"),
        Page(name=f"accounts, {named}", path="/accounts/"),
        Page(name=f"accounts, {named}, page 100", path="/accounts/?page=100"),
        Page(name=f"accounts, {named}, beginning of a handle", path="/accounts/?search=person12"),
        Page(
            name=f"accounts, {named}, range of ratings by contests",
            path="/accounts/?rating_from=1600&rating_to=1700&sort=-contests",
        ),
        Page(name=f"accounts, {named}, one country", path=f"/accounts/?resource={HOST}&country=BY&sort=-rating"),
    ]
    found = [figure for page in pages for figure in costs(page, rows=size)]
    return found + (rates(pages, LIMITS, rows=size) if is_last else [])


def _histories(site: Resource) -> list[Figure]:
    """Measure the page of an account that took part in as many contests as the incumbent's."""
    account = Account.objects.create(resource=site, key="veteran", rating=1900, created=NOW, modified=NOW)
    contests = [
        Contest(
            resource=site, key=f"past{number}", title=f"Past round {number}", url=site.url, host=HOST,
            start=NOW - timedelta(days=7 * number + 1), end=NOW - timedelta(days=7 * number),
            duration=timedelta(hours=2), created=NOW, modified=NOW, n_statistics=500,
        )
        for number in range(PLAYED)
    ]  # fmt: skip
    Standing.objects.bulk_create(
        Standing(
            contest=contest, account=account, place=number + 1, score=4.0, n_solved=4, rated=True,
            old_rating=1500 + number, new_rating=1505 + number, cells={"A": {"state": "solved", "time": 60.0}},
        )
        for number, contest in enumerate(Contest.objects.bulk_create(contests))
    )  # fmt: skip
    pages = [
        Page(name="account, 121 contests", path=f"/account/veteran/resource/{HOST}/", incumbent=12.0, best=9.0),
        Page(name="account, ratings as JSON", path=f"/account/veteran/resource/{HOST}/ratings/"),
    ]
    return [figure for page in pages for figure in costs(page, rows=PLAYED)] + rates(pages, LIMITS, rows=PLAYED)


def _statistics(site: Resource) -> list[Figure]:
    contest = new_contest(HOST, "large")
    upsert_standings(contest, table_of(results(ROWS)), now=NOW)
    user, _ = User.objects.update_or_create(username="bench", defaults={"api_requests_per_minute": 0})
    key, _ = ApiKey.objects.get_or_create(user=user)
    headers = {"Authorization": f"ApiKey bench:{key.key}"}
    address = f"/api/v4/statistics/?contest_id={contest.pk}&limit=1000"
    pages = [
        Page(name="API statistics, 1,000", path=address, incumbent=2.5, headers=headers),
        Page(name="API statistics, 1,000 with problems", path=f"{address}&with_problems=true", headers=headers),
    ]
    return [figure for page in pages for figure in costs(page, rows=ROWS)] + rates(pages, LIMITS, rows=ROWS)
