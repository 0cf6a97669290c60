"""HackerRank: its open and college contests, company competitions and the events of its community pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from urllib.parse import quote, urljoin

import msgspec

from apps.resources.adapters._boards import accounts_once, refuse_members_only, without_page
from apps.resources.adapters._clocks import Instant
from apps.resources.adapters._hackerrank_boards import (
    COLUMNS,
    HANDLE,
    HOME,
    BoardFields,
    Challenges,
    CompetitionAnswer,
    Competitor,
    Competitors,
    Leaderboard,
    competition_rows,
    problem_row,
    problems_of,
    standing_rows,
)
from apps.resources.adapters._hackerrank_people import Histories, Profile, profile_row, rating_rows
from apps.resources.adapters._lists import each_row
from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Site,
    Trouble,
    Verified,
    clean,
    from_epoch,
    reading,
)
from apps.resources.rows import ContestRef, ContestRow, ProblemRow, ProfileRow, RatingRow, Standings

HOST = "www.hackerrank.com"
EVENTS = f"{HOME}/community/engage/events"
PAGE_SIZE = 50
BOARD_SIZE = 100
MOST_ROWS = 200_000
MAX_PAGES = 20
LONGEST = timedelta(days=366)
SLUG = re.compile(r"/contests/([\w.%-]+)")
NOT_PEOPLE = (
    "about-us|access-account|administration|auth|blog|calendar|careers|categories|certificates|challenges|community"
    "|companies|competitions|contests|dashboard|domains|interview|jobs|leaderboard|login|products|profile|rest"
    "|scoring|settings|signup|skills-directory|skills-verification|submissions|test|tests|work"
)


class _Track(msgspec.Struct):
    name: str | None = None


class _Contest(msgspec.Struct):
    id: int
    slug: str
    name: str
    epoch_starttime: int | float | None
    epoch_endtime: int | float | None  # null: its maker chose "no end time"
    track: _Track | None = None
    rated: bool | int | None = None


class _ContestPage(msgspec.Struct):
    models: list[_Contest] | None = None
    total: int = 0
    message: str | None = None


class _ContestAnswer(msgspec.Struct):
    model: _Contest


class _Competition(msgspec.Struct):
    id: int | str
    attributes: BoardFields


class _Links(msgspec.Struct):
    next: str | None = None


class _CompetitionPage(msgspec.Struct):
    data: list[_Competition]
    links: _Links = msgspec.field(default_factory=_Links)


class _EventFields(msgspec.Struct):
    name: str
    start_time: Instant
    end_time: Instant
    registration_end_time: Instant | None = None
    microsite_url: str | None = None


class _Event(msgspec.Struct):
    id: int | str
    attributes: _EventFields


class _Events(msgspec.Struct):
    ongoing_events: list[_Event]  # upcoming and past ones too, whatever the name says


class _EventLists(msgspec.Struct):
    events: _Events


class _EventPage(msgspec.Struct):
    data: _EventLists


class HackerRank(Adapter):
    """Reads the lists that hackerrank.com shows to everybody."""

    sites: ClassVar[tuple[Site, ...]] = (
        Site(host="hackerrank.com", title="HackerRank", url=f"{HOME}/contests", short="HR", color="#2ec866"),
    )
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar[dict[str, timedelta]] = {
        "contests": timedelta(minutes=30),
        "problems": timedelta(hours=6),
        "standings": timedelta(minutes=10),
        "profiles": timedelta(days=7),
        "ratings": timedelta(days=7),
    }
    verified: ClassVar[Verified] = Verified(
        against="recording", dated="2024-09", note="One leaderboard; everything else by notes."
    )
    traps: ClassVar[str] = (
        "Epoch seconds, or ISO 8601 in UTC for competitions and events. Most contests are made by users: those without "
        "an end, ending before they start or open for more than a year are left out. Wants a browser's User-Agent. "
        "Leaderboards share a rank between equal scores whatever the time taken, and answer 403 for private contests. "
        "Ratings name contests by their slugs, lists and boards by their numbers."
    )
    profile_url: ClassVar[str] = f"{HOME}/profile/{{handle}}"
    profiles_at: ClassVar[tuple[str, ...]] = (
        r"hackerrank\.com/profile/(?P<handle>\w+)",
        rf"hackerrank\.com/(?!(?:{NOT_PEOPLE})(?:/|$))(?P<handle>\w+)",
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield every upcoming and running contest, the newest past ones, the competitions and the events."""
        yield from self._whole("upcoming")
        # A side list may be switched off, as some were before; the main one is still good then.
        yield from self._whole("college", allow=(404,))
        yield from each_row("$.models", self._page("archived", offset=0, allow=(404,))[0], _contest_row)
        yield from self._competitions()
        yield from self._events()

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield the challenges of a contest, with letters by their order.

        Raises:
            AdapterError: no contest is named, it has no list of challenges, or the list cannot be read.
        """
        if contest is None:
            raise AdapterError("the site's archive is not read, only the challenges of a contest", place="contest")
        yield from self._challenges(_slug(contest), contest=contest.key)

    def standings(self, contest: ContestRef) -> Standings:
        """Return the leaderboard of a contest or of a competition, whole."""
        if contest.key.startswith("events/"):
            raise AdapterError("events have no leaderboard", place="key", trouble=Trouble.MISSING)
        if contest.key.startswith("competitions/"):
            return self._competition(contest)
        slug = _slug(contest)
        board = self._leaderboard(slug)
        told = None if contest.start else self._contest(slug)
        key = told.key if told else contest.key
        challenges = list(self._challenges(slug, contest=key, allow=(403, 404)))
        problems = problems_of(board, challenges, slug=slug, contest=key)
        is_icpc = any(entry.challenges is not None for entry in board.models)
        rows = standing_rows(board.models, {one.key: one.short for one in problems}, is_icpc=is_icpc)
        return Standings(
            rows=accounts_once(rows),
            problems=tuple(problems),
            columns=COLUMNS,
            kind="icpc" if is_icpc else "scoring",
            penalty_unit="seconds",
            url=f"{HOME}/contests/{slug}/leaderboard",
            contest=told,
        )

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield each account, with its rating in algorithms."""
        for handle in handles:
            if not HANDLE.fullmatch(handle):
                yield without_page(handle)
                continue
            reply = self.web.get(f"{HOME}/rest/contests/master/hackers/{quote(handle, safe='')}/profile", allow=(404,))
            if reply.status == 404:
                yield ProfileRow(asked=handle)
                continue
            hacker = reply.json(Profile).model
            histories = self._histories(hacker.username, allow=(404,))
            with reading("$.model"):
                yield profile_row(handle, hacker, rating_rows(histories))

    def ratings(self, handle: str) -> Iterator[RatingRow]:
        """Yield the steps of an account's ratings, of which it has one a category."""
        yield from rating_rows(self._histories(handle))

    def _histories(self, handle: str, *, allow: Sequence[int] = ()) -> Histories:
        reply = self.web.get(f"{HOME}/rest/hackers/{quote(handle, safe='')}/rating_histories_elo", allow=allow)
        return Histories(models=[]) if reply.status == 404 else reply.json(Histories)

    def _leaderboard(self, slug: str) -> Leaderboard:
        """Return all pages of a leaderboard as one."""
        whole = Leaderboard(models=[])
        seen: set[tuple[str, int | None]] = set()
        for offset in range(0, MOST_ROWS, BOARD_SIZE):
            params = {"offset": offset, "limit": BOARD_SIZE}
            url = f"{HOME}/rest/contests/{slug}/leaderboard"
            page = refuse_members_only(self.web.get(url, params=params, allow=(401, 403)), HOST).json(Leaderboard)
            fresh = [entry for entry in page.models if (entry.hacker, entry.hacker_id) not in seen]
            seen.update((entry.hacker, entry.hacker_id) for entry in fresh)
            whole.models.extend(fresh)
            whole.contest_challenges = whole.contest_challenges or page.contest_challenges
            if not fresh or offset + BOARD_SIZE >= (page.total or 0):
                break
        else:
            raise AdapterError(f"more than {MOST_ROWS} rows", place="$.total")
        if not whole.models:
            raise AdapterError("nobody is on the leaderboard yet", place="$.models", trouble=Trouble.MISSING)
        return whole

    def _contest(self, slug: str) -> ContestRow | None:
        reply = self.web.get(f"{HOME}/rest/contests/{slug}", allow=(401, 403, 404))
        if reply.status != 200:
            return None
        with reading("$.model"):
            return _contest_row(reply.json(_ContestAnswer).model)

    def _challenges(self, slug: str, *, contest: str, allow: Sequence[int] = ()) -> Iterator[ProblemRow]:
        place = 0
        for offset in range(0, MAX_PAGES * PAGE_SIZE, PAGE_SIZE):
            params = {"offset": offset, "limit": PAGE_SIZE}
            reply = self.web.get(f"{HOME}/rest/contests/{slug}/challenges", params=params, allow=allow)
            if reply.status in allow:
                return
            page = reply.json(Challenges)
            for challenge in page.models:
                with reading(f"$.models[{place}]"):
                    yield problem_row(challenge, place, slug=slug, contest=contest)
                place += 1
            if not page.models or place >= (page.total or 0):
                return

    def _competition(self, contest: ContestRef) -> Standings:
        reply = self.web.get(f"{HOME}/api/hrw/resources/{contest.key}", params={"include": "leaderboard"})
        answer = reply.json(CompetitionAnswer)
        if not answer.included:
            raise AdapterError("no leaderboard", place="$.included", trouble=Trouble.MISSING)
        board = quote(str(answer.included[0].id), safe="")
        competitors: dict[int | str, Competitor] = {}
        for offset in range(0, MOST_ROWS, BOARD_SIZE):
            params = {"page[limit]": BOARD_SIZE, "page[offset]": offset}
            url = f"{HOME}/api/hrw/resources/leaderboards/{board}/leaderboard_entries"
            page = self.web.get(url, params=params).json(Competitors)
            known = len(competitors)
            competitors.update({one.id: one for one in page.data if one.id not in competitors})
            if len(competitors) == known or offset + BOARD_SIZE >= (page.meta.record_count or 0):
                break
        else:
            raise AdapterError(f"more than {MOST_ROWS} rows", place="$.meta.record_count")
        with reading("$.data.attributes"):
            told = _competition_row(_Competition(id=answer.data.id, attributes=answer.data.attributes))
        start = answer.data.attributes.starts_at
        return Standings(rows=competition_rows(competitors.values(), start=start), penalty_unit="seconds", contest=told)

    def _whole(self, name: str, *, allow: Sequence[int] = ()) -> Iterator[ContestRow]:
        for offset in range(0, MAX_PAGES * PAGE_SIZE, PAGE_SIZE):
            contests, total = self._page(name, offset=offset, allow=allow)
            yield from each_row("$.models", contests, _contest_row)
            if not contests or offset + PAGE_SIZE >= total:
                return
        raise AdapterError(f"more than {MAX_PAGES * PAGE_SIZE} contests in the list {name}", place="$.total")

    def _page(self, name: str, *, offset: int, allow: Sequence[int]) -> tuple[list[_Contest], int]:
        """Return a page's contests and how many its list has; none where the site has no such list."""
        params = {"limit": PAGE_SIZE, "offset": offset}
        reply = self.web.get(f"{HOME}/rest/contests/{name}", params=params, allow=allow)
        if reply.status == 404:
            return [], 0
        answer = reply.json(_ContestPage)
        if answer.models is None:
            raise AdapterError(f"no list of contests; the site says {answer.message!r}", place="$.models")
        return answer.models, answer.total

    def _competitions(self) -> Iterator[ContestRow]:
        url = f"{HOME}/api/hrw/resources/competitions?filter%5Bstatus%5D=published"
        for _ in range(MAX_PAGES):
            reply = self.web.get(url, allow=(404,))
            if reply.status == 404:
                return
            answer = reply.json(_CompetitionPage)
            yield from each_row("$.data", answer.data, _competition_row)
            if not answer.links.next:
                return
            with reading("$.links.next"):
                url = urljoin(url, answer.links.next)
        raise AdapterError(f"more than {MAX_PAGES} pages of competitions", place="$.links.next")

    def _events(self) -> Iterator[ContestRow]:
        reply = self.web.get(EVENTS, headers={"accept": "application/json"}, allow=(404,))
        if reply.status != 404:
            events = reply.json(_EventPage).data.events.ongoing_events
            yield from each_row("$.data.events.ongoing_events", events, _event_row)


