"""What makes a list too short to be believed: it is held back then, so that no fault of a site wipes what was known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from apps.contests.queries import expected
from apps.ingest.models import Plan
from apps.resources.rows import ContestRow

SMALL_LIST = 4  # a list of fewer rows may shrink as it likes, but not to nothing


def doubt_about(plan: Plan, rows: Sequence[ContestRow], *, now: datetime) -> str:
    """Return why a list had better be looked at before it is taken in; nothing where it may be believed.

    Many lists end with a fixed number of past contests, which hides how many coming ones are missing: so these count
    by themselves. What was missing before was not doubted then, or was accepted, and is not doubted again.
    """
    before, after = plan.rows or 0, len(rows)
    if before >= SMALL_LIST and after * 2 < before:
        return f"the list shrank from {before} to {after} rows"
    if not plan.resource.adapter_class.lists_all_upcoming:
        return ""
    coming = expected(plan.resource, now)
    missing = coming.difference(row.key for row in rows)
    if len(missing) * 2 > len(coming) and (not rows or len(coming) >= SMALL_LIST):
        return f"the list leaves out {len(missing)} of {len(coming)} coming contests"
    return ""
