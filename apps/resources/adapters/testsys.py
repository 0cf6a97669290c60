"""Testsys, the system of Saint Petersburg's championships: standings exported as XML in the manner of PCMS2."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from apps.resources.adapters._files import file_of, listed_files
from apps.resources.adapters._standings_xml import contest_of, standings_of
from apps.resources.adapters.base import Adapter, Pace, Verified, reading
from apps.resources.rows import ContestRef, ContestRow, Standings


class Testsys(Adapter):
    """Reads exported files, each of which is one contest; options as for PCMS2."""

    __test__ = False  # the name is the system's; pytest takes it for a test otherwise
    family: ClassVar = True
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {"contests": timedelta(hours=6), "standings": timedelta(minutes=2)}
    verified: ClassVar = Verified(against="recording", dated="2023-10", note="one file of 2023, without points")
    traps: ClassVar = (
        "The start is told as ISO and in milliseconds, both in UTC. A freeze at the very end is none. Ids of parties "
        "are the contest's own. Presentation errors count as rejected tries, compile errors do not."
    )
    lists_all_upcoming: ClassVar = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contest of each file.

        Raises:
            AdapterError: a file cannot be read.
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
