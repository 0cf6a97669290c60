"""The list of 20,000 contests with results, groups of 30,000 rows, and the doors through which a table leaves."""

from __future__ import annotations

import resource
import time

from django.db import connection, transaction
from django.test import Client

from apps.standings.upsert import upsert_standings
from tests.bench.figures import Figure
from tests.bench.serving import Page, costs, rates
from tests.bench.tables import NOW, new_contest, results, table_of

CONTESTS, ROWS = 20_000, 30_000
LIMITS = {"uncached": 20, "cached": 100}
SHIPPED = 20  # lists a second of the incumbent; its best case is not known
# Contests of eight problems, three hours apart, of which the first five rows are there.
CONTESTS_WITH_RESULTS = """
CREATE TEMPORARY TABLE held ON COMMIT DROP AS
SELECT nextval('contests_contest_id_seq') AS id, n FROM generate_series(0, %(contests)s - 1) AS n;
INSERT INTO contests_contest (id, resource_id, key, title, url, host, kind, start, "end", duration, standings_url,
    registration_url, facts, series, missed, hidden, sequence, created, modified, n_problems, n_statistics, rated)
SELECT held.id, site.id, 'listed' || n, 'Weekly Programming Round ' || n, 'https://lists.example/', site.host, '',
       now() - n * interval '3 hours', now() - n * interval '3 hours' + interval '2 hours', interval '2 hours', '', '',
       '{}', '', 0, false, 0, now(), now(), 8, 500, n %% 2 = 0
FROM held CROSS JOIN resources_resource AS site WHERE site.host = 'results.example';
INSERT INTO standings_standings (contest_id, version, kind, penalty_unit, columns, divisions, url, n_rows, trouble,
                                 said, read_at)
SELECT id, 1, 'icpc', '', '[]', '{}', '', 500, '', '', now() FROM held;
INSERT INTO standings_standing (contest_id, account_id, place, score, cells, n_solved)
SELECT held.id, person.id, place, 9 - place, '{}', 3 FROM held CROSS JOIN generate_series(1, 5) AS place
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS number FROM accounts_account) AS person
  ON person.number = (held.n * 7 + place) %% %(people)s;
INSERT INTO contests_problem (resource_id, key, name, n_solved, n_tried, rating, created, modified)
SELECT site.id, 'listed' || n || letter, 'Problem ' || letter, 30, 60, 1500, now(), now()
FROM held CROSS JOIN unnest('{A,B,C,D,E,F,G,H}'::text[]) AS mark (letter)
CROSS JOIN resources_resource AS site WHERE site.host = 'results.example';
INSERT INTO contests_contestproblem (contest_id, problem_id, short, position, n_solved, n_tried)
SELECT held.id, problem.id, letter, ascii(letter) - 65, 300, 500
FROM held CROSS JOIN unnest('{A,B,C,D,E,F,G,H}'::text[]) AS mark (letter)
JOIN contests_problem AS problem ON problem.key = 'listed' || n || letter
"""


def run() -> list[Figure]:
    """Measure."""
    contest = new_contest("results.example", "listed")
    upsert_standings(contest, table_of(results(ROWS)), now=NOW)
    contest.resource.__class__.objects.filter(pk=contest.resource_id).update(enabled=True)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in CONTESTS_WITH_RESULTS.split(";\n"):
            cursor.execute(statement, {"contests": CONTESTS, "people": ROWS})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    first = Page(name="list of results, page 1", path="/standings/", incumbent=SHIPPED)
    further = [
        Page(name="list of results, page 150", path="/standings/?page=150"),
        Page(name="list of results, with problems", path="/standings/?with_problems=yes"),
        Page(name="list of results, of one handle", path="/standings/?search=account:participant_7"),
    ]
    groups = [
        Page(name="standings, by country", path=f"/standings/round-listed-{contest.pk}/?groupby=country"),
        Page(name="standings, by rating", path=f"/standings/round-listed-{contest.pk}/?groupby=rating"),
    ]
    figures = [figure for page in (first, *further) for figure in costs(page, rows=CONTESTS)]
    figures += [figure for page in groups for figure in costs(page, rows=ROWS)]
    figures += [figure for kind in ("csv", "json") for figure in _export(contest.pk, kind)]
    return figures + rates([first], LIMITS, rows=CONTESTS)


def _export(contest: int, kind: str) -> list[Figure]:
    """Return the CPU that a whole table takes on its way out, and by how much the process grows meanwhile."""
    client, address = Client(SERVER_NAME="localhost"), f"/standings/{contest}/standings.{kind}"
    b"".join(client.get(f"{address}?search=participant_7"))
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    sent = sum(len(piece) for piece in client.get(address))
    taken = time.process_time() - begun
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return [
        Figure(name=f"standings.{kind}: CPU", value=taken, unit="s", rows=ROWS),
        Figure(name=f"standings.{kind}: sent", value=sent / 2**20, unit="MiB", rows=ROWS),
        Figure(name=f"standings.{kind}: memory that the process grew by", value=grown / 1024, unit="MiB", rows=ROWS),
    ]
