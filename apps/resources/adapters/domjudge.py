"""DOMjudge installations: the contests of their API, version 4."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlsplit

from apps.resources.adapters.base import Adapter, Pace, Verified
from apps.resources.adapters.clics import contest_rows
from apps.resources.rows import ContestRow


class DOMjudge(Adapter):
    """Reads the active public contests of one installation.

    Site.url is where people go ("https://host" or "https://host/domjudge"), or the API's own base address.
    """

    family: ClassVar = True
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=1))
    intervals: ClassVar = {"contests": timedelta(minutes=30)}
    verified: ClassVar = Verified(against="recording", dated="2023-10", note="one contest object of version 8")
    traps: ClassVar = (
        "Times carry the installation's offset, durations are H:MM:SS.mmm; a delayed contest has no start and is "
        "passed over. Ids are internal numbers up to version 8 and external ids later: both are kept."
    )
    lists_all_upcoming: ClassVar = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contests that the installation shows.

        Raises:
            AdapterError: the answer is no list of contests.
        """
        home, api = _addresses(self.site.url)
        yield from contest_rows(self.web.get(f"{api}/contests"), page=f"{home}/public")


def _addresses(url: str) -> tuple[str, str]:
    """Return where people go and the API's base address."""
    parts = urlsplit(url)
    path, api, rest = parts.path.rstrip("/").partition("/api")
    home = f"{parts.scheme}://{parts.netloc}{path}"
    return home, f"{home}{api}{rest.removesuffix('/contests')}" if api else f"{home}/api/v4"
