"""What a site says of one of its people: the profile, the rating's history, the submissions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from apps.resources.rows.checks import (
    MAX_KEY,
    MAX_TITLE,
    check_count,
    check_fact,
    check_fields,
    check_instant,
    check_number,
    check_rating,
    check_text,
    check_url,
)
from apps.resources.rows.standings import State, check_country


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRow:
    """One account. `key` is its handle in the right case, another than was asked after a renaming.

    An account that the site does not know (any more) has the key "" and nothing else.
    """

    asked: str  # the handle that was asked for
    key: str = ""
    name: str = ""
    kind: str = ""  # "" for a person, else "team", "university", "ghost"
    country: str = ""  # ISO 3166-1 alpha-2
    city: str = ""
    organization: str = ""
    url: str = ""
    avatar: str = ""
    title: str = ""  # the site's word for the rating: "grandmaster", "5★"
    rating: int | None = None  # None: unrated
    max_rating: int | None = None
    place: int | None = None  # in the site's own ranking
    n_solved: int | None = None
    n_contests: int | None = None
    registered: datetime | None = None
    last_seen: datetime | None = None
    days: Mapping[date, int] | None = None  # how much was done on which day (UTC); a day without work is left out
    facts: Mapping[str, str | int | float | bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no profile can be.

        Raises:
            RowError: a text is empty, too long or unfit, or a number or time makes no sense.
        """
        check_text("asked", self.asked, MAX_KEY)
        check_fields(self, ("key", "kind", "city", "title"), MAX_KEY)
        check_fields(self, ("name", "organization"), MAX_TITLE)
        for address in filter(None, (self.url, self.avatar)):
            check_url("url or avatar", address)
        check_country(self.country)
        check_rating("rating", self.rating)
        check_rating("max_rating", self.max_rating)
        for name in ("place", "n_solved", "n_contests"):
            check_count(name, getattr(self, name))
        for name in ("registered", "last_seen"):
            if (time := getattr(self, name)) is not None:
                check_instant(name, time)
        for fact, value in self.facts.items():
            check_fact(fact, value)
        for day, count in (self.days or {}).items():
            check_number(f"count of {day}", count, least=0)

    @property
    def is_missing(self) -> bool:
        """True when the site does not know the account (any more)."""
        return not self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
    """One step of one account's rating, as its profile tells it."""

    contest: str  # the key of the contest in this resource, or the site's own word where it has none
    at: datetime  # when the contest ended, or the rating was published
    new_rating: int
    old_rating: int | None = None  # None: the first, or not told
    title: str = ""
    kind: str = ""  # where a site has several ratings: "heuristic", "global", "algorithm"
    place: int | None = None
    performance: int | None = None
    rated: bool = True  # False: took part, but the rating was not meant to move
    url: str = ""

    def __post_init__(self) -> None:
        """Refuse what no step can be.

        Raises:
            RowError: the contest is unnamed, the time not in UTC, or a number makes no sense.
        """
        check_text("contest", self.contest, MAX_KEY)
        check_instant("at", self.at)
        check_fields(self, ("title",), MAX_TITLE)
        check_fields(self, ("kind",), MAX_KEY)
        if self.url:
            check_url("url", self.url)
        check_count("place", self.place)
        for name in ("new_rating", "old_rating", "performance"):
            check_rating(name, getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionRow:
    """One submission of one account."""

    key: str  # the site's id, unique within the resource
    problem: str  # ProblemRow.key, else the site's own word
    at: datetime
    verdict: str = ""  # the site's word; "" while it is judged
    state: State = "pending"
    contest: str = ""  # the key of the contest it was made in, or belongs to
    short: str = ""  # the problem's mark within that contest
    problem_name: str = ""
    participation: str = ""  # "official", "unofficial", "virtual", "practice", "" where not told
    language: str = ""
    points: float | None = None
    time: float | None = None  # seconds from the contest's start; None outside of one
    run_time: float | None = None  # seconds
    memory: int | None = None  # bytes
    url: str = ""

    def __post_init__(self) -> None:
        """Refuse what no submission can be.

        Raises:
            RowError: a text is empty, too long or unfit, or a number or time makes no sense.
        """
        check_text("key", self.key, MAX_KEY)
        check_text("problem", self.problem, MAX_KEY)
        check_instant("at", self.at)
        check_fields(self, ("verdict", "contest", "short", "participation", "language"), MAX_KEY)
        check_fields(self, ("problem_name",), MAX_TITLE)
        if self.url:
            check_url("url", self.url)
        check_number("points", self.points)
        for name in ("time", "run_time", "memory"):
            check_number(name, getattr(self, name), least=0)
