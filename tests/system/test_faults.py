"""Everything that can break is broken: the house answers meanwhile, recovers by itself, loses and doubles nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from tests.system.faulty import RECOVERY, Faulty, soon
from tests.system.house import END_SECONDS, start, wait_until

pytestmark = pytest.mark.system

HEALTHY = ("codeforces.com", "leetcode.com", "luogu.com.cn", "dmoj.ca", "camp.contestweb.example")
PREY = (
    "codechef.com", "ctftime.org", "hackerearth.com", "ac.nowcoder.com", "open.kattis.com",
    "regional.contestweb.example", "atcoder.jp", "hackerrank.com", "leetcode.cn",
)  # fmt: skip
WAVES = (("429", "403", "500", "slow", "dead", "reset", "cut", "garbage", "login"),)


@pytest.fixture(scope="module")
def house() -> Iterator[Faulty]:
    """One demo house for all: each test leaves it as it found it."""
    with tempfile.TemporaryDirectory(prefix="clist-fault-", dir="/tmp") as directory:
        run = start(Path(directory), DEMO="1", FETCH_BUDGET="8")
        try:
            run.wait_until_ready()
            faulty = Faulty(run)
            soon(faulty.is_in_step)
            yield faulty
        finally:
            run.process.terminate()
            run.process.wait(END_SECONDS)


@pytest.mark.parametrize("faults", WAVES, ids=["refusals"])
def test_failing_sites_harm_nobody_else_and_come_back(house: Faulty, faults: tuple[str, ...]) -> None:
    before = dict(house.sql("SELECT key || resource_id, sequence FROM contests_contest"))
    for host, fault in zip(PREY, faults, strict=True):
        house.sites("POST", "/fault", host=host, fault=fault, delay=30)
    for host in HEALTHY:
        house.announce(host, f"News of {host}, {faults[0]}")
    with house.watched() as answers:
        house.read_all()
    told = house.statuses()
    assert {host: told[host] for host in HEALTHY} == dict.fromkeys(HEALTHY, "ok")
    assert [host for host in PREY if told[host] in ("ok", "unchanged")] == []
    assert [house.count(f"News of {host}, {faults[0]}") for host in HEALTHY] == [1] * len(HEALTHY)
    assert house.sql("SELECT host FROM contests_contest WHERE gone IS NOT NULL") == []
    assert before.keys() <= dict(house.sql("SELECT key || resource_id, 1 FROM contests_contest")).keys()
    assert (answers.wrong, answers.unanswered, answers.refused) == ([], 0, 0)
    house.sites("DELETE", "/fault")
    house.forget_pauses()
    soon(house.is_in_step)
    assert house.doubled() == []


def test_restarted_postgresql_is_outlasted(house: Faulty) -> None:
    with house.watched() as answers:
        wait_until(lambda: answers.statuses == {200})
        house.announce("codeforces.com", "Meanwhile")
        house.kill("pginstall", signal.SIGINT)
        wait_until(lambda: answers.stale + answers.refused > 0, 20)
        took = soon(lambda: house.get("/status/")[0] == 200 and "Warning" not in house.get("/")[1])
    assert (answers.wrong, answers.unanswered) == ([], 0)
    assert took < RECOVERY
    soon(house.is_in_step)
    assert house.doubled() == []


def test_killed_and_emptied_valkey_is_outlasted(house: Faulty) -> None:
    house.sql("UPDATE ingest_plan SET due = now()")
    house.tick()
    with house.watched() as answers, house.browser() as browser:
        house.kill("valkey-server")
        shutil.rmtree(house.run.var / "valkey" / "appendonlydir")
        wait_until(lambda: "valkey is started again" in house.run.output, 20)
        house.sql("UPDATE ingest_plan SET held_until = held_until - interval '15 seconds' WHERE held_until IS NOT NULL")
        soon(house.is_in_step)
        house.announce("codeforces.com", "After the emptying")
        house.read_all()
        assert told(browser) > 0
    assert (answers.wrong, answers.unanswered, answers.statuses) == ([], 0, {200})
    assert house.doubled() == []


@pytest.mark.parametrize("victim", ["gunicorn", "daphne", "rqcron", "live default lists slow"])
def test_killed_process_is_started_again(house: Faulty, victim: str) -> None:
    pid = house.run.pid_of(victim)
    with house.watched() as answers:
        os.kill(pid, signal.SIGKILL)
        took = soon(lambda: house.pid_of(victim) not in (None, pid))
        wait_until(lambda: house.get("/")[0] == 200, 20)
    assert (answers.wrong, took < RECOVERY) == ([], True)
    assert answers.unanswered == 0 or victim == "gunicorn"


def told(client: ClientConnection) -> int:
    """Return the last version that a socket was told."""
    version = 0
    try:
        while True:
            version = json.loads(client.recv(timeout=3)).get("version", version)
    except (TimeoutError, ConnectionClosed):
        return version
