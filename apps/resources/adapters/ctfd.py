"""CTFd: the one event that a CTFd server holds, read from the script in its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from apps.resources.adapters.base import Adapter, AdapterError, Pace, Page, Verified, clean, from_epoch, reading
from apps.resources.rows import ContestRow

INIT = re.compile(r"\binit\s*=\s*\{")
NUMBER = r"""(?<!\w)["']?{name}["']?\s*:\s*(?:["']?(\d+(?:\.\d+)?)["']?|null|false|None|""|'')\s*[,}}\n]"""
WORD = r"""(?<!\w)["']?{name}["']?\s*:\s*["']([\w-]+)["']"""


class Ctfd(Adapter):
    """Reads the front page of a server; a host of another year's event is another resource, or keeps its own key."""

    family: ClassVar[bool] = True
    pace: ClassVar[Pace] = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar[dict[str, timedelta]] = {"contests": timedelta(hours=1)}
    verified: ClassVar[Verified] = Verified(against="notes", note="the page's script stands in CTFd's own templates")
    traps: ClassVar[str] = (
        "Epoch seconds in a page script, null where the organisers set no start or end: then there is no event to "
        "list. The key is the year of the start, so that next year's event on the same host is another contest."
    )

    def contests(self) -> Iterator[ContestRow]:
        """Yield the server's event, if it has a start and an end."""
        base = self.site.url.rstrip("/")
        page = self.web.get(f"{base}/").page()
        script = init_script(page)
        start, end = moment(script, "start"), moment(script, "end")
        if start is None or end is None:
            return
        mode = re.search(WORD.format(name="userMode"), script)
        with reading("init"):
            row = ContestRow(
                key=str(start.year),
                title=_event_name(page) or self.site.title,
                url=self.site.url,
                start=start,
                end=end,
                standings_url=f"{base}/scoreboard",
                facts={"mode": mode[1]} if mode else {},
            )
        yield row


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
