"""What contests add to pages of lower apps, and the rows of every list of contests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.html import escape
from django.utils.safestring import SafeString

from apps.contests import charts
from apps.contests.board import Board
from apps.contests.charts import Chart
from apps.contests.forms import FilterForm
from apps.contests.of_resource import of_resource
from apps.contests.queries import coming_counts
from apps.contests.rhythm import Rhythm
from apps.core.durations import rough_duration
from apps.core.jinja import draw
from apps.resources.models import Resource

register = template.Library()
DAY, HOUR, MINUTE, SECOND = (timedelta(seconds=seconds) for seconds in (86400, 3600, 60, 1))


@register.inclusion_tag("contests/of_resource.html", takes_context=True)
def contests_of(context: Context, resource: Resource) -> dict[str, Any]:
    """Show a site's running and coming contests, its habits, its series, and its past as `search` and `page` ask."""
    values = of_resource(resource, text=context.get("search") or "", page=context.get("page") or "")
    if until := values["board"].until:
        context["turns"].append(until)
    return values


@register.filter
def weekday(number: int) -> str:
    """Return the name of a weekday, counted from Monday, 0."""
    return str(WEEKDAYS[number])


@register.filter
def clock(habits: Rhythm) -> str:
    """Return the usual time of day: "17:35"."""
    return f"{habits.hour.value:02}:{habits.minute:02}" if habits.hour else ""


@register.filter
def rough(length: timedelta) -> str:
    """Return a length by its largest unit, rounded to the nearest."""
    unit = next((unit for unit in (DAY, HOUR, MINUTE) if length >= unit), SECOND)
    return rough_duration(length + unit / 2)


@register.simple_tag
def bar_chart(chart: Chart) -> SafeString:
    """Draw a chart of bars."""
    return charts.draw(chart)


@register.simple_tag
def ordered_sites(
    resources: Sequence[Resource], sort: str, *, open_ones: Mapping[int, int], states: Mapping[int, Any]
) -> list[Resource]:
    """Return sites in the order that somebody asks for: "title", "host", "open", "all" or "read" (the latest first)."""
    keys: dict[str, Callable[[Resource], Any]] = {
        "host": lambda resource: resource.host,
        "open": lambda resource: -open_ones.get(resource.pk, 0),
        "all": lambda resource: -resource.n_contests,
        "read": lambda resource: -_epoch(getattr(states.get(resource.pk), "succeeded", None)),
    }
    return sorted(resources, key=keys.get(sort, lambda resource: resource.title.casefold()))


def _epoch(when: datetime | None) -> float:
    return when.timestamp() if when else 0.0


@register.simple_tag
def board_groups(board: Board) -> SafeString:
    """Draw the groups of a board with all their rows; components/board.html adds what they refer to."""
    sites = {site.pk: (escape(site.get_absolute_url()), escape(site.title)) for site in board.resources}
    return draw("board.html", board=board, sites=sites, calendar=reverse("contests:calendar"))


@register.simple_tag
def site_choices(form: FilterForm) -> SafeString:
    """Draw a box for each site, those of the filter ticked."""
    return draw("site_choices.html", resources=form.resources, chosen=form.chosen_ids)


@register.simple_tag
def open_contest_counts() -> dict[int, int]:
    """Return resource id → how many contests run or come."""
    return coming_counts(timezone.now())
