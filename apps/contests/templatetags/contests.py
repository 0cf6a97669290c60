"""What contests add to pages of lower apps, and the rows of every list of contests."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from apps.contests.board import Board, build_board
from apps.contests.entries import entry_of
from apps.contests.forms import FilterForm
from apps.contests.news import read_news
from apps.contests.queries import agenda, coming_counts, past
from apps.contests.views import MOST
from apps.core.jinja import draw
from apps.resources.models import Resource

register = template.Library()
PAGE = 50


@register.inclusion_tag("contests/of_resource.html")
def contests_of(resource: Resource, page: str) -> dict[str, Any]:
    """Show a site's running, coming and past contests; `page` is what the URL says, whatever that is."""
    now, zone = timezone.now(), timezone.get_current_timezone()
    contests = list(agenda(now).filter(resource=resource, end__gt=now)[:MOST])
    listed = Paginator(past(resource, now), PAGE).get_page(page)
    return {
        "board": build_board(contests, now=now, zone=zone, news=read_news(contests, now)),
        "past": [entry_of(contest, now=now, zone=zone) for contest in listed],
        "page": listed,
        "pages": listed.paginator.get_elided_page_range(listed.number, on_each_side=2, on_ends=1),
    }


@register.simple_tag
def board_groups(board: Board) -> SafeString:
    """Draw the groups of a board with all their rows; components/board.html adds what they refer to."""
    resources = {resource.pk: resource for resource in board.resources}
    sites = {pk: {"title": site.title, "address": site.get_absolute_url()} for pk, site in resources.items()}
    return draw("board.html", board=board, sites=sites, calendar=reverse("contests:calendar"))


@register.simple_tag
def site_choices(form: FilterForm) -> SafeString:
    """Draw a box for each site, those of the filter ticked."""
    return draw("site_choices.html", resources=form.resources, chosen=form.chosen_ids)


@register.simple_tag
def open_contest_counts() -> dict[int, int]:
    """Return resource id → how many contests run or come."""
    return coming_counts(timezone.now())
