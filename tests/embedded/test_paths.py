"""Where the embedded servers live."""

import os
from pathlib import Path

from clist.embedded import paths


def test_socket_directory_is_below_var_where_the_path_is_short() -> None:
    assert paths.socket_directory(Path("/srv/clist/var")) == Path("/srv/clist/var/run")


def test_socket_directory_of_a_deep_tree_fits_a_socket_and_is_its_own() -> None:
    deep, other = Path("/" + "deep/" * 30 + "a"), Path("/" + "deep/" * 30 + "b")
    assert len(f"{paths.socket_directory(deep)}/.s.PGSQL.5432") < 107
    assert paths.socket_directory(deep) != paths.socket_directory(other)


def test_demo_world_has_a_valkey_database_of_its_own(tmp_path: Path) -> None:
    assert paths.redis_url(tmp_path).endswith("?db=0")
    assert paths.redis_url(tmp_path, demo=True).endswith("?db=1")


def test_state_is_read_back_while_its_process_lives(tmp_path: Path) -> None:
    state = paths.State(demo=True, gateway="http://127.0.0.1:9", port=8123, http="http://127.0.0.1:7", pid=os.getpid())
    paths.write_state(state, tmp_path)
    assert paths.read_state(tmp_path) == state


def test_state_of_a_killed_run_is_not_believed(tmp_path: Path) -> None:
    child = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(child, 0)
    paths.write_state(paths.State(pid=child), tmp_path)
    assert paths.read_state(tmp_path) is None


def test_state_is_absent_when_nothing_runs(tmp_path: Path) -> None:
    assert paths.read_state(tmp_path) is None
