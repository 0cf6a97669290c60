"""What makes the site an app to install: its manifest, its service worker and the page shown without a network."""

from __future__ import annotations

import json
from hashlib import blake2b

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

BLUE, WHITE = "#2f5fd0", "#ffffff"
ICONS = (("app-192.png", "192x192", "any"), ("app-512.png", "512x512", "any"))
MASKABLE = ("app-maskable-512.png", "512x512", "maskable")
AN_HOUR = 3600


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Answer with the app's names, colours, icons and shortcuts in the reader's language."""
    shortcuts = ((_("Calendar"), "contests:calendar_page"), (_("Search"), "core:search"))
    stated = {
        "id": "/",
        "name": _("CLIST: programming contests"),
        "short_name": "CLIST",
        "description": _("Programming contests of many sites in one list: what runs, what starts next, what changed."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": WHITE,
        "theme_color": BLUE,
        "icons": [
            {"src": static(f"icons/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in (*ICONS, MASKABLE)
        ],
        "shortcuts": [{"name": name, "url": reverse(page)} for name, page in shortcuts],
    }
    body = json.dumps(stated, ensure_ascii=False)
    headers = {"Cache-Control": f"public, max-age={AN_HOUR}"}
    response = HttpResponse(body, content_type="application/manifest+json", headers=headers)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the service worker. Its bytes change with every build, so that browsers take the new one."""
    known = {"build": build(), "shell": reverse("core:offline"), "agenda": "/agenda/", "files": settings.STATIC_URL}
    body = f"const KNOWN = {json.dumps(known)};\nimportScripts({json.dumps(static('js/worker.js'))});\n"
    return HttpResponse(body, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def build() -> str:
    """Return what tells this build from others: the version and, where static files are hashed, all their names."""
    files = getattr(staticfiles_storage, "manifest_hash", "")
    return blake2b(f"{settings.VERSION} {files}".encode(), digest_size=6).hexdigest()


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show the page that browsers keep for times without a network; it greets nobody, because it is kept."""
    request.user = AnonymousUser()
    response = render(request, "core/offline.html")
    response["Cache-Control"] = "no-cache"
    return response
