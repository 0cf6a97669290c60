"""What a web process needs for its first request: loaded before gunicorn forks, once for all of its workers."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.template import engines
from django.urls import reverse
from django.utils import translation

from apps.core.viewer import zone_names
from apps.resources.catalogue import adapters

TEMPLATES = Path(settings.BASE_DIR, "templates")
COMPILED = TEMPLATES / "jinja2"


def warm_up() -> None:
    """Import the views and the adapters, read the translations, compile the templates; no server is asked for anything.

    Otherwise each worker does so while somebody waits: half a second for its first page.
    """
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            reverse("contests:main")  # imports what addresses lead to, and lists them in this language
    adapters()
    zone_names()
    for file in sorted(TEMPLATES.rglob("*.html")):
        if COMPILED in file.parents:
            engines["jinja2"].get_template(str(file.relative_to(COMPILED)))
        else:
            engines["django"].get_template(str(file.relative_to(TEMPLATES)))
