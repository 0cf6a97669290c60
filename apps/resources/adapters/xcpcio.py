"""XCPCIO board: its index of contests, the configuration of a single one, and their standings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

import msgspec

from apps.resources.adapters._xcpcio_board import board_standings
from apps.resources.adapters._xcpcio_forms import Config, Heading, plain, read_runs, read_teams, time_of
from apps.resources.adapters.base import (
    Adapter,
    AdapterError,
    Pace,
    Reply,
    Site,
    Trouble,
    Verified,
    clean,
    reading,
)
from apps.resources.rows import ContestRef, ContestRow, Standings

INDEX = "data/index/contest_list.json"
CONFIG = re.compile(r"(https?://[^/]+)/(?:data/)?(.+)/config\.json")
DEEPEST = 8


class Entry(msgspec.Struct):
    """A leaf of the index."""

    config: Heading
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
    intervals: ClassVar = {"contests": timedelta(hours=6), "standings": timedelta(minutes=2)}
    verified: ClassVar = Verified(
        against="recording", dated="2026-08", note="the three files of one board; the index from notes"
    )
    traps: ClassVar = (
        "Times are epoch seconds, in some files milliseconds. A contest appears when its board is made. Boards tell no "
        "places: teams out of competition get none. Teams and runs may be of different revisions. Of the presets of "
        "medals only ccpc (10, 20 and 30 % of the official teams) is applied."
    )
    lists_all_upcoming: ClassVar = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield every contest of the index.

        Raises:
            AdapterError: the answer is no index, or has a contest that cannot be read.
        """
        single = CONFIG.fullmatch(self.site.url)
        if single is not None:
            with reading("$"):
                yield _row(self.web.get(self.site.url).json(Heading), home=single.group(1), key=single.group(2))
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

    def standings(self, contest: ContestRef) -> Standings:
        """Return the standings that a board's three files amount to.

        Raises:
            AdapterError: there is no such board (MISSING), or a file cannot be read.
        """
        single = CONFIG.fullmatch(self.site.url)
        home = self.site.url.rstrip("/") if single is None else single.group(1)
        if single is not None and single.group(2) != contest.key:
            raise AdapterError(f"the board is of {single.group(2)!r}", place=self.site.url, trouble=Trouble.MISSING)
        folder = f"{home}/data/{contest.key}" if single is None else self.site.url.removesuffix("/config.json")
        config = self.web.get(f"{folder}/config.json").json(Config)
        teams = read_teams(self.web.get(f"{folder}/team.json"))
        runs = read_runs(self.web.get(f"{folder}/run.json"))
        table = board_standings(config, teams, runs, key=contest.key, alone=single is not None)
        with reading("config.json"):
            row = _row(config, home=home, key=contest.key)
        return msgspec.structs.replace(table, contest=row, url=row.standings_url)


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


def _row(config: Heading, *, home: str, key: str, kind: str = "") -> ContestRow:
    facts: dict[str, str | int | float | bool] = {}
    if config.frozen_time is not None:
        facts["frozen_time"] = config.frozen_time
    if config.penalty is not None:
        facts["penalty"] = config.penalty
    url = f"{home}/{key}"
    return ContestRow(
        key=key,
        title=clean(plain(config.contest_name)),
        url=url,
        start=time_of(config.start_time),
        end=time_of(config.end_time),
        kind=clean(kind),
        standings_url=url,
        facts=facts,
    )
