"""Who solved a problem first and when, over all contests that it stood in and what was submitted later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import msgspec
from django.db import connection

from apps.contests.models import ContestProblem
from apps.live.cache import remember
from apps.standings.models import Standings

PAGE = 50
TOPIC = "problems"  # nobody raises it: the versions of the tables are part of what is remembered
MOST_SLOTS, MOST_WRONG = 36, 8
STEPS = tuple(timedelta(seconds=seconds) for seconds in (60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 43200))
DAY = timedelta(days=1)

# A virtual participant began when they liked, so their time is theirs alone: it names no moment. Whoever is known to
# have solved it by a cell without a time, or after the end, comes after all whose moment is known.
FOUND = """
WITH place AS (
    SELECT * FROM unnest(%(contests)s::bigint[], %(shorts)s::text[], %(starts)s::timestamptz[])
        AS place (contest_id, short, start)
), cell AS MATERIALIZED (
    SELECT row.account_id, row.contest_id, row.participation, row.old_rating AS rating, place.start,
           own.cell->>'state' = 'solved' AS is_then, (own.cell->>'time')::float8 AS time,
           (own.cell->>'wrong')::integer AS wrong, own.cell->>'language' AS language
    FROM place JOIN standings_standing AS row ON row.contest_id = place.contest_id
    CROSS JOIN LATERAL (SELECT row.cells->place.short AS cell OFFSET 0) AS own
    WHERE row.participation <> 'ghost'
      AND (own.cell->>'state' = 'solved' OR own.cell->'upsolved'->>'state' = 'solved')
), solve AS (
    SELECT account_id, contest_id, participation, rating, wrong, language, is_then,
           CASE WHEN is_then THEN time END AS time,
           CASE WHEN is_then AND participation <> 'virtual' THEN start + make_interval(secs => time) END AS at
    FROM cell
    UNION ALL
    SELECT account_id, NULL, '', NULL, NULL, (array_agg(language ORDER BY at))[1], false, NULL, min(at)
    FROM standings_submission WHERE problem_id = %(problem)s AND state = 'solved' GROUP BY account_id
), first AS MATERIALIZED (
    SELECT DISTINCT ON (account_id) * FROM solve ORDER BY account_id, at NULLS LAST, is_then DESC, time
), page AS (
    SELECT * FROM first ORDER BY at NULLS LAST, is_then DESC, time, account_id LIMIT %(most)s OFFSET %(skip)s
), slot AS (
    SELECT least(floor(time / %(step)s), %(slots)s)::integer AS slot, count(*) AS n
    FROM cell WHERE is_then AND time >= 0 AND participation <> 'virtual' GROUP BY 1
), tries AS (
    SELECT least(wrong, %(wrong)s) + 1 AS tries, count(*) AS n FROM cell WHERE is_then AND wrong >= 0 GROUP BY 1
)
SELECT json_build_object(
    'number', (SELECT count(*) FROM first),
    'solves', coalesce((SELECT json_agg(json_build_object(
        'account', account.id, 'key', account.key, 'name', account.name, 'kind', account.kind,
        'country', account.country, 'contest', page.contest_id, 'participation', page.participation,
        'rating', page.rating, 'time', page.time, 'at', page.at, 'wrong', page.wrong,
        'language', coalesce(page.language, ''), 'is_then', page.is_then
    ) ORDER BY page.at NULLS LAST, page.is_then DESC, page.time, page.account_id)
        FROM page JOIN accounts_account AS account ON account.id = page.account_id), '[]'),
    'times', coalesce((SELECT json_object_agg(slot, n) FROM slot), '{}'),
    'tries', coalesce((SELECT json_object_agg(tries, n) FROM tries), '{}')
)::text
"""


class Solve(msgspec.Struct, frozen=True, kw_only=True):
    """When one account solved a problem for the first time. Unknown is None."""

    account: int
    key: str
    name: str
    kind: str  # "" for a person
    country: str
    contest: int | None  # None: later, by a submission
    participation: str
    rating: int | None  # before that contest
    time: float | None  # seconds from the start
    at: datetime | None
    wrong: int | None  # tries before
    language: str
    is_then: bool  # in the contest, not after its end


class Solves(msgspec.Struct, frozen=True, kw_only=True):
    """A page of first solves, and how all of those in contests lie: by time and by tries."""

    number: int
    solves: Sequence[Solve]
    times: Mapping[int, int]  # slots of `step_of` → how many, the last one with all that came later
    tries: Mapping[int, int]  # likewise up to MOST_WRONG + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked: a problem, its places in contests, and a page, counted from 0."""

    problem: int
    places: Sequence[ContestProblem]
    page: int


def first_solves(asked: Asked) -> Solves:
    """Return a page of who solved a problem first. Two queries, unless it is at hand: its key has the tables' versions.

    The contests' rows are read once: 30,000 of them in a tenth of a second.
    """
    contests = sorted({place.contest_id for place in asked.places})
    versions = Standings.objects.filter(pk__in=contests).order_by("pk").values_list("pk", "version")
    told = "-".join(f"{contest}.{version}" for contest, version in versions)
    key = f"solves:{asked.problem}:{asked.page}:{blake2b(told.encode(), digest_size=12).hexdigest()}"
    return msgspec.json.decode(remember(TOPIC, key, lambda: (_found(asked), None), at=0), type=Solves, strict=False)


def step_of(places: Sequence[ContestProblem]) -> timedelta:
    """Return how much time a bar of the distribution stands for: the least that needs at most 36 of them."""
    longest = max((place.contest.duration for place in places), default=DAY)
    fits = (step for step in STEPS if longest / step <= MOST_SLOTS)
    return next(fits, DAY * max(1, -(-longest // (DAY * MOST_SLOTS))))


def _found(asked: Asked) -> bytes:
    given: dict[str, Any] = {
        "problem": asked.problem,
        "contests": [place.contest_id for place in asked.places],
        "shorts": [place.short for place in asked.places],
        "starts": [place.contest.start for place in asked.places],
        "step": step_of(asked.places).total_seconds(),
        "slots": MOST_SLOTS,
        "wrong": MOST_WRONG,
        "most": PAGE,
        "skip": asked.page * PAGE,
    }
    with connection.cursor() as cursor:
        cursor.execute(FOUND, given)
        (found,) = cursor.fetchone()
    return str(found).encode()
