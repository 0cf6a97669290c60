"""What a site says of one problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.resources.rows.checks import (
    MAX_KEY,
    MAX_TITLE,
    check_count,
    check_fact,
    check_fields,
    check_number,
    check_rating,
    check_text,
    check_url,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow:
    """One problem, of a contest or of an archive. Unknown is None or "".

    `key` is lasting and unique within the resource, the same in every contest that uses the problem where the site
    lets that be known. `short` is its mark within its contest ("A", "B1") and names its cells.
    """

    key: str
    name: str
    short: str = ""
    url: str = ""
    contest: str = ""  # the key of its (first) contest
    points: float | None = None  # the full score
    rating: int | None = None  # the site's own difficulty, where it is a rating
    tags: tuple[str, ...] = ()
    n_solved: int | None = None  # people, by the site's own count
    n_tried: int | None = None
    n_accepted: int | None = None  # submissions, by the site's own count
    n_submissions: int | None = None
    division: str = ""
    facts: Mapping[str, str | int | float | bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no problem can be.

        Raises:
            RowError: a text is empty, too long or unfit, or a number makes no sense.
        """
        check_text("key", self.key, MAX_KEY)
        check_text("name", self.name, MAX_TITLE)
        check_fields(self, ("short", "contest", "division"), MAX_KEY)
        if self.url:
            check_url("url", self.url)
        for tag in self.tags:
            check_text("tag", tag, MAX_KEY)
        check_number("points", self.points)
        check_rating("rating", self.rating)
        for name in ("n_solved", "n_tried", "n_accepted", "n_submissions"):
            check_count(name, getattr(self, name))
        for name, value in self.facts.items():
            check_fact(name, value)
