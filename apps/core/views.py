"""The pages where a person without JavaScript picks a time zone or a language, and the address of the icon."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.viewer import CHOSEN_COOKIE, ZONE_COOKIE, read_zone, zone_names

A_YEAR = timedelta(days=365)


@require_http_methods(["GET", "HEAD", "POST"])
def choose_zone(request: HttpRequest) -> HttpResponse:
    """Show the zones by their present offset; on POST remember the one that was picked and go back."""
    back = _way_back(request)
    if request.method != "POST":
        return render(request, "core/timezone.html", {"zones": _zones_by_offset(), "next": back, "here": back})
    name, _ = read_zone(request.POST.get("timezone", ""))
    return _remember(request, back, {ZONE_COOKIE: name, CHOSEN_COOKIE: "1"})


@require_http_methods(["GET", "HEAD", "POST"])
def choose_language(request: HttpRequest) -> HttpResponse:
    """Show the languages by their own names; on POST remember the one that was picked and go back."""
    back = _way_back(request)
    if request.method != "POST":
        return render(request, "core/language.html", {"next": back, "here": back})
    wanted = request.POST.get("language", "")
    if wanted not in dict(settings.LANGUAGES):
        return redirect(back)
    return _remember(request, back, {settings.LANGUAGE_COOKIE_NAME: wanted})


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that ask for the icon by its old name to the file that is published."""
    return redirect(static("icons/favicon.ico"))


def _way_back(request: HttpRequest) -> str:
    """Return where the person came from, if that is a page of ours."""
    back = request.POST.get("next") or request.GET.get("next", "/")
    # Only a whole path: `redirect` takes other words for names of views.
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else "/"


def _remember(request: HttpRequest, back: str, cookies: dict[str, str]) -> HttpResponse:
    response = redirect(back)
    for name, value in cookies.items():
        response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return response


def _zones_by_offset() -> list[tuple[str, str]]:
    """Return (name, "+03:00 Europe/Minsk") of the zones that are places, and UTC."""
    shown = [name for name in zone_names() if name == "UTC" or ("/" in name and not name.startswith("Etc/"))]
    clocks = [(datetime.now(ZoneInfo(name)), name) for name in shown]
    clocks.sort(key=lambda pair: (pair[0].utcoffset() or timedelta(), pair[1]))
    return [(name, f"{clock.isoformat()[-6:]} {name}") for clock, name in clocks]
