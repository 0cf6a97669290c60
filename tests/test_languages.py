"""The catalogues: complete, in step with the sources, compiled, and true to what they translate."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format, get_format

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
PLACE = re.compile(r"%\(\w+\)[a-z]|%[sd]|\$\d")
SATURDAY = date(2026, 11, 21)


def forms(entry: polib.POEntry) -> list[str]:
    """Return every translated form of a text."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def named(catalogue: Path) -> str:
    """Return a catalogue's language."""
    return catalogue.parent.parent.name


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_catalogue_is_complete(path: Path) -> None:
    catalogue = polib.pofile(str(path))

    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []
    assert [entry.msgid for entry in catalogue if not all(forms(entry))] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_translations_keep_the_places_of_values(path: Path) -> None:
    torn = [
        entry.msgid
        for entry in polib.pofile(str(path))
        for text in forms(entry)
        if set(PLACE.findall(text)) != set(PLACE.findall(entry.msgid_plural or entry.msgid))
    ]

    assert torn == []


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_translations_keep_blanks_and_full_stops(path: Path) -> None:
    def outline(text: str) -> tuple[bool, bool, bool]:
        return text.startswith(" "), text.endswith(" "), text.rstrip().endswith(".")

    changed = [
        entry.msgid
        for entry in polib.pofile(str(path))
        for text in forms(entry)
        if outline(text) != outline(entry.msgid)
    ]

    assert changed == []


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_compiled_catalogue_is_in_step(path: Path) -> None:
    compiled = polib.mofile(str(path.with_suffix(".mo")))
    said = {(entry.msgctxt, entry.msgid): forms(entry) for entry in compiled}

    assert said == {(entry.msgctxt, entry.msgid): forms(entry) for entry in polib.pofile(str(path))}


def test_every_language_has_a_catalogue_and_formats() -> None:
    others = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    formats = {path.parent.name for path in (ROOT / "clist" / "formats").glob("*/formats.py")}

    assert {named(path) for path in CATALOGUES} == others
    assert formats == others | {settings.LANGUAGE_CODE}


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed (.ci/run installs it)")
def test_catalogues_are_in_step_with_the_sources() -> None:
    command = [sys.executable, "tools/messages.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("", ""), "make messages, translate, make messages"


@pytest.mark.parametrize(
    ("form", "english", "russian"),
    [
        ("DAY_HEADING", "Saturday 21 November", "суббота, 21 ноября"),
        ("DATE_FORMAT", "21 Nov 2026", "21 ноя 2026"),
        ("WEEKDAY_DATE", "Sat 21 Nov 2026", "сб, 21 ноя 2026"),
        ("YEAR_MONTH_FORMAT", "November 2026", "ноябрь 2026"),
    ],
)
def test_dates_are_written_as_each_language_does(form: str, english: str, russian: str) -> None:
    written = {}
    for code in ("en", "ru"):
        with translation.override(code):
            written[code] = date_format(SATURDAY, form)

    assert written == {"en": english, "ru": russian}


def test_formats_have_the_same_names_in_every_language() -> None:
    names = {}
    for code, _name in settings.LANGUAGES:
        text = (ROOT / "clist" / "formats" / code / "formats.py").read_text()
        names[code] = re.findall(r"^([A-Z_]+) =", text, re.MULTILINE)

    assert names["ru"] == names["en"]
    assert get_format("DAY_HEADING", lang="ru") == "l, j E"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "cookie", "language"),
    [("ru-RU,ru;q=0.9,en;q=0.8", "", "ru"), ("de,fr;q=0.5", "", "en"), ("ru", "en", "en"), ("en", "ru", "ru")],
)
def test_language_is_the_browsers_until_one_is_picked(
    client: Client, accepted: str, cookie: str, language: str
) -> None:
    if cookie:
        client.cookies["language"] = cookie
    page = client.get("/", headers={"Accept-Language": accepted})

    assert f'<html lang="{language}"' in page.content.decode()
    assert page["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in page["Vary"].split(",")}


@pytest.mark.django_db
def test_kept_page_is_kept_for_each_language(client: Client) -> None:
    titles = [
        re.findall(r"<h1[^>]*>([^<]*)", client.get("/", headers={"Accept-Language": language}).content.decode())
        for language in ("en", "ru", "en")
    ]

    assert titles == [["Programming contests"], ["Контесты по программированию"], ["Programming contests"]]


@pytest.mark.parametrize(
    ("back", "target"), [("/status/?a=1", "/status/?a=1"), ("https://evil.example/", "/"), ("//evil.example/", "/")]
)
def test_picked_language_is_kept_and_leads_back_here(client: Client, back: str, target: str) -> None:
    response = client.post("/language/", {"language": "ru", "next": back})

    assert (response.status_code, response["Location"]) == (302, target)
    assert {name: cookie.value for name, cookie in response.cookies.items()} == {"language": "ru"}


def test_unknown_language_is_not_kept(client: Client) -> None:
    response = client.post("/language/", {"language": "tlh", "next": "/status/"})

    assert (response.status_code, response["Location"], dict(response.cookies)) == (302, "/status/", {})
