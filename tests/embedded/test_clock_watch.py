"""A process whose wall clock jumps ends, so that its supervisor starts it anew."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys, time
from clist import clock_watch
clock_watch.LOOK_EVERY = 0.05
offset = clock_watch._offset
ahead = 0.0
clock_watch._offset = lambda: offset() + ahead
clock_watch.watch()
time.sleep(0.3)
print("fine", flush=True)
ahead = float(sys.argv[1])
time.sleep(float(sys.argv[2]))
print("still here")
"""


@pytest.mark.parametrize(
    ("jump", "watched", "code", "said"),
    [("3600", "60", 75, "fine\n"), ("-3600", "60", 75, "fine\n"), ("3", "1", 0, "fine\nstill here\n")],
)
def test_jump_of_the_clock_ends_the_process(jump: str, watched: str, code: int, said: str) -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM, jump, watched], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (code, said)
