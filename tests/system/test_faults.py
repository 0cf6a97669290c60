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
from websockets.sync.client import ClientConnection

from tests.system.faulty import PATIENCE, RECOVERY, Faulty, soon
from tests.system.house import END_SECONDS, start, wait_until

pytestmark = pytest.mark.system
ROUNDS = 5  # of questions, after which every web process has answered some

HEALTHY = ("codeforces.com", "leetcode.com", "luogu.com.cn", "dmoj.ca", "camp.contestweb.example")
REFUSALS = {
    "codechef.com": ("429", "limited"),
    "ctftime.org": ("403", "blocked"),
    "hackerearth.com": ("500", "server"),
    "ac.nowcoder.com": ("slow", "unreachable"),
    "open.kattis.com": ("dead", "unreachable"),
    "regional.contestweb.example": ("reset", "unreachable"),
    "atcoder.jp": ("cut", "unreachable"),
    "hackerrank.com": ("garbage", "format"),
    "leetcode.cn": ("login", "format"),
}
NONSENSE = {
    "codechef.com": ("cloudflare", "blocked"),
    "ctftime.org": ("truncated", "format"),
    "hackerearth.com": ("mistyped", "format"),
    "ac.nowcoder.com": ("huge", "format"),
    "open.kattis.com": ("empty", "held"),
    "regional.contestweb.example": ("shrunken", "held"),
    "atcoder.jp": ("bomb", "format"),
    "hackerrank.com": ("charset", "format"),
    "leetcode.cn": ("login-redirect", "blocked"),
}
LEETCODE = (
    "SELECT p.id FROM ingest_plan p JOIN resources_resource r ON r.id = resource_id"
    " WHERE host = 'leetcode.com' AND ability = 'contests'"
)
DISK_IS_FULL = """
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON ingest_body EXECUTE FUNCTION full_disk()
"""


@pytest.fixture(scope="module")
def house() -> Iterator[Faulty]:
    """One demo house for all: each test leaves it as it found it."""
    with tempfile.TemporaryDirectory(prefix="clist-fault-", dir="/tmp") as directory:
        run = start(Path(directory), DEMO="1", FETCH_BUDGET="8")
        try:
            run.wait_until_ready()
            faulty = Faulty(run)
            faulty.wait_until_in_step()
            yield faulty
        finally:
            run.process.terminate()
            run.process.wait(END_SECONDS)


@pytest.mark.parametrize("wave", [REFUSALS, NONSENSE], ids=["refusals", "nonsense"])
def test_failing_sites_harm_nobody_else_and_come_back(house: Faulty, wave: dict[str, tuple[str, str]]) -> None:
    before = {key for (key,) in house.sql("SELECT key || resource_id FROM contests_contest")}
    for host, (fault, _) in wave.items():
        house.sites("POST", "/fault", host=host, fault=fault, delay=30)
    for host in (*HEALTHY, *wave):
        house.announce(host, news(host, wave))
    with house.watched() as answers:
        house.read_all()
    told = house.statuses()
    assert {host: told[host] for host in (*HEALTHY, *wave)} == dict.fromkeys(HEALTHY, "ok") | {
        host: status for host, (_, status) in wave.items()
    }
    assert [house.count(news(host, wave)) for host in HEALTHY] == [1] * len(HEALTHY)
    assert house.sql("SELECT key FROM contests_contest WHERE missed > 0 OR gone IS NOT NULL") == []
    assert before - {key for (key,) in house.sql("SELECT key || resource_id FROM contests_contest")} == set()
    assert (answers.wrong, answers.unanswered, answers.refused) == ([], 0, 0)
    house.sites("DELETE", "/fault")
    house.forget_pauses()
    house.wait_until_in_step()
    assert [house.count(news(host, wave)) for host in wave] == [1] * len(wave)
    assert house.doubled() == []


def news(host: str, wave: dict[str, tuple[str, str]]) -> str:
    """The title of the contest that a site announces while others misbehave."""
    return f"News of {host} among {next(iter(wave.values()))[0]}"


