"""CTFtime's scoreboards by year, and its teams with their points by year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

import msgspec

from apps.resources.adapters._boards import each_once
from apps.resources.adapters._countries import country_code
from apps.resources.adapters._numbers import Number, number, whole
from apps.resources.adapters.base import AdapterError, Trouble, Web, clean, reading
from apps.resources.rows import ProfileRow, RatingRow, Scalar, StandingRow

SITE = "https://ctftime.org"
API = f"{SITE}/api/v1"
USER = re.compile(r"user/\d+")
USER_TITLE = re.compile(r"CTFtime\.org\s*/\s*(?:Users?\s*/\s*)?(.+)")


class _Score(msgspec.Struct):
    team_id: int
    points: Number = None
    place: Number = None
    team_name: str | None = None  # in copies that were joined with the teams
    country: str | None = None


class _Event(msgspec.Struct):
    scores: list[_Score]


class _Year(msgspec.Struct):
    rating_place: Number = None
    rating_points: Number = None
    organizer_points: Number = None
    country_place: Number = None


class _Team(msgspec.Struct):
    id: int
    name: str | None = None
    primary_alias: str | None = None
    country: str | None = None
    academic: bool | None = None
    university: str | None = None
    aliases: list[str] | None = None
    logo: str | None = None
    rating: dict[str, _Year] | list[dict[str, _Year]] | None = None  # a list of single years in old answers

    @property
    def years(self) -> dict[int, _Year]:
        """What the team reached in which year; years without any points are left out."""
        parts = self.rating if isinstance(self.rating, list) else [self.rating or {}]
        told = {int(year): reached for part in parts for year, reached in part.items()}
        return {year: told[year] for year in sorted(told) if number(told[year].rating_points) is not None}


def scoreboard(web: Web, event: str, years: list[int]) -> Iterator[StandingRow]:
    """Return the rows of an event's scoreboard, from the results of the first of these years that has it.

    Raises:
        AdapterError: no year has it yet (MISSING), or an answer cannot be read.
    """
    for year in years:
        reply = web.get(f"{API}/results/{year}/", allow=(404,))
        if reply.status == 404:
            continue
        if (board := reply.json(dict[str, msgspec.Raw]).get(event)) is not None:
            with reading(f"{year} $.{event}"):
                return _rows(_decoded(board).scores, f"{year} $.{event}.scores")
    raise AdapterError(f"no results of event {event} yet", place="$", trouble=Trouble.MISSING)


def team_profile(web: Web, handle: str) -> ProfileRow:
    """Read a team; the row of one that is unknown has no key.

    Raises:
        AdapterError: the answer cannot be read.
    """
    team = _team(web, handle)
    if team is None:
        return ProfileRow(asked=handle)
    with reading("$.rating"):
        years = team.years
        points = [round(number(year.rating_points) or 0) for year in years.values()]
        latest = list(years.values())[-1] if years else _Year()
    with reading("$"):
        return ProfileRow(
            asked=handle,
            key=str(team.id),
            name=clean(team.name or team.primary_alias or ""),
            kind="team",
            country=country_code(team.country),
            organization=clean(team.university or ""),
            url=f"{SITE}/team/{team.id}",
            avatar=team.logo if team.logo and team.logo.startswith("https://") else "",
            rating=points[-1] if points else None,
            max_rating=max(points, default=None),
            place=whole(latest.rating_place),
            facts=_facts(team, latest),
        )


def user_profile(web: Web, handle: str) -> ProfileRow:
    """Read the page of a user, who is another than the team of the same number: the handle begins with "user/".

    Raises:
        AdapterError: the answer cannot be read.
    """
    reply = web.get(f"{SITE}/{quote(handle)}", allow=(404,))
    if reply.status == 404:
        return ProfileRow(asked=handle)
    match = USER_TITLE.fullmatch(reply.page().title)
    if match is None:
        raise AdapterError("the title names nobody", place="title")
    with reading("title"):
        return ProfileRow(asked=handle, key=handle, name=clean(match[1]), url=f"{SITE}/{quote(handle)}")


def yearly_points(web: Web, handle: str) -> Iterator[RatingRow]:
    """Yield a team's points year by year; those of the running year count from the day they are read.

    Raises:
        AdapterError: the team is unknown (MISSING), or the answer cannot be read.
    """
    team = None if USER.fullmatch(handle) else _team(web, handle)
    if team is None:
        raise AdapterError(f"no team {handle!r}", place="url", trouble=Trouble.MISSING)
    with reading("$.rating"):
        years = team.years
    today = web.now.replace(hour=0, minute=0, second=0, microsecond=0)
    before: int | None = None
    for year, reached in years.items():
        with reading(f"$.rating.{year}"):
            points = round(number(reached.rating_points) or 0)
            yield RatingRow(
                contest=f"year {year}",  # the bare number would be another thing: an event has it as its id
                title=f"CTFtime {year}",
                at=min(datetime(year, 12, 31, tzinfo=UTC), today),
                new_rating=points,
                old_rating=before,
                kind="yearly",
                place=whole(reached.rating_place),
                url=f"{SITE}/stats/{year}",
            )
        before = points


def _decoded(board: msgspec.Raw) -> _Event:
    try:
        return msgspec.json.decode(board, type=_Event)
    except msgspec.ValidationError as error:
        why, _, place = str(error).partition(" - at ")
        raise AdapterError(why, place=place.strip("`")) from error


def _rows(scores: list[_Score], place: str) -> Iterator[StandingRow]:
    for order, score in enumerate(each_once(scores, lambda score: score.team_id)):
        with reading(f"{place}[{order}]"):
            yield StandingRow(
                account=str(score.team_id),
                name=clean(score.team_name or ""),
                place=whole(score.place) or None,
                score=number(score.points),
                is_team=True,
                country=country_code(score.country),
                url=f"{SITE}/team/{score.team_id}",
            )


def _team(web: Web, handle: str) -> _Team | None:
    reply = web.get(f"{API}/teams/{quote(handle, safe='')}/", allow=(404,))
    return None if reply.status == 404 else reply.json(_Team)


def _facts(team: _Team, latest: _Year) -> dict[str, Scalar]:
    facts: dict[str, Scalar | None] = {
        "academic": team.academic,
        "aliases": ", ".join(filter(None, map(clean, team.aliases or ()))) or None,
        "country_place": whole(latest.country_place),
        "organizer_points": number(latest.organizer_points),
    }
    return {name: value for name, value in facts.items() if value is not None}
