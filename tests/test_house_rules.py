"""The house rules: what every file, plug-in, template and setting owes to whoever reads it next."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from apps.resources.adapters.base import Adapter
from apps.resources.catalogue import adapters

ROOT = Path(__file__).resolve().parents[1]
RECORDINGS = ROOT / "tests" / "recordings"
CODE = ("apps", "clist", "contestweb", "tools", "tests")
LONGEST_FUNCTION = 50
LONGEST = {".py": 400, ".html": 150, ".css": 150, ".js": 150}
LIFTED: dict[str, tuple[int, str]] = {}  # path: (its own limit in lines, why)

ADAPTERS = sorted(adapters().items())
ABILITIES = [(key, ability) for key, adapter in ADAPTERS for ability in adapter.abilities()]
OF_PEOPLE = {"profiles", "ratings", "submissions"}
OWN_APPS = sorted(config.label for config in apps.get_app_configs() if config.name.startswith("apps."))
INLINE = {
    "script without src": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"\s(?:hx-)?on[a-z:-]+\s*=", re.IGNORECASE),
}


def python_files() -> Iterator[Path]:
    """Yield our Python files; migrations are made by a machine."""
    yield ROOT / "manage.py"
    for folder in CODE:
        yield from (path for path in (ROOT / folder).rglob("*.py") if path.parent.name != "migrations")


def template_files() -> Iterator[Path]:
    """Yield our templates."""
    yield from (ROOT / "templates").rglob("*.html")
    yield from (ROOT / "apps").rglob("templates/**/*.html")


def browser_files() -> Iterator[Path]:
    """Yield our CSS and JavaScript; what is vendored has its own house."""
    for path in (ROOT / "static").rglob("*.*"):
        if path.suffix in (".css", ".js") and "vendor" not in path.parts:
            yield path


def own(path: Path) -> str:
    """Return a path as people write it."""
    return path.relative_to(ROOT).as_posix()


def test_files_are_short() -> None:
    lengths = {
        own(path): len(path.read_text().splitlines()) for path in (*python_files(), *template_files(), *browser_files())
    }
    limits = {path: LIFTED[path][0] if path in LIFTED else LONGEST[Path(path).suffix] for path in lengths}

    assert {path: length for path, length in lengths.items() if length > limits[path]} == {}
    assert [path for path in LIFTED if lengths.get(path, 0) <= LONGEST[Path(path).suffix]] == [], "no lift needed"


def test_functions_are_short() -> None:
    long = [
        f"{own(path)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]

    assert long == []


def test_modules_say_what_they_own() -> None:
    silent = [
        own(path)
        for path in python_files()
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]

    assert silent == []


def test_templates_hold_no_script_and_no_style() -> None:
    found = [
        f"{own(path)}:{text[: match.start()].count(chr(10)) + 1} {what}"
        for path in template_files()
        for text in [path.read_text()]
        for what, pattern in INLINE.items()
        for match in pattern.finditer(text)
    ]

    assert found == []


@pytest.mark.parametrize(("key", "ability"), ABILITIES, ids=lambda part: part)
def test_ability_has_a_recording_that_was_read(key: str, ability: str) -> None:
    kept = [json.loads(path.read_text()) for path in RECORDINGS.glob(f"{key}/*/recording.json")]

    assert [one for one in kept if one["ability"] == ability and one.get("rows")] != []


def test_recordings_belong_to_abilities() -> None:
    kept = {(path.parent.name, path.name.partition("-")[0]) for path in RECORDINGS.glob("*/*") if path.is_dir()}

    assert kept - set(ABILITIES) == set()


@pytest.mark.parametrize(("key", "adapter"), ADAPTERS, ids=[key for key, _ in ADAPTERS])
def test_adapter_states_its_pace_its_traps_and_how_it_was_verified(key: str, adapter: type[Adapter]) -> None:
    stated = vars(adapter)

    assert {"pace", "intervals", "traps", "verified"} - set(stated) == set()
    assert adapter.traps.endswith(".")
    assert adapter.verified.against in ("recording", "notes")
    assert bool(adapter.verified.dated) == (adapter.verified.against == "recording"), "a recording has a date"
    assert adapter.sites or adapter.family, "nobody could ever use it"
    assert set(adapter.intervals) == set(adapter.abilities())


@pytest.mark.parametrize(("key", "adapter"), ADAPTERS, ids=[key for key, _ in ADAPTERS])
def test_adapter_with_people_reads_their_addresses(key: str, adapter: type[Adapter]) -> None:
    reads_addresses = bool(adapter.profiles_at) or "handle_of" in vars(adapter)

    assert reads_addresses or not OF_PEOPLE & set(adapter.abilities())
    assert reads_addresses or not adapter.profile_url
    assert all("(?P<handle>" in pattern for pattern in adapter.profiles_at)
    assert adapter.profile_url.count("{handle}") == bool(adapter.profile_url)
    assert adapter.profiles_at_once == 1 or "profiles" in adapter.abilities()
    assert not adapter.has_archive or "problems" in adapter.abilities()


def test_sites_have_one_adapter_each() -> None:
    hosts = [site.host for _, adapter in ADAPTERS for site in adapter.sites]

    assert sorted(hosts) == sorted(set(hosts))


def test_plug_in_keys_are_in_no_choices() -> None:
    plugged = {key for key, _ in ADAPTERS}
    chosen = [
        f"{model.__name__}.{field.name}"
        for label in OWN_APPS
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if plugged & {value for value, _ in getattr(field, "flatchoices", ())}
    ]

    assert chosen == []


@pytest.mark.parametrize("label", OWN_APPS)
def test_app_is_on_the_map(label: str) -> None:
    architecture = ROOT / "ARCHITECTURE.md"

    assert re.search(rf"\bapps/{label}\b", architecture.read_text())


def settings_read() -> set[str]:
    """Return the names that clist/settings.py reads from the environment."""
    tree = ast.parse((ROOT / "clist" / "settings.py").read_text())
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and re.fullmatch(r"env(\.\w+)?", ast.unparse(node.func))
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def settings_documented() -> set[str]:
    """Return the names that begin a line, or a row of a table, of docs/settings.md."""
    return set(
        re.findall(r"^(?:\|\s*|[-*]\s+)?`([A-Z][A-Z0-9_]+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    )


def test_settings_are_documented() -> None:
    assert settings_read() - settings_documented() == set()


def test_documented_settings_exist() -> None:
    readers = [ROOT / "Makefile", *(ROOT / "clist").rglob("*.py")]
    code = "\n".join(path.read_text() for path in readers)

    assert {name for name in settings_documented() if not re.search(rf"\b{name}\b", code)} == set()


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
