"""HackerRank's people: profiles, and the history of their ratings by category."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from apps.resources.adapters._boards import in_seconds
from apps.resources.adapters._countries import country_code
from apps.resources.adapters.base import clean, from_iso, reading
from apps.resources.rows import ProfileRow, RatingRow

HOME = "https://www.hackerrank.com"
MAIN = "Algorithms"  # the category that people mean by "their rating"


class Hacker(msgspec.Struct, kw_only=True):
    """One account."""

    username: str
    name: str | None = None
    country: str | None = None
    school: str | None = None
    company: str | None = None
    avatar: str | None = None
    level: int | None = None
    created_at: str | None = None


class Profile(msgspec.Struct):
    """The root of a profile."""

    model: Hacker


class Event(msgspec.Struct, kw_only=True):
    """One step of a rating."""

    contest_slug: str
    rating: float
    date: str | float
    contest_name: str | None = None
    rank: int | None = None


class Category(msgspec.Struct):
    """One of the ratings that an account has."""

    category: str
    events: list[Event]


class Histories(msgspec.Struct):
    """The root of the ratings."""

    models: list[Category]


def profile_row(asked: str, hacker: Hacker, ratings: Iterable[RatingRow]) -> ProfileRow:
    """Return a profile, with the rating of the main category."""
    steps = [step for step in ratings if step.kind == MAIN]
    facts = {"level": hacker.level, "company": clean(hacker.company or "") or None}
    avatar = (hacker.avatar or "").strip()
    return ProfileRow(
        asked=asked,
        key=clean(hacker.username),
        name=clean(hacker.name or ""),
        country=country_code(hacker.country),
        organization=clean(hacker.school or ""),
        url=f"{HOME}/profile/{clean(hacker.username)}",
        avatar=avatar if avatar.startswith("https://") else "",
        rating=steps[-1].new_rating if steps else None,
        max_rating=max(step.new_rating for step in steps) if steps else None,
        n_contests=len(steps) or None,
        registered=from_iso(hacker.created_at, zone=timedelta(0)) if hacker.created_at else None,
        facts={name: value for name, value in facts.items() if value is not None},
    )


def rating_rows(histories: Histories) -> Iterator[RatingRow]:
    """Yield the steps of every rating, oldest first within each."""
    for place, category in enumerate(histories.models):
        with reading(f"$.models[{place}].events"):
            timed = sorted(((_moment(event.date), event) for event in category.events), key=lambda pair: pair[0])
        before: Event | None = None
        for number, (at, event) in enumerate(timed):
            with reading(f"$.models[{place}].events[{number}]"):
                yield RatingRow(
                    contest=clean(event.contest_slug),
                    at=at,
                    new_rating=round(event.rating),
                    old_rating=round(before.rating) if before is not None else None,
                    title=clean(event.contest_name or ""),
                    kind=clean(category.category),
                    place=event.rank or None,
                    url=f"{HOME}/contests/{event.contest_slug}",
                )
            before = event


def _moment(date: str | float) -> datetime:
    if isinstance(date, str):
        return from_iso(date, zone=timedelta(0)).astimezone(UTC)
    return in_seconds(date)
