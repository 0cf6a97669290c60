"""Settings that cannot work, each refused at start with its remedy; `docs/settings.md` says what each means."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register, run_checks  # noqa: A004 - Django's own name
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

TAG = "clist"
SHORTEST_KEY = 50
FEWEST_SIGNS = 5
VALKEY_SCHEMES = ("redis", "rediss", "unix")
PLACEHOLDERS = ("localhost", "127.0.0.1", "example.com", "")


def refuse_to_start() -> None:
    """Check the settings where no management command does it: as gunicorn and Daphne load the site.

    Raises:
        ImproperlyConfigured: with every fault and its remedy.
    """
    faults = [message for message in run_checks(tags=[TAG]) if message.is_serious()]
    if faults:
        raise ImproperlyConfigured("\n".join(["The settings cannot work:", *map(str, faults)]))


@register(TAG)
def check_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Look at what only a public installation needs."""
    return [*_secrets(), *_names(), *_files()] if settings.PRODUCTION else []


@register(TAG)
def check_addresses(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Look at the addresses of servers and of the site itself."""
    return [*_own_address(), *_servers()]


def _secrets() -> Iterator[CheckMessage]:
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_SIGNS or key.startswith("django-insecure-"):
        yield Error(
            f"SECRET_KEY is too weak: it needs {SHORTEST_KEY} random signs.",
            hint='python3 -c "import secrets; print(secrets.token_urlsafe(50))" makes one.',
            id="clist.E001",
        )
    if settings.DEBUG:
        yield Error("DEBUG shows the settings to everybody.", hint="Unset DEBUG, or unset PRODUCTION.", id="clist.E002")


def _names() -> Iterator[CheckMessage]:
    host = urlsplit(f"//{settings.SITE_HOST}").hostname or ""
    if host in PLACEHOLDERS:
        yield Error(
            f"SITE_HOST is {settings.SITE_HOST!r}: calendars would remember that name for ever.",
            hint="Set SITE_HOST to the name under which people reach the site.",
            id="clist.E003",
        )
    elif not validate_host(host, settings.ALLOWED_HOSTS):
        yield Error(
            f"SITE_HOST {host} is not among ALLOWED_HOSTS: every link of ours would be answered 400.",
            hint=f"Add {host} to ALLOWED_HOSTS.",
            id="clist.E004",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Warning(
            "ALLOWED_HOSTS takes every name, so anybody may point one here.",
            hint="Name the hosts.",
            id="clist.W001",
        )


def _files() -> Iterator[CheckMessage]:
    """Tell when static files are missing. A place that cannot be written is fine once they are there."""
    root = Path(settings.STATIC_ROOT)
    if (root / "staticfiles.json").exists():
        return
    home = next(folder for folder in (root, *root.parents) if folder.exists())
    if os.access(home, os.W_OK):
        yield Warning(
            f"STATIC_ROOT {root} holds no collected files, so pages have no style.",
            hint="Run manage.py collectstatic.",
            id="clist.W002",
        )
    else:
        yield Error(
            f"STATIC_ROOT {root} holds no collected files and cannot be written.",
            hint="Let this user write there, or set STATIC_ROOT to where the files are.",
            id="clist.E005",
        )


def _own_address() -> Iterator[CheckMessage]:
    site = urlsplit(settings.SITE_URL)
    if site.scheme not in ("http", "https") or not site.hostname:
        yield Error(
            f"SITE_URL {settings.SITE_URL!r} is no address.", hint="Write https://name, or leave it.", id="clist.E006"
        )
    if "/" in settings.SITE_HOST or "@" in settings.SITE_HOST or " " in settings.SITE_HOST:
        yield Error(
            f"SITE_HOST {settings.SITE_HOST!r} is no host name.",
            hint="Write the name alone, and its port if it has one: clist.example.org.",
            id="clist.E007",
        )


def _servers() -> Iterator[CheckMessage]:
    engine = settings.DATABASES["default"].get("ENGINE")
    if engine != "apps.core.postgres":
        yield Error(
            f"DATABASE_URL names {engine or 'no database'}: only PostgreSQL has what CLIST uses.",
            hint="Write postgres://user:password@host:5432/name.",
            id="clist.E008",
        )
    valkey = urlsplit(settings.REDIS_URL)
    if valkey.scheme not in VALKEY_SCHEMES or not (valkey.hostname or valkey.path.strip("/")):
        yield Error(
            "REDIS_URL is no address of a Valkey or Redis.",
            hint="Write redis://host:6379/0, rediss://… or unix:///path/of/socket?db=0.",
            id="clist.E009",
        )


def must_be_one_of(name: str, allowed: Iterable[str], *, identity: str) -> list[CheckMessage]:
    """Return the fault of a setting that has none of some values."""
    value = getattr(settings, name, None)
    if value is None or value in (names := tuple(allowed)):
        return []
    return [Error(f"{name}={value} is not known.", hint=f"There are {', '.join(names)}.", id=identity)]


def must_be_at_least(least: dict[str, int], *, identity: str) -> list[CheckMessage]:
    """Return the fault of each setting that is smaller than its least value."""
    return [
        Error(f"{name}={getattr(settings, name)} is too small.", hint=f"The least is {smallest}.", id=identity)
        for name, smallest in least.items()
        if getattr(settings, name) < smallest
    ]


@register(TAG)
def check_logs(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Look at how logs are written."""
    return must_be_one_of("LOG_FORMAT", ("line", "json"), identity="clist.E010")
