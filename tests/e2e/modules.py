"""Our scripts as modules in a real browser, without the site: for what computes and touches no page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from playwright.sync_api import Browser, Page, Route

from apps.resources.rows import StandingRow, Standings
from apps.standings.replay.columns import Columns
from apps.standings.replay.moves import MovingRow, flat_cells
from apps.standings.replay.rules import Rules
from tests.e2e.conftest import ROOT

HOST = "http://scripts.example"
TYPES = {".js": "text/javascript", ".css": "text/css"}


@contextmanager
def scripts(browser: Browser) -> Iterator[Page]:
    """Give a page that may import "/js/….js" as it lies in static/."""

    def answer(route: Route) -> None:
        path = ROOT / "static" / route.request.url.removeprefix(f"{HOST}/")
        if path.is_file():
            route.fulfill(body=path.read_bytes(), content_type=TYPES[path.suffix])
        else:
            route.fulfill(body="<!doctype html><title>scripts</title><body>", content_type="text/html")

    context = browser.new_context()
    context.route("**/*", answer)
    page = context.new_page()
    page.goto(f"{HOST}/")
    yield page
    context.close()


def moves_of_table(table: Standings, rows: list[StandingRow], columns: Columns, rules: Rules) -> dict[str, Any]:
    """Return a table as /standings/<pk>/moves-<version>.json would give it; its rows are numbered from 0."""
    numbers = {problem.short: number for number, problem in enumerate(table.problems)}
    return {
        "contest": 1,
        "kind": table.kind,
        "duration": 0,
        "end": columns.end,
        "freeze": None if table.freeze is None else table.freeze.total_seconds(),
        "unit": table.penalty_unit,
        "exact": False,
        "rule": msgspec.to_builtins(rules),
        "problems": [[problem.short, problem.name, problem.points] for problem in table.problems],
        "rows": [msgspec.to_builtins(_moving(number, row, numbers)) for number, row in enumerate(rows)],
    }


def _moving(number: int, row: StandingRow, numbers: dict[str, int]) -> MovingRow:
    return MovingRow(
        row=number,
        account=number,
        handle=row.account,
        name=row.name,
        country=row.country,
        organization=row.organization,
        division=row.division,
        participation=row.participation,
        place=row.place,
        score=row.score,
        penalty=row.penalty,
        old_rating=row.old_rating,
        cells=flat_cells(msgspec.json.encode(row.cells), numbers),
    )
