"""How static files are published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish everything as `make run` does, twice, because the second time files are there already."""
    folder = tmp_path_factory.mktemp("published")
    storages = {"staticfiles": {"BACKEND": "clist.staticfiles.OneSheet"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        for _ in range(2):
            call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def sheet_of(published: Path) -> str:
    """Return the frame's style sheet under its published name."""
    (path,) = (path for path in published.glob("css/clist.*.css"))
    return path.read_text()


def test_sheet_of_the_frame_holds_what_it_imports(published: Path) -> None:
    imported = re.findall(r'@import url\("([^"]+)"\);', (ROOT / "static/css/clist.css").read_text())
    firsts = [(ROOT / "static/css" / name).read_text().strip().splitlines()[0][:60] for name in imported]
    sheet = sheet_of(published)

    assert "@import" not in sheet
    assert [first for first in firsts if sheet.count(first) != 1] == []
    assert [sheet.index(first) for first in firsts] == sorted(sheet.index(first) for first in firsts)


def test_sheet_of_the_frame_names_pictures_by_their_contents(published: Path) -> None:
    named = set(re.findall(r'url\("?(\.\./icons/[^")]+)', sheet_of(published)))

    assert named != set()
    assert [name for name in named if not (published / "css" / name).resolve().exists()] == []
    assert [name for name in named if not re.search(r"\.[0-9a-f]{12}\.svg$", name)] == []


def test_modules_import_each_other_by_published_names(published: Path) -> None:
    (module,) = published.glob("js/theme.*.js")

    assert re.findall(r'from "([^"]+)"', module.read_text()) == [
        f"./{path.name}" for path in published.glob("js/cookies.*.js")
    ]
