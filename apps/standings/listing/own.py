"""The places of the accounts that somebody calls their own, in many contests at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.standings.board.table import signed

MOST_ACCOUNTS = 50

# The best of the accounts' rows in each contest; the unique index of contest and account finds them.
OWN = """
SELECT DISTINCT ON (row.contest_id) row.contest_id, row.id, account.key, row.place, header.n_rows,
       coalesce(row.new_rating - row.old_rating, row.predicted_change), row.new_rating IS NULL
FROM standings_standing AS row
JOIN standings_standings AS header ON header.contest_id = row.contest_id
JOIN contests_contest AS contest ON contest.id = row.contest_id AND NOT contest.hidden
JOIN accounts_account AS account ON account.id = row.account_id
WHERE row.contest_id = ANY(%s) AND row.account_id = ANY(%s)
ORDER BY row.contest_id, row.place, row.id
"""


class OwnPlace(NamedTuple):
    """The best of one's rows in a contest. `place` and `change` are None where unknown."""

    contest: int
    row: int
    handle: str
    place: int | None
    n_rows: int
    change: int | None
    is_predicted: bool

    def told(self) -> dict[str, str]:
        """Return what a script shows of it: words, where they lead, and which way the rating went."""
        change = "" if self.change is None else signed(self.change)
        place = _("not ranked") if self.place is None else _("%(place)d of %(number)d") % self._numbers()
        return {
            "text": place,
            "said": f"{self.handle}: {place}",
            "change": f"≈ {change}" if change and self.is_predicted else change,
            "direction": "up" if (self.change or 0) > 0 else "down" if self.change else "none",
            "address": f"{reverse('standings:standings', args=[self.contest])}?find_me={self.row}",
        }

    def _numbers(self) -> dict[str, int | None]:
        return {"place": self.place, "number": self.n_rows}


def own_places(accounts: Sequence[int], contests: Sequence[int]) -> list[OwnPlace]:
    """Return the best row of these accounts in each of these contests that has one. One query, none for nothing."""
    if not accounts or not contests:
        return []
    with connection.cursor() as cursor:
        cursor.execute(OWN, [list(contests), list(accounts)])
        return [OwnPlace._make(row) for row in cursor.fetchall()]
