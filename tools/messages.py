"""Brings the catalogues in locale/ in step with the sources, and compiles them.

`python tools/messages.py` reads every Python file and template (this needs gettext's xgettext), keeps the translations
there are, says what is missing, and writes the .mo files, which are committed: whoever runs the site needs no gettext.
A text that changed loses its translation instead of keeping a guess. `--compile` only writes the .mo files; `--check`
writes nothing and names each text that a catalogue lacks, has too much, or leaves untranslated.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
SOURCES = ("apps", "clist", "templates")
DATED = ("POT-Creation-Date", "PO-Revision-Date")  # they would change without a reason
EXTRACT = (sys.executable, "-m", "django", "makemessages", "--add-location", "file", "--no-wrap", "--locale")

Key = tuple[str, str, str]


def key(entry: polib.POEntry) -> Key:
    """Return what tells a text from all others."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def extract(language: str) -> polib.POFile:
    """Return what the sources say, untranslated, by Django's makemessages.

    It works on a copy, because makemessages lays files beside the templates that it reads.
    """
    with TemporaryDirectory() as folder:
        for name in SOURCES:
            shutil.copytree(ROOT / name, Path(folder, name), ignore=shutil.ignore_patterns("__pycache__"))
        Path(folder, "locale").mkdir()
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        command = [*EXTRACT, language]
        subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
        return polib.pofile(str(Path(folder, "locale", language, "LC_MESSAGES", "django.po")), wrapwidth=0)


def merge(kept: polib.POFile, fresh: polib.POFile) -> polib.POFile:
    """Return the fresh texts with the translations that are kept of them, sorted, without lines and dates."""
    known = {key(entry): entry for entry in kept}
    merged = polib.POFile(wrapwidth=0)
    merged.header = kept.header
    merged.metadata = {name: value for name, value in kept.metadata.items() if name not in DATED}
    for entry in sorted(fresh, key=lambda entry: (entry.msgid, entry.msgctxt or "")):
        entry.occurrences = sorted({(name, "") for name, _line in entry.occurrences})
        if before := known.get(key(entry)):
            entry.msgstr, entry.msgstr_plural, entry.tcomment = before.msgstr, before.msgstr_plural, before.tcomment
        merged.append(entry)
    return merged


def complaints(kept: polib.POFile, merged: polib.POFile) -> list[str]:
    """Return what keeps a catalogue from being in step and complete, a line each."""
    before, now = {key(entry) for entry in kept}, {key(entry) for entry in merged}
    lines = [f"new: {msgid}" for _context, msgid, _plural in sorted(now - before)]
    lines += [f"gone from the sources: {msgid}" for _context, msgid, _plural in sorted(before - now)]
    return lines + [f"not translated: {entry.msgid}" for entry in merged.untranslated_entries()]


def main() -> None:
    """Do it for every language, and fail where something is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compile", action="store_true", help="only write the .mo files")
    parser.add_argument("--check", action="store_true", help="only say what is to be done")
    asked = parser.parse_args()
    found = []
    for folder in sorted(path / "LC_MESSAGES" for path in LOCALE.iterdir() if path.is_dir()):
        path, language = folder / "django.po", folder.parent.name
        fresh = None if asked.compile else extract(language)
        kept = polib.pofile(str(path), wrapwidth=0) if path.exists() or fresh is None else fresh
        merged = merge(kept, fresh or kept)
        found += [f"{language}, {line}" for line in complaints(kept, merged)]
        if not asked.check:
            folder.mkdir(exist_ok=True)
            merged.save(str(path))
            merged.save_as_mofile(str(path.with_suffix(".mo")))
    print(*found, sep="\n", end="\n" if found else "")  # noqa: T201
    sys.exit(1 if any(asked.check or ", not translated: " in line for line in found) else 0)


if __name__ == "__main__":
    main()
