"""`make run` as a person meets it: one supervisor over the whole house."""

import contextlib
import http.client
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import rq
from websockets.sync.client import connect

from clist.embedded import paths
from clist.embedded.prepare import create_database
from tests.system.house import END_SECONDS, ROOT, Run, children_of, environment, start, wait_until

pytestmark = pytest.mark.system

LISTENING = "0A"


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """One `var` for all tests here, so that only the first start is a cold one."""
    with tempfile.TemporaryDirectory(prefix="clist-run-", dir="/tmp") as directory:
        yield Path(directory)


@pytest.fixture(scope="module")
def runs() -> Iterator[list[Run]]:
    """The run that tests share for as long as none of them ends it."""
    shared: list[Run] = []
    yield shared
    for run in shared:
        run.process.terminate()
        run.process.wait(END_SECONDS)


@pytest.fixture
def run(var: Path, runs: list[Run]) -> Run:
    """A run that is ready."""
    if runs and runs[0].process.poll() is None:
        return runs[0]
    runs[:] = [start(var)]
    runs[0].wait_until_ready()
    return runs[0]


@pytest.fixture
def free_var(var: Path, runs: list[Run]) -> Path:
    """The shared `var` with no run over it."""
    for run in runs:
        run.process.terminate()
        run.process.wait(END_SECONDS)
    return var


def test_first_page_and_socket_answer_and_nothing_listens_beyond_loopback(run: Run) -> None:
    status, page = run.get("/")
    assert (status, page.count("<html")) == (200, 1)
    with connect(f"ws://127.0.0.1:{run.state.port}/ws/live", origin=f"http://127.0.0.1:{run.state.port}") as client:
        client.send('{"watch": ["contests"]}')
        assert json.loads(client.recv(timeout=END_SECONDS))["topic"] == "contests"
    addresses = listening_addresses(run)
    assert len(addresses) >= 3
    assert set(addresses) == {"0100007F"}


def test_program_may_name_a_thousand_ids(run: Run) -> None:
    assert run.get(f"/api/v4/?id__in={'123456,' * 1000}")[0] == 200


def listening_addresses(run: Run) -> list[str]:
    """The addresses, as the kernel writes them, on which any process of a run listens."""
    links = (link for pid in run.processes() for link in Path(f"/proc/{pid}/fd").iterdir())
    sockets = set()
    for link in links:
        with contextlib.suppress(OSError):
            sockets.add(str(link.readlink()).removeprefix("socket:[").removesuffix("]"))
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()[1:]]
    return [fields[1].split(":")[0] for fields in lines if fields[3] == LISTENING and fields[9] in sockets]


def test_other_commands_find_the_servers_of_the_run(run: Run) -> None:
    code = "from apps.resources.models import Resource; print(Resource.objects.filter(host='codeforces.com').count())"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    shown = subprocess.run(command, cwd=ROOT, env=environment(run.var), capture_output=True, text=True, check=True)
    assert shown.stdout == "1\n"


def test_signal_ends_everything_with_exit_code_0_though_a_client_stays(run: Run) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", run.state.port)
    connection.request("GET", "/")
    connection.getresponse().read()
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(END_SECONDS) == 0
    assert run.processes() == {}
    assert paths.read_state(run.var) is None
    connection.close()


def test_killed_supervisor_leaves_no_process_behind_not_even_that_of_a_job(run: Run) -> None:
    with redis.Redis.from_url(paths.redis_url(run.var)) as client:
        rq.Queue("live", connection=client).enqueue("time.sleep", 60)
    workers = [pid for pid, command in run.processes().items() if "rqworker" in command]
    wait_until(lambda: any(children_of(pid) for pid in workers))
    run.process.kill()
    run.process.wait()
    wait_until(lambda: not run.processes())
    assert paths.read_state(run.var) is None


