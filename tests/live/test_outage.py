"""The database goes away for real: pages as they last were, 503 for the rest, and nobody notices that it came back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import time_machine
from django.core.signals import request_started
from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg import sql

from apps.core.connections import has_something_to_say, let_go_of_dead

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("host", "port", "user", "password")
AWAY = "The database does not answer"


def end_backends(maintenance: psycopg.Connection[tuple[object]], database: str) -> None:
    """End every session of a database, as a restart does."""
    maintenance.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.01)


@pytest.fixture
def maintenance() -> Iterator[psycopg.Connection[tuple[object]]]:
    """A session beside the test database, which can close and open that."""
    parameters = {name: str(value) for name, value in connection.get_connection_params().items() if name in NAMES}
    with psycopg.connect(**parameters | {"dbname": "postgres"}, autocommit=True) as session:  # type: ignore[arg-type]
        yield session


@pytest.fixture
def database(maintenance: psycopg.Connection[tuple[object]]) -> Iterator[Callable[[bool], None]]:
    """A switch: False takes the test database away, True brings it back."""
    name = str(connection.settings_dict["NAME"])
    let = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")

    def switch(there: bool) -> None:
        maintenance.execute(let.format(sql.Identifier(name), sql.Literal(there)))
        if not there:
            end_backends(maintenance, name)

    yield switch
    switch(True)
    connection.close()


def test_page_is_shown_as_it_was_and_says_so(client: Client, database: Callable[[bool], None]) -> None:
    page = client.get("/?search=away", headers={"accept-encoding": "gzip"})
    database(False)
    away = client.get("/?search=away")
    assert (page.status_code, away.status_code, away.headers["Warning"]) == (200, 200, '110 - "Response is Stale"')
    assert AWAY in away.content.decode()
    assert away.content.decode().count("<main") == 1
    assert away.headers["Cache-Control"] == "no-store"
    database(True)
    again = client.get("/?search=away")
    assert ("Warning" in again.headers, AWAY in again.content.decode()) == (False, False)


def test_page_as_it_was_tells_the_viewers_time(client: Client, database: Callable[[bool], None]) -> None:
    client.cookies["timezone"] = "Asia/Tokyo"
    with time_machine.travel(datetime(2026, 11, 22, 12, 5, tzinfo=UTC), tick=False):
        client.get("/?search=away", headers={"accept-encoding": "gzip"})
        database(False)
        assert "This is the page as it was at 21:05." in client.get("/?search=away").content.decode()


def test_page_of_another_zone_is_not_shown(client: Client, database: Callable[[bool], None]) -> None:
    client.get("/", headers={"accept-encoding": "gzip"})
    database(False)
    client.cookies["timezone"] = "Asia/Tokyo"
    assert client.get("/").status_code == 503


def test_page_is_not_shown_after_an_hour(client: Client, database: Callable[[bool], None]) -> None:
    client.get("/", headers={"accept-encoding": "gzip"})
    database(False)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert client.get("/").status_code == 503


def test_unknown_page_says_when_to_come_back(client: Client, database: Callable[[bool], None]) -> None:
    database(False)
    away = client.get("/resources/")
    assert (away.status_code, away.headers["Retry-After"]) == (503, "30")
    assert away.content.decode().count("Back in a moment") == 2


@pytest.mark.parametrize("path", ["/api/v4/contest/?username=a&api_key=b", "/get/events/"])
def test_program_is_answered_in_json(path: str, database: Callable[[bool], None]) -> None:
    database(False)
    away = Client(raise_request_exception=False).get(path)
    assert (away.status_code, away.headers["Retry-After"]) == (503, "30")
    assert away.json() == {"error": "The database is away. Please ask again in half a minute."}


def test_person_with_a_session_is_told_to_come_back(database: Callable[[bool], None]) -> None:
    browser = Client(raise_request_exception=False)
    browser.cookies["sessionid"] = "k" * 32
    database(False)
    assert browser.get("/admin/").status_code == 503


def test_restart_between_two_requests_is_not_noticed(
    client: Client, maintenance: psycopg.Connection[tuple[object]]
) -> None:
    client.get("/")
    end_backends(maintenance, str(connection.settings_dict["NAME"]))
    wait_until(lambda: has_something_to_say(connection))
    assert client.get("/resources/").status_code == 200


def test_healthy_connection_is_kept() -> None:
    connection.ensure_connection()
    kept = connection.connection
    assert not has_something_to_say(connection)
    let_go_of_dead()
    assert connection.connection is kept
    assert let_go_of_dead in [receiver() for _, receiver, *_ in request_started.receivers]


def test_notice_in_the_socket_does_not_end_a_connection(maintenance: psycopg.Connection[tuple[object]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("LISTEN chatter")
    kept = connection.connection
    with psycopg.connect(kept.info.dsn, autocommit=True) as other:
        other.execute("NOTIFY chatter")
    wait_until(lambda: has_something_to_say(connection))
    let_go_of_dead()
    assert connection.connection is kept
