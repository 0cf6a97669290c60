"""XCPCIO board: its index of contests, and the configuration of a single one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Reply,
    Site,
    Verified,
    clean,
    from_epoch,
    from_iso,
    reading,
)
from apps.resources.rows import ContestRow

INDEX = "data/index/contest_list.json"
CONFIG = re.compile(r"(https?://[^/]+)/(?:data/)?(.+)/config\.json")
MILLISECONDS = 100_000_000_000  # an epoch beyond this is not in seconds
DEEPEST = 8


class Config(msgspec.Struct, kw_only=True):
    """A contest's config.json; times are epoch seconds, in some files milliseconds or ISO text."""

    contest_name: str
    start_time: int | float | str
    end_time: int | float | str
    frozen_time: int | float | str | None = None
    penalty: int | float | str | None = None


class Entry(msgspec.Struct):
    """A leaf of the index."""

    config: Config
    board_link: str


class Xcpcio(Adapter):
    """Reads the whole index of a board, or one contest where Site.url ends in config.json."""

    sites: ClassVar = (
        Site(
            host="board.xcpcio.com",
            title="XCPCIO Board",
            url="https://board.xcpcio.com/",
            short="xcpc",
            color="#4d7c8a",
            timezone="Asia/Shanghai",
        ),
    )
    family: ClassVar = True
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {"contests": timedelta(hours=6)}
    verified: ClassVar = Verified(against="recording", dated="2026-08", note="config.json; the index from notes")
    traps: ClassVar = "Times are epoch seconds, in some files milliseconds. A contest appears when its board is made."
    lists_all_upcoming: ClassVar = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield every contest of the index.

        Raises:
            AdapterError: the answer is no index, or has a contest that cannot be read.
        """
        single = CONFIG.fullmatch(self.site.url)
        if single is not None:
            with reading("$"):
                yield _row(self.web.get(self.site.url).json(Config), home=single.group(1), key=single.group(2))
            return
        home = self.site.url.rstrip("/")
        reply = self.web.get(f"{home}/{INDEX}")
        found = 0
        for path, entry in _entries(reply.json(msgspec.Raw), ()):
            with reading(f"$.{'.'.join(path)}"):
                yield _row(entry.config, home=home, key=entry.board_link.strip("/"), kind=path[0])
                found += 1
        if not found:
            raise AdapterError("an index without a contest", place="$")


def _entries(raw: msgspec.Raw, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Entry]]:
    """Yield the leaves of the index (series, edition, contest …) with their path."""
    with reading(f"$.{'.'.join(path)}".rstrip(".")):
        branch = Reply(url=INDEX, body=bytes(raw)).json(dict[str, msgspec.Raw])
        if "config" in branch and path:
            yield path, Reply(url=INDEX, body=bytes(raw)).json(Entry)
            return
        if len(path) > DEEPEST:
            raise AdapterError("nested too deep")
    for name, below in branch.items():
        yield from _entries(below, (*path, name))


def _row(config: Config, *, home: str, key: str, kind: str = "") -> ContestRow:
    facts: dict[str, str | int | float | bool] = {}
    if config.frozen_time is not None:
        facts["frozen_time"] = config.frozen_time
    if config.penalty is not None:
        facts["penalty"] = config.penalty
    url = f"{home}/{key}"
    return ContestRow(
        key=key,
        title=clean(config.contest_name),
        url=url,
        start=_time(config.start_time),
        end=_time(config.end_time),
        kind=clean(kind),
        standings_url=url,
        facts=facts,
    )


def _time(value: float | str) -> datetime:
    if isinstance(value, str):
        return from_iso(value)
    return from_epoch(value / 1000 if value > MILLISECONDS else value)
