"""A table that was stored after the last ANALYZE: no statement looks at its rows again for each of them.

The planner expects a row of it or none, so that any way to come to its rows looks as good to it as any other. Of 30,000
rows a page then took half a second, and a prediction minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from django.db import connection
from django.test import Client

from apps.accounts.models import Account, ApiKey, User
from apps.contests.models import Contest
from apps.resources.rows import Standings
from apps.standings import jobs
from apps.standings.addresses import address_of_standings
from apps.standings.models import Standing
from apps.standings.predictions import predict
from apps.standings.upsert import upsert_standings
from tests.factories import ResourceFactory
from tests.standings.plans import Planned, planned
from tests.standings.tables import NOW, contest_of, row, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

ROWS = 1_000
OLD = 5  # contests of a few rows, which statistics know
SITE = "codeforces.com"
TABLE = (
    "", "?page=9", "?sort=name", "?sort=-problem:A", "?country=BY", "?search=name", "?search=regex:na",
    "?rating=1000..", "?groupby=country", "?groupby=organization", "?groupby=language", "?groupby=division",
    "?groupby=medal", "?groupby=rating", "?find_me={row}",
)  # fmt: skip
BESIDE = (
    "rows/?account={accounts}", "choices/country/", "choices/organization/", "choices/language/", "standings.csv",
    "standings.json", "standings.csv?country=BY&sort=name", "feed.atom", "versions/", "versions/1/",
    "changes/1.en.json", "moves-1.json", "replay/", "replay/?at=0:01:00&who=user5", "what-if/", "what-if/?who=user5",
    "resolver/", "charts/", "race/",
)  # fmt: skip
ELSEWHERE = (
    "/standings/{contest},{old}/", "/standings/{contest},{old}/?sort=share&official=yes",
    "/standings/{contest},{old}/?sort=place&page=3", "/standings/own/?contest={contest}&account={accounts}",
    "/standings/", "/standings/?with_problems=yes", "/standings/?search=user5", "/contest/{contest}/",
    "/problem/{problem}/", f"/account/user5/resource/{SITE}/", f"/profile/{SITE}:user5,{SITE}:user6/",
    f"/versus/{SITE}:user5/vs/{SITE}:user6/", f"/resource/{SITE}/",
    "/api/v4/statistics/?contest_id={contest}&limit=20&with_problems=true",
    "/api/v4/statistics/?contest_id={contest}&order_by=place&offset=900&with_more_fields=true",
)  # fmt: skip
STRANGERS = """
INSERT INTO accounts_account (resource_id, key, created, modified)
SELECT %(resource)s, 'stranger' || n, now(), now() FROM generate_series(1, %(number)s) AS n
"""


@pytest.fixture
def contest() -> Contest:
    """Make a contest without results, among others that the planner knows."""
    ResourceFactory(host=SITE, adapter="codeforces")
    for number in range(OLD):
        upsert_standings(contest_of(SITE, key=f"old{number}"), table([row(one) for one in range(1, 40)]), now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return contest_of(SITE, key="new", rated=True)


@pytest.fixture
def strange_to_api(client: Client) -> dict[str, str]:
    """Return the headers of somebody who may ask the API."""
    key = ApiKey.objects.create(user=User.objects.create_user("strange"))
    return {"Authorization": f"ApiKey strange:{key.key}"}


def large_table() -> Standings:
    """Return a table half of whose rows tell neither a name nor a country."""
    rows = [
        row(number, score=float(ROWS - number), **({"name": f"Name {number}", "country": "BY"} if number % 2 else {}))
        for number in range(1, ROWS + 1)
    ]
    return table(rows, kind="cf")


def too_busy(found: list[Planned], *, most: float) -> list[str]:
    """Return the statements that look at more rows than so many times those of the table, and at how many."""
    return [f"{one.rows}: {' '.join(one.statement.split())[:200]}" for one in found if one.rows > most * ROWS]


def addresses(contest: Contest) -> Iterator[str]:
    """Yield the addresses of all that shows rows of a contest."""
    rows = list(Standing.objects.filter(contest=contest).order_by("pk").values_list("pk", "account_id"))
    given = {
        "contest": contest.pk, "old": Contest.objects.get(key="old1").pk, "row": rows[ROWS // 2][0],
        "accounts": ",".join(str(account) for _, account in rows[:300]),
        "problem": contest.contest_problems.get(short="A").problem_id,
    }  # fmt: skip
    table_address = address_of_standings(contest.pk, contest.title)
    beside = f"/standings/{contest.pk}/"
    for address in (*(table_address + one for one in TABLE), *(beside + one for one in BESIDE), *ELSEWHERE):
        yield address.format(**given)


def busy_pages(contest: Contest, client: Client, *, headers: dict[str, str]) -> dict[str, list[str]]:
    """Return the statements of pages that look at too many rows, by address; the few contests are looked at, too."""
    busy = {}
    for address in addresses(contest):
        with planned() as found:
            answer = client.get(address, headers=headers, follow=True)
            assert (answer.status_code, len(b"".join(answer)) > 0) == (200, True), address
        assert found, address
        if told := too_busy(found, most=OLD + 1):
            busy[address] = told
    return busy


def test_pages_look_at_each_row_a_few_times(contest: Contest, client: Client, strange_to_api: dict[str, str]) -> None:
    upsert_standings(contest, large_table(), now=NOW)

    assert busy_pages(contest, client, headers=strange_to_api) == {}


def test_pages_look_at_the_accounts_of_their_rows_alone(
    contest: Contest, client: Client, strange_to_api: dict[str, str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(STRANGERS, {"resource": contest.resource_id, "number": 40 * ROWS})
        upsert_standings(contest, large_table(), now=NOW)
        cursor.execute("ANALYZE")

    assert busy_pages(contest, client, headers=strange_to_api) == {}


@pytest.mark.parametrize("missed", ["", "standing_by_place"])
def test_storing_and_settling_look_at_each_row_a_few_times(contest: Contest, missed: str) -> None:
    if missed:  # so that the planner, which has none but poor choices, makes another one
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {missed}")
    first = large_table()
    moved = [
        msgspec.structs.replace(one, score=one.score + 1, place=one.place + 1) if number % 2 else one
        for number, one in enumerate(first.rows)
    ]
    with planned() as found:
        upsert_standings(contest, first, now=NOW)
        upsert_standings(contest, table(moved, kind="cf"), now=NOW)
        upsert_standings(contest, table(moved[50:], kind="cf"), now=NOW)
        Account.objects.update(rating=1500, read_at=NOW)
        assert predict(contest, now=NOW) == ROWS - 50
        jobs.settle(contest.pk)

    assert too_busy(found, most=10) == []  # what a first try leaves behind is looked at as well