def _slug(contest: ContestRef) -> str:
    """Return the name by which the site's addresses call a contest; a key that no list knows may be one."""
    if found := SLUG.search(contest.url):
        return found[1]
    if re.fullmatch(r"[\w.-]+", contest.key):
        return contest.key
    raise AdapterError(f"{contest.key[:60]!r} is no contest's slug", place="key")


def _is_meant(start: datetime, end: datetime) -> bool:
    """Tell contests from what users leave here: exercises open for years, and an end typed before the start."""
    return timedelta(0) < end - start <= LONGEST


def _contest_row(contest: _Contest) -> ContestRow | None:
    if contest.epoch_starttime is None or contest.epoch_endtime is None:
        return None
    start, end = from_epoch(contest.epoch_starttime), from_epoch(contest.epoch_endtime)
    if not _is_meant(start, end):
        return None
    url = f"{HOME}/contests/{contest.slug}"
    return ContestRow(
        key=str(contest.id),
        title=clean(contest.name),
        url=url,
        start=start,
        end=end,
        kind=(contest.track and contest.track.name) or "",
        rated=None if contest.rated is None else bool(contest.rated),
        standings_url=f"{url}/leaderboard",
    )


def _competition_row(competition: _Competition) -> ContestRow | None:
    fields = competition.attributes
    start, end = fields.starts_at.astimezone(UTC), fields.ends_at.astimezone(UTC)
    if not _is_meant(start, end):
        return None
    return ContestRow(
        key=f"competitions/{competition.id}",
        title=clean(fields.name),
        url=f"{HOME}/competitions/{fields.slug}",
        start=start,
        end=end,
    )


def _event_row(event: _Event) -> ContestRow | None:
    fields = event.attributes
    start, end = fields.start_time.astimezone(UTC), fields.end_time.astimezone(UTC)
    if not _is_meant(start, end):
        return None
    closes = fields.registration_end_time
    return ContestRow(
        key=f"events/{event.id}",
        title=clean(fields.name),
        url=fields.microsite_url or EVENTS,
        start=start,
        end=end,
        registration_closes=closes and closes.astimezone(UTC),
    )
