"""PCMS2, the system of the Northern Eurasia contests: standings exported as XML."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from apps.resources.adapters._files import file_of, listed_files
from apps.resources.adapters._standings_xml import contest_of, standings_of
from apps.resources.adapters.base import Adapter, Pace, Verified, reading
from apps.resources.rows import ContestRef, ContestRow, Standings


class Pcms2(Adapter):
    """Reads standings.xml files, each of which is one contest.

    Site.url is the file, or where people go when the option `files` lists several addresses with blanks between. Files
    of 2020 do not tell the start: it follows the address, "https://host/standings.xml 2020-12-05T09:00:00Z".
    """

    family: ClassVar = True
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {"contests": timedelta(hours=6), "standings": timedelta(minutes=2)}
    verified: ClassVar = Verified(against="recording", dated="2022-04", note="one file of 2020, without points")
    traps: ClassVar = (
        "Times are milliseconds, penalties minutes. There is no place: equal numbers solved and penalties share one. "
        "Compile errors are runs, but no attempts. University and members stand within the party's name."
    )
    lists_all_upcoming: ClassVar = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contest of each file.

        Raises:
            AdapterError: a file cannot be read, or nobody says when its contest starts.
        """
        for file in listed_files(self.site):
            with reading(file.url):
                yield contest_of(self.web.get(file.url), file)

    def standings(self, contest: ContestRef) -> Standings:
        """Return the standings of a contest's file.

        Raises:
            AdapterError: no such file is listed or the contest has not begun (MISSING), or the file cannot be read.
        """
        file = file_of(self.site, contest)
        return standings_of(self.web.get(file.url), file, alone="files" not in self.site.options)
