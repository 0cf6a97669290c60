"""What crawlers are told: `/robots.txt`, and the sitemaps that the apps' `sitemaps.py` make, kept for ten minutes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from apps.live.cache import remember

TOPIC = "sitemaps"  # nobody raises it: time alone renews them
MOST_PAGE = 6  # digits
SHUT = (
    "/admin/",
    "/staff/",
    "/django-rq/",
    "/api/",
    "/get/",
    "/metrics",
    "/health/",
    "/search/",
    "/accounts/lookup/",
    "/timezone/",
    "/language/",
)


@cache
def sections() -> dict[str, type[Sitemap[Any]] | Sitemap[Any]]:
    """Return the sitemaps of every app by the name of their section."""
    found: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {}
    for config in apps.get_app_configs():
        module = f"{config.name}.sitemaps"
        if config.name.startswith("apps.") and find_spec(module):
            found |= import_module(module).SITEMAPS
    return found


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Answer with the list of sitemaps."""
    return _kept(request, "index", lambda: views.index(request, sections(), sitemap_url_name="sitemap"))


@require_safe
def sitemap(request: HttpRequest, section: str) -> HttpResponseBase:
    """Answer with one sitemap; `?p=` is its page."""
    page = request.GET.get("p", "1")
    page = page if page.isdecimal() and page.isascii() and len(page) <= MOST_PAGE else "1"
    request.GET = QueryDict(f"p={page}")  # Django reads it again, and is kinder: "+2" would be kept as page 1
    return _kept(request, f"{section} {page}", lambda: views.sitemap(request, sections(), section=section))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Answer with what crawlers may read: in the made-up world nothing."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in (("/",) if settings.DEMO else SHUT))]
    if not settings.DEMO:
        lines += ["Disallow: /*?*timezone=", "Disallow: /*?*fragment=", "", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse(
        "\n".join(lines) + "\n", content_type="text/plain", headers={"Cache-Control": "public, max-age=3600"}
    )


def _kept(request: HttpRequest, key: str, make: Callable[[], TemplateResponse]) -> HttpResponseBase:
    """Return a sitemap from the cache or made anew. Django raises Http404 for a section or page that is not there."""

    def build() -> tuple[bytes, None]:
        return make().render().content, None

    parts = (request.get_host(), request.scheme, settings.VERSION, key)
    body = remember(TOPIC, blake2b(repr(parts).encode(), digest_size=16).hexdigest(), build, at=0)
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "public, max-age=600", "X-Robots-Tag": "noindex"}
    response = HttpResponse(body, content_type="application/xml", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response
