"""Topcoder's results: marathon matches by JSON, single round matches by XML, members and their ratings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from apps.resources.adapters._boards import in_seconds
from apps.resources.adapters._countries import country_code
from apps.resources.adapters._xml import root_of
from apps.resources.adapters.base import AdapterError, Reply, clean, from_iso, reading
from apps.resources.rows import Cell, Column, ProblemRow, ProfileRow, RatingRow, Scalar, StandingRow

LEVELS = ("one", "two", "three")
IN_VAIN = ("Failed System Test", "Challenge Succeeded")
MATCH_COLUMNS = (
    Column(key="provisionalRank", title="Provisional place", kind="integer"),
    Column(key="provisionalScore", title="Provisional score", kind="number"),
    Column(key="submissions", title="Submissions", kind="integer"),
)
ROUND_COLUMNS = (
    Column(key="room", title="Room"),
    Column(key="challengePoints", title="Challenge points", kind="number"),
    Column(key="volatility", title="Volatility", kind="integer"),
)
Loose = str | int | float | None  # a number, a number as text, "-" or words


class Submission(msgspec.Struct, rename="camel"):
    """One submission to a marathon match."""

    created: str | None = None
    provisional_score: Loose = None
    final_score: Loose = None


class Competitor(msgspec.Struct, rename="camel"):
    """One participant of a marathon match."""

    member: str
    final_rank: Loose = None
    provisional_rank: Loose = None
    submissions: list[Submission] = []


class Winner(msgspec.Struct):
    """One of the best of a completed challenge."""

    handle: str
    placement: int | None = None


class Coder(msgspec.Struct):
    """One participant of a single round match; the three levels stand in its row by their names."""

    handle: str
    division: int | None = None
    division_placed: int | None = None
    final_points: float | None = None
    challenge_points: float | None = None
    old_rating: int | None = None
    new_rating: int | None = None
    new_vol: int | None = None
    rated_flag: int | None = None
    advanced: str | None = None
    room_name: str | None = None
    challenges_made_successful: int | None = None
    challenges_made_failed: int | None = None


class BestRating(msgspec.Struct):
    """The highest rating that a member ever had."""

    rating: float | None = None


class Rating(msgspec.Struct):
    """One of a member's ratings."""

    name: str
    rating: float | None = None


class Member(msgspec.Struct, kw_only=True, rename="camel"):
    """One account; the creation is ISO 8601 or an epoch in milliseconds."""

    handle: str
    first_name: str | None = None
    last_name: str | None = None
    home_country_code: str | None = None
    competition_country_code: str | None = None
    photo_url: str | None = msgspec.field(default=None, name="photoURL")
    created_at: str | float | None = None
    max_rating: BestRating | None = None
    rating_summary: list[Rating] | None = None


class Event(msgspec.Struct, kw_only=True, rename="camel"):
    """One step of a rating."""

    challenge_id: int | str
    rating: float
    challenge_name: str | None = None
    date: str | float | None = None
    rating_date: str | float | None = None
    most_recent_event_date: str | float | None = None
    placement: int | None = None


class Track(msgspec.Struct):
    """The steps of one rating."""

    history: list[Event] = []


class Science(msgspec.Struct, rename={"srm": "SRM", "marathon": "MARATHON_MATCH"}):
    """The two ratings of algorithmists."""

    srm: Track = msgspec.field(default_factory=Track)
    marathon: Track = msgspec.field(default_factory=Track)


class History(msgspec.Struct, rename={"science": "DATA_SCIENCE"}):
    """A member's ratings by track; who only developed has none of these."""

    handle: str
    science: Science = msgspec.field(default_factory=Science)


def has_finals(competitors: Iterable[Competitor]) -> bool:
    """Tell whether the final tests are over: then somebody has a final place."""
    return any(_amount(one.final_rank) is not None for one in competitors)


def match_rows(competitors: Sequence[Competitor]) -> Iterator[StandingRow]:
    """Yield the rows of a marathon match, by the final results once there are any."""
    is_final = has_finals(competitors)
    for place, one in enumerate(competitors):
        with reading(f"$[{place}]"):
            last = max(one.submissions, key=lambda made: made.created or "", default=Submission())
            final, provisional = _amount(last.final_score), _amount(last.provisional_score)
            rank, before = _amount(one.final_rank), _amount(one.provisional_rank)
            shown = rank if is_final else before
            told: Mapping[str, Scalar | None] = {
                "provisionalRank": int(before) if before is not None else None,
                "provisionalScore": provisional,
                "submissions": len(one.submissions),
            }
            yield StandingRow(
                account=clean(one.member),
                place=int(shown) if shown else None,
                score=final if is_final else provisional,
                last_submission=from_iso(last.created, zone=timedelta(0)) if last.created else None,
                columns={name: value for name, value in told.items() if value is not None},
            )


def winner_rows(winners: Iterable[Winner]) -> Iterator[StandingRow]:
    """Yield the best of a challenge, of whom only the places are told."""
    for place, winner in enumerate(winners):
        with reading(f"$.winners[{place}]"):
            yield StandingRow(account=clean(winner.handle), place=winner.placement or None)


def _amount(value: Loose) -> float | None:
    """Return the number that a score or rank is; "-" and words are none."""
    try:
        return float(value) if value is not None else None
    except ValueError:
        return None


