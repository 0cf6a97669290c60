"""The page where a person without JavaScript, or with another zone in mind, picks a time zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from apps.core.viewer import CHOSEN_COOKIE, ZONE_COOKIE, read_zone, zone_names

A_YEAR = timedelta(days=365)


@require_http_methods(["GET", "HEAD", "POST"])
def choose_zone(request: HttpRequest) -> HttpResponse:
    """Show the zones by their present offset; on POST remember the one that was picked and go back."""
    back = request.POST.get("next") or request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=False):
        back = "/"
    if request.method != "POST":
        return render(request, "core/timezone.html", {"zones": _zones_by_offset(), "next": back})
    response = redirect(back)
    name, _ = read_zone(request.POST.get("timezone", ""))
    for cookie, value in ((ZONE_COOKIE, name), (CHOSEN_COOKIE, "1")):
        response.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return response


def _zones_by_offset() -> list[tuple[str, str]]:
    """Return (name, "+03:00 Europe/Minsk") of the zones that are places, and UTC."""
    shown = [name for name in zone_names() if name == "UTC" or ("/" in name and not name.startswith("Etc/"))]
    clocks = [(datetime.now(ZoneInfo(name)), name) for name in shown]
    clocks.sort(key=lambda pair: (pair[0].utcoffset() or timedelta(), pair[1]))
    return [(name, f"{clock.isoformat()[-6:]} {name}") for clock, name in clocks]
