"""What contests add to pages of lower apps, and the rows of every list of contests."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Paginator
from django.utils import timezone

from apps.contests.board import build_board, entry_of
from apps.contests.queries import agenda, coming_counts, past, recent_moves
from apps.contests.views import MOST, MOVED_FOR
from apps.resources.models import Resource

register = template.Library()
PAGE = 50


@register.inclusion_tag("contests/of_resource.html")
def contests_of(resource: Resource, page: str) -> dict[str, Any]:
    """Show a site's running, coming and past contests; `page` is what the URL says, whatever that is."""
    now, zone = timezone.now(), timezone.get_current_timezone()
    contests = list(agenda(now).filter(resource=resource, end__gt=now)[:MOST])
    listed = Paginator(past(resource, now), PAGE).get_page(page)
    moves = recent_moves(contests, since=now - MOVED_FOR)
    return {
        "board": build_board(contests, now=now, zone=zone, moves=moves),
        "past": [entry_of(contest, now=now, zone=zone) for contest in listed],
        "page": listed,
        "pages": listed.paginator.get_elided_page_range(listed.number, on_each_side=2, on_ends=1),
    }


@register.simple_tag
def open_contest_counts() -> dict[int, int]:
    """Return resource id → how many contests run or come."""
    return coming_counts(timezone.now())
