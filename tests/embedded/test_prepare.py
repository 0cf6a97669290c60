"""What happens to the settings, the database and the static files before the first page."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clist.embedded.prepare import collect_static, load_and_check


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


@pytest.mark.django_db
def test_settings_that_cannot_work_are_refused_with_their_remedy(settings: Settings) -> None:
    load_and_check()
    settings.LOG_FORMAT = "xml"
    with pytest.raises(SystemExit) as refused:
        load_and_check()
    assert [line.strip() for line in str(refused.value).splitlines() if "E010" in line or "HINT" in line] == [
        "?: (clist.E010) LOG_FORMAT=xml is not known.",
        "HINT: There are line, json.",
    ]
