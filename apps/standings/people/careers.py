"""What accounts did over all their contests, in few words each: the ground of every page about people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from apps.accounts.models import Account


class Appearance(NamedTuple):
    """One row of one account in one contest, without its cells. Unknown is None or ""."""

    row: int
    account: int
    contest: int
    contest_key: str
    title: str
    start: datetime
    end: datetime
    n_rows: int | None  # of the whole table
    place: int | None
    score: float | None
    n_solved: int | None
    n_first: int | None
    medal: str
    participation: str
    division: str
    is_team: bool
    rated: bool | None
    old_rating: int | None
    new_rating: int | None
    performance: int | None
    predicted_change: int | None

    @property
    def counts(self) -> bool:
        """False for who came after the end, and for made-up rivals."""
        return self.participation not in ("virtual", "ghost")

    @property
    def change(self) -> int | None:
        """How the contest moved the rating, by the site."""
        known = self.new_rating is not None and self.old_rating is not None
        return self.new_rating - self.old_rating if known else None  # type: ignore[operator]

    @property
    def share(self) -> float | None:
        """The share of the table that did as well or better: 1/n for the first of n; None where a side is unknown."""
        if not self.counts or self.place is None or not self.n_rows or self.place > self.n_rows:
            return None
        return self.place / self.n_rows


# By hand, because every page about people asks them: composing them in Django takes longer than answering them.
APPEARANCES = """
SELECT row.id, row.account_id, contest.id, contest.key, contest.title, contest.start, contest."end",
       contest.n_statistics, row.place, row.score, row.n_solved, row.n_first, row.medal, row.participation,
       row.division, row.is_team, row.rated, row.old_rating, row.new_rating, row.performance, row.predicted_change
FROM standings_standing AS row JOIN contests_contest AS contest ON contest.id = row.contest_id
WHERE row.account_id = ANY(%s) AND NOT contest.hidden
ORDER BY contest."end" DESC, row.id DESC
"""
STEPS = """
SELECT step.account_id, step.kind, step.at, step.contest_id, step.contest_key,
       coalesce(nullif(step.title, ''), contest.title, step.contest_key), step.url, step.place, step.old_rating,
       step.new_rating, step.performance, step.rated
FROM standings_ratingchange AS step LEFT JOIN contests_contest AS contest ON contest.id = step.contest_id
WHERE step.account_id = ANY(%s)
"""
SUBMISSIONS = """
SELECT account_id, (at AT TIME ZONE %(zone)s)::date, count(*) FROM standings_submission
WHERE account_id = ANY(%(accounts)s) GROUP BY 1, 2
"""


class RatingStep(NamedTuple):
    """One step of one account's rating. `contest` and `row` are ids here, None where the contest is not known."""

    account: int
    kind: str  # which of a site's several ratings
    at: datetime
    contest: int | None
    key: str  # the site's id of the contest, or its own word
    title: str
    url: str
    place: int | None
    old_rating: int | None
    new_rating: int
    performance: int | None
    rated: bool
    row: int | None = None

    @property
    def change(self) -> int | None:
        """How much it moved; None for the first step."""
        return None if self.old_rating is None else self.new_rating - self.old_rating


class Career:
    """Accounts taken together, as of one person: what is asked of them is read once, whoever asks, in one query each.

    The accounts have their sites loaded. A contest that is hidden, or whose site is switched off, is left out.
    """

    def __init__(self, accounts: Sequence[Account]) -> None:
        self.accounts = list(accounts)

    @cached_property
    def by_id(self) -> Mapping[int, Account]:
        """The accounts by their ids."""
        return {account.pk: account for account in self.accounts}

    @cached_property
    def appearances(self) -> Sequence[Appearance]:
        """Every contest of every account, the latest end first."""
        return list(map(Appearance._make, self._ask(APPEARANCES)))

    @cached_property
    def taken_part(self) -> Sequence[Appearance]:
        """The contests in which an account took part itself, and in time."""
        return [one for one in self.appearances if one.counts]

    @property
    def tells_solved(self) -> bool:
        """Whether any table tells how many problems were solved: those of CTFs do not."""
        return any(one.n_solved is not None for one in self.taken_part)

    @cached_property
    def steps(self) -> Sequence[RatingStep]:
        """Every step of every rating, oldest first: as profiles tell them, and what only tables of results tell."""
        rows = {(one.account, one.contest): one for one in self.appearances}
        steps = []
        for values in self._ask(STEPS):
            step = RatingStep(*values)
            known = rows.get((step.account, step.contest or 0))
            steps.append(step._replace(row=known.row) if known else step)
        profiled = {(step.account, step.contest) for step in steps}
        steps += [_step(one) for key, one in rows.items() if one.new_rating is not None and key not in profiled]
        return sorted(steps, key=lambda step: (step.at, step.account, step.key))

    @cached_property
    def times(self) -> Sequence[datetime]:
        """When contests began that accounts took part in, with those, by their ends, of which only ratings tell."""
        told = [step.at for step in self.steps if step.row is None]
        return sorted([one.start for one in self.taken_part] + told)

    @cached_property
    def rated_steps(self) -> Sequence[RatingStep]:
        """The steps that were meant to move a rating."""
        return [step for step in self.steps if step.rated]

    @cached_property
    def submitted(self) -> Sequence[tuple[int, date, int]]:
        """How much was sent in on which day of Django's current zone: account, day, number; as far as it is known."""
        zone = timezone.get_current_timezone()
        given: dict[str, Any] = {
            "accounts": list(self.by_id),
            "zone": getattr(zone, "key", None) or zone.utcoffset(None),
        }
        with connection.cursor() as cursor:
            cursor.execute(SUBMISSIONS, given)
            return list(cursor.fetchall())

    def _ask(self, statement: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(self.by_id)])
            return list(cursor.fetchall())


def _step(row: Appearance) -> RatingStep:
    """Return what a row of results says of a rating."""
    if row.new_rating is None:
        raise ValueError(f"row {row.row} has no new rating")
    return RatingStep(
        row.account,
        "",
        row.end,
        row.contest,
        row.contest_key,
        row.title,
        "",
        row.place,
        row.old_rating,
        row.new_rating,
        row.performance,
        row.rated is not False,
        row.row,
    )
