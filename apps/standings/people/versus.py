"""Head to head: in which contests two or more sides met, who came before whom, and how often."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from apps.accounts.models import Account

MOST_SIDES = 6
MOST_MEETINGS = 5_000

# Where at least two sides have a row in one contest; of a side's rows in it the best counts. Rows of different
# divisions are no meeting, as different problems are solved there: each division counts by itself.
MEETINGS = """
WITH asked AS (
    SELECT * FROM unnest(%(accounts)s::bigint[], %(sides)s::integer[]) AS asked (account_id, side)
), best AS (
    SELECT DISTINCT ON (row.contest_id, row.division, asked.side)
           row.contest_id, row.division, asked.side, row.id, row.place, row.score, row.n_solved,
           row.old_rating, row.new_rating
    FROM asked JOIN standings_standing AS row USING (account_id)
    WHERE row.participation NOT IN ('virtual', 'ghost')
    ORDER BY row.contest_id, row.division, asked.side, row.place NULLS LAST, row.id
), met AS (
    SELECT contest_id, division FROM best GROUP BY contest_id, division HAVING count(*) > 1
)
SELECT contest.id, contest.title, contest."end", contest.resource_id, contest.n_statistics, contest.rated,
       met.division, jsonb_object_agg(best.side, jsonb_build_object(
           'row', best.id, 'place', best.place, 'score', best.score, 'solved', best.n_solved,
           'old', best.old_rating, 'new', best.new_rating))
FROM met JOIN best USING (contest_id, division) JOIN contests_contest AS contest ON contest.id = met.contest_id
JOIN resources_resource AS resource ON resource.id = contest.resource_id
WHERE NOT contest.hidden AND contest.merged_into_id IS NULL AND resource.enabled
GROUP BY contest.id, met.division
ORDER BY contest."end" DESC, contest.id DESC, met.division LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side: its accounts, which have their sites, and how an address names it."""

    name: str
    accounts: Sequence[Account]

    @property
    def title(self) -> str:
        """What people call it: the best known name among its accounts."""
        named = [one.name for one in self.accounts if one.name]
        return named[0] if named else self.accounts[0].key


class Result(NamedTuple):
    """What one side had in one contest. Unknown is None."""

    row: int
    place: int | None
    score: float | None
    n_solved: int | None
    old_rating: int | None
    new_rating: int | None

    @property
    def change(self) -> int | None:
        """How it moved the rating."""
        known = self.old_rating is not None and self.new_rating is not None
        return self.new_rating - self.old_rating if known else None  # type: ignore[operator]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One contest, or a division of it, in which sides met: their results by the sides' numbers."""

    contest: int
    title: str
    end: datetime
    resource: int
    n_rows: int | None
    rated: bool | None
    is_over: bool
    division: str
    results: Mapping[int, Result]

    @property
    def winners(self) -> frozenset[int]:
        """The sides with the best place: several share it.

        None while the contest runs, when no place is anybody's, and where a place is not known of two at least.
        """
        if not self.is_over:
            return frozenset()
        places = {side: one.place for side, one in self.results.items() if one.place is not None}
        if len(places) < 2:
            return frozenset()
        return frozenset(side for side, place in places.items() if place == min(places.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How the sides stand: contests that each won alone, by number, those that were shared, and those undecided.

    Those that run still are counted apart.
    """

    won: Sequence[int]
    shared: int
    undecided: int
    running: int = 0


def meetings(sides: Sequence[Side]) -> list[Meeting]:
    """Return where sides met, the latest first; at most MOST_MEETINGS. One query."""
    pairs = [(account.pk, number) for number, side in enumerate(sides) for account in side.accounts]
    given: dict[str, Any] = {
        "accounts": [account for account, _ in pairs],
        "sides": [number for _, number in pairs],
        "most": MOST_MEETINGS,
    }
    with connection.cursor() as cursor:
        cursor.execute(MEETINGS, given)
        return [_meeting(*row) for row in cursor.fetchall()]


def score(found: Sequence[Meeting], *, sides: int) -> Score:
    """Count who won how many of some meetings among so many sides."""
    won = [0] * sides
    shared = undecided = running = 0
    for meeting in found:
        winners = meeting.winners
        if len(winners) == 1:
            won[next(iter(winners))] += 1
        elif winners:
            shared += 1
        elif meeting.is_over:
            undecided += 1
        else:
            running += 1
    return Score(won=won, shared=shared, undecided=undecided, running=running)


def running_scores(found: Sequence[Meeting], *, sides: int) -> list[tuple[int, ...]]:
    """Return how many each side had won after each of some meetings, which come latest first, as they do."""
    counts = [0] * sides
    after: list[tuple[int, ...]] = []
    for meeting in reversed(found):
        if len(meeting.winners) == 1:
            counts[next(iter(meeting.winners))] += 1
        after.append(tuple(counts))
    return after[::-1]


def _meeting(  # noqa: PLR0913, PLR0917 - the columns of the statement
    contest: int,
    title: str,
    end: datetime,
    resource: int,
    n_rows: int | None,
    rated: bool | None,
    division: str,
    results: str,
) -> Meeting:
    names = ("row", "place", "score", "solved", "old", "new")
    return Meeting(
        contest=contest,
        title=title,
        end=end,
        resource=resource,
        n_rows=n_rows,
        rated=rated,
        is_over=end <= timezone.now(),
        division=division,
        results={int(side): Result(*(kept[name] for name in names)) for side, kept in json.loads(results).items()},
    )