def test_restarted_postgresql_is_outlasted(house: Faulty) -> None:
    with house.watched() as answers:
        wait_until(lambda: answers.rounds >= ROUNDS, PATIENCE)
        house.announce("codeforces.com", "Meanwhile")
        with house.nobody_restarts():
            house.kill("pginstall", signal.SIGINT)
            wait_until(lambda: answers.stale > 0 and answers.refused > 0, PATIENCE)
        took = soon(lambda: house.get("/status/")[0] == 200 and "Warning" not in house.get("/")[1])
    assert (answers.wrong, answers.unanswered, answers.statuses) == ([], 0, {200, 503})
    assert took < RECOVERY
    house.wait_until_in_step()
    assert (house.count("Meanwhile"), house.doubled()) == (1, [])


def test_killed_and_emptied_valkey_is_outlasted(house: Faulty) -> None:
    house.sql("UPDATE ingest_plan SET due = now() WHERE ability = 'contests'")
    house.tick()
    with house.watched() as answers, house.browser() as browser:
        house.kill("valkey-server")
        shutil.rmtree(house.run.var / "valkey" / "appendonlydir")
        wait_until(lambda: "valkey is started again" in house.run.output, PATIENCE)
        house.sql("UPDATE ingest_plan SET held_until = held_until - interval '15 seconds' WHERE held_until IS NOT NULL")
        house.wait_until_in_step()
        house.announce("codeforces.com", "After the emptying")
        house.read_all()
        assert told(browser) > 0
    assert (answers.wrong, answers.unanswered, answers.statuses) == ([], 0, {200})
    assert house.doubled() == []


@pytest.mark.parametrize("victim", ["gunicorn", "daphne", "rqcron", "default slow"])
def test_killed_process_is_started_again(house: Faulty, victim: str) -> None:
    pid = house.run.pid_of(victim)
    with house.watched() as answers:
        os.kill(pid, signal.SIGKILL)
        took = soon(lambda: house.pid_of(victim) not in (None, pid))
        wait_until(lambda: house.get("/")[0] == 200, PATIENCE)
    assert (answers.wrong, took < RECOVERY) == ([], True)
    assert answers.unanswered == 0 or victim == "gunicorn"


def test_worker_killed_in_the_middle_loses_and_doubles_nothing(house: Faulty) -> None:
    house.sites("POST", "/fault", host="leetcode.com", fault="slow", delay=30)
    house.announce("leetcode.com", "In the middle")
    house.sql(f"UPDATE ingest_plan SET due = now() WHERE id = ({LEETCODE}) AND held_until IS NULL")
    house.tick()
    begun = f"SELECT id FROM ingest_run WHERE status = '' AND plan_id = ({LEETCODE})"
    wait_until(lambda: house.sql(begun), PATIENCE)
    ((lost,),) = house.sql(begun)
    house.kill_all("rqworker")
    house.sites("DELETE", "/fault")
    assert house.sql("SELECT status FROM ingest_run WHERE id = %s", lost) == [("",)]
    house.sql("UPDATE ingest_plan SET held_until = now() WHERE held_until IS NOT NULL")  # as if the time had passed
    house.wait_until_in_step()
    assert house.sql("SELECT status FROM ingest_run WHERE id = %s", lost) == [("lost",)]
    assert (house.count("In the middle"), house.doubled()) == (1, [])


def test_archive_on_a_full_disk_costs_no_list(house: Faulty) -> None:
    house.sql(DISK_IS_FULL)
    try:
        house.announce("codeforces.com", "Unarchived")
        house.read_all(only=["codeforces.com"])
        assert house.last_reading("codeforces.com") == (
            "its bodies are not in the archive: No space left on device",
            [],
        )
        assert house.count("Unarchived") == 1
    finally:
        house.sql("DROP FUNCTION full_disk CASCADE")
    house.read_all(only=["codeforces.com"])
    complaint, kept = house.last_reading("codeforces.com")
    assert (complaint, len(kept), house.doubled()) == ("", 1, [])


def told(client: ClientConnection) -> int:
    """Return the first version after none that a socket is told."""
    while not (version := json.loads(client.recv(timeout=END_SECONDS)).get("version", 0)):
        continue
    return int(version)
