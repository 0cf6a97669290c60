"""A board of 5,000 rows, a hundred of which change every second for a minute, before two thousand watchers.

nginx stands in front as in production. Every watcher hears of each version by its socket, fetches the change and
applies it to its own copy, which at the end is the stored board.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction

from apps.contests.models import Contest
from apps.live.queries import version as version_of_topic
from apps.resources.models import Resource
from apps.resources.rows import Cell, StandingRow
from apps.standings.board.drawing import drawn_rows
from apps.standings.models import Standing, Standings
from apps.standings.queries import topic_of
from apps.standings.upsert import upsert_standings
from clist.embedded.children import Child, end
from clist.embedded.house import listen, port_of
from tests.bench import house
from tests.bench.board_watchers import SEQUENCE
from tests.bench.figures import Figure
from tests.bench.tables import NOW, SHORTS, new_contest, results, table_of
from tests.nginx.conftest import wait_until_ready, write_configuration

WATCHERS, ROWS, CHANGED, VERSIONS = 2_000, 5_000, 100, 60
PAUSE = 1.0  # seconds from one version to the next
CALM = 5.0  # seconds for what has just been started
LIMIT = 1.2  # milliseconds of CPU that the incumbent's socket takes for a message
TICKS = os.sysconf("SC_CLK_TCK")
HOST = "board.bench.example"


def run() -> list[Figure]:
    """Measure."""
    contest = new_contest(HOST, f"board{time.time_ns()}")
    Resource.objects.filter(host=HOST).update(enabled=True)
    rows = results(ROWS)
    upsert_standings(contest, table_of(ranked(rows)), now=NOW)
    with _front() as (port, nginx):
        return _watched(contest, rows, port=port, nginx=nginx)


def ranked(rows: Sequence[StandingRow]) -> list[StandingRow]:
    """Return rows with the places of their scores; ties share one."""
    ordered = sorted(rows, key=lambda row: -(row.score or 0))
    placed: list[StandingRow] = []
    for number, row in enumerate(ordered, 1):
        place = placed[-1].place if placed and placed[-1].score == row.score else number
        placed.append(msgspec.structs.replace(row, place=place))
    return placed


def change(rows: list[StandingRow], dice: random.Random) -> list[StandingRow]:
    """Return the rows with some of them further: each of these has solved another problem."""
    further = set(dice.sample(range(len(rows)), CHANGED))
    return [_further(row, dice) if number in further else row for number, row in enumerate(rows)]


def _further(row: StandingRow, dice: random.Random) -> StandingRow:
    cells = {**row.cells, dice.choice(SHORTS): Cell(state="solved", points=500.0, time=float(dice.randrange(7200)))}
    return msgspec.structs.replace(row, cells=cells, score=(row.score or 0) + dice.randrange(1, 900))


def _watched(contest: Contest, rows: list[StandingRow], *, port: int, nginx: Child) -> list[Figure]:
    (open_house,) = house.open_house
    named = {child.name: child for child in [*open_house.programs, *open_house.servers, nginx]}
    before = json.dumps(stored_board(contest))
    command = [sys.executable, "-m", "tests.bench.board_watchers", "127.0.0.1", str(port), str(contest.pk)]
    last = Standings.objects.get(pk=contest.pk).version + VERSIONS
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([*command, str(WATCHERS), str(last)], **pipes) as watchers:
        assert watchers.stdin is not None
        assert watchers.stdout is not None
        watchers.stdin.write(before)
        watchers.stdin.close()
        float(watchers.stdout.readline())
        time.sleep(CALM)
        asked, used, own = _asked(named["web"]), _cpu(named), time.process_time()
        committed = _write(contest, rows)
        own = time.process_time() - own
        seen = json.loads(watchers.stdout.readline())
        spent = {name: after - used[name] for name, after in _cpu(named).items()}
    assert seen["boards"] == [WATCHERS], "every watcher has the same board"
    stored = stored_board(contest, rows=[row[0] for row in seen["rows"]])
    assert seen["rows"] == stored["rows"], "and it is the stored one"
    return _figures(seen, committed, spent, writer=own, renders=_asked(named["web"]) - asked)


def _write(contest: Contest, rows: list[StandingRow]) -> dict[int, float]:
    """Store the versions; return when each was committed."""
    dice, committed = random.Random(2), {}
    for _ in range(VERSIONS):
        begun = time.time()
        rows = change(rows, dice)
        moments: list[float] = []
        with transaction.atomic():
            transaction.on_commit(partial(_note, moments))
            stored = upsert_standings(contest, table_of(ranked(rows)), now=NOW)
        assert stored.version
        committed[stored.version] = moments[0]
        time.sleep(max(0.0, begun + PAUSE - time.time()))
    return committed


def _note(moments: list[float]) -> None:
    moments.append(time.time())


def stored_board(contest: Contest, *, rows: Sequence[int] = ()) -> dict[str, Any]:
    """Return what watchers need of a table, or how it stands; in the order of `rows`, where that is given."""
    header = Standings.objects.get(pk=contest.pk)
    places = {pk: (place, score) for pk, place, score in _places(contest)}
    drawn = drawn_rows(contest, list(places), header=header)
    sequences = {pk: SEQUENCE.search(html)[1] for pk, html in drawn.items()}  # type: ignore[index]
    found = [[pk, *places[pk], sequences[pk]] for pk in rows or places]
    return {"version": header.version, "topic": version_of_topic(topic_of(contest.pk)), "rows": found}


def _places(contest: Contest) -> list[tuple[int, int | None, float | None]]:
    return list(Standing.objects.filter(contest=contest).order_by("pk").values_list("pk", "place", "score"))


@contextlib.contextmanager
def _front() -> Iterator[tuple[int, Child]]:
    """Put our nginx before the house."""
    (open_house,) = house.open_house
    home = Path(tempfile.mkdtemp(prefix="clist-front-", dir="/tmp"))
    with listen() as front, listen() as tls:
        ports = {"front": port_of(front), "tls": port_of(tls)}
    ports |= {"web": port_of(open_house.web), "live": port_of(open_house.socket)}
    write_configuration(home, ports=ports)
    command = [str(shutil.which("nginx")), "-c", str(home / "nginx" / "nginx.conf"), "-g", "daemon off;"]
    nginx = Child(name="nginx", command=command, log=home / "nginx.log", environment=dict(os.environ))
    nginx.start()
    try:
        wait_until_ready(ports["front"], [nginx])
        yield ports["front"], nginx
    finally:
        end([nginx], grace=3)
        shutil.rmtree(home, ignore_errors=True)


def _cpu(named: dict[str, Child]) -> dict[str, float]:
    """Return the seconds of CPU that programs have used, with their children, by their names."""
    return {name: sum(map(_seconds, house.family_of(child))) for name, child in named.items()}


def _asked(web: Child) -> int:
    """Return how often gunicorn was asked for a change of a table: it is drawn no more often than that."""
    return web.log.read_text(errors="replace").count("route=standings:change")


def _seconds(pid: int) -> float:
    """Return the CPU of a process and of the children that it has outlived."""
    with contextlib.suppress(FileNotFoundError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / TICKS
    return 0.0


def _figures(
    seen: dict[str, Any], committed: dict[int, float], spent: dict[str, float], *, writer: float, renders: int
) -> list[Figure]:
    arrivals = [(version, at) for heard in seen["heard"] for version, at in heard]
    assert len(arrivals) == WATCHERS * VERSIONS, "every watcher has every version, once"
    delays = sorted((at - committed[version]) * 1000 for version, at in arrivals)
    messages = WATCHERS * VERSIONS
    daphne, servers = spent["websockets"] * 1000, sum(spent.values()) * 1000
    to = "the incumbent's 1.2 ms a message (limit 0.1)"
    figure = partial(Figure, rows=WATCHERS)
    return [
        figure(name="board: watchers that end with the stored board", value=seen["boards"][0], unit=""),
        figure(name="board: from commit to applied, median", value=statistics.median(delays), unit="ms"),
        figure(name="board: from commit to applied, 99th percentile", value=delays[int(len(delays) * 0.99)], unit="ms"),
        figure(name="board: from commit to applied, longest", value=delays[-1], unit="ms"),
        figure(name="board: renders for a version", value=renders / VERSIONS, unit=""),
        figure(name="board: bytes of a change, compressed", value=seen["bytes"] / messages, unit="bytes"),
        figure(
            name="board: CPU of Daphne for a watcher and a version", value=daphne / messages, unit="ms",
            ratio=daphne / messages / LIMIT, to=to,
        ),
        figure(
            name="board: CPU of all servers for a watcher and a version", value=servers / messages, unit="ms",
            ratio=servers / messages / LIMIT, to=to,
        ),
        figure(name="board: CPU of Daphne for a watcher and a row", value=daphne / messages / CHANGED, unit="ms"),
        figure(name="board: CPU of all servers for a watcher and a row", value=servers / messages / CHANGED, unit="ms"),
        *(
            figure(name=f"board: CPU of {name} for a version", value=used * 1000 / VERSIONS, unit="ms")
            for name, used in spent.items()
            if used * 1000 / VERSIONS >= 1
        ),
        figure(name="board: CPU of the writer for a version", value=writer * 1000 / VERSIONS, unit="ms"),
    ]  # fmt: skip
