"""Which world `make run` shows."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from clist.embedded.world import Outlook, World, WorldError, choose, must_look


@pytest.mark.parametrize(
    ("environment", "is_open", "demo"),
    [
        ({}, True, False),
        ({}, False, True),
        ({"DEMO": ""}, False, True),
        ({"DEMO": "1"}, True, True),
        ({"CLIST_DEMO": "1"}, True, True),
        ({"DEMO": "0"}, False, False),
        ({"PRODUCTION": "1"}, False, False),
        ({"PRODUCTION": "true"}, False, False),
        ({"PRODUCTION": "0"}, False, True),
        ({"CLIST_GATEWAY": "http://127.0.0.1:1"}, False, False),
        ({"DATABASE_URL": "postgres:///contests"}, False, False),
        ({"DATABASE_URL": "postgres:///contests_demo", "DEMO": "1"}, False, True),
    ],
)
def test_choose_shows_the_demo_only_where_nothing_else_can_be(
    environment: dict[str, str], is_open: bool, demo: bool
) -> None:
    assert choose(environment, is_open=is_open).demo is demo


def test_choose_says_nothing_of_the_ordinary_case() -> None:
    assert choose({}, is_open=True) == World(demo=False, said="")


@pytest.mark.parametrize("environment", [{}, {"DEMO": "0"}, {"DATABASE_URL": "postgres:///contests"}])
def test_choose_says_that_no_site_can_be_reached(environment: dict[str, str]) -> None:
    assert choose(environment, is_open=False).said.startswith("No contest site can be reached")


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({"DEMO": "yes"}, "DEMO=yes is not understood: DEMO=1 asks for the demo world, DEMO=0 forbids it."),
        (
            {"DEMO": "1", "PRODUCTION": "1"},
            "PRODUCTION=1 never shows the demo world: unset one of PRODUCTION and DEMO.",
        ),
        (
            {"DEMO": "1", "DATABASE_URL": "postgres:///contests"},
            "DEMO=1 fills its database with made-up contests: unset DATABASE_URL or name a demo one.",
        ),
    ],
)
def test_choose_refuses_what_does_not_go_together(environment: dict[str, str], why: str) -> None:
    with pytest.raises(WorldError) as refusal:
        choose(environment, is_open=True)
    assert str(refusal.value) == why


@pytest.mark.parametrize(
    ("environment", "looks"),
    [({}, True), ({"DEMO": "0"}, True), ({"DEMO": "1"}, False), ({"PRODUCTION": "1"}, False)],
)
def test_must_look_only_where_it_matters(environment: dict[str, str], looks: bool) -> None:
    assert must_look(environment) is looks


class Forbidding(BaseHTTPRequestHandler):
    """A site that answers robots as some do."""

    def do_HEAD(self) -> None:
        self.send_error(403)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Forbidding) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def silent() -> Iterator[str]:
    """A place that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@pytest.fixture
def closed() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_outlook_is_open_when_one_site_answers_whatever_it_says(site: str, silent: str, closed: str) -> None:
    begun = time.monotonic()
    assert Outlook([closed, silent, site], patience=60).is_open() is True
    assert time.monotonic() - begun < 60


def test_outlook_is_closed_when_none_answers_in_time(silent: str, closed: str) -> None:
    begun = time.monotonic()
    assert Outlook([silent, closed], patience=0.5).is_open() is False
    assert time.monotonic() - begun < 20
