"""A demo house among misbehaving sites and dying servers: how to hurt it, and how to tell that it took no harm."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import os
import signal
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import redis
import rq
from websockets.sync.client import ClientConnection, connect

from clist.embedded import paths
from tests.system.house import END_SECONDS, Run, wait_until

SOON = timedelta(minutes=5)  # what starts within it may turn while two lists are compared
RECOVERY = 60  # seconds that the house may take
PATIENCE = 180  # seconds that tests have for what is not timed, on a machine that does much else


@dataclass
class Answers:
    """What pages answered while something was broken."""

    rounds: int = 0
    statuses: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    stale: int = 0
    refused: int = 0
    unanswered: int = 0


class Faulty:
    """A running demo house, hurt from outside."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.sql("UPDATE resources_resource SET enabled = false WHERE host = 'toph.co'")  # its pace is 16 s a list
        self.queues = redis.Redis.from_url(paths.redis_url(run.var, demo=True))

    def sql(self, query: str, *values: Any) -> list[Any]:
        """Ask the house's database, by a connection of its own each time."""
        with psycopg.connect(paths.database_url("clist_demo", self.run.var), autocommit=True) as session:
            cursor = session.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def sites(self, method: str, desk: str, **wish: Any) -> Any:
        """Ask the control desk of the make-believe sites."""
        body = json.dumps(wish).encode() if wish else None
        request = urllib.request.Request(f"{self.run.state.gateway}/_control{desk}", method=method, data=body)
        with urllib.request.urlopen(request, timeout=END_SECONDS) as answer:
            return json.load(answer)

    def announce(self, host: str, title: str) -> None:
        """Have a site list one more contest, a day from now."""
        start = datetime.now(UTC).replace(microsecond=0, second=0) + timedelta(days=1)
        self.sites("POST", "/world", host=host, change="add", title=title, start=start.isoformat())

    def count(self, title: str) -> int:
        """Return how many contests have a title."""
        ((number,),) = self.sql("SELECT count(*) FROM contests_contest WHERE title LIKE %s", f"%{title}%")
        return int(number)

    def pid_of(self, part: str) -> int | None:
        """Return the number of the supervisor's child whose command has this part, None while there is none."""
        with contextlib.suppress(ValueError):
            return self.run.pid_of(part)
        return None

    def tick(self) -> None:
        """Do what the clock does every thirty seconds."""
        rq.Queue("clock", connection=self.queues).enqueue("apps.ingest.jobs.fetch_due", result_ttl=0)

    def read_all(self, *, only: Collection[str] = ()) -> None:
        """Have the list of every site, or of some, read once from now on; a try that is on its way does not count."""
        ((mark,),) = self.sql("SELECT clock_timestamp()")
        unread = (
            "ability = 'contests' AND (tried < %s OR tried IS NULL) AND resource_id IN"
            " (SELECT id FROM resources_resource WHERE enabled AND (host = ANY(%s) OR %s))"
        )
        values = mark, list(only), not only

        def is_done() -> bool:
            if not self.sql(f"SELECT 1 FROM ingest_plan WHERE {unread}", *values):
                return True
            free = self.sql(
                f"UPDATE ingest_plan SET due = now() WHERE {unread} AND held_until IS NULL RETURNING 1", *values
            )
            if free and rq.Queue("clock", connection=self.queues).is_empty():
                self.tick()
            time.sleep(0.2)
            return False

        wait_until(is_done, PATIENCE)

    def forget_pauses(self) -> None:
        """Let the time pass for which sites asked to be left alone."""
        for name in self.queues.scan_iter(match="*:pause:*"):
            self.queues.delete(name)

    def statuses(self) -> dict[str, str]:
        """Return site → how the last try of its list went."""
        return dict(
            self.sql(
                "SELECT host, status FROM ingest_plan JOIN resources_resource r ON r.id = resource_id"
                " WHERE enabled AND ability = 'contests'"
            )
        )

    def differences(self) -> dict[str, tuple[int, int]]:
        """Return site → (missing, too many) of the coming contests, by when they start and end, where any differ."""
        since = datetime.now(UTC) + SOON
        found = {}
        for host in self.statuses():
            listed = self.sites("GET", f"/contests?host={host}")
            coming = [(_read(c["start"]), _read(c["end"])) for c in listed if not c["cancelled"]]
            kept = self.sql(
                'SELECT c.start, c."end" FROM contests_contest c JOIN resources_resource r ON r.id = c.resource_id'
                " WHERE r.host = %s AND c.start > %s AND c.cancelled IS NULL AND c.gone IS NULL",
                host,
                since,
            )
            true = Counter(times for times in coming if times[0] > since)
            missing, extra = true - Counter(kept), Counter(kept) - true
            if missing or extra:
                found[host] = (missing.total(), extra.total())
        return found

    def wait_until_in_step(self, seconds: float = PATIENCE) -> None:
        """Wait until all is as the sites have it, reading again what is not; they go on changing meanwhile."""
        deadline = time.monotonic() + seconds
        while behind := self.behind():
            assert time.monotonic() < deadline, f"still behind their sites, with how their last try went: {behind}"
            self.read_all(only=behind)

    def behind(self) -> dict[str, tuple[str, tuple[int, int] | None]]:
        """Return site → how its last try went, and how it differs, where either is not as it should be."""
        told, differ = self.statuses(), self.differences()
        bad = {host for host, status in told.items() if status not in ("ok", "unchanged")}
        return {host: (told[host], differ.get(host)) for host in bad | differ.keys()}

    def doubled(self) -> list[Any]:
        """Return what was written twice."""
        return self.sql(
            "SELECT contest_id, kind, at, count(*) FROM contests_contestchange GROUP BY 1, 2, 3, was::text"
            " HAVING count(*) > 1"
        )

    def kill(self, part: str, number: signal.Signals = signal.SIGKILL) -> None:
        """End the supervisor's child whose command has this part."""
        os.kill(self.run.pid_of(part), number)

    def kill_all(self, part: str) -> None:
        """End all processes of the house whose command has this part at once; a fork has the command of its parent."""
        for pid, command in self.run.processes().items():
            if part in command:
                with contextlib.suppress(ProcessLookupError):  # it ended with its parent
                    os.kill(pid, signal.SIGKILL)

    @contextlib.contextmanager
    def nobody_restarts(self) -> Iterator[None]:
        """Hold the supervisor still, so that what is ended stays so for as long as a test likes."""
        os.kill(self.run.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.run.process.pid, signal.SIGCONT)

    def last_reading(self, host: str) -> tuple[str, list[str]]:
        """Return what the last try that read a site's list complained of, and which bodies of it are in the archive."""
        ((error, kept),) = self.sql(
            "SELECT run.error, ARRAY(SELECT digest FROM ingest_body WHERE digest IN"
            " (SELECT call ->> 'digest' FROM jsonb_array_elements(run.trace) call))"
            " FROM ingest_run run JOIN ingest_plan p ON p.id = run.plan_id"
            " JOIN resources_resource r ON r.id = p.resource_id"
            " WHERE r.host = %s AND p.ability = 'contests' AND run.status = 'ok' ORDER BY run.id DESC LIMIT 1",
            host,
        )
        return error, kept

    @contextlib.contextmanager
    def browser(self) -> Iterator[ClientConnection]:
        """Watch the contests by a socket."""
        port = self.run.state.port
        with connect(f"ws://127.0.0.1:{port}/ws/live", origin=f"http://127.0.0.1:{port}") as client:
            client.send('{"watch": ["contests"]}')
            client.recv(timeout=END_SECONDS)
            yield client

    def get(self, path: str) -> tuple[int, http.client.HTTPMessage, str]:
        """Ask for a page as a browser does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.run.state.port, timeout=END_SECONDS)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Connection": "close"})
            answer = connection.getresponse()
            body = answer.read()
            is_packed = answer.headers.get("Content-Encoding") == "gzip"
            return answer.status, answer.headers, (gzip.decompress(body) if is_packed else body).decode()

    @contextlib.contextmanager
    def watched(self) -> Iterator[Answers]:
        """Ask for pages all the time, and note how they answer."""
        answers, over = Answers(), threading.Event()
        watcher = threading.Thread(target=self._watch, args=(answers, over))
        watcher.start()
        try:
            yield answers
        finally:
            over.set()
            watcher.join()

    def _watch(self, answers: Answers, over: threading.Event) -> None:
        while not over.wait(0.05):
            for path in ("/", "/resources/", "/calendar.ics", "/api/v4/"):
                self._note(answers, path)
            answers.rounds += 1

    def _note(self, answers: Answers, path: str) -> None:
        try:
            status, headers, body = self.get(path)
        except (OSError, http.client.HTTPException):
            answers.unanswered += 1
            return
        answers.statuses.add(status)
        answers.stale += "Warning" in headers
        answers.refused += status == 503
        if status not in (200, 503) or (status == 503 and "Retry-After" not in headers):
            answers.wrong.append(f"{path}: {status} {body[:300]}")


def _read(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def soon(holds: Any, seconds: float = PATIENCE) -> float:
    """Wait until something holds, and return how many seconds it took."""
    begun = time.monotonic()
    wait_until(holds, seconds)
    return time.monotonic() - begun