class Round:
    """The results of a single round match: `dd_round_results` of the site's old data feeds."""

    def __init__(self, reply: Reply) -> None:
        root = root_of(reply, "dd_round_results")
        self.coders = [
            {str(field.tag): text for field in row if (text := clean(field.text or ""))} for row in root.findall("row")
        ]

    def problems(self, *, contest: str) -> dict[str, ProblemRow]:
        """Return the problems by id; one that both divisions had is marked as the first division has it."""
        found: dict[str, ProblemRow] = {}
        for coder in sorted(self.coders, key=lambda one: one.get("division", "")):
            for number, level in enumerate(LEVELS):
                key, division = coder.get(f"level_{level}_problem_id", ""), coder.get("division", "")
                if key and key not in found:
                    with reading(f"row {coder.get('handle', '')} level_{level}_problem_id"):
                        found[key] = ProblemRow(
                            key=key,
                            name=f"Division {division}, level {level}",
                            short=f"{division}{'ABC'[number]}",
                            contest=contest,
                            division=division,
                        )
        return found

    def rows(self, problems: Mapping[str, ProblemRow]) -> Iterator[StandingRow]:
        """Yield the rows; places are of the division."""
        for place, told in enumerate(self.coders, 1):
            with reading(f"row {place}"):
                yield self._row(told, problems)

    def _row(self, told: Mapping[str, str], problems: Mapping[str, ProblemRow]) -> StandingRow:
        try:
            coder = msgspec.convert(told, Coder, strict=False)
        except msgspec.ValidationError as error:
            raise AdapterError(str(error)) from error
        columns = {"room": coder.room_name, "challengePoints": coder.challenge_points, "volatility": coder.new_vol}
        return StandingRow(
            account=coder.handle,
            place=coder.division_placed or None,
            score=coder.final_points,
            cells=dict(_cells(told, problems)),
            division=str(coder.division) if coder.division is not None else "",
            hacks=coder.challenges_made_successful,
            failed_hacks=coder.challenges_made_failed,
            qualified="advanced" if coder.advanced == "Y" else "",
            rated=bool(coder.rated_flag) if coder.rated_flag is not None else None,
            old_rating=coder.old_rating or None,
            new_rating=coder.new_rating or None,
            columns={name: value for name, value in columns.items() if value is not None},
        )


def _cells(told: Mapping[str, str], problems: Mapping[str, ProblemRow]) -> Iterator[tuple[str, Cell]]:
    """Yield the cells of the levels that were submitted; one that was only opened has none."""
    for level in LEVELS:
        key, verdict = told.get(f"level_{level}_problem_id", ""), told.get(f"level_{level}_status", "")
        points = _amount(told.get(f"level_{level}_final_points"))
        if key in problems and (verdict in IN_VAIN or points):
            yield (
                problems[key].short,
                Cell(
                    state="wrong" if verdict in IN_VAIN else "solved",
                    points=points,
                    verdict=verdict,
                    language=told.get(f"level_{level}_language", ""),
                ),
            )


def profile_row(asked: str, member: Member) -> ProfileRow:
    """Return a profile; its rating is that of algorithms, the one of marathons is a fact."""
    ratings = {one.name: round(one.rating) for one in member.rating_summary or () if one.rating}
    names = (clean(part or "") for part in (member.first_name, member.last_name))
    best = member.max_rating.rating if member.max_rating else None
    photo = member.photo_url or ""
    return ProfileRow(
        asked=asked,
        key=clean(member.handle),
        name=" ".join(filter(None, names)),
        country=country_code(member.competition_country_code) or country_code(member.home_country_code),
        avatar=photo if photo.startswith("https://") else "",
        rating=ratings.pop("Algorithm", None),
        max_rating=round(best) if best else None,
        registered=_moment(member.created_at) if member.created_at else None,
        facts={f"rating {clean(name)}": value for name, value in ratings.items()},
    )


def rating_rows(tracks: Iterable[tuple[str, Track]]) -> Iterator[RatingRow]:
    """Yield the steps of each rating, oldest first within it."""
    for kind, track in tracks:
        with reading(f"{kind} history"):
            timed = sorted(((_when(event), event) for event in track.history), key=lambda pair: pair[0])
        before: int | None = None
        for at, event in timed:
            with reading(f"{kind} history {event.challenge_id}"):
                yield RatingRow(
                    contest=_key_of(event),
                    at=at,
                    new_rating=round(event.rating),
                    old_rating=before,
                    title=clean(event.challenge_name or ""),
                    kind=kind,
                    place=event.placement or None,
                )
            before = round(event.rating)


def _key_of(event: Event) -> str:
    """Return the key of the contest of a step: matches have numbers of rounds, what came later ids of challenges."""
    told = str(event.challenge_id)
    return f"rd={told}" if told.isdecimal() else f"challenge={told}"


def _when(event: Event) -> datetime:
    for date in (event.date, event.rating_date, event.most_recent_event_date):
        if date:
            return _moment(date)
    raise AdapterError(f"the step of {event.challenge_id} has no date")


def _moment(date: str | float) -> datetime:
    return from_iso(date, zone=timedelta(0)) if isinstance(date, str) else in_seconds(date)
