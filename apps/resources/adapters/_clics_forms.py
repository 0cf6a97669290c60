"""The objects of the CLICS Contest API as all its versions write them, DOMjudge's included, and its relative times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

import msgspec

from apps.resources.adapters.base import AdapterError

RELATIVE_TIME = re.compile(r"(-?)(\d{1,6}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?")
Minutes = int | float | str | None  # a number of minutes, or a relative time
Id = Annotated[str, msgspec.Meta(min_length=1)] | int


class Contest(msgspec.Struct, kw_only=True):
    """A contest object of any version; without `start_time` it is not scheduled."""

    id: str | int
    name: str
    formal_name: str | None = None
    shortname: str | None = None
    external_id: str | int | None = None
    start_time: str | None = None
    end_time: str | None = None
    duration: str | None = None
    scoreboard_type: str | None = None
    scoreboard_freeze_duration: str | None = None
    penalty_time: Minutes = None
    main_scoreboard_group_id: Id | None = None


class State(msgspec.Struct, kw_only=True):
    """When what has happened; None is not yet."""

    started: str | None = None
    frozen: str | None = None
    ended: str | None = None
    thawed: str | None = None
    finalized: str | None = None
    end_of_updates: str | None = None


class JudgementType(msgspec.Struct, kw_only=True):
    """What a verdict means for the score."""

    id: Id
    name: str | None = None
    penalty: bool | None = None
    solved: bool = False


class Problem(msgspec.Struct, kw_only=True):
    """A problem; `label` came with the first versions, `short_name` is DOMjudge's."""

    id: Id
    name: str
    label: str | None = None
    short_name: str | None = None
    ordinal: int | None = None
    rgb: str | None = None
    time_limit: float | None = None
    max_score: float | None = None


class Group(msgspec.Struct, kw_only=True):
    """A group of teams; those of a higher `sortorder` stand below the others and are ranked by themselves."""

    id: Id
    name: str | None = None
    hidden: bool | None = None
    sortorder: int | None = None


class Organization(msgspec.Struct, kw_only=True):
    """A university, mostly; `country` is ISO alpha-3."""

    id: Id
    name: str | None = None
    formal_name: str | None = None
    country: str | None = None


class Team(msgspec.Struct, kw_only=True):
    """A team; DOMjudge knows more of it than the specification."""

    id: Id
    name: str
    display_name: str | None = None
    organization_id: Id | None = None
    group_ids: list[Id] | None = None
    hidden: bool | None = None
    affiliation: str | None = None
    nationality: str | None = None
    members: str | None = None
    public_description: str | None = None


class Person(msgspec.Struct, kw_only=True):
    """Somebody; earlier versions name one team, later ones several."""

    id: Id | None = None
    name: str | None = None
    role: str | None = None
    team_id: Id | None = None
    team_ids: list[Id] | None = None


class Language(msgspec.Struct, kw_only=True):
    """A language that submissions name by its id."""

    id: Id
    name: str


class Submission(msgspec.Struct, kw_only=True):
    """A submission; `contest_time` is negative for tests before the start."""

    id: Id
    team_id: Id
    problem_id: Id
    contest_time: str | None = None
    time: str | None = None
    language_id: Id | None = None


class Judgement(msgspec.Struct, kw_only=True):
    """A judgement, without `judgement_type_id` until it is complete; a later one of a submission overrules."""

    id: Id
    submission_id: Id
    judgement_type_id: str | None = None
    start_contest_time: str | None = None
    valid: bool | None = None
    current: bool | None = None


class Award(msgspec.Struct, kw_only=True):
    """An award, such as gold-medal or first-to-solve-<problem id>."""

    id: str
    citation: str | None = None
    team_ids: list[Id] | None = None


class Score(msgspec.Struct, kw_only=True):
    """What a row of the scoreboard adds up to."""

    num_solved: int | None = None
    total_time: Minutes = None
    score: float | None = None


class BoardProblem(msgspec.Struct, kw_only=True):
    """One cell; `num_judged` counts up to and including the first accepted try."""

    problem_id: Id | None = None
    label: str | None = None
    num_judged: int = 0
    num_pending: int = 0
    solved: bool | None = None
    score: float | None = None
    time: Minutes = None
    first_to_solve: bool = False


class BoardRow(msgspec.Struct, kw_only=True):
    """One row."""

    team_id: Id
    rank: int | None = None
    score: Score = msgspec.field(default_factory=Score)
    problems: list[BoardProblem] = []


class Scoreboard(msgspec.Struct, kw_only=True):
    """The scoreboard; before 2020 it was the bare list of its rows."""

    rows: list[BoardRow]
    state: State | None = None


class Book(msgspec.Struct, kw_only=True):
    """What is known of one contest, each collection by the text of its ids, in the order in which they came."""

    contest: Contest
    state: State | None = None
    scoreboard: Scoreboard | None = None
    types: Mapping[str, JudgementType] = {}
    languages: Mapping[str, Language] = {}
    problems: Mapping[str, Problem] = {}
    groups: Mapping[str, Group] = {}
    organizations: Mapping[str, Organization] = {}
    teams: Mapping[str, Team] = {}
    persons: Mapping[str, Person] = {}
    submissions: Mapping[str, Submission] = {}
    judgements: Mapping[str, Judgement] = {}
    awards: Mapping[str, Award] = {}


FORMS: Mapping[str, Any] = {
    "judgement-types": JudgementType,
    "languages": Language,
    "problems": Problem,
    "groups": Group,
    "organizations": Organization,
    "teams": Team,
    "persons": Person,
    "submissions": Submission,
    "judgements": Judgement,
    "awards": Award,
}
FIELDS = {name: "types" if name == "judgement-types" else name for name in FORMS}  # of Book


def relative_time(text: str) -> timedelta:
    """Return a CLICS relative time, "5:00:00.000" or "-0:15:38", as a timedelta.

    Raises:
        AdapterError: the text is none.
    """
    match = RELATIVE_TIME.fullmatch(text)
    if match is None:
        raise AdapterError(f"{text!r} is no relative time")
    sign, hours, minutes, seconds, fraction = match.groups()
    length = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    length += timedelta(microseconds=int((fraction or "").ljust(6, "0")))
    return -length if sign else length


def minutes_of(value: Minutes) -> float | None:
    """Return minutes given as a number, a number as text or a relative time; None for None.

    Raises:
        AdapterError: the text is neither.
    """
    if isinstance(value, str):
        value = float(value) if value.isdecimal() else relative_time(value).total_seconds() / 60
    return int(value) if value is not None and value == int(value) else value
