"""Eolymp: the contests, scoreboards and members of its public space, by GraphQL."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, timedelta
from typing import ClassVar, TypeVar
from urllib.parse import quote

import msgspec

from apps.resources.adapters._boards import accounts_once, members_only
from apps.resources.adapters._eolymp_results import (
    BOARD_QUERY,
    HOME,
    MEMBER_IN_PAGE,
    MEMBER_QUERY,
    OPEN_BOARDS,
    PERFORMANCE_QUERY,
    Line,
    Node,
    PageInfo,
    Person,
    Scoreboard,
    Step,
    problem_rows,
    profile_row,
    rating_rows,
    standing_rows,
)
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Site,
    Trouble,
    Verified,
    clean,
    own_time,
    reading,
)
from apps.resources.rows import Column, ContestRef, ContestRow, ProblemRow, ProfileRow, RatingRow, Standings

API = "https://api.eolymp.com/spaces/00000000-0000-0000-0000-000000000000/graphql"
PAGE_SIZE = 100
MAX_PAGES = 10
MAX_ROWS = 100_000
BUNDLE = 50
MEMBER_ID = re.compile(r"[0-9a-z]{26}")
Variables = Mapping[str, str | int]
QUERY = """query Contests($first: Int, $offset: Int) {
  contests(first: $first, offset: $offset) {
    nodes { id name format duration startsAt endsAt }
    pageInfo { hasNextPage }
  }
}"""


class _PageOfContests(msgspec.Struct, rename="camel"):
    nodes: list[Node]
    page_info: PageInfo


class _Steps(msgspec.Struct):
    nodes: list[Step]


class _Found(msgspec.Struct):
    contests: _PageOfContests | None = None
    contest: Node | None = None
    member: Person | None = None
    performance: _Steps | None = None


class _Error(msgspec.Struct):
    message: str = ""


class _Refusable(msgspec.Struct, kw_only=True):
    errors: list[_Error] | None = None


class _Answer(_Refusable):
    data: _Found | None = None


class _Bundle(_Refusable):
    data: dict[str, Node | None] | None = None


A = TypeVar("A", bound=_Refusable)


class Eolymp(Adapter):
    """Reads the list of contests, newest first."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="eolymp.com", title="Eolymp", url=f"{HOME}/contests", short="EO", color="#7b1fa2"),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar[dict[str, timedelta]] = {
        "contests": timedelta(hours=1),
        "problems": timedelta(hours=6),
        "standings": timedelta(minutes=10),
        "profiles": timedelta(days=7),
        "ratings": timedelta(days=7),
    }
    verified: ClassVar[Verified] = Verified(against="notes")
    traps: ClassVar[str] = (
        "ISO 8601 in UTC; durations are seconds, shorter than the window where everybody starts alone. Refusals come "
        "with HTTP 200 and a list of errors. Pages are read until one holds ended contests only. "
        "An account is the 26 characters of a member; its nickname leads there by its page. Ratings tell no time, "
        "so that of their contests counts."
    )
    profiles_at: ClassVar[tuple[str, ...]] = (r"(?:basecamp\.)?e-?olymp\.com/(?:[a-z]{2}/)?users/(?P<handle>[^/]+)",)

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests of every page up to the first that lies wholly in the past."""
        for page in range(MAX_PAGES):
            contests = self._page(page * PAGE_SIZE)
            yield from each_row("$.data.contests.nodes", contests.nodes, _row)
            if not contests.page_info.has_next_page or all(node.ends_at < self.web.now for node in contests.nodes):
                return
        raise AdapterError(f"more than {MAX_PAGES} pages before the past", place="$.data.contests.pageInfo")

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield the problems of a contest, as its scoreboard names them.

        Raises:
            AdapterError: no contest is named, its scoreboard is closed (MISSING), or the answer cannot be read.
        """
        if contest is None:
            raise AdapterError("the site's archive is not read, only the problems of a contest", place="contest")
        _, board = self._board(contest.key, 0)
        yield from problem_rows(board.columns, contest=contest.key).values()

    def standings(self, contest: ContestRef) -> Standings:
        """Return the scoreboard of a contest, whole."""
        node, board = self._board(contest.key, 0)
        with reading("$.data.contest"):
            told = _row(node)
        is_icpc = told.kind.upper() == "ICPC"
        problems = problem_rows(board.columns, contest=contest.key)
        rows = standing_rows(self._lines(contest.key, board), problems, is_icpc=is_icpc)
        return Standings(
            rows=accounts_once(rows),
            problems=tuple(problems.values()),
            columns=(Column(key="disqualified", title="Disqualified", kind="boolean"),),
            kind="icpc" if is_icpc else "scoring",
            url=told.standings_url,
            contest=told,
        )

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield each account; a handle is the id of a member, or the nickname that leads to one."""
        for handle in handles:
            member = self._member_id(handle)
            person = self._person(member) if member else None
            if person is None:
                yield ProfileRow(asked=handle)
                continue
            with reading("$.data.member"):
                yield profile_row(handle, person)

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield the steps of an account's rating, each at the end of its contest."""
        member = self._member_id(handle)
        if not member:
            raise AdapterError(f"no member {handle[:60]!r}", place="handle", trouble=Trouble.MISSING)
        steps: dict[str, Step] = {}
        for offset in range(0, MAX_ROWS, PAGE_SIZE):
            variables: Variables = {"id": member, "first": PAGE_SIZE, "offset": offset}
            found = self._ask(PERFORMANCE_QUERY, variables).performance
            if found is None:
                raise AdapterError("no performance", place="$.data.performance", trouble=Trouble.MISSING)
            known = len(steps)
            steps |= {step.contest_id: step for step in found.nodes if step.contest_id not in steps}
            if len(found.nodes) < PAGE_SIZE or len(steps) == known:
                break
        yield from rating_rows(steps.values(), self._contests_by_id(list(steps)))

    def _contests_by_id(self, ids: list[str]) -> dict[str, Node]:
        """Return contests by id, asked for in bundles; those that are closed are left out."""
        found: dict[str, Node] = {}
        for first in range(0, len(ids), BUNDLE):
            bundle = {f"c{number}": one for number, one in enumerate(ids[first : first + BUNDLE])}
            asked = " ".join(f"{name}: contest(id: ${name}) {{ id name startsAt endsAt }}" for name in bundle)
            query = f"query Contests({', '.join(f'${name}: ID!' for name in bundle)}) {{ {asked} }}"
            nodes = self._post(query, bundle, _Bundle).data
            found |= {bundle[name]: node for name, node in (nodes or {}).items() if node is not None and name in bundle}
        return found

    def _member_id(self, handle: str) -> str:
        """Return the id of a member, "" where the site knows no such nickname."""
        if MEMBER_ID.fullmatch(handle):
            return handle
        reply = self.web.get(f"{HOME}/users/{quote(handle, safe='')}", allow=(404,))
        if reply.status == 404:
            return ""
        reply.refuse_challenge()
        found = MEMBER_IN_PAGE.search(html.unescape(reply.text).replace('\\"', '"'))
        if found is None:
            raise AdapterError("the page names no member", place='"typename":"CommunityMember"')
        return found[1]

    def _person(self, member: str) -> Person | None:
        try:
            return self._ask(MEMBER_QUERY, {"id": member}).member
        except AdapterError as error:
            if error.trouble != Trouble.MISSING:
                raise
            return None

    def _board(self, key: str, offset: int) -> tuple[Node, Scoreboard]:
        variables: Variables = {"id": key, "first": PAGE_SIZE, "offset": offset}
        node = self._ask(BOARD_QUERY, variables).contest
        if node is None:
            raise AdapterError("no contest", place="$.data.contest", trouble=Trouble.MISSING)
        board = node.scoreboard
        if board is None or (board.visibility or OPEN_BOARDS[0]) not in OPEN_BOARDS:
            why = "no scoreboard" if board is None else f"the scoreboard is {board.visibility}"
            raise AdapterError(why, place="$.data.contest.scoreboard", trouble=Trouble.MISSING)
        return node, board

    def _lines(self, key: str, board: Scoreboard) -> Iterator[Line]:
        """Yield the rows of this page of a scoreboard and of all that follow."""
        shown = 0
        seen: set[str] = set()
        while board.rows.nodes:
            yield from board.rows.nodes
            shown += len(board.rows.nodes)
            known = len(seen)
            seen.update(line.member.id for line in board.rows.nodes if line.member is not None)
            if not board.rows.page_info.has_next_page or len(seen) == known:
                return
            if shown >= MAX_ROWS:
                raise AdapterError(f"more than {MAX_ROWS} rows", place="$.data.contest.scoreboard.rows.pageInfo")
            board = self._board(key, shown)[1]

    def _page(self, offset: int) -> _PageOfContests:
        asked = {"first": PAGE_SIZE, "offset": offset}
        found = self._ask(QUERY, asked, wall=Trouble.BLOCKED).contests
        if found is None:
            raise AdapterError("no contests", place="$.data.contests")
        return found

    def _ask(self, query: str, variables: Variables, *, wall: Trouble = Trouble.LOGIN) -> _Found:
        """Return what a query finds; `wall` is the trouble where it is for members."""
        return self._post(query, variables, _Answer, wall=wall).data or _Found()

    def _post(self, query: str, variables: Variables, form: type[A], *, wall: Trouble = Trouble.LOGIN) -> A:
        answer = self.web.post(API, json={"query": query, "variables": variables}).json(form)
        if answer.errors:
            message = answer.errors[0].message
            if "Unauthenticated" in message and wall == Trouble.LOGIN:
                raise members_only("api.eolymp.com", place="$.errors[0]", why=f"the site refuses: {message!r}")
            trouble = Trouble.MISSING if "code = NotFound" in message else Trouble.FORMAT
            trouble = wall if "Unauthenticated" in message else trouble
            raise AdapterError(f"the site refuses: {message!r}", place="$.errors[0]", trouble=trouble)
        return answer


def _row(node: Node) -> ContestRow:
    start, end = node.starts_at.astimezone(UTC), node.ends_at.astimezone(UTC)
    duration = timedelta(seconds=node.duration) if node.duration else None
    url = f"{HOME}/contests/{node.id}"
    return ContestRow(
        key=str(node.id),
        title=clean(node.name),
        url=url,
        start=start,
        end=end,
        duration=own_time(duration, start=start, end=end),
        kind=node.format or "",
        standings_url=f"{url}/scoreboard",
    )
