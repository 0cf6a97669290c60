"""The supervisor's children: restarts with growing delays, and ends in time."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from clist.embedded.children import Child, end, how
from clist.embedded.servers import command_line


def child_running(tmp_path: Path, script: str, **fields: object) -> Child:
    """A started Child that runs some Python."""
    child = Child(
        name="sample",
        command=[sys.executable, "-c", script],
        log=tmp_path / "log" / "sample.log",
        environment=dict(os.environ),
        **fields,  # type: ignore[arg-type]
    )
    child.start()
    return child


def wait_for_end(child: Child) -> None:
    assert child.process is not None
    child.process.wait(60)


def test_crashed_child_is_started_again_after_a_delay_that_doubles_up_to_a_minute(tmp_path: Path) -> None:
    child = child_running(tmp_path, "raise SystemExit(3)")
    delays, now = [], time.monotonic()
    for _ in range(8):
        wait_for_end(child)
        told = child.look_after(now)
        assert told.startswith("sample ended with exit code 3; again in ")
        delays.append(child.again_at - now)
        assert child.look_after(child.again_at - 0.01) == ""
        assert child.look_after(child.again_at) == "sample is started again"
        now = time.monotonic()
    wait_for_end(child)
    assert delays == pytest.approx([1, 2, 4, 8, 16, 32, 60, 60])


def test_crashes_are_forgotten_once_a_child_has_run_well(tmp_path: Path) -> None:
    child = child_running(tmp_path, "import time; time.sleep(60)", crashes=5)
    assert child.look_after(time.monotonic() + 59) == ""
    assert child.crashes == 5
    assert child.look_after(time.monotonic() + 61) == ""
    assert child.crashes == 0
    end([child], grace=5)


def test_log_holds_output_of_every_start_and_moves_aside_when_large(tmp_path: Path) -> None:
    child = child_running(tmp_path, "print('first'); import sys; sys.exit('second')")
    wait_for_end(child)
    assert child.last_words() == "first\nsecond"
    child.log.write_bytes(b"x" * (10 * 1024 * 1024 + 1))
    child.start()
    wait_for_end(child)
    assert child.last_words() == "first\nsecond"
    assert child.log.with_suffix(".log.1").stat().st_size == 10 * 1024 * 1024 + 1


def test_end_kills_a_stubborn_child_and_what_is_in_its_group_after_the_grace(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); os.fork();"
        f"pathlib.Path({str(tmp_path)!r}, 'pid-' + str(os.getpid())).touch(); time.sleep(60)"
    )
    child = child_running(tmp_path, script)
    while len(list(tmp_path.glob("pid-*"))) < 2:
        time.sleep(0.02)
    begun = time.monotonic()
    end([child], grace=0.3)
    assert 0.3 <= time.monotonic() - begun < 30
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL
    forks = [int(file.name.removeprefix("pid-")) for file in tmp_path.glob("pid-*")]
    assert [command_line(pid) for pid in forks] == ["", ""]


def test_end_returns_as_soon_as_all_have_ended(tmp_path: Path) -> None:
    child = child_running(tmp_path, "import time; time.sleep(600)")
    begun = time.monotonic()
    end([child], grace=60)
    assert time.monotonic() - begun < 60
    assert child.process is not None
    assert child.process.returncode == -signal.SIGTERM


@pytest.mark.parametrize(
    ("returncode", "words"), [(0, "with exit code 0"), (3, "with exit code 3"), (-9, "by SIGKILL"), (-15, "by SIGTERM")]
)
def test_how_says_how_a_program_ended(returncode: int, words: str) -> None:
    assert how(returncode) == words
