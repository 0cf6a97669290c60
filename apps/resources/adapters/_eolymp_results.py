"""Eolymp's results by GraphQL: the queries and forms of a scoreboard, of a member and of a member's performance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from typing import Literal

import msgspec

from apps.resources.adapters._boards import letter
from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._countries import country_code
from apps.resources.adapters.base import clean, reading
from apps.resources.rows import Cell, Member, ProblemRow, ProfileRow, RatingRow, StandingRow

HOME = "https://basecamp.eolymp.com/en"
MARK = re.compile(r"[A-Z]{1,2}\d?|\d{1,2}")
MEMBER_IN_PAGE = re.compile(r'"typename"\s*:\s*"CommunityMember"\s*,\s*"id"\s*:\s*"([0-9A-Za-z]{1,64})"')
OPEN_BOARDS = ("PUBLIC", "UNKNOWN_VISIBILITY")
PROBLEM_SCORE = "PROBLEM_SCORE"

BOARD_QUERY = """query Scoreboard($id: ID!, $first: Int, $offset: Int) {
  contest(id: $id) {
    id name format duration startsAt endsAt
    scoreboard(roundId: $id) {
      visibility
      columns { id type title }
      rows(first: $first, offset: $offset) {
        nodes {
          member { id account {
            ... on CommunityUser { nickname picture country { name } }
            ... on CommunityTeam { name members { id account { ... on CommunityUser { nickname } } } }
          } }
          values { columnId ... on ContestScoreboardProblemScore { score penalty attempts time percentage } }
          rank rankLength score penalty tieBreaker unofficial disqualified medal
        }
        pageInfo { hasNextPage }
      }
    }
  }
}"""
MEMBER_QUERY = """query Member($id: ID!) {
  member(id: $id) {
    id displayName picture createdAt rank rating level
    stats { problemsSolved submissionsTotal submissionsAccepted }
    account { ... on CommunityUser { nickname name country { name } city } }
  }
}"""
PERFORMANCE_QUERY = """query Performance($id: ID!, $first: Int, $offset: Int) {
  performance(memberId: $id, first: $first, offset: $offset) { nodes { contestId value level } }
}"""


class Country(msgspec.Struct):
    """A country by its English name."""

    name: str | None = None


class Account(msgspec.Struct, kw_only=True):
    """A user, who has a nickname, or a team, which has a name and members."""

    nickname: str | None = None
    name: str | None = None
    picture: str | None = None
    country: Country | None = None
    city: str | None = None
    members: list[Participant] | None = None


class Participant(msgspec.Struct, kw_only=True):
    """A member of the space; the account of a team's member has its nickname alone."""

    id: str
    account: Account | None = None


class Value(msgspec.Struct, kw_only=True, rename="camel"):
    """What a row has in one column; `time` is seconds, `percentage` 1 for the full score."""

    column_id: str
    score: float | None = None
    penalty: float | None = None
    attempts: int | None = None
    time: float | None = None
    percentage: float | None = None


class Line(msgspec.Struct, kw_only=True, rename="camel"):
    """One row; a hidden one has no member."""

    member: Participant | None = None
    values: list[Value] = []
    rank: int | None = None
    score: float | None = None
    penalty: float | None = None
    unofficial: bool | None = None
    disqualified: bool | None = None
    medal: str | int | None = None


class PageInfo(msgspec.Struct, rename="camel"):
    """Whether there is more."""

    has_next_page: bool = False


class Lines(msgspec.Struct, rename="camel"):
    """One page of rows."""

    nodes: list[Line]
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class BoardColumn(msgspec.Struct):
    """One column of a scoreboard."""

    id: str
    type: str
    title: str | None = None


class Scoreboard(msgspec.Struct):
    """A scoreboard with one page of its rows."""

    columns: list[BoardColumn]
    rows: Lines
    visibility: str | None = None


class Node(msgspec.Struct, kw_only=True, rename="camel"):
    """One contest, with its scoreboard where that was asked for."""

    id: str | int
    name: str
    starts_at: Instant
    ends_at: Instant
    duration: float | None = None  # seconds
    format: str | None = None
    scoreboard: Scoreboard | None = None


class Stats(msgspec.Struct, rename="camel"):
    """What a member did."""

    problems_solved: int | None = None
    submissions_total: int | None = None
    submissions_accepted: int | None = None


class Person(msgspec.Struct, kw_only=True, rename="camel"):
    """A member of the space in full."""

    id: str
    display_name: str | None = None
    picture: str | None = None
    created_at: Instant | None = None
    rank: int | None = None
    rating: float | None = None
    level: str | int | None = None
    stats: Stats | None = None
    account: Account | None = None


class Step(msgspec.Struct, rename="camel"):
    """What a member's rating was after a contest."""

    contest_id: str
    value: float | None = None


