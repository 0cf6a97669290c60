"""Pages of the strongest: the best accounts of every site side by side, and how countries stand to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apps.core.countries import country_name
from apps.core.paging import clean_text
from apps.live.pages import Values, kept_page
from apps.resources.models import Resource
from apps.resources.queries import enabled_resources
from apps.standings.models import CountryRating, SiteSurvey
from apps.standings.sites.leaders import SHOWN, CountryLine, Leader, board_of, country_lines
from apps.standings.sites.survey import CountryCount, accounts_of

TOPIC = "accounts"  # nobody raises it: time alone renews these pages


class Column(NamedTuple):
    """One site's best accounts, or countries, as of its last count."""

    site: Resource
    survey: SiteSurvey
    best: Sequence[Leader] | Sequence[CountryRating]


class Abroad(NamedTuple):
    """One country on one site."""

    site: Resource
    survey: SiteSurvey
    line: CountryLine


@require_safe
def account_ratings(request: HttpRequest) -> HttpResponse:
    """Show the best rated accounts of every site that rates, as of the last count of each."""
    return kept_page(request, "standings/account_ratings.html", _best_accounts, topic=TOPIC)


def _best_accounts() -> Values:
    surveys = {pk: one for pk, one in _surveys().items() if one.n_rated}
    sites = sorted((one for one in enabled_resources() if one.pk in surveys), key=lambda one: -surveys[one.pk].n_rated)
    accounts = accounts_of(list(surveys.values()), most=SHOWN)
    columns = [
        Column(site, surveys[site.pk], board_of(surveys[site.pk], "rating", site, accounts=accounts)) for site in sites
    ]
    return {"resources": sites, "columns": columns}, None


@require_safe
def country_ratings(request: HttpRequest) -> HttpResponse:
    """Show how countries stand: on one site (`resource`), one of them on all (`country`), or the best of each site."""
    host, code = clean_text(request.GET.get("resource", "")), clean_text(request.GET.get("country", "")).upper()
    asked = {"resource": host, "country": "" if host else code[:2]}
    query = urlencode({name: value for name, value in asked.items() if value})
    values = partial(_country_values, asked)
    return kept_page(request, "standings/country_ratings.html", values, query=query, topic=TOPIC)


def _country_values(asked: Mapping[str, str]) -> Values:
    surveys = {pk: one for pk, one in _surveys().items() if one.countries}
    sites = [one for one in enabled_resources() if one.pk in surveys]
    chosen = next((one for one in sites if one.host == asked["resource"]), None)
    values: dict[str, Any] = {"resources": sites, "chosen": chosen, "asked": asked}
    if chosen is not None:
        values |= {"resource": chosen, "survey": surveys[chosen.pk], "lines": country_lines(surveys[chosen.pk])}
    elif asked["country"]:
        values |= {"country": country_name(asked["country"]), "abroad": _abroad(asked["country"], sites, surveys)}
    else:
        values |= {"columns": _best_countries(sites, surveys)}
    return values, None


def _abroad(code: str, sites: Sequence[Resource], surveys: Mapping[int, SiteSurvey]) -> list[Abroad]:
    """Return a country on every site where anybody is of it."""
    rated = {one.resource_id: one for one in CountryRating.objects.filter(country=code, resource__in=sites)}
    counted = [
        (site, CountryCount(*numbers)) for site in sites for numbers in surveys[site.pk].countries if numbers[0] == code
    ]
    return [
        Abroad(site, surveys[site.pk], CountryLine(one, country_name(code), rated.get(site.pk)))
        for site, one in counted
    ]


def _best_countries(sites: Sequence[Resource], surveys: Mapping[int, SiteSurvey]) -> list[Column]:
    rated = CountryRating.objects.filter(place__lte=SHOWN, resource__in=sites).order_by("place", "country")
    best: dict[int, list[CountryRating]] = {}
    for one in rated:
        best.setdefault(one.resource_id, []).append(one)
    return [Column(site, surveys[site.pk], best[site.pk]) for site in sites if site.pk in best]


def _surveys() -> dict[int, SiteSurvey]:
    return {one.pk: one for one in SiteSurvey.objects.filter(resource__enabled=True)}
