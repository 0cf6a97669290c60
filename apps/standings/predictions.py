"""Rating changes before the site tells them: predicted while a contest runs, and measured once they are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Q

from apps.contests.models import Contest
from apps.core.copying import copy_rows, drop_tables
from apps.live.actions import publish
from apps.standings.history.versions import raise_version
from apps.standings.locks import hold_standings
from apps.standings.queries import topic_of
from apps.standings.ratings import codeforces, leetcode
from apps.standings.whose import with_account

LEAST_KNOWN = 0.8  # of the participants' ratings; with fewer, a prediction would be a guess
FEWEST = 5  # participants
LATEST = timedelta(days=7)  # after the end: what is rated now is not what was rated then

# Who the contest will be rated for, as far as is known: official rows with a place that did something. An account
# whose profile was read and told no rating is a newcomer.
PARTICIPANTS = f"""
SELECT row.account_id, row.place, coalesce(row.old_rating, account.rating),
       CASE WHEN steps.n > 0 THEN steps.n WHEN account.rating IS NULL AND account.read_at IS NOT NULL THEN 0
            WHEN jsonb_typeof(account.facts -> 'n_contests') = 'number' THEN (account.facts ->> 'n_contests')::integer
       END
FROM standings_standing AS row {with_account("id", "rating", "read_at", "facts")}
LEFT JOIN LATERAL (
    SELECT count(*) AS n FROM standings_ratingchange AS step
    WHERE step.account_id = account.id AND step.rated AND step.at < %(start)s
) AS steps ON true
WHERE row.contest_id = %(contest)s AND row.participation = 'official' AND row.place IS NOT NULL
  AND row.rated IS DISTINCT FROM false AND row.cells <> '{{}}'
ORDER BY row.place, row.account_id
"""  # noqa: S608 - made of constants

# Row by row through their ids and the index of `predicted`: of a new table the planner expects one row, and would
# compare all of them with all predictions.
STORE = """
UPDATE standings_standing AS row SET predicted_change = told.change, predicted_performance = told.performance
FROM (
    SELECT row.id, predicted.change, predicted.performance
    FROM standings_standing AS row LEFT JOIN predicted USING (account_id)
    WHERE row.contest_id = %(contest)s AND (row.predicted_change, row.predicted_performance)
                           IS DISTINCT FROM (predicted.change, predicted.performance)
) AS told
WHERE row.id = told.id
RETURNING row.account_id
"""

MEASURE = """
UPDATE standings_standings SET prediction = (
    SELECT jsonb_build_object(
        'rows', count(*), 'exact', count(*) FILTER (WHERE predicted_change = new_rating - old_rating),
        'mean_error', round(avg(abs(predicted_change - (new_rating - old_rating))), 2))
    FROM standings_standing WHERE contest_id = %(contest)s AND predicted_change IS NOT NULL
      AND old_rating IS NOT NULL AND new_rating IS NOT NULL
    HAVING count(*) > 0
) WHERE contest_id = %(contest)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One row that the contest is predicted for; `rating` and `n_rated` are those before, None where not known."""

    account: int
    place: int
    rating: int | None
    n_rated: int | None

    @property
    def is_known(self) -> bool:
        """True when the rating is known, or that there is none yet."""
        return self.rating is not None or self.n_rated == 0


Prediction = tuple[int, int | None]  # the change as it will be shown, and the performance


def _as_codeforces(people: Sequence[Participant]) -> list[Prediction]:
    found = codeforces.changes(
        [codeforces.Contestant(-one.place, 0, codeforces.reckoned(one.rating, one.n_rated)) for one in people]
    )
    lifts = (0 if one.n_rated is None else codeforces.promotion(one.n_rated) for one in people)
    return [(moved.change + lift, moved.performance) for moved, lift in zip(found, lifts, strict=True)]


def _as_leetcode(people: Sequence[Participant]) -> list[Prediction]:
    found = leetcode.changes([leetcode.Contestant(one.place, one.rating, one.n_rated or 0) for one in people])
    return [(round(moved.change), round(moved.performance)) for moved in found]


# By the adapter that reads the site.
FORMULAS: Mapping[str, Callable[[Sequence[Participant]], list[Prediction]]] = {
    "codeforces": _as_codeforces,
    "leetcode": _as_leetcode,
}


RATED_KINDS = ("Weekly", "Biweekly")  # of LeetCode, which rates all of these and says so of none


def is_predictable(contest: Contest, *, now: datetime) -> bool:
    """True for a rated contest, not long over, whose site's formula we know; where nothing is said, by its kind."""
    return (
        contest.resource.adapter in FORMULAS
        and (contest.rated or (contest.rated is None and contest.kind in RATED_KINDS))
        and now <= contest.end + LATEST
        and not contest.resource.host.endswith("/gym")
    )


def predict(contest: Contest, *, now: datetime) -> int:
    """Predict the rating changes of a contest and store them; return how many rows say something new.

    Nothing is predicted, and what was is taken back, while too few of the ratings before are known. Once the site has
    told a single new rating, in the table or in a profile, predictions stay as they are, to be measured by `measure`.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        hold_standings(cursor, contest.pk)
        is_in_account = Q(old_rating=None, account__rating__isnull=False, account__rated_at__gte=contest.end)
        if contest.rows.filter(Q(new_rating__isnull=False) | is_in_account).exists():
            return 0
        people = _participants(cursor, contest)
        known = sum(one.is_known for one in people)
        if len(people) < FEWEST or known < LEAST_KNOWN * len(people):
            people = []
        predicted = FORMULAS[contest.resource.adapter](people)
        changed = _store(cursor, contest, list(zip(people, predicted, strict=True)))
        if changed:
            raise_version(cursor, contest.pk, changed=changed, removed=[], now=now)
            publish(topic_of(contest.pk))
    return len(changed)


def measure(contest: int) -> None:
    """Keep how well a contest, by its id, was predicted, now that its site tells changes; see Standings.prediction."""
    with connection.cursor() as cursor:
        cursor.execute(MEASURE, {"contest": contest})


def _participants(cursor: CursorWrapper, contest: Contest) -> list[Participant]:
    cursor.execute(PARTICIPANTS, {"contest": contest.pk, "start": contest.start})
    names = ("account", "place", "rating", "n_rated")
    return [Participant(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _store(cursor: CursorWrapper, contest: Contest, predicted: Sequence[tuple[Participant, Prediction]]) -> list[int]:
    """Write predictions, and nothing into rows without one; return the accounts for which that is new."""
    rows = ((one.account, *moved) for one, moved in predicted)
    columns = {"account_id": "bigint", "change": "integer", "performance": "integer"}
    copy_rows(cursor, "predicted", columns=columns, rows=rows)
    cursor.execute("CREATE UNIQUE INDEX ON predicted (account_id)")
    cursor.execute(STORE, {"contest": contest.pk})
    changed = [account for (account,) in cursor.fetchall()]
    drop_tables(cursor, "predicted")
    return changed
