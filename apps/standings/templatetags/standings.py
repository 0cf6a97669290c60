"""What results add to pages of contests: the way to them."""

from __future__ import annotations

from django import template

from apps.contests.models import Contest
from apps.standings.addresses import address_of_standings

register = template.Library()


@register.simple_tag
def standings_of(contest: Contest) -> str:
    """Return the address of a contest's results, "" where there are none."""
    return address_of_standings(contest.pk, contest.title) if contest.n_statistics else ""
