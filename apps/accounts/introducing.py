"""What the page of an account says of it before its results: who it is, and what is known of it, ready to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.core.countries import country_name
from apps.core.flags import draw_flag
from apps.core.templatetags.ui import ago, moment
from apps.resources.templatetags.resources import hue, site_mark

KINDS = {
    "team": gettext_lazy("team"),
    "university": gettext_lazy("university"),
    "organization": gettext_lazy("organisation"),
    "ghost": gettext_lazy("ghost"),
}
IN_WORDS = frozenset({"place", "n_solved", "n_contests"})  # facts that are shown in words of their own


def head_of(account: Account) -> dict[str, Any]:
    """Return what templates/jinja2/account_head.html draws of an account, whose site is loaded."""
    resource, own = account.resource, [account.key, account.resource.host]
    names = (account.name, account.key) if account.kind and account.name else (account.key, account.name)
    return {
        "account": account,
        "resource": resource,
        "names": (names[0], "" if names[1] == names[0] else names[1]),
        "kind": KINDS.get(account.kind, account.kind),
        "flag": draw_flag(account.country),
        "hue": hue(account.rating, resource.adapter),
        "mark": site_mark(resource.pk),
        "calendar": reverse("standings:account_calendar", args=own),
        "update": reverse("accounts:update", args=own) if resource.has_ability("profiles") else "",
        "read_ago": account.read_at and ago(account.read_at),
        "gone_on": account.gone and moment(account.gone, "DATE_FORMAT"),
    }


def facts_of(account: Account, former: Sequence[str], *, now: datetime) -> dict[str, Any]:
    """Return what templates/jinja2/account_facts.html draws, but for whether any table tells what was solved."""
    told = account.facts
    last = account.last_activity
    return {
        "account": account,
        "hue": hue(account.rating, account.resource.adapter),
        "place_there": _by_the_site(told.get("place")),
        "contests_there": _by_the_site(told.get("n_contests")),
        "solved_there": _by_the_site(told.get("n_solved")),
        "country": country_name(account.country) if account.country else "",
        "is_running": last is not None and last > now,
        "ended_on": last and moment(last, "DATE_FORMAT"),
        "former": ", ".join(key for key in former if key.casefold() != account.key.casefold()),
        "facts": [
            (name.replace("_", " "), str(localize(said))) for name, said in sorted(told.items()) if name not in IN_WORDS
        ],
    }


def _by_the_site(said: str | float | None) -> str:
    return "" if said is None else str(intcomma(said))
