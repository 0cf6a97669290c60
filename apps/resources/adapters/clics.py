"""The CLICS Contest API of contest control systems: lists of contests, single contests and event feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from apps.resources.adapters._clics_api import ask_book
from apps.resources.adapters._clics_board import standings_of
from apps.resources.adapters._clics_contests import contest_rows
from apps.resources.adapters._clics_feed import book_of
from apps.resources.adapters._teams import team_account
from apps.resources.adapters.base import Adapter, Pace, Reply, Verified
from apps.resources.rows import ContestRef, ContestRow, Standings

READ_AS_IS = re.compile(r"/contests(/[^/]+)?/?$|/event-feed/?$|\.(json|ndjson)$")
FEED = re.compile(r"/event-feed(\.ndjson)?/?$")
ONE_FEED = re.compile(r"/event-feed/?(\?.*)?$|\.ndjson$")
ONE_CONTEST = re.compile(r"/contests/[^/]+$")
LIST = re.compile(r"/contests$")


class Clics(Adapter):
    """Reads `contests` below an API's base address, or whatever list, contest or feed the address itself is.

    Site.url is the base ("https://host/api"), a list, one contest or an event feed; the option `page` is an address
    for people, with {id} in it where contests have pages of their own.
    """

    family: ClassVar = True
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar = {"contests": timedelta(minutes=30), "standings": timedelta(minutes=1)}
    verified: ClassVar = Verified(
        against="recording", dated="2024-04", note="event feeds; the rest by the specification"
    )
    traps: ClassVar = (
        "Times carry their offset. The start moves on the day itself, and is absent while the countdown is paused: "
        "such a contest is passed over. penalty_time is minutes as a number or a relative time as text. Ids of teams "
        "are their contest's own. A public feed stops judging at the freeze: what came later is pending."
    )
    lists_all_upcoming: ClassVar = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield the scheduled contests.

        Raises:
            AdapterError: the answer is no list of contests, no contest and no event feed.
        """
        reply = self._ask(self.site.url.rstrip("/"))
        base = re.sub(r"/event-feed$", "", reply.url.partition("?")[0].rstrip("/"))
        address = base if base.endswith("/contests") else base.rpartition("/")[0]
        page = self.site.options.get("page") or f"{address}/{{id}}"
        yield from contest_rows(reply, page=page)

    def _ask(self, url: str) -> Reply:
        if READ_AS_IS.search(url):
            return self.web.get(url)
        reply = self.web.get(f"{url}/contests", allow=(404,))
        return self.web.get(url) if reply.status == 404 else reply

    def standings(self, contest: ContestRef) -> Standings:
        """Return the scoreboard of a contest, or what its submissions and judgements, or its event feed, amount to.

        Raises:
            AdapterError: there is none yet (MISSING), it is for members (LOGIN), or it cannot be read.
        """
        url = self.site.url.rstrip("/")
        base, alone = _contest_address(url, contest.key)
        if base is None:
            reply = self.web.get(url)
            book = book_of(reply, key=contest.key)
            base = FEED.sub("", reply.url.partition("?")[0])
        else:
            book = ask_book(self.web, base)
        page = self.site.options.get("page") or f"{base.rpartition('/')[0]}/{{id}}"
        return standings_of(
            book,
            account=lambda team: team_account(contest.key, team, alone=alone),
            problem=lambda identity: f"{contest.key}/{identity}",
            page=page,
            url=page.replace("{id}", contest.key),
        )


def _contest_address(url: str, key: str) -> tuple[str | None, bool]:
    """Return the address of a contest's object, None for an event feed, and whether the site has this contest alone."""
    if ONE_FEED.search(url):
        return None, True
    base = LIST.sub("", url)
    return (base, True) if ONE_CONTEST.search(base) else (f"{base}/contests/{key}", False)
