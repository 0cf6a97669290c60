"""XML event feeds of contest control systems ("CCS 2015"), as resolvers still take them: each is one contest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from apps.resources.adapters._ccs_board import contest_of, standings_of
from apps.resources.adapters._ccs_events import play
from apps.resources.adapters._files import file_of, listed_files
from apps.resources.adapters.base import Adapter, Pace, Verified, reading
from apps.resources.rows import ContestRef, ContestRow, Standings


class CcsFeed(Adapter):
    """Reads event feeds, whole or so far, and scores their runs.

    Site.url is the feed, or where people go when the option `files` lists several addresses with blanks between. A feed
    written before its contest was scheduled does not tell the start: it may follow the address.
    """

    family: ClassVar = True
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {"contests": timedelta(hours=6), "standings": timedelta(minutes=2)}
    verified: ClassVar = Verified(against="notes")
    traps: ClassVar = (
        "starttime is epoch seconds with a fraction, lengths are H:MM:SS, penalty is minutes, a run's time is seconds "
        "from the start. An element sent again overrules; a run that is not judged is pending. Medals end at places "
        "that only a finalized contest tells. Ids of teams are their contest's own."
    )
    lists_all_upcoming: ClassVar = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contest of each feed.

        Raises:
            AdapterError: a feed cannot be read, or nobody says when its contest starts.
        """
        for file in listed_files(self.site):
            with reading(file.url):
                yield contest_of(play(self.web.get(file.url)), file)

    def standings(self, contest: ContestRef) -> Standings:
        """Return the standings that a contest's feed amounts to.

        Raises:
            AdapterError: no such feed is listed or it shows no problems yet (MISSING), or it cannot be read.
        """
        file = file_of(self.site, contest)
        return standings_of(play(self.web.get(file.url)), file, alone="files" not in self.site.options)
