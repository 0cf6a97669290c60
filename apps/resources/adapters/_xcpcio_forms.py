"""The files of an XCPCIO board as older and newer versions write them."""

from __future__ import annotations

from datetime import datetime

import msgspec

from apps.resources.adapters.base import AdapterError, Reply, from_epoch, from_iso

MILLISECONDS = 100_000_000_000  # an epoch beyond this is not in seconds
Time = int | float | str


class Text(msgspec.Struct, kw_only=True):
    """A text in several languages."""

    texts: dict[str, str] = {}
    fallback: str | None = None


class Named(msgspec.Struct, kw_only=True):
    """A problem or a person of a newer file."""

    id: str | int | None = None
    label: str | None = None
    name: str | Text | None = None


class Options(msgspec.Struct, kw_only=True):
    """How the board counts."""

    calculation_of_penalty: str | None = None
    submission_timestamp_unit: str | None = None


class Heading(msgspec.Struct, kw_only=True):
    """What a list tells of a contest; times are epoch seconds, in some files milliseconds or ISO text."""

    contest_name: str | Text
    start_time: Time
    end_time: Time
    frozen_time: Time | None = None
    penalty: Time | None = None


class Config(Heading, kw_only=True):
    """A contest's config.json."""

    problems: list[Named] | None = None
    problem_id: list[str] | None = None  # the labels, in older files
    problem_quantity: Time | None = None
    group: dict[str, str | Text] = {}
    medal: str | dict[str, dict[str, int] | int] | None = None
    options: Options = msgspec.field(default_factory=Options)


class Team(msgspec.Struct, kw_only=True):
    """A team; older files mark groups by fields of their own, newer ones list them."""

    team_id: str | int | None = None
    id: str | int | None = None
    name: str | Text
    organization: str | Text | None = None
    members: str | list[str | Named] | None = None
    coach: str | list[str | Named] | None = None
    group: list[str | int] | None = None
    unofficial: bool | int | None = None
    girl: bool | int | None = None


class Run(msgspec.Struct, kw_only=True):
    """A submission; `timestamp` counts from the start."""

    status: str
    team_id: str | int
    problem_id: str | int
    timestamp: int | float
    submission_id: str | int | None = None
    language: str | None = None


def plain(text: str | Text | None) -> str:
    """Return a text in the language that its file falls back to, "" for none."""
    if text is None or isinstance(text, str):
        return text or ""
    return text.fallback or next(iter(text.texts.values()), "")


def read_teams(reply: Reply) -> dict[str, Team]:
    """Return the teams by id: of a list, or of an object of older files.

    Raises:
        AdapterError: it is neither, or a team of the list has no id.
    """
    if not reply.body.lstrip().startswith(b"["):
        return reply.json(dict[str, Team])
    found = {}
    for number, team in enumerate(reply.json(list[Team])):
        key = team.team_id if team.team_id is not None else team.id
        if key is None:
            raise AdapterError("a team without team_id", place=f"$[{number}]")
        found[str(key)] = team
    return found


def read_runs(reply: Reply) -> list[Run]:
    """Return the runs: of a list, or of an object by their ids.

    Raises:
        AdapterError: it is neither.
    """
    is_list = reply.body.lstrip().startswith(b"[")
    return reply.json(list[Run]) if is_list else list(reply.json(dict[str, Run]).values())


def time_of(value: Time) -> datetime:
    """Return the moment of an epoch in seconds or milliseconds, or of an ISO text.

    Raises:
        AdapterError: it is neither.
    """
    if isinstance(value, str):
        return from_iso(value)
    return from_epoch(value / 1000 if value > MILLISECONDS else value)
