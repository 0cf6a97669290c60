"""The embedded servers: made, started, recovered, ended."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from clist.embedded import paths
from clist.embedded.children import Child, end
from clist.embedded.prepare import create_database
from clist.embedded.servers import Postgres, Server, ServerError, Valkey, command_line, make_socket_directory

SERVERS = [Postgres, Valkey]


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A directory with a path short enough for sockets; one cluster serves all tests here."""
    with tempfile.TemporaryDirectory(prefix="clist-test-", dir="/tmp") as directory:
        yield Path(directory)


def started(server: Server, var: Path) -> Child:
    child = Child(
        name=server.name,
        command=server.prepare(),
        log=var / f"{server.name}.log",
        environment=os.environ | {"LC_ALL": "C"},
        ending=server.death,
        death=server.death,
    )
    child.start()
    deadline = time.monotonic() + 20
    while not server.is_ready():
        assert child.is_running, child.last_words()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return child


@pytest.fixture
def postgres(var: Path) -> Iterator[Child]:
    child = started(Postgres(var), var)
    yield child
    end([child], grace=5)


def test_postgres_is_18_with_what_the_tables_need(postgres: Child, var: Path) -> None:
    with psycopg.connect(paths.database_url("postgres", var), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        row = connection.execute(
            "SELECT current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding),"
            " current_setting('listen_addresses') FROM pg_database WHERE datname = 'postgres'"
        ).fetchone()
    assert row == (18, "UTF8", "")


def test_database_is_created_once(postgres: Child, var: Path) -> None:
    url = paths.database_url("fresh", var)
    assert [create_database(url), create_database(url)] == [True, False]
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("fresh",)


def test_postgres_starts_over_the_lock_of_a_killed_one_whose_number_another_program_has(var: Path) -> None:
    end([started(Postgres(var), var)], grace=5)
    lock = var / "pg18" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{var / 'pg18'}\n")
    end([started(Postgres(var), var)], grace=5)
    assert not lock.exists()


def test_postgres_starts_over_the_lock_of_a_zombie(var: Path) -> None:
    end([started(Postgres(var), var)], grace=5)
    with subprocess.Popen(["/bin/true"]) as zombie:
        while Path(f"/proc/{zombie.pid}/stat").read_text().split()[2] != "Z":
            time.sleep(0.02)
        (var / "pg18" / "postmaster.pid").write_text(f"{zombie.pid}\n{var / 'pg18'}\n")
        end([started(Postgres(var), var)], grace=5)


def test_postgres_waits_for_the_server_of_a_killed_run_to_end(var: Path) -> None:
    first = started(Postgres(var), var)
    second = started(Postgres(var), var)
    assert first.process is not None
    assert first.process.wait(20) == 0
    end([second], grace=5)


def test_half_made_cluster_is_made_again(tmp_path: Path) -> None:
    fresh = tmp_path / "pg18.new"
    fresh.mkdir()
    (fresh / "PG_VERSION").write_text("18\n")
    Postgres(tmp_path).prepare()
    assert (tmp_path / "pg18" / "global" / "pg_control").exists()
    assert not fresh.exists()


def test_valkey_keeps_what_it_was_given_over_a_restart(var: Path) -> None:
    child = started(Valkey(var), var)
    with redis.Redis.from_url(paths.redis_url(var)) as client:
        client.set("kept", "yes")
    end([child], grace=5)
    child = started(Valkey(var), var)
    with redis.Redis.from_url(paths.redis_url(var)) as client:
        assert client.get("kept") == b"yes"
        assert client.info("server")["valkey_version"].startswith("9.")
    end([child], grace=5)


@pytest.mark.parametrize("kind", SERVERS)
def test_server_listens_on_a_private_socket_only(kind: type[Postgres] | type[Valkey], var: Path) -> None:
    child = started(kind(var), var)
    assert child.process is not None
    held = [str(link.readlink()) for link in Path(f"/proc/{child.process.pid}/fd").iterdir() if link.is_symlink()]
    sockets = {link[8:-1] for link in held if link.startswith("socket:")}
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()[1:]]
    listening = {fields[9] for fields in lines if fields[3] == "0A"}
    assert sockets & listening == set()
    assert paths.socket_directory(var).stat().st_mode & 0o777 == 0o700
    end([child], grace=5)
    assert child.process.returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another's directory")
def test_socket_directory_of_another_user_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    os.chown(tmp_path / "run", 12345, 12345)
    with pytest.raises(ServerError, match="belongs to another user: remove it"):
        make_socket_directory(tmp_path)


def test_valkey_is_not_ready_before_it_listens(tmp_path: Path) -> None:
    assert Valkey(tmp_path).is_ready() is False


def test_command_line_of_a_living_process_is_read_and_of_no_process_is_empty() -> None:
    with subprocess.Popen(["sleep", "60"]) as sleeper:
        try:
            while not (shown := command_line(sleeper.pid)):  # its program is just being loaded
                time.sleep(0.01)
            assert shown.split() == ["sleep", "60"]
        finally:
            sleeper.send_signal(signal.SIGKILL)
    assert command_line(sleeper.pid) == ""


def test_sockets_of_a_deep_tree_work(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 20)
    directory = make_socket_directory(deep)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(directory / ".s.PGSQL.5432"))
    (directory / ".s.PGSQL.5432").unlink()
    directory.rmdir()
