"""Two of each process and four workers on one database: all show the same, and nothing is done twice."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.sync.client import ClientConnection, connect

from clist import role
from clist.embedded import paths
from clist.embedded.children import Child, end
from clist.embedded.house import listen, port_of
from tests.system.faulty import PATIENCE, Faulty
from tests.system.house import END_SECONDS, environment, start, wait_until

pytestmark = pytest.mark.system
TWICE = """
    SELECT one.plan_id, one.id, other.id FROM ingest_run one JOIN ingest_run other USING (plan_id)
    WHERE one.id < other.id AND other.started < one.started + one.took
"""
FEWEST = """
    SELECT min(n) FROM (
        SELECT count(*) AS n FROM ingest_run JOIN ingest_plan p ON p.id = plan_id
        JOIN resources_resource r ON r.id = resource_id
        WHERE enabled AND ability = 'contests' GROUP BY plan_id
    ) AS tries
"""
SPOILED = "SELECT status FROM ingest_run WHERE status IN ('superseded', 'lost', 'crashed')"
HANDED_TWICE = "SELECT event_id, handler FROM core_handoff GROUP BY 1, 2 HAVING count(*) > 1"
# What a session keeps beyond its transaction. TimeZone and the like are left out: poolers carry them over.
OUTLIVING = re.compile(
    r"\b(LISTEN|UNLISTEN|PREPARE|DEALLOCATE|DECLARE|DISCARD) |pg_(try_)?advisory_lock|execute (?!<unnamed>)\S+:"
    r"|(statement|execute <unnamed>): +SET (?!LOCAL)|\bWITH HOLD\b|\bTEMP(ORARY)? TABLE\b(?!.*ON COMMIT DROP)",
    re.IGNORECASE,
)


class Twins:
    """A demo house, and a second one of each process beside it on ports of their own."""

    def __init__(self, house: Faulty) -> None:
        self.house = house
        self.web, self.live = listen(), listen()
        commands = {
            "web": role.web(f"fd://{self.web.fileno()}", workers=2, grace=2),
            "live": role.live("--fd", str(self.live.fileno())),
            "worker": role.worker(),
            "slow-worker": role.worker(slow=True),
            "cron": role.cron(),
        }
        self.children = [self._child(name, command) for name, command in commands.items()]
        for child in self.children:
            child.start()

    def _child(self, name: str, arguments: list[str]) -> Child:
        var = self.house.run.var
        shared = environment(
            var,
            DATABASE_URL=paths.database_url("clist_demo", var),
            REDIS_URL=paths.redis_url(var, demo=True),
            CLIST_GATEWAY=self.house.run.state.gateway,
            CLIST_DEMO="1",
            DJANGO_SETTINGS_MODULE="clist.settings",
        )
        return Child(
            name=name,
            command=[sys.executable, "-m", "clist.embedded.leash", *arguments],
            log=var / "log" / f"second-{name}.log",
            environment=role.environment(name, shared),
            inherits=(self.web.fileno(), self.live.fileno()),
            haste=signal.SIGKILL,
        )

    def close(self) -> None:
        """End the second processes."""
        end(self.children, grace=3)
        self.web.close()
        self.live.close()

    def page(self, path: str, *, second: bool) -> str:
        """Return a page of the one web process or the other."""
        port = port_of(self.web) if second else self.house.run.state.port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": "localhost", "Connection": "close"})
            answer = connection.getresponse()
            assert answer.status == 200
            return answer.read().decode()

    @contextlib.contextmanager
    def watch(self, *, second: bool) -> Iterator[ClientConnection]:
        """Watch the contests on the one Daphne or the other."""
        port = port_of(self.live) if second else self.house.run.state.port
        with connect(f"ws://127.0.0.1:{port}/ws/live", origin="http://localhost", open_timeout=PATIENCE) as client:
            client.send('{"watch": ["contests"]}')
            client.recv(timeout=PATIENCE)
            yield client

    def workers(self) -> set[bytes]:
        """Return the names of the workers that are known to the queues."""
        return set(self.house.queues.smembers("rq:workers"))


@pytest.fixture(scope="module")
def twins() -> Iterator[Twins]:
    """One house for all tests; its PostgreSQL writes down every statement."""
    with tempfile.TemporaryDirectory(prefix="clist-two-", dir="/tmp") as directory:
        run = start(Path(directory), DEMO="1")
        twins = None
        try:
            run.wait_until_ready()
            house = Faulty(run)
            house.sql("ALTER SYSTEM SET log_statement = 'all'")
            house.sql("SELECT pg_reload_conf()")
            twins = Twins(house)
            twins.page("/", second=True)
            wait_until(lambda: len(twins.workers()) == 4, PATIENCE)
            yield twins
        finally:
            if twins is not None:
                twins.close()
            run.process.terminate()
            run.process.wait(END_SECONDS)


def test_one_change_is_told_by_both_daphnes_and_shown_by_both_webs(twins: Twins) -> None:
    house = twins.house
    with twins.watch(second=False) as here, twins.watch(second=True) as there:
        house.announce("codeforces.com", "Seen everywhere")
        house.read_all(only=["codeforces.com"])
        ((version,),) = house.sql("SELECT version FROM live_topic WHERE name = 'contests'")
        told = [up_to(version, browser) for browser in (here, there)]
        pages = [twins.page("/?search=Seen", second=second) for second in (False, True)]
    assert told == [version, version]
    assert ["Seen everywhere" in page for page in pages] == [True, True]


def up_to(version: int, browser: ClientConnection) -> int:
    """Return the first version that a browser is told which is not older than `version`."""
    while (message := json.loads(browser.recv(timeout=PATIENCE)))["version"] < version:
        pass
    return int(message["version"])


def test_two_crons_and_four_workers_do_nothing_twice(twins: Twins) -> None:
    house = twins.house
    for number in range(3):
        house.announce("codeforces.com", f"Once {number}")
        house.sql("UPDATE ingest_plan SET due = now() WHERE held_until IS NULL AND ability = 'contests'")
        for _ in range(4):  # as if both crons and two people asked at once
            house.tick()
        house.read_all()
    house.wait_until_in_step()
    ((fewest,),) = house.sql(FEWEST)
    assert fewest >= 3
    assert (house.sql(TWICE), house.sql(SPOILED)) == ([], [])
    assert [house.count(f"Once {number}") for number in range(3)] == [1, 1, 1]
    assert (house.doubled(), house.sql(HANDED_TWICE)) == ([], [])


def test_nothing_outlives_a_transaction_on_a_connection(twins: Twins) -> None:
    """A pooler in transaction mode gives each transaction another session: what outlives one would meet strangers."""
    for path in ("/", "/resources/", "/status/", "/calendar.ics"):
        twins.page(path, second=True)
    twins.house.read_all(only=["codeforces.com"])
    written = (twins.house.run.var / "log" / "postgres.log").read_text().replace("\n\t", " ")
    statements = [line for line in written.splitlines() if "LOG:  statement:" in line or "LOG:  execute" in line]
    assert any("CREATE TEMPORARY TABLE incoming" in statement for statement in statements)
    assert [statement for statement in statements if OUTLIVING.search(statement)] == []
