"""How static files are published: named by their contents, sheets that import others as one file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEETS = ("css/clist.css", "css/standings.css")  # that import others
IMPORT = re.compile(r'@import url\("([^"]+)"\);')
Paths = dict[str, tuple[Storage, str]]


class OneSheet(ManifestStaticFilesStorage):
    """Puts what a sheet imports into it, so that a page waits for one style sheet instead of sixteen.

    Modules of JavaScript import each other by their published names, so that all may be kept for ever.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Write those sheets, then name everything by its contents."""
        for sheet in SHEETS:
            if not dry_run and sheet in paths:
                Path(self.path(sheet)).write_text(_inlined(paths, sheet))
                paths = {**paths, sheet: (self, sheet)}
        yield from super().post_process(paths, dry_run, **options)


class CompressedSheet(OneSheet, CompressedManifestStaticFilesStorage):
    """The same with every file compressed beforehand: for production, because it takes its time."""


def _inlined(paths: Paths, sheet: str) -> str:
    return IMPORT.sub(lambda found: _source(paths, _beside(found[1])), _source(paths, sheet))


def _source(paths: Paths, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())


def _beside(address: str) -> str:
    """Return the name of a file that the sheet imports by a relative address."""
    return address.removeprefix("../") if address.startswith("../") else f"css/{address}"
