"""Addresses of contests: their pages here, and elsewhere what a contest is handed to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from urllib.parse import quote

from django.urls import reverse

from apps.contests.models import Contest

OUTLOOK = (
    "/calendar/0/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose&rru=addevent"
    "&subject={title}&startdt={start}&enddt={end}&body={url}&location={place}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarService:
    """A calendar on the web that takes an event by its address, where scripts and `filled` put in a contest's words.

    They are `{title}`, `{url}`, `{place}`; `{start}` and `{end}` as 2026-11-22T13:00:00Z; and `{start_short}` and
    `{end_short}` as 20261122T130000Z. Each is percent-encoded, a blank as %20: Outlook shows a plus as it is.
    """

    key: str
    name: str
    address: str


SERVICES = (
    CalendarService(
        key="google",
        name="Google",
        address="https://calendar.google.com/calendar/render?action=TEMPLATE"
        "&text={title}&dates={start_short}%2F{end_short}&details={url}&location={place}",
    ),
    CalendarService(key="outlook", name="Outlook.com", address=f"https://outlook.live.com{OUTLOOK}"),
    CalendarService(key="office", name="Microsoft 365", address=f"https://outlook.office.com{OUTLOOK}"),
    CalendarService(
        key="yahoo",
        name="Yahoo",
        address="https://calendar.yahoo.com/?v=60"
        "&title={title}&st={start_short}&et={end_short}&desc={url}&in_loc={place}",
    ),
)


def filled(service: CalendarService, contest: Contest) -> str:
    """Return the address that opens a service with this contest filled in."""
    words = {"title": contest.title, "url": contest.url, "place": contest.host}
    for name in ("start", "end"):
        when = getattr(contest, name).astimezone(UTC)
        words[name] = f"{when:%Y-%m-%dT%H:%M:%SZ}"
        words[f"{name}_short"] = f"{when:%Y%m%dT%H%M%SZ}"
    return service.address.format_map({name: quote(text, safe="") for name, text in words.items()})


def contest_addresses() -> Callable[[int], str]:
    """Return a function from a contest's id to the address of its page: for lists, where asking Django takes long."""
    before, _id, after = reverse("contests:contest", args=[0]).rpartition("0")
    return lambda pk: f"{before}{pk}{after}"
