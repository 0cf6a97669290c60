"""What browsers ask for to install the site: the manifest, the service worker and the page without a network."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser

from apps.accounts.models import User

pytestmark = pytest.mark.django_db


def test_manifest_names_the_app_its_icons_and_shortcuts(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    stated = response.json()
    assert (response["Content-Type"], response["Cache-Control"]) == (
        "application/manifest+json",
        "public, max-age=3600",
    )
    assert [stated[name] for name in ("id", "start_url", "scope", "display", "lang", "dir")] == [
        *("/", "/", "/", "standalone", "en", "ltr")
    ]
    assert [(shortcut["name"], shortcut["url"]) for shortcut in stated["shortcuts"]] == [
        ("Calendar", "/calendar/"),
        ("Search", "/search/"),
    ]
    assert [(icon["sizes"], icon["purpose"]) for icon in stated["icons"]] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]


def test_icons_are_as_large_as_the_manifest_says(client: Client) -> None:
    for icon in client.get("/manifest.webmanifest").json()["icons"]:
        path = finders.find(icon["src"].removeprefix("/static/"))
        assert path is not None
        with Image.open(path) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]


def worker(client: Client) -> tuple[dict[str, str], str]:
    """Return what the service worker is told, and the address of its code."""
    body = client.get("/service-worker.js").content.decode()
    found = re.fullmatch(r'const KNOWN = (\{.*\});\nimportScripts\("(.*)"\);\n', body)
    assert found is not None
    return json.loads(found[1]), found[2]


def test_service_worker_is_asked_for_every_time_and_loads_its_code(client: Client) -> None:
    response = client.get("/service-worker.js")
    known, code = worker(client)
    assert (response["Content-Type"], response["Cache-Control"]) == ("text/javascript", "no-cache")
    assert (code, known | {"build": ""}) == (
        "/static/js/worker.js",
        {"build": "", "shell": "/offline/", "agenda": "/agenda/", "files": "/static/"},
    )
    assert client.get(known["agenda"]).status_code == 200


def test_service_worker_changes_with_the_version(client: Client, settings: Settings) -> None:
    builds = []
    for version in ("1.0", "1.1", "1.0"):
        settings.VERSION = version
        builds.append(worker(client)[0]["build"])
    assert builds[0] == builds[2] != builds[1]


def test_offline_page_greets_nobody(client: Client) -> None:
    client.force_login(User.objects.create_superuser("ada"))
    response = client.get("/offline/")
    page = LexborHTMLParser(response.content.decode())
    assert page.css_first("h1").text() == "No network"
    assert (response["Cache-Control"], "ada" in page.html) == ("no-cache", False)
    assert [link for link in page.css("a") if (link.attributes["href"] or "").startswith(("/admin", "/staff"))] == []


def test_every_page_names_the_manifest_and_registers_the_worker(client: Client) -> None:
    page = LexborHTMLParser(client.get("/").content.decode())
    assert page.css_first("link[rel=manifest]").attributes["href"] == "/manifest.webmanifest"
    assert page.css_first("script[src$='js/register.js']") is not None
    assert Path(finders.find("js/worker.js") or "").is_file()
