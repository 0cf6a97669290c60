"""The standard ranklist (srk) as its versions write it; every length of time carries its unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec

from apps.resources.adapters.base import AdapterError, clean

SECONDS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400}
Length = tuple[int | float, str]  # [20, "min"]
Text = str | dict[str, str]  # by language, with "fallback"


class Member(msgspec.Struct, kw_only=True):
    """A person of a team."""

    name: Text


class User(msgspec.Struct, kw_only=True, rename="camel"):
    """Who stands in a row; older files have no id."""

    name: Text
    id: str | int | None = None
    organization: Text | None = None
    official: bool | None = None
    team_members: list[Member] | None = None


class Solution(msgspec.Struct, kw_only=True):
    """One try."""

    result: str | None = None


class Status(msgspec.Struct, kw_only=True):
    """One cell: FB and AC solved, "?" not known, null never tried, every other word rejected."""

    result: str | None = None
    time: Length | None = None
    tries: int | None = None
    score: float | None = None
    solutions: list[Solution] | None = None


class Score(msgspec.Struct, kw_only=True):
    """What a row adds up to."""

    value: float
    time: Length | None = None


class Row(msgspec.Struct, kw_only=True):
    """One participant."""

    user: User
    score: Score
    statuses: list[Status]


class Problem(msgspec.Struct, kw_only=True):
    """A problem; without an alias it is marked by the letter of its place."""

    alias: str | None = None
    title: Text | None = None


class Contest(msgspec.Struct, kw_only=True, rename="camel"):
    """The contest."""

    title: Text
    start_at: str
    duration: Length
    frozen_duration: Length | None = None


class Sorter(msgspec.Struct, kw_only=True):
    """How rows were sorted; `config` has the penalty and the precisions."""

    algorithm: str
    config: dict[str, Any] = {}


class Segment(msgspec.Struct, kw_only=True):
    """A part of a column of ranks; before version 0.3 it says itself how many stand in it."""

    style: Any = None
    count: int | None = None


class Series(msgspec.Struct, kw_only=True):
    """A column of ranks; the rule of the first, by preset ICPC, says how many get which medal."""

    rule: Mapping[str, Any] | None = None
    segments: list[Segment] | None = None


class Ranklist(msgspec.Struct, kw_only=True):
    """A whole file."""

    type: str
    contest: Contest
    problems: list[Problem]
    rows: list[Row]
    series: list[Series] = []
    sorter: Sorter | None = None


def span(length: Length) -> timedelta:
    """Return a length as a timedelta.

    Raises:
        AdapterError: its unit is unknown.
    """
    amount, unit = length
    if unit not in SECONDS:
        raise AdapterError(f"the unknown unit of time {unit[:20]!r}")
    return timedelta(seconds=amount * SECONDS[unit])


def said(text: Text | None) -> str:
    """Return a text in the language that it falls back to, "" for none."""
    if isinstance(text, dict):
        text = text.get("fallback") or next(iter(text.values()), "")
    return clean(text or "")