def problem_rows(columns: Iterable[BoardColumn], *, contest: str) -> dict[str, ProblemRow]:
    """Return the problems of a scoreboard by the id of their column."""
    shown = [column for column in columns if column.type == PROBLEM_SCORE]
    titles = [clean(column.title or "") for column in shown]
    are_marks = len(set(titles)) == len(titles) and all(map(MARK.fullmatch, titles))
    found = {}
    for place, (column, title) in enumerate(zip(shown, titles, strict=True)):
        with reading(f"$.data.contest.scoreboard.columns[{place}]"):
            short = title if are_marks else letter(place)
            found[column.id] = ProblemRow(
                key=f"{contest}/{column.id}", name=title or short, short=short, contest=contest
            )
    return found


def standing_rows(lines: Iterable[Line], problems: Mapping[str, ProblemRow], *, is_icpc: bool) -> Iterator[StandingRow]:
    """Yield the rows that are not hidden."""
    for place, line in enumerate(lines):
        if line.member is None:
            continue
        with reading(f"$.data.contest.scoreboard.rows.nodes[{place}]"):
            account = line.member.account or Account()
            ranked = not line.unofficial and not line.disqualified
            yield StandingRow(
                account=line.member.id,
                name=clean(account.nickname or account.name or ""),
                place=line.rank or None if ranked else None,
                score=line.score,
                penalty=line.penalty,
                cells=_cells(line.values, problems, is_icpc=is_icpc),
                participation="official" if ranked else "unofficial",
                is_team=account.members is not None,
                members=tuple(
                    Member(account=one.id, name=clean((one.account and one.account.nickname) or ""))
                    for one in account.members or ()
                ),
                country=country_code(account.country.name if account.country else None),
                medal=_medal(line.medal),
                url=f"{HOME}/users/{account.nickname}" if account.nickname else "",
                columns={"disqualified": True} if line.disqualified else {},
            )


def _cells(values: Iterable[Value], problems: Mapping[str, ProblemRow], *, is_icpc: bool) -> dict[str, Cell]:
    found = {}
    for value in values:
        problem = problems.get(value.column_id)
        if problem is not None and (value.attempts or value.score):
            found[problem.short] = _cell(value, is_icpc=is_icpc)
    return found


def _cell(value: Value, *, is_icpc: bool) -> Cell:
    solved = value.percentage is not None and value.percentage >= 1
    partial = not solved and not is_icpc and bool(value.score)
    wrong = value.attempts
    return Cell(
        state="solved" if solved else "partial" if partial else "wrong",
        wrong=max(wrong - 1, 0) if solved and wrong is not None else wrong,
        points=None if is_icpc else value.score,
        time=value.time if solved or partial else None,
        penalty=value.penalty if solved else None,
    )


def _medal(text: str | int | None) -> Literal["", "gold", "silver", "bronze", "honorable"]:
    word = str(text or "").lower().rpartition("_")[2]
    return word if word in ("gold", "silver", "bronze") else ""  # type: ignore[return-value]


def profile_row(asked: str, person: Person) -> ProfileRow:
    """Return the profile of a member, whose id is the key."""
    account, stats = person.account or Account(), person.stats or Stats()
    facts = {
        "nickname": clean(account.nickname or "") or None,
        "level": person.level,
        "submissions": stats.submissions_total,
        "accepted": stats.submissions_accepted,
    }
    picture = person.picture or ""
    return ProfileRow(
        asked=asked,
        key=person.id,
        name=clean(account.name or person.display_name or ""),
        country=country_code(account.country.name if account.country else None),
        city=clean(account.city or ""),
        url=f"{HOME}/users/{account.nickname}" if account.nickname else "",
        avatar=picture if picture.startswith("https://") else "",
        rating=round(person.rating) if person.rating else None,
        place=person.rank or None,
        n_solved=stats.problems_solved,
        registered=person.created_at.astimezone(UTC) if person.created_at else None,
        facts={name: value for name, value in facts.items() if value is not None},
    )


def rating_rows(steps: Iterable[Step], contests: Mapping[str, Node]) -> Iterator[RatingRow]:
    """Yield the steps of a rating, which tell no time, in the order of their contests."""
    timed = [(contests[step.contest_id], step.value) for step in steps if step.contest_id in contests]
    before: int | None = None
    for node, value in sorted(timed, key=lambda pair: pair[0].ends_at):
        if value is None:
            continue
        with reading(f"$.data.performance.nodes {node.id}"):
            yield RatingRow(
                contest=str(node.id),
                at=node.ends_at.astimezone(UTC),
                new_rating=round(value),
                old_rating=before,
                title=clean(node.name),
                url=f"{HOME}/contests/{node.id}",
            )
        before = round(value)
