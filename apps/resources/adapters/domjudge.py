"""DOMjudge installations: contests and scoreboards of their API, version 4, or the public scoreboard's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlsplit

from apps.resources.adapters._clics_api import ask_book
from apps.resources.adapters._clics_board import standings_of
from apps.resources.adapters._clics_contests import contest_rows
from apps.resources.adapters._domjudge_html import page_standings
from apps.resources.adapters.base import Adapter, Pace, Verified
from apps.resources.rows import ContestRef, ContestRow, Standings


class DOMjudge(Adapter):
    """Reads the active public contests of one installation.

    Site.url is where people go ("https://host" or "https://host/domjudge"), or the API's own base address. The option
    `board` is for sites that keep their API to themselves: the address of the public scoreboard, "https://host/public",
    with {id} in it where each contest has its own.
    """

    family: ClassVar = True
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar = {"contests": timedelta(minutes=30), "standings": timedelta(minutes=1)}
    verified: ClassVar = Verified(
        against="recording", dated="2024-04", note="the API of 8 without awards of medals; pages of 6.1 and 8"
    )
    traps: ClassVar = (
        "Times carry the installation's offset, durations are H:MM:SS.mmm; a delayed contest has no start and is "
        "passed over. Ids are internal numbers up to version 8 and external ids later: both are kept. Ranks of the "
        "site include teams with a star, which are not ranked here. Boards tell minutes."
    )
    lists_all_upcoming: ClassVar = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests that the installation shows.

        Raises:
            AdapterError: the answer is no list of contests.
        """
        home, api = _addresses(self.site.url)
        yield from contest_rows(self.web.get(f"{api}/contests"), page=f"{home}/public")

    def standings(self, contest: ContestRef) -> Standings:
        """Return the public scoreboard: of the API, or of the page that the option `board` names.

        Raises:
            AdapterError: there is none yet (MISSING), it is for members (LOGIN), or it cannot be read.
        """
        if board := self.site.options.get("board"):
            url = board.replace("{id}", contest.key)
            return page_standings(self.web.get(url).page(), contest, url=url)
        home, api = _addresses(self.site.url)
        book = ask_book(self.web, f"{api}/contests/{contest.key}")
        return standings_of(book, account=str, problem=str, page=f"{home}/public", url=f"{home}/public")


def _addresses(url: str) -> tuple[str, str]:
    """Return where people go and the API's base address."""
    parts = urlsplit(url)
    path, api, rest = parts.path.rstrip("/").partition("/api")
    home = f"{parts.scheme}://{parts.netloc}{path}"
    return home, f"{home}{api}{rest.removesuffix('/contests')}" if api else f"{home}/api/v4"
