"""The table of a contest of 30,000 rows on eight problems: any page of it, searched, sorted, and its pinned rows."""

from __future__ import annotations

from dataclasses import replace

from django.db import connection

from apps.standings.addresses import address_of_standings
from apps.standings.models import Standing
from apps.standings.upsert import upsert_standings
from tests.bench.figures import Figure
from tests.bench.serving import Page, costs, rates, seconds_of
from tests.bench.tables import NOW, new_contest, results, table_of

ROWS = 30_000
LIMITS = {"uncached": 20, "cached": 100}
STATEMENTS, KIBIBYTES, FARTHEST = 12, 60, 1.3
SHIPPED, BEST = 7.4, 8.8  # pages a second of the incumbent's first page of fifty rows


def run() -> list[Figure]:
    """Measure."""
    contest = new_contest("results.example", "large")
    upsert_standings(contest, table_of(results(ROWS)), now=NOW)
    contest.resource.__class__.objects.filter(pk=contest.resource_id).update(enabled=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    address = address_of_standings(contest.pk, contest.title)
    first = Page(name="standings, page 1", path=address, incumbent=SHIPPED, best=BEST)
    pages = [first] + [replace(first, name=f"standings, page {n}", path=f"{address}?page={n}") for n in (100, 300)]
    account = Standing.objects.filter(contest=contest).order_by("-place").values_list("account", flat=True)[0]
    further = [
        Page(name="standings, searched", path=f"{address}?search=participant_29"),
        Page(name="standings, one country", path=f"{address}?country=BY"),
        Page(name="standings, by a problem", path=f"{address}?sort=-problem:C&page=7"),
        Page(name="standings, a pinned row", path=f"/standings/{contest.pk}/rows/?account={account}"),
    ]
    figures = [_limited(figure) for page in pages for figure in costs(page, rows=ROWS)]
    figures += [figure for page in further for figure in costs(page, rows=ROWS)]
    return figures + _distances(pages) + rates(pages, LIMITS, rows=ROWS)


def _distances(pages: list[Page]) -> list[Figure]:
    """Compare the pages in time: however far a page is from the first, it takes as long."""
    taken = {page.name: seconds_of(page, times=40) for page in pages}
    quickest = min(taken.values())
    return [
        Figure(
            name=f"{name}: time, uncached",
            value=seconds * 1000,
            unit="ms",
            ratio=seconds / quickest,
            to=f"the quickest of the three (limit {FARTHEST})",
            rows=ROWS,
        )
        for name, seconds in taken.items()
    ]


def _limited(figure: Figure) -> Figure:
    """Return a figure beside its limit, where it has one."""
    limits = {"": STATEMENTS, "KiB": KIBIBYTES}
    if figure.unit not in limits:
        return figure
    limit = limits[figure.unit]
    return replace(figure, ratio=figure.value / limit, to=f"limit {limit}")
