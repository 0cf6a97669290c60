"""Sites whose contests are single files: which files a site lists, and the key that each has by its address."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from apps.resources.adapters.base import AdapterError, Site, Trouble, from_iso, reading
from apps.resources.rows import ContestRef

ENDING = re.compile(r"(\.srk)?\.(json|xml|html?|dat|txt)$", re.IGNORECASE)


class ListedFile(NamedTuple):
    """One file; `start` is what staff say of a contest whose file does not tell its start."""

    key: str
    url: str
    start: datetime | None = None


def listed_files(site: Site) -> list[ListedFile]:
    """Return the files of a site: those of its option `files`, addresses with blanks between, else Site.url alone.

    A time after an address, "https://host/2020.xml 2020-12-05T09:00:00Z", is the start of that contest.

    Raises:
        AdapterError: the option has something else in it.
    """
    found: list[ListedFile] = []
    for word in (site.options.get("files") or site.url).split():
        with reading("option files"):
            if word.startswith(("https://", "http://")):
                found.append(ListedFile(_key(word, site), word))
            elif found and found[-1].start is None:
                found[-1] = found[-1]._replace(start=from_iso(word))
            else:
                raise AdapterError(f"{word[:60]!r} is neither an address nor the start of one")
    return found


def file_of(site: Site, contest: ContestRef) -> ListedFile:
    """Return the file of a contest.

    Raises:
        AdapterError: the site lists no such file (MISSING).
    """
    for one in listed_files(site):
        if one.key == contest.key:
            return one._replace(start=one.start or contest.start)
    raise AdapterError(f"no file of the key {contest.key!r} is listed", place="option files", trouble=Trouble.MISSING)


def _key(url: str, site: Site) -> str:
    parts = urlsplit(url)
    path = ENDING.sub("", parts.path).strip("/")
    here = parts.netloc == urlsplit(site.url).netloc
    return "/".join(part for part in ("" if here else parts.netloc, path, parts.query) if part) or parts.netloc
