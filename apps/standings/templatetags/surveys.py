"""What results add to the page of a site: who plays there, how strong they are, and from where they come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

from apps.contests.charts import Bar, Chart
from apps.resources.bands import hue_of
from apps.resources.models import Resource
from apps.standings.models import SiteSurvey
from apps.standings.sites.leaders import SHOWN, board_of, board_words, country_lines
from apps.standings.sites.survey import STEP, accounts_of

register = template.Library()
COUNTRIES = 12
TICK_EVERY = 500


@register.inclusion_tag("standings/survey.html")
def survey_of(resource: Resource) -> dict[str, Any]:
    """Show what is known of a site's people and problems as of the last count; nothing before the first."""
    found = SiteSurvey.objects.filter(pk=resource.pk).first()
    if found is None or not (found.n_accounts or found.problem_ratings):
        return {"survey": None}
    accounts = accounts_of([found], most=SHOWN)
    boards = [(words, board_of(found, board, resource, accounts=accounts)) for board, words in board_words().items()]
    return {
        "survey": found,
        "resource": resource,
        "charts": [chart for chart in _charts(found, resource) if chart.bars],
        "boards": [(words, leaders) for words, leaders in boards if leaders],
        "lines": country_lines(found)[:COUNTRIES],
        "n_countries": len(found.countries),
    }


def _charts(survey: SiteSurvey, resource: Resource) -> list[Chart]:
    return [
        Chart(key="ratings", title=_("Accounts by rating"), bars=_bars(survey.ratings, resource.adapter)),
        Chart(key="difficulties", title=_("Problems by rating"), bars=_bars(survey.problem_ratings, resource.adapter)),
    ]


def _bars(counted: Sequence[Sequence[int]], adapter: str) -> list[Bar]:
    """Return a bar for every hundred between the lowest and the highest, also where nobody is."""
    numbers = {pair[0]: pair[1] for pair in counted}
    if not numbers:
        return []
    return [
        Bar(
            label=f"{least}–{least + STEP - 1}",
            number=numbers.get(least, 0),
            tick=str(least) if least % TICK_EVERY == 0 else "",
            hue=hue_of(adapter, least),
        )
        for least in range(min(numbers), max(numbers) + STEP, STEP)
    ]
