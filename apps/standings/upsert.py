"""A contest's results into the tables: what differs is written, once for all rows, counted, versioned and told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from apps.accounts.locks import hold_accounts
from apps.contests.models import Contest
from apps.contests.problems_upsert import describe_problems, hold_problems, upsert_contest_problems
from apps.core import events
from apps.core.copying import drop_tables
from apps.core.outcome import Outcome
from apps.live.actions import publish
from apps.resources.rows import Standings
from apps.standings.history.versions import keep_former, raise_version
from apps.standings.locks import hold_standings
from apps.standings.models import Standings as Header
from apps.standings.queries import topic_of
from apps.standings.ratings_upsert import fill_ratings
from apps.standings.storing.header import store_header
from apps.standings.storing.incoming import COPIED, Difference, copy_difference, find_difference
from apps.standings.storing.participants import describe_accounts, find_accounts
from apps.standings.storing.statistics import count_accounts, count_people_of_site, count_problems, lock_accounts
from apps.standings.submissions_upsert import merge_upsolved

HELD_OVER = 10  # a deletion of more than one row in so many waits for somebody to accept it

WRITE = f"""
INSERT INTO standings_standing AS known (contest_id, account_id, {", ".join(COPIED)}, n_first)
SELECT %(contest)s, people.account_id, {", ".join(f"incoming.{name}" for name in COPIED)}, incoming.n_first
FROM incoming JOIN people USING (key)
ON CONFLICT (contest_id, account_id) DO UPDATE SET
    ({", ".join(COPIED)}) = ({", ".join(f"EXCLUDED.{name}" for name in COPIED)}),
    n_first = CASE WHEN EXCLUDED.n_first IS NOT NULL THEN coalesce(known.n_first, 0) END
WHERE known.digest IS DISTINCT FROM EXCLUDED.digest
RETURNING account_id, xmax = 0
"""  # noqa: S608 - made of constants
DELETE = "DELETE FROM standings_standing WHERE contest_id = %s AND account_id = ANY(%s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored(Outcome):
    """What a table did to the rows of its contest; accounts by their ids.

    `version` is the table's version now. `held` says, in words for staff, why vanished rows were not deleted; it is
    "" where none were or all were. `touched` accounts have rows that are new or differ, `removed_accounts` none more.
    """

    version: int
    held: str = ""
    touched: tuple[int, ...] = ()
    removed_accounts: tuple[int, ...] = ()


def upsert_standings(contest: Contest, table: Standings, *, now: datetime, accepted: bool = False) -> Stored:
    """Bring the results of a contest to what its site says; count, keep a version of the change, and tell the pages.

    `table.rows` have distinct accounts and cells of `table.problems` alone (see adapters.base.read_standings); the
    rows may be a generator, which is walked once. Rows that say what they said before are neither written nor locked.
    Rows of a whole table that are missing are deleted; more than a tenth of them are not, unless somebody `accepted`
    it: `absent` counts them and `held` says so. One transaction, no network, and a number of statements that does not
    depend on the number of rows. Tables of one contest wait for each other.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        hold_standings(cursor, contest.pk)
        storing = Storing(cursor=cursor, contest=contest, table=table, now=now)
        difference = find_difference(cursor, contest.pk, table.rows)
        storing.write(difference, accepted=accepted)
        return storing.finish(difference)


@dataclass(slots=True, kw_only=True)
class Storing:
    """One table on its way into the database, and what came of it so far."""

    cursor: CursorWrapper
    contest: Contest
    table: Standings
    now: datetime
    new: list[int] = field(default_factory=list)
    made: int = 0  # new accounts
    touched: set[int] = field(default_factory=set)
    removed: list[int] = field(default_factory=list)
    absent: int = 0
    held: str = ""
    lists_other_problems: bool = False

    def write(self, difference: Difference, *, accepted: bool) -> None:
        """Write rows that differ and delete the vanished, then count what follows from them."""
        cursor, contest = self.cursor, self.contest
        if difference:
            hold_accounts(contest.resource_id)
            copy_difference(cursor, difference, has_problems=bool(self.table.problems))
            self.made = find_accounts(cursor, contest, difference=difference, now=self.now)
            keep_former(cursor, contest.pk, difference.stale)
            self._write_rows()
            self._delete_vanished(difference, accepted=accepted)
        hold_problems(contest.resource_id)
        self.lists_other_problems = upsert_contest_problems(
            contest, self.table.problems, now=self.now, complete=self.table.is_whole and not self.held
        )
        if difference:
            self.touched |= set(count_problems(cursor, contest))
            lock_accounts(cursor)
            describe_accounts(cursor, contest, now=self.now)
            count_accounts(cursor, contest)
            drop_tables(cursor, "incoming", "people", "counted")
        if difference or self.lists_other_problems:
            describe_problems(cursor, [contest.pk])

    def _write_rows(self) -> None:
        self.cursor.execute(WRITE, {"contest": self.contest.pk})
        written = self.cursor.fetchall()
        self.new = [account for account, is_new in written if is_new]
        self.touched = {account for account, _ in written}
        fill_ratings(self.cursor, self.contest.pk)
        merge_upsolved(self.cursor, self.contest.pk)

    def _delete_vanished(self, difference: Difference, *, accepted: bool) -> None:
        if not self.table.is_whole:
            return
        vanished = [account for account in difference.stale if account not in self.touched]
        if len(vanished) * HELD_OVER > difference.n_stored and not accepted:
            self.absent = len(vanished)
            self.held = f"{len(vanished)} of {difference.n_stored} rows vanished; they are kept until that is accepted"
        elif vanished:
            self.cursor.execute(DELETE, [self.contest.pk, vanished])
            self.removed = vanished

    def finish(self, difference: Difference) -> Stored:
        """Version what changed, write the header, and tell whoever cares."""
        rows_changed = bool(self.touched or self.removed)
        if rows_changed:
            changed = sorted(self.touched)
            raise_version(
                self.cursor, self.contest.pk, changed=changed, removed=self.removed, new=self.new, now=self.now
            )
        header, fields = store_header(self.contest, self.table, now=self.now, said=self.held, rows_changed=rows_changed)
        self._tell(header, is_final_now="is_final" in fields and bool(header.is_final), rows_changed=rows_changed)
        count_people_of_site(self.cursor, self.contest.resource_id, self.made)
        if rows_changed or fields or self.lists_other_problems:
            publish(topic_of(self.contest.pk))
        return Stored(
            rows=difference.n_rows,
            added=len(self.new),
            changed=len(self.touched) - len(self.new),
            removed=len(self.removed),
            absent=self.absent,
            version=header.version,
            held=self.held,
            touched=tuple(sorted(self.touched)),
            removed_accounts=tuple(sorted(self.removed)),
        )

    def _tell(self, header: Header, *, is_final_now: bool, rows_changed: bool) -> None:
        told = {"contest": self.contest.pk, "version": header.version}
        if rows_changed:
            events.record("standings.updated", {**told, "n": len(self.touched) + len(self.removed)})
        if is_final_now:
            events.record("standings.final", told)
