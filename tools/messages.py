"""Brings the catalogues in locale/ in step with the sources, and compiles them.

`python tools/messages.py` reads every Python file and template (this needs gettext's xgettext), keeps the translations
there are, says what is missing, and writes the .mo files, which are committed: whoever runs the site needs no gettext.
`--compile` only does the last. Texts that changed lose their translation instead of keeping a guess.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
IGNORED = ("var", ".venv", "tests", "tools", "contestweb", "static", "node_modules")
DATED = ("POT-Creation-Date", "PO-Revision-Date")


def read(sources: Path = ROOT) -> None:
    """Run Django's `makemessages` for every catalogue."""
    sys.path.insert(0, str(sources))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clist.settings")
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    os.chdir(sources)
    languages = [path.name for path in LOCALE.iterdir() if path.is_dir()]
    call_command(
        "makemessages",
        locale=languages,
        ignore_patterns=[*IGNORED],
        add_location="file",
        no_obsolete=True,
        no_wrap=True,
    )


def tidy(catalogue: polib.POFile) -> None:
    """Drop guesses, dates that change without a reason, and the order of files."""
    for entry in catalogue:
        if entry.fuzzy:
            entry.flags.remove("fuzzy")
            entry.msgstr = ""
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
            entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None
        entry.occurrences = sorted({(name, "") for name, _line in entry.occurrences})
    for name in DATED:
        catalogue.metadata.pop(name, None)
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))


def main() -> None:
    """Do it, and fail where a translation is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compile", action="store_true", help="only write the .mo files")
    if not parser.parse_args().compile:
        read()
    missing = 0
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        catalogue = polib.pofile(str(path), wrapwidth=0)
        tidy(catalogue)
        catalogue.save()
        catalogue.save_as_mofile(str(path.with_suffix(".mo")))
        missing += len(catalogue.untranslated_entries())
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} texts, {len(catalogue.untranslated_entries())} to translate")  # noqa: T201
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
