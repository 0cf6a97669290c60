"""CTFd: the one event that a CTFd server holds, from the script in its pages and its API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from apps.resources.adapters import _ctfd_board
from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Page,
    Trouble,
    Verified,
    clean,
    from_epoch,
    reading,
)
from apps.resources.rows import ContestRef, ContestRow, ProblemRow, ProfileRow, Standings

INIT = re.compile(r"\binit\s*=\s*\{")
NUMBER = r"""(?<!\w)["']?{name}["']?\s*:\s*(?:["']?(\d+(?:\.\d+)?)["']?|null|false|None|""|'')\s*[,}}\n]"""
WORD = r"""(?<!\w)["']?{name}["']?\s*:\s*["']([\w-]+)["']"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Front:
    """What the front page says; the contest is None where the organisers set no start or no end."""

    contest: ContestRow | None
    start: datetime | None
    mode: str  # "teams", "users", "" where it is not told


class Ctfd(Adapter):
    """Reads the front page of a server; a host of another year's event is another resource, or keeps its own key."""

    family: ClassVar[bool] = True
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar[dict[str, timedelta]] = {
        "contests": timedelta(hours=1),
        "problems": timedelta(hours=6),
        "standings": timedelta(minutes=15),
        "profiles": timedelta(days=7),
    }
    profiles_at: ClassVar[tuple[str, ...]] = (r"[\w.-]+(?::\d+)?/(?:teams|users)/(?P<handle>\d+)",)
    verified: ClassVar[Verified] = Verified(against="notes", note="the page's script stands in CTFd's own templates")
    traps: ClassVar[str] = (
        "Epoch seconds in a page script, null where the organisers set no start or end: then there is no event to "
        "list. The key is the year of the start, so that next year's event on the same host is another contest. "
        "Awards and hints move scores, so the solves do not add up to them; boards above 50 accounts cost a call a "
        "challenge."
    )

    @property
    def base(self) -> str:
        """The server's address without a slash at the end."""
        return self.site.url.rstrip("/")

    def contests(self) -> Iterator[ContestRow]:
        """Yield the server's event, if it has a start and an end."""
        row = self._front().contest
        if row is not None:
            yield row

    def problems(self, contest: ContestRef | None = None) -> Iterator[ProblemRow]:
        """Yield the challenges of the server's event.

        Raises:
            AdapterError: no contest was named, another is held there now or the challenges are hidden (MISSING), they
                are for members (LOGIN), or an answer cannot be read.
        """
        if contest is None:
            raise AdapterError("challenges are read by contest", place="contest")
        self._held(contest)
        yield from _ctfd_board.problem_rows(self.base, _ctfd_board.challenges(self.web, self.base), contest.key)

    def standings(self, contest: ContestRef) -> Standings:
        """Return the scoreboard; cells where strangers may see the challenges.

        Raises:
            AdapterError: another event is held there now, or the board is hidden (MISSING), or for members (LOGIN), or
                an answer cannot be read.
        """
        front = self._held(contest)
        entries = _ctfd_board.scoreboard(self.web, self.base)
        listed = _ctfd_board.shown_challenges(self.web, self.base)
        solves = _ctfd_board.solves_of(self.web, self.base, entries=entries, listed=listed)
        known = {challenge.id: challenge for challenge in listed}
        return Standings(
            rows=_ctfd_board.standing_rows(self.base, entries, solves, known=known, start=front.start or contest.start),
            problems=_ctfd_board.problem_rows(self.base, listed, contest.key),
            url=f"{self.base}/scoreboard",
            contest=front.contest,
        )

    def profiles(self, handles: Sequence[str]) -> Iterator[ProfileRow]:
        """Yield those who take part, teams or users, by their numbers.

        Raises:
            AdapterError: accounts are for members (LOGIN), or an answer cannot be read.
        """
        is_team = self._front().mode == "teams"
        for handle in handles:
            yield _ctfd_board.profile(self.web, self.base, handle, is_team=is_team)

    def _held(self, contest: ContestRef) -> _Front:
        """Return what the front page says, if the server still holds that contest."""
        front = self._front()
        if front.start is not None and str(front.start.year) != contest.key:
            why = f"the server holds the event of {front.start.year} now"
            raise AdapterError(why, place="init.start", trouble=Trouble.MISSING)
        return front

    def _front(self) -> _Front:
        page = self.web.get(f"{self.base}/").page()
        script = init_script(page)
        start, end = moment(script, "start"), moment(script, "end")
        match = re.search(WORD.format(name="userMode"), script)
        mode = match[1] if match else ""
        if start is None or end is None:
            return _Front(contest=None, start=start, mode=mode)
        with reading("init"):
            row = ContestRow(
                key=str(start.year),
                title=_event_name(page) or self.site.title,
                url=self.site.url,
                start=start,
                end=end,
                standings_url=f"{self.base}/scoreboard",
                facts={"mode": mode} if mode else {},
            )
        return _Front(contest=row, start=start, mode=mode)


def _event_name(page: Page) -> str:
    brand = next(iter(page.all("a.navbar-brand")), None)
    if brand is None:
        return page.title
    logo = brand.css_first("img")
    return clean(brand.text()) or clean((logo.attributes.get("alt") or "") if logo else "") or page.title


def init_script(page: Page) -> str:
    """Return the text of the page's script from its `init` object on.

    Raises:
        AdapterError: no script sets it, so that this is no CTFd page.
    """
    for node in page.all("script"):
        match = INIT.search(node.text())
        if match:
            return node.text()[match.start() :]
    raise AdapterError(f"no script sets init (the title is {page.title[:80]!r})", place="script")


def moment(script: str, name: str) -> datetime | None:
    """Return the time that the script's `init` object has under a name, or None where the organisers set none.

    Raises:
        AdapterError: it has no such name, or what stands there is no number.
    """
    match = re.search(NUMBER.format(name=name), script)
    if match is None:
        raise AdapterError("no epoch in seconds and no null", place=f"init.{name}")
    with reading(f"init.{name}"):
        return from_epoch(float(match[1])) if match[1] else None
