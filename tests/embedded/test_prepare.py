"""What happens to the static files before the first page."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clist.embedded.prepare import collect_static


@pytest.fixture
def sources(tmp_path: Path, settings: Settings) -> Path:
    """A directory of sources with one file."""
    directory = tmp_path / "sources"
    directory.mkdir()
    (directory / "one.css").write_text("a {}")
    settings.STATICFILES_DIRS = [directory]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    return directory


def test_static_files_are_collected_once(sources: Path, tmp_path: Path) -> None:
    assert [collect_static(), collect_static()] == [True, False]
    assert (tmp_path / "static" / "one.css").read_text() == "a {}"


def test_static_files_are_collected_again_after_a_change(sources: Path, tmp_path: Path) -> None:
    collect_static()
    (sources / "one.css").rename(sources / "two.css")
    assert collect_static() is True
    assert sorted(file.name for file in (tmp_path / "static").iterdir()) == [".sources", "two.css"]
