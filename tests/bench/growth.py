"""The pages of results among 100,000 rows of other contests, and among BENCH_ROWS (by default 1,000,000) of them.

`BENCH_ROWS=10000000 make bench ONLY=growth` takes some minutes, most of them to make the rows.
"""

from __future__ import annotations

import os

from apps.accounts.jobs import fold_names, relist_accounts
from apps.contests.models import Contest
from apps.resources.models import Resource
from apps.standings.models import Standing
from apps.standings.upsert import upsert_standings
from tests.bench.figures import Figure
from tests.bench.serving import Page, costs, seconds_of
from tests.bench.tables import NOW, fill, new_contest, results, table_of

FEW, USUAL, ROWS = 100_000, 1_000_000, 30_000
LIMIT = 1.5


def run() -> list[Figure]:
    """Measure every page twice."""
    many = int(os.environ.get("BENCH_ROWS", "0")) or USUAL
    fill(FEW, batch="few")
    contest = new_contest("growth.example", "large")
    upsert_standings(contest, table_of(results(ROWS)), now=NOW)
    pages = _pages(contest)
    few = _measure(pages)
    statements = [figure for page in pages for figure in costs(page, rows=FEW) if "SQL statements" in figure.name]
    fill(many - FEW, batch="many")
    return statements + [
        Figure(
            name=f"{page.name} among {many:,} rows",
            value=taken * 1000,
            unit="ms",
            ratio=taken / few[page.name],
            to=f"among {FEW:,} (limit {LIMIT})",
            rows=many,
        )
        for page, taken in zip(pages, _measure(pages).values(), strict=True)
    ]


def _measure(pages: list[Page]) -> dict[str, float]:
    fold_names()
    relist_accounts()
    Resource.objects.filter(adapter="bench").update(enabled=True)
    return {page.name: seconds_of(page, times=21) for page in pages}


def _pages(contest: Contest) -> list[Page]:
    table = f"/standings/round-large-{contest.pk}/"
    crowd = Contest.objects.get(title="Crowd 1", key__startswith="few")
    busy = Standing.objects.filter(contest=crowd).select_related("account__resource")[0].account
    leader = Standing.objects.filter(contest=contest, place=1).select_related("account__resource").get().account
    return [
        Page(name="table, page 1", path=table),
        Page(name="table, page 300", path=f"{table}?page=300"),
        Page(name="table, one country by a problem", path=f"{table}?country=BY&sort=problem:A"),
        Page(name="rows of favourites", path=f"/standings/{contest.pk}/rows/?account={leader.pk}"),
        Page(name="list of results", path="/standings/"),
        Page(name="contest", path=f"/contest/{crowd.pk}/"),
        Page(name="account, ten contests", path=f"/account/{busy.key}/resource/{busy.resource.host}/"),
        Page(name="account, one contest", path=f"/account/{leader.key}/resource/{leader.resource.host}/"),
        Page(name="accounts", path="/accounts/"),
        Page(name="problems", path="/problems/"),
    ]
