"""The page that lists accounts: filtered, in any order, a hundred at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.list_filter import COLUMNS, AccountFilter
from apps.accounts.listed_now import in_order, telling_solved
from apps.accounts.listing import MOST_PAGES, Listed, list_accounts
from apps.accounts.models import LISTED_BY
from apps.core.countries import country_name
from apps.core.days import day_writer
from apps.core.durations import rough_duration
from apps.core.flags import draw_flag
from apps.core.jinja import draw
from apps.live.pages import Values, kept_page
from apps.resources.bands import hue_of
from apps.resources.models import Resource

TOPIC = "accounts"  # nobody raises it: time alone renews this page
HEADS = {
    "handle": gettext_lazy("Handle"),
    "rating": gettext_lazy("Rating"),
    "place": gettext_lazy("Place"),
    "contests": gettext_lazy("Contests"),
    "solved": gettext_lazy("Solved"),
    "last": gettext_lazy("Last contest"),
}
KIND_WORDS = {
    "person": gettext_lazy("People"),
    "team": gettext_lazy("Teams"),
    "university": gettext_lazy("Universities"),
    "ghost": gettext_lazy("Ghosts"),
}
ACTIVE_WORDS = {"month": gettext_lazy("Active in 30 days"), "year": gettext_lazy("Active in a year")}


class Head(NamedTuple):
    """The head of a column: where it leads, and how the list is ordered by it now, as aria-sort says it, else ""."""

    word: str
    query: str
    order: str


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Show the accounts that the query asks for."""
    sites = list(Resource.objects.order_by("title", "host"))
    asked = AccountFilter.from_query(request.GET, [one for one in sites if one.enabled])
    query = asked.query_string(page=asked.page)
    values = partial(_values, asked, sites)
    notes = repr(asked.warnings) if asked.warnings else ""
    return kept_page(request, "accounts/accounts.html", values, query=query, key=notes, topic=TOPIC)


def _values(asked: AccountFilter, sites: Sequence[Resource]) -> Values:
    found, has_next = list_accounts(asked, shut=[one.pk for one in sites if not one.enabled])
    listed = in_order(found, asked.column, is_descending=asked.is_descending)
    shown = {one.resource for one in listed}
    peopled = [one for one in sites if one.enabled and (one.n_accounts or one.pk in asked.resources)]
    carried = asked.query_string()
    values: dict[str, Any] = {
        "asked": asked,
        "sites": [(one, one.pk in asked.resources) for one in peopled],
        "resources": [one for one in sites if one.pk in shown | {peopled_one.pk for peopled_one in peopled}],
        "kinds": list(KIND_WORDS.items()),
        "actives": list(ACTIVE_WORDS.items()),
        "country": country_name(asked.country) if asked.country else "",
        "heads": {name: _head(name, asked) for name in COLUMNS},
        "number": len(listed),
        "drawn": _draw(listed, {one.pk: one for one in sites}),
        "page": int(asked.page or 1),
        "has_next": has_next,
        "is_capped": int(asked.page or 1) >= MOST_PAGES,
        "carried": f"{carried}&" if carried else "",
        "all_of_them": urlencode([pair for pair in asked.pairs() if pair[0] != "account"]),
    }
    return values, None


def _head(name: str, asked: AccountFilter) -> Head:
    usual = f"-{name}" if LISTED_BY[COLUMNS[name]] == "desc" else name
    other = name if usual.startswith("-") else f"-{name}"
    query = asked.query_string(sort=other if asked.sort == usual else usual)
    orders = {name: "ascending", f"-{name}": "descending"}
    return Head(str(HEADS[name]), query, orders.get(asked.sort, ""))


def _draw(listed: Sequence[Listed], sites: dict[int, Resource]) -> str:
    """Draw the rows of the list."""
    now, say, write = timezone.now(), cache(_), day_writer()

    def ago(when: datetime | None) -> str:
        return rough_duration(now - when, _=say) if when else ""

    def day(when: datetime | None) -> str:
        if when is None:
            return "–"
        return say("running") if when > now else write(when)

    addresses = {one.pk: _address_of(one.key, sites[one.resource].host) for one in listed}
    words = {"team": say("team"), "university": say("university"), "ghost": say("ghost")}
    tools = {"ago": ago, "day": day, "hue": hue_of, "flag": draw_flag, "kinds": words}
    telling = telling_solved(listed)
    return draw("account_rows.html", rows=listed, sites=sites, addresses=addresses, telling=telling, **tools)


@lru_cache(maxsize=20_000)
def _address_of(key: str, host: str) -> str:
    return reverse("accounts:account", args=[key, host])
