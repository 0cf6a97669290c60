"""Processes die with their parents."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from clist.embedded.leash import tied
from clist.embedded.servers import command_line

FORKS_TWICE = """
import os, sys, time
if os.fork() == 0:
    os.setpgrp()  # as an rqworker's work-horse does
    if os.fork() == 0:
        os.setsid()
    with open(sys.argv[1] + str(os.getpid()), "w"):
        pass
time.sleep(60)
"""


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


@pytest.fixture
def family(tmp_path: Path) -> tuple[subprocess.Popen[bytes], list[int]]:
    """A leashed program, with the numbers of its child and its child's child."""
    script = tmp_path / "forks.py"
    script.write_text(FORKS_TWICE)
    parent = subprocess.Popen([sys.executable, "-m", "clist.embedded.leash", str(script), f"{tmp_path}/pid-"])
    wait_until(lambda: len(list(tmp_path.glob("pid-*"))) == 2)
    return parent, [int(file.name.removeprefix("pid-")) for file in tmp_path.glob("pid-*")]


def test_forks_of_a_leashed_program_die_with_it_in_whatever_group_they_are(
    family: tuple[subprocess.Popen[bytes], list[int]],
) -> None:
    parent, forks = family
    assert all("forks.py" in command_line(pid) for pid in forks)
    parent.kill()
    parent.wait()
    wait_until(lambda: not any(command_line(pid) for pid in forks))


def test_leashed_program_sees_its_own_arguments_and_name(tmp_path: Path) -> None:
    script = tmp_path / "shows.py"
    script.write_text("import sys; print(__name__, sys.argv[1:], sys.path[0])")
    command = [sys.executable, "-m", "clist.embedded.leash", str(script), "--flag", "word"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert shown == f"__main__ ['--flag', 'word'] {tmp_path}\n"


def test_tied_program_gets_the_signal_that_was_chosen(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    child = f"trap 'echo ended > {witness}; exit' INT; echo > {tmp_path}/ready; while :; do sleep 0.05; done"
    parent = (
        "import signal, subprocess, time\n"
        "from clist.embedded.leash import tied\n"
        f"subprocess.Popen(['sh', '-c', {child!r}], preexec_fn=tied(signal.SIGINT))\n"
        "time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", parent])
    wait_until((tmp_path / "ready").exists)
    process.kill()
    process.wait()
    wait_until(lambda: witness.exists() and witness.read_text() == "ended\n")


def test_tying_to_a_parent_that_is_gone_is_deadly() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", "from clist.embedded.leash import tie; tie(1); import time; time.sleep(60)"]
    )
    assert child.wait(60) == -signal.SIGKILL
    assert tied(signal.SIGTERM) is not None
