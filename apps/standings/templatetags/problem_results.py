"""What results add to the pages of problems: addresses of tables, who solved a problem first and when."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from apps.contests.problem_list import Place
from apps.standings.addresses import address_of_standings

register = template.Library()


@register.simple_tag
def addresses_of_results(places: Iterable[Place]) -> dict[int, str]:
    """Return contest id → the address of its results, for those contests that have some."""
    return {place.contest: address_of_standings(place.contest, place.title) for place in places if place.has_results}
