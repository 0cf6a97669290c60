"""The whole house under one roof: opens server after server and program after program, minds them, and closes."""

from __future__ import annotations

import contextlib
import http.client
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from clist import role
from clist.embedded import paths, world
from clist.embedded.children import Child, end
from clist.embedded.servers import PLAIN_LOCALE, Postgres, Server, Valkey

START_PATIENCE = 60.0  # seconds for one program to come up
PROGRAM_GRACE = 2.5  # seconds to end in good order
ALL_GRACE = 4.0  # with the servers, which end last; all together under five
WEB_WORKERS = 3
TRIES = 3  # to start a server: what is left of a killed one may hold its directory for a moment
LOOK_EVERY = 0.1

Say = Callable[[str], None]


class StartError(Exception):
    """The house cannot open; the text says what failed and what it said last."""


def listen(port: int = 0) -> socket.socket:
    """Return a socket that listens on loopback; whoever inherits it accepts what came in the meantime."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(2048)
    return listener


def port_of(listener: socket.socket) -> int:
    """Return the port that a socket listens on."""
    return int(listener.getsockname()[1])


def keep_secret_key(var: Path) -> None:
    """Make the key that sessions are signed with, once, for this user alone."""
    file = var / "secret_key"
    if file.exists():
        return
    fresh = file.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(50))
    fresh.replace(file)


class House:
    """Everything that `make run` starts. `environment` is the user's, with what is decided here added to it."""

    def __init__(self, *, public: socket.socket, environment: dict[str, str], var: Path, say: Say) -> None:
        self.public = public
        self.web, self.socket = listen(), listen()
        self.environment = environment
        self.var = var
        self.say = say
        self.servers: list[Child] = []
        self.programs: list[Child] = []
        self.demo = False

    @property
    def address(self) -> str:
        """Where people go."""
        return f"http://127.0.0.1:{port_of(self.public)}/"

    def open(self) -> None:
        """Start everything in its order, and return when the first page answers.

        Raises:
            StartError: something did not come up.
            ServerError: a server cannot be prepared.
            WorldError: what was asked for does not go together.
        """
        outlook = world.Outlook() if world.must_look(self.environment) else None
        keep_secret_key(self.var)
        self._start_servers()
        self._choose_world(is_open=outlook is not None and outlook.is_open())
        embedded = self._settle_environment()
        if self.demo:
            self._start_contest_sites()
        with self.step("Database and static files"):
            self._prepare(create_database=embedded)
        with self.step("First page"):
            self._start_web()
            self._wait_for_page()
        with self.step("Websockets, two workers, cron"):
            self._start_background()
        self._write_state()

    def mind(self, is_over: Callable[[], bool]) -> None:
        """Keep everything running until it is over."""
        while not is_over():
            for child in [*self.servers, *self.programs]:
                if told := child.look_after(time.monotonic()):
                    self.say(told)
            time.sleep(LOOK_EVERY)

    def close(self) -> None:
        """End everything, the servers last."""
        paths.state_file(self.var).unlink(missing_ok=True)
        begun = time.monotonic()
        end(self.programs, grace=PROGRAM_GRACE)
        end(self.servers, grace=ALL_GRACE - (time.monotonic() - begun))

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Say how long a step took."""
        begun = time.monotonic()
        yield
        self.say(f"{title:<32}{time.monotonic() - begun:5.1f} s")

    def _start_servers(self) -> None:
        for variable, server in (("DATABASE_URL", Postgres(self.var)), ("REDIS_URL", Valkey(self.var))):
            if not self.environment.get(variable):
                with self.step(server.title):
                    self._start_server(server)

    def _start_server(self, server: Server) -> None:
        child = self._child(server.name, server.prepare())
        child.environment = self.environment | PLAIN_LOCALE
        child.ending = child.death = server.death
        child.haste = server.haste
        self.servers.append(child)
        for _ in range(TRIES):
            child.start()
            if self._comes_up(child, server.is_ready):
                return
            time.sleep(1)
        raise StartError(f"{child.name} did not come up; {child.log} ends:\n{child.last_words()}")

    def _choose_world(self, *, is_open: bool) -> None:
        chosen = world.choose(self.environment, is_open=is_open)
        self.demo = chosen.demo
        if chosen.said:
            self.say(chosen.said)

    def _settle_environment(self) -> bool:
        """Tell every program which servers and which world; return whether the database is on our own server."""
        embedded = not self.environment.get("DATABASE_URL")
        port = port_of(self.public)
        if embedded:
            self.environment["DATABASE_URL"] = paths.database_url("clist_demo" if self.demo else "clist", self.var)
        if not self.environment.get("REDIS_URL"):
            self.environment["REDIS_URL"] = paths.redis_url(self.var, demo=self.demo)
        if not self.environment.get("SITE_HOST"):
            self.environment.setdefault("SITE_URL", f"http://localhost:{port}")
        self.environment |= {
            "CLIST_DEMO": str(int(self.demo)),
            "CLIST_VAR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "clist.settings",
            "PYTHONUNBUFFERED": "1",
        }
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        return embedded

    def _start_contest_sites(self) -> None:
        """Start the make-believe sites on a port that stays theirs over a crash."""
        with listen() as free:
            port = port_of(free)
        self.environment["CLIST_GATEWAY"] = f"http://127.0.0.1:{port}"
        with self.step("Make-believe contest sites"):
            child = self._start_python("contestweb", ["-m", "contestweb", "--host", "127.0.0.1", "--port", str(port)])
            self._wait(child, lambda: _accepts(port))

    def _prepare(self, *, create_database: bool) -> None:
        command = ["-m", "clist.embedded.prepare", *(["--create-database"] if create_database else [])]
        child = self._child("prepare", [sys.executable, *command])
        self.programs.append(child)
        child.start()
        while child.is_running:
            time.sleep(LOOK_EVERY / 4)
        self.programs.remove(child)
        if child.process and child.process.returncode:
            raise StartError(f"The database or the static files could not be prepared:\n{child.last_words()}")

    def _start_web(self) -> None:
        metrics = str(self.var / "run" / "metrics")
        role.empty_metrics(metrics)
        gunicorn = role.web(f"fd://{self.web.fileno()}", workers=WEB_WORKERS, grace=2)
        router = [
            "-m", "clist.embedded.router", "--fd", str(self.public.fileno()),
            "--http", f"127.0.0.1:{port_of(self.web)}", "--websocket", f"127.0.0.1:{port_of(self.socket)}",
        ]  # fmt: skip
        self._start_python("web", gunicorn, inherits=self.web, own={"PROMETHEUS_MULTIPROC_DIR": metrics})
        self._start_python("router", router, inherits=self.public)

    def _start_background(self) -> None:
        daphne = role.live("--fd", str(self.socket.fileno()))
        self._start_python("websockets", daphne, inherits=self.socket, own={"DATABASE_POOL": "1"})
        self._start_python("worker-1", role.worker())
        self._start_python("worker-2", role.worker(slow=True))
        self._start_python("cron", role.cron())

    def _wait_for_page(self) -> None:
        web = next(child for child in self.programs if child.name == "web")
        self._wait(web, lambda: _first_page(port_of(self.public)) > 0)
        status = _first_page(port_of(self.public))
        if status >= 500:
            self.say(f"The first page answers {status}: see {web.log}")

    def _child(self, name: str, command: list[str]) -> Child:
        return Child(name=name, command=command, log=self.var / "log" / f"{name}.log", environment=self.environment)

    def _start_python(
        self,
        name: str,
        arguments: list[str],
        *,
        inherits: socket.socket | None = None,
        own: Mapping[str, str] | None = None,
    ) -> Child:
        """Start a Python program of which no fork outlives its parent, with an environment of its `own`."""
        child = self._child(name, [sys.executable, "-m", "clist.embedded.leash", *arguments])
        child.environment = self.environment | dict(own or {})
        child.inherits = (inherits.fileno(),) if inherits else ()
        self.programs.append(child)
        child.start()
        return child

    def _wait(self, child: Child, is_ready: Callable[[], bool]) -> None:
        if not self._comes_up(child, is_ready):
            raise StartError(f"{child.name} did not come up; {child.log} ends:\n{child.last_words()}")

    def _comes_up(self, child: Child, is_ready: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + START_PATIENCE
        while not is_ready():
            if not child.is_running or time.monotonic() > deadline:
                return False
            time.sleep(LOOK_EVERY / 4)
        return True

    def _write_state(self) -> None:
        state = paths.State(
            demo=self.demo,
            gateway=self.environment.get("CLIST_GATEWAY", ""),
            port=port_of(self.public),
            http=f"http://127.0.0.1:{port_of(self.web)}",
            websocket=f"ws://127.0.0.1:{port_of(self.socket)}",
            pid=os.getpid(),
        )
        paths.write_state(state, self.var)


def _accepts(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _first_page(port: int) -> int:
    """Return the status of the main page, 0 for no answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_PATIENCE)
    try:
        connection.request("GET", "/", headers={"Connection": "close"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