def test_crashed_children_are_started_again_and_said_so(run: Run) -> None:
    status, _ = run.get("/")
    victims = {name: run.pid_of(part) for name, part in (("router", "embedded.router"), ("valkey", "valkey-server"))}
    for pid in victims.values():
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: run.output.count("is started again") == 2)
    for name in victims:
        assert f"  {name} ended by SIGKILL; again in 1 s (see {run.var}/log/{name}.log)\n" in run.output
        assert f"  {name} is started again\n" in run.output
    wait_until(lambda: run.get("/")[0] == status == 200)


def test_second_run_says_that_one_runs_already(run: Run) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "clist.embedded.run"],
        cwd=ROOT, env=environment(run.var), capture_output=True, text=True, check=False,
    )  # fmt: skip
    where = f"http://127.0.0.1:{run.state.port}/"
    assert (second.returncode, second.stdout) == (1, f"  CLIST runs already (process {run.process.pid}): {where}\n")


def test_taken_port_is_said_and_port_moves_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = start(tmp_path, PORT=port)
        assert refused.process.wait(END_SECONDS) == 1
    line = f"  Port {port} cannot be had (Address already in use): choose another by make run PORT=8001\n"
    assert refused.output == line


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"PORT": "many"}, "  PORT=many is no port.\n"),
        ({"DEMO": "2"}, "  DEMO=2 is not understood: DEMO=1 asks for the demo world, DEMO=0 forbids it.\n"),
    ],
)
def test_nonsense_is_refused_in_one_line(tmp_path: Path, changes: dict[str, str], line: str) -> None:
    refused = start(tmp_path, **changes)
    assert (refused.process.wait(END_SECONDS), refused.output) == (1, line)


def test_demo_world_fills_a_database_of_its_own(free_var: Path) -> None:
    demo = start(free_var, DEMO="1")
    try:
        demo.wait_until_ready()
        assert (demo.state.demo, demo.state.gateway.startswith("http://127.0.0.1:")) == (True, True)
        assert "The demo world, as asked: its contests are made up." in demo.output
        wait_until(lambda: contests(demo) > 0)
        assert "Made-up data" in demo.get("/")[1]
    finally:
        demo.process.send_signal(signal.SIGINT)
        assert demo.process.wait(END_SECONDS) == 0
    assert demo.processes() == {}


def contests(run: Run) -> int:
    """How many contests the run's demo database has."""
    import psycopg  # noqa: PLC0415

    with psycopg.connect(paths.database_url("clist_demo", run.var)) as connection:
        row: Any = connection.execute("SELECT count(*) FROM contests_contest").fetchone()
    return int(row[0])


def test_outside_servers_take_the_place_of_the_embedded_ones(free_var: Path) -> None:
    server, _, query = os.environ["DATABASE_URL"].partition("?")
    database = f"{server.rpartition('/')[0]}/clist_outside?{query}"
    create_database(database)
    outside = start(
        free_var, DATABASE_URL=database, REDIS_URL=os.environ["REDIS_URL"], CLIST_GATEWAY="http://127.0.0.1:9"
    )
    try:
        outside.wait_until_ready()
        assert "PostgreSQL" not in outside.output
        commands = " ".join(outside.processes().values())
        assert ("gunicorn" in commands, "pginstall" in commands, "valkey-server" in commands) == (True, False, False)
    finally:
        outside.process.send_signal(signal.SIGINT)
        assert outside.process.wait(END_SECONDS) == 0


def test_ctrl_c_in_a_terminal_under_make_exits_0(free_var: Path) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execvpe("make", ["make", "run"], environment(free_var))
    said = b""
    with contextlib.suppress(OSError):
        while b"Ctrl-C ends it" not in said:
            said += os.read(terminal, 1000)
        os.write(terminal, b"\x03")
        while content := os.read(terminal, 1000):
            said += content
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, said.decode()
    assert b"Ending" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_signal_to_make_alone_ends_everything(free_var: Path, number: signal.Signals) -> None:
    made = start(free_var, ["make", "run"])
    made.wait_until_ready()
    made.process.send_signal(number)
    made.process.wait(END_SECONDS)
    wait_until(lambda: not made.processes())
