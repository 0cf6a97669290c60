"""Who looks, as far as a page needs to know: the time zone, the theme and the language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from ipaddress import ip_address
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

ZONE_COOKIE = "timezone"
CHOSEN_COOKIE = "timezone_chosen"  # present: the person picked it, so the browser's own zone does not replace it
THEME_COOKIE = "theme"
THEMES = ("light", "dark")
WIDEST_OFFSET = timedelta(hours=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """What makes one page look different for two people: all of it belongs in the key of a kept page."""

    zone: tzinfo
    zone_name: str
    theme: str  # "light", "dark", or "" for the system's own
    language: str

    @property
    def now(self) -> datetime:
        """The time on the viewer's wall."""
        return datetime.now(self.zone)

    @property
    def offset_minutes(self) -> int:
        """How far the zone is ahead of UTC now."""
        return int((self.now.utcoffset() or timedelta()).total_seconds() // 60)


def viewer_of(request: HttpRequest) -> Viewer:
    """Return what a request tells of its viewer: `?timezone=` before the cookie, UTC where neither names a zone."""
    name = request.GET.get("timezone") or request.COOKIES.get(ZONE_COOKIE, "")
    zone_name, zone = read_zone(name)
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return Viewer(
        zone=zone, zone_name=zone_name, theme=theme if theme in THEMES else "", language=get_language() or "en"
    )


@lru_cache(maxsize=1024)
def read_zone(name: str) -> tuple[str, tzinfo]:
    """Return a zone and its one spelling: an IANA name, minutes ahead of UTC, or "+HH:MM"; UTC for anything else."""
    name = name.strip()
    if name in zone_names():
        return name, ZoneInfo(name)
    offset = _offset(name)
    if not offset or abs(offset) > WIDEST_OFFSET:
        return "UTC", UTC
    hours, minutes = divmod(int(abs(offset).total_seconds()) // 60, 60)
    spelling = f"{'-' if offset < timedelta() else '+'}{hours:02}:{minutes:02}"
    return spelling, timezone(offset, spelling)


@cache
def zone_names() -> frozenset[str]:
    """Return the names of zones that this machine knows."""
    return frozenset(name for name in available_timezones() if not name.startswith(("posix", "right", "localtime")))


def _offset(name: str) -> timedelta | None:
    if minutes := re.fullmatch(r"[+-]?\d{1,3}", name, re.ASCII):
        return timedelta(minutes=int(minutes[0]))
    if clock := re.fullmatch(r"([ +-]?)(\d{1,2}):(\d{2})", name, re.ASCII):  # "+" in a URL arrives as a blank
        length = timedelta(hours=int(clock[2]), minutes=int(clock[3]))
        return -length if clock[1] == "-" else length
    return None


def address_of(request: HttpRequest) -> str:
    """Return the address a request came from: what our own proxy says where the other end is one, else the other end.

    A proxy of ours overwrites `X-Forwarded-For`, and only its last entry is believed.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if not told:
        return address
    try:
        is_ours = not address or not ip_address(address).is_global
    except ValueError:
        is_ours = False
    return told if is_ours else address


def sender_of(request: HttpRequest) -> str:
    """Return what tells the senders of forms apart, without keeping anybody's address."""
    return salted_hmac("sender", address_of(request)).hexdigest()[:32]
