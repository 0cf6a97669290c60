"""When packages are installed, and when that is skipped."""

from pathlib import Path

import pytest

from clist.embedded import bootstrap


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock, in a tree whose .venv was made for it."""
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    bootstrap.PYTHON.parent.mkdir(parents=True)
    bootstrap.PYTHON.touch()
    lock = tmp_path / "requirements.txt"
    lock.write_text("django==5.2.19\n")
    bootstrap.stamp_of(lock).write_text(bootstrap.wanted(lock))
    return lock


def test_installed_lock_is_fresh(lock: Path) -> None:
    assert bootstrap.is_fresh(lock) is True


def test_changed_lock_is_not_fresh(lock: Path) -> None:
    lock.write_text("django==5.2.20\n")
    assert bootstrap.is_fresh(lock) is False


def test_lock_is_not_fresh_without_its_python(lock: Path) -> None:
    bootstrap.PYTHON.unlink()
    assert bootstrap.is_fresh(lock) is False


def test_lock_is_not_fresh_in_a_moved_tree(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = lock.parent.rename(lock.parent.with_name("moved"))
    monkeypatch.setattr(bootstrap, "VENV", moved / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", moved / ".venv" / "bin" / "python")
    assert bootstrap.is_fresh(moved / lock.name) is False


def test_locks_name_no_address_and_hash_every_package() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt"):
        text = (bootstrap.ROOT / name).read_text()
        packages = [line for line in text.splitlines() if "==" in line and not line.startswith((" ", "#"))]
        assert packages
        assert [line for line in packages if not line.endswith("\\")] == []
        assert "://" not in text


def test_old_python_is_refused_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 10, 13))
    with pytest.raises(SystemExit, match=r"CLIST needs Python 3.11 or later, .* make PYTHON=python3.11"):
        bootstrap.main(["requirements.txt"])


def test_linked_environment_of_another_tree_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "kept").touch()
    (tmp_path / ".venv").symlink_to(theirs)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(bootstrap.sys, "executable", "true")  # instead of the python that would make one
    bootstrap.make_venv()
    assert (theirs / "kept").exists()
    assert not (tmp_path / ".venv").is_symlink()
