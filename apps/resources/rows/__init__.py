"""The rows that adapters yield: what one site says of one thing, checked and in one vocabulary."""

from apps.resources.rows.checks import MAX_KEY, MAX_TITLE, MAX_URL, UNFIT, RowError
from apps.resources.rows.contest import EARLIEST, LATEST, ContestRef, ContestRow
from apps.resources.rows.person import ProfileRow, RatingRow, SubmissionRow
from apps.resources.rows.problem import ProblemRow
from apps.resources.rows.standings import (
    Cell,
    Column,
    Member,
    Participation,
    Scalar,
    StandingRow,
    Standings,
    State,
)

__all__ = [
    "EARLIEST",
    "LATEST",
    "MAX_KEY",
    "MAX_TITLE",
    "MAX_URL",
    "UNFIT",
    "Cell",
    "Column",
    "ContestRef",
    "ContestRow",
    "Member",
    "Participation",
    "ProblemRow",
    "ProfileRow",
    "RatingRow",
    "RowError",
    "Scalar",
    "StandingRow",
    "Standings",
    "State",
    "SubmissionRow",
]
