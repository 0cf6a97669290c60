"""The calendar services of the world, for the menu of a row and the page of a contest."""

from __future__ import annotations

from django import template

from apps.contests.links import SERVICES, CalendarService, filled
from apps.contests.models import Contest

register = template.Library()


@register.simple_tag
def calendar_services() -> tuple[CalendarService, ...]:
    """Return the services, each with its name and the address that scripts fill in."""
    return SERVICES


@register.simple_tag
def calendar_links(contest: Contest) -> list[tuple[str, str]]:
    """Return (name, address) of every service, filled in for a contest."""
    return [(service.name, filled(service, contest)) for service in SERVICES]
