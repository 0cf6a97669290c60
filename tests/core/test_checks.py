"""Settings that cannot work: each is named, with its remedy, before anything starts."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from apps.core.checks import TAG, refuse_to_start
from apps.core.server_checks import check_postgresql, check_valkey, faults_of_valkey, needed_extensions

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "PRODUCTION": True,
    "SECRET_KEY": secrets.token_urlsafe(50),
    "SITE_HOST": "clist.example.org",
    "SITE_URL": "https://clist.example.org",
    "ALLOWED_HOSTS": ["clist.example.org"],
    "GATEWAY": "",
    "DEBUG": False,
}


@pytest.fixture
def production(settings: Any, tmp_path: Path) -> Any:
    """Settings of a public installation."""
    (tmp_path / "staticfiles.json").write_text("{}")
    for name, value in (GOOD | {"STATIC_ROOT": tmp_path}).items():
        setattr(settings, name, value)
    return settings


def found() -> list[str]:
    return [str(message.id) for message in run_checks(tags=[TAG])]


def test_good_settings_are_taken(production: Any) -> None:
    assert found() == []
    refuse_to_start()


@pytest.mark.parametrize(
    ("name", "value", "identity"),
    [
        ("SECRET_KEY", "short", "clist.E001"),
        ("SECRET_KEY", "ab" * 30, "clist.E001"),
        ("SECRET_KEY", f"django-insecure-{'abcdefghij' * 5}", "clist.E001"),
        ("DEBUG", True, "clist.E002"),
        ("SITE_HOST", "localhost:8000", "clist.E003"),
        ("ALLOWED_HOSTS", ["other.example.org"], "clist.E004"),
        ("ALLOWED_HOSTS", [], "clist.E004"),
        ("ALLOWED_HOSTS", ["clist.example.org", "*"], "clist.W001"),
        ("STATIC_ROOT", Path("/proc/clist"), "clist.W002" if os.access("/proc", os.W_OK) else "clist.E005"),
        ("SITE_URL", "clist.example.org", "clist.E006"),
        ("SITE_URL", "https://", "clist.E006"),
        ("REDIS_URL", "localhost:6379", "clist.E009"),
        ("REDIS_URL", "redis://", "clist.E009"),
        ("REDIS_URL", "unix://", "clist.E009"),
        ("FETCH_BUDGET", 0, "clist.E040"),
        ("FETCH_MAX_BYTES", -1, "clist.E040"),
        ("ARCHIVE_DAYS", -30, "clist.E040"),
        ("GATEWAY", "proxy:8080", "clist.E041"),
        ("GATEWAY", "http://proxy:8080", "clist.W041"),
        ("API_REQUESTS_PER_MINUTE", -1, "clist.E050"),
        ("TAGS_EVERY", 0, "clist.E060"),
    ],
    ids=lambda part: str(part)[:20],
)
def test_wrong_setting_is_named(production: Any, name: str, value: Any, identity: str) -> None:
    setattr(production, name, value)
    assert found() == [identity]


def test_host_with_a_path_is_no_host(production: Any) -> None:
    production.SITE_HOST = "clist.example.org/"
    assert found() == ["clist.E007"]


def test_subdomains_and_ports_of_allowed_hosts_are_taken(production: Any) -> None:
    production.SITE_HOST, production.ALLOWED_HOSTS = "clist.example.org:8443", [".example.org"]
    assert found() == []


def test_server_does_not_start_with_wrong_settings(production: Any) -> None:
    production.FETCH_BUDGET = -1
    with pytest.raises(ImproperlyConfigured, match=r"FETCH_BUDGET=-1 is too small.\n\tHINT: The least is 1."):
        refuse_to_start()


def check(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py check` as an operator does."""
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", *arguments],
        cwd=ROOT, env=os.environ | changes, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_deploy_check_is_clean(tmp_path: Path) -> None:
    (tmp_path / "staticfiles.json").write_text("{}")
    environment = {
        "PRODUCTION": "1",
        "CLIST_DEMO": "0",
        "SECRET_KEY": str(GOOD["SECRET_KEY"]),
        "SITE_HOST": "clist.example.org",
        "ALLOWED_HOSTS": "clist.example.org",
        "STATIC_ROOT": str(tmp_path),
    }
    shown = check("--deploy", "--fail-level", "WARNING", **environment)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout == "System check identified no issues (2 silenced).\n"


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("FETCH_BUDGET", "many", "FETCH_BUDGET=many cannot be read as int."),
        ("DATABASE_URL", "postgres://u:geheim@h:port/x", "DATABASE_URL is no address"),
        ("SECRET_KEY", "", "PRODUCTION=1 needs SECRET_KEY"),
    ],
)
def test_unreadable_setting_stops_the_start(name: str, value: str, line: str) -> None:
    shown = check(**{"PRODUCTION": "1", "CLIST_DEMO": "0", "SECRET_KEY": "x"} | {name: value})
    assert shown.returncode != 0
    assert line in shown.stderr.splitlines()[-1]
    assert "geheim" not in shown.stderr.splitlines()[-1]


def test_other_database_is_refused() -> None:
    shown = check("--tag", "clist", DATABASE_URL="sqlite:///:memory:")
    assert (shown.returncode, "(clist.E008) DATABASE_URL names django.db.backends.sqlite3" in shown.stderr) == (1, True)


@pytest.mark.django_db
def test_servers_of_the_tests_are_good() -> None:
    assert (check_postgresql(databases=["default"]), check_valkey(databases=["default"])) == ([], [])


def test_unreachable_servers_are_named() -> None:
    away = {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0"}
    shown = check("--database", "default", **away)
    assert shown.returncode == 1
    assert "(clist.E020) PostgreSQL does not answer: " in shown.stderr
    assert "(clist.E030) Valkey does not answer: " in shown.stderr


@pytest.mark.parametrize(
    ("told", "identities"),
    [
        ({"redis_version": "7.2.4", "maxmemory_policy": "noeviction"}, []),
        ({"redis_version": "8.0.1", "maxmemory_policy": "volatile-lru"}, []),
        ({"redis_version": "6.2.14"}, ["clist.E031"]),
        ({"redis_version": "7.2.4", "maxmemory_policy": "allkeys-lru"}, ["clist.E032"]),
    ],
)
def test_valkey_that_forgets_queues_is_refused(told: dict[str, str], identities: list[str]) -> None:
    assert [message.id for message in faults_of_valkey(told)] == identities


def test_needed_extensions_come_from_the_migrations() -> None:
    assert "trgm" in " ".join(needed_extensions())
