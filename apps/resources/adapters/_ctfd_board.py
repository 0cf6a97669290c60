"""CTFd's scoreboard, challenges and solves, and its teams and users, by API version 1."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Generic, TypeVar
from urllib.parse import quote

import msgspec

from apps.resources.adapters._boards import members_only, refuse_members_only
from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._countries import country_code
from apps.resources.adapters._reply import LOGIN_PATHS
from apps.resources.adapters.base import AdapterError, Reply, Trouble, Web, clean, reading
from apps.resources.rows import Cell, Member, ProblemRow, ProfileRow, Scalar, StandingRow

T = TypeVar("T")
Solves = Mapping[int, Mapping[int, "Solve"]]  # by account, then by challenge

TOP = 50  # the server tells the solves of no more accounts at once
NOT_NOW = re.compile(rb"hidden|not started|not begun", re.IGNORECASE)
JSON = {"Content-Type": "application/json"}  # without it the server answers by pages


class _Answer(msgspec.Struct, Generic[T]):
    success: bool = False
    data: T | None = None
    message: str = ""


class _Member(msgspec.Struct):
    name: str | None = None


class Entry(msgspec.Struct):
    """One row of the scoreboard."""

    account_id: int
    name: str
    pos: int | None = None
    account_url: str | None = None
    account_type: str | None = None
    score: float | None = None
    bracket_name: str | None = None
    members: list[_Member] | None = None


class _Tag(msgspec.Struct):
    value: str | None = None


class Challenge(msgspec.Struct):
    """One problem as the list shows it; `solves` is None where scores or accounts are hidden."""

    id: int
    name: str
    value: float | None = None
    category: str | None = None
    solves: int | None = None
    tags: list[_Tag | str] | None = None


class Solve(msgspec.Struct):
    """One solved challenge; an award has no challenge, and the list of one challenge does not repeat it."""

    date: Instant
    account_id: int | None = None
    challenge_id: int | None = None
    value: float | None = None


class _Top(msgspec.Struct):
    id: int
    solves: list[Solve] = []


class _Account(msgspec.Struct):
    id: int
    name: str
    country: str | None = None
    affiliation: str | None = None
    website: str | None = None
    bracket: str | None = None
    score: float | None = None
    place: str | int | None = None  # "3rd"


def scoreboard(web: Web, base: str) -> list[Entry]:
    """Ask for the whole scoreboard.

    Raises:
        AdapterError: it is hidden or there is none (MISSING), or for members (LOGIN), or it cannot be read.
    """
    return _data(_ask(web, base, "scoreboard"), list[Entry])


def challenges(web: Web, base: str) -> list[Challenge]:
    """Ask for the challenges that a stranger may see.

    Raises:
        AdapterError: they are hidden (MISSING), or for members (LOGIN), or cannot be read.
    """
    return _data(_ask(web, base, "challenges"), list[Challenge])


def shown_challenges(web: Web, base: str) -> list[Challenge]:
    """Return the challenges, or none where strangers may not see them.

    Raises:
        AdapterError: they cannot be read.
    """
    try:
        return challenges(web, base)
    except AdapterError as error:
        if error.trouble in (Trouble.LOGIN, Trouble.MISSING):
            return []
        raise


def solves_of(web: Web, base: str, *, entries: Sequence[Entry], listed: Sequence[Challenge]) -> Solves:
    """Return who solved what: by one call for a small board, else by one for each challenge.

    Raises:
        AdapterError: an answer cannot be read.
    """
    found: dict[int, dict[int, Solve]] = defaultdict(dict)
    if not entries or not listed:
        return found
    if len(entries) <= TOP:
        for top in _data(_ask(web, base, f"scoreboard/top/{TOP}"), dict[str, _Top]).values():
            found[top.id] = {solve.challenge_id: solve for solve in top.solves if solve.challenge_id is not None}
        return found
    for challenge in listed:
        for solve in _data(_ask(web, base, f"challenges/{challenge.id}/solves"), list[Solve]):
            if solve.account_id is not None:
                found[solve.account_id][challenge.id] = solve
    return found


def problem_rows(base: str, listed: Sequence[Challenge], contest: str) -> tuple[ProblemRow, ...]:
    """Return the challenges, marked by their numbers on the server."""
    rows = []
    for place, challenge in enumerate(listed):
        with reading(f"$.data[{place}]"):
            tags = [tag if isinstance(tag, str) else tag.value for tag in challenge.tags or ()]
            kinds = dict.fromkeys(filter(None, (clean(text or "") for text in (challenge.category, *tags))))
            rows.append(
                ProblemRow(
                    key=f"{contest}/{challenge.id}",
                    name=clean(challenge.name),
                    short=str(challenge.id),
                    url=f"{base}/challenges#{quote(challenge.name)}-{challenge.id}",
                    contest=contest,
                    points=challenge.value,
                    tags=tuple(kinds),
                    n_solved=challenge.solves,
                )
            )
    return tuple(rows)


def standing_rows(
    base: str, entries: Sequence[Entry], solves: Solves, *, known: Mapping[int, Challenge], start: datetime | None
) -> Iterator[StandingRow]:
    """Yield the rows of a board; only challenges that are known have cells."""
    for place, entry in enumerate(entries):
        with reading(f"$.data[{place}]"):
            told = solves.get(entry.account_id, {})
            cells = {str(key): _cell(solve, known[key], start) for key, solve in told.items() if key in known}
            yield StandingRow(
                account=str(entry.account_id),
                name=clean(entry.name),
                place=entry.pos,
                score=entry.score,
                cells=cells,
                division=clean(entry.bracket_name or ""),
                is_team=entry.account_type == "team",
                members=tuple(Member(name=clean(one.name)) for one in entry.members or () if one.name),
                url=f"{base}{entry.account_url}" if (entry.account_url or "").startswith("/") else "",
            )


def profile(web: Web, base: str, handle: str, *, is_team: bool) -> ProfileRow:
    """Read a team or a user; the row of one that is unknown has no key.

    Raises:
        AdapterError: accounts are for members (LOGIN), or the answer cannot be read.
    """
    kind = "teams" if is_team else "users"
    try:
        account = _data(_ask(web, base, f"{kind}/{handle}"), _Account)
    except AdapterError as error:
        if error.trouble is Trouble.MISSING:
            return ProfileRow(asked=handle)
        raise
    place = re.match(r"\d+", str(account.place or ""))
    facts: dict[str, Scalar | None] = {
        "score": account.score,
        "bracket": clean(account.bracket or "") or None,
        "website": clean(account.website or "") or None,
    }
    with reading("$.data"):
        return ProfileRow(
            asked=handle,
            key=str(account.id),
            name=clean(account.name),
            kind="team" if is_team else "",
            country=country_code(account.country),
            organization=clean(account.affiliation or ""),
            url=f"{base}/{kind}/{account.id}",
            place=int(place[0]) if place else None,
            facts={name: value for name, value in facts.items() if value is not None},
        )


def _ask(web: Web, base: str, path: str) -> Reply:
    """Ask the API; a login page and a refusal in JSON mean members only.

    Raises:
        AdapterError: MISSING for what is hidden from all but the organisers, LOGIN, BLOCKED.
    """
    reply = web.get(f"{base}/api/v1/{path}", headers=JSON, allow=(401, 403, 404))
    host = base.partition("://")[2]
    if LOGIN_PATHS.search("/" + reply.url.partition("://")[2].partition("/")[2]):
        raise members_only(host, place=reply.url, why="a login page")
    if reply.status == 404 or (reply.status == 403 and NOT_NOW.search(reply.body[:2000])):
        why = f"HTTP {reply.status}: hidden, not begun, or not there"
        raise AdapterError(why, place=reply.url, trouble=Trouble.MISSING)
    return refuse_members_only(reply, host)


def _data(reply: Reply, form: type[T]) -> T:
    with reading(reply.url):
        answer = reply.json(_Answer[form])  # type: ignore[valid-type]  # a form that is known when it runs
        if not answer.success or answer.data is None:
            raise AdapterError(f"no success: {clean(answer.message)!r}", place="$.success")
        data: T = answer.data
        return data


def _cell(solve: Solve, challenge: Challenge, start: datetime | None) -> Cell:
    seconds = None if start is None else (solve.date - start).total_seconds()
    return Cell(
        state="solved",
        points=solve.value if solve.value is not None else challenge.value,
        time=seconds if seconds is not None and seconds >= 0 else None,
    )
