"""The noun `account`: handles on contest sites."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import NullIf

from apps.accounts.models import Account
from apps.api.contests import OF_RESOURCE
from apps.api.endpoints import Endpoint, Field, naive
from apps.api.filtering import KNOWN, MATCHED, Column, Nested, instant, text, whole
from apps.api.values import read_text


class Handle(Column):
    """A handle, in its own case; asked for in any case as well, because that is what the index knows."""

    __slots__ = ()

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Compare twice where that finds the index."""
        found = super().condition(lookup, values, now)
        if lookup in ("exact", "startswith") and len(found.children) == 1 and "," not in values[-1]:
            found &= Q((f"{self.path}__i{lookup}", read_text(values[-1])))
        return found


class Accounts(Endpoint):
    """Version 4."""

    noun = "account"
    fields = {
        "handle": Field(source=F("key"), type="string", help="Its name on its site.", order="key"),
        "id": Field(source=F("id"), type="integer", help="Lasting number.", order="id", unique=True),
        "last_activity": Field(
            source=naive("last_activity"),
            type="datetime",
            help="End of the last contest, UTC.",
            order="last_activity",
            nullable=True,
        ),
        "n_contests": Field(source=F("n_contests"), type="integer", help="Contests known.", order="n_contests"),
        "name": Field(source=NullIf("name", Value("")), type="string", help="Of the person or team.", nullable=True),
        "rating": Field(source=F("rating"), type="integer", help="By its site.", order="rating", nullable=True),
        "resource": Field(source=F("resource__host"), type="string", help="Host of its site."),
        "resource_id": Field(source=F("resource_id"), type="integer", help="Its site."),
        "resource_rank": Field(
            source=F("place"), type="integer", help="Place by rating on its site.", order="place", nullable=True
        ),
    }
    filters = {
        "id": whole("id", listable=True),
        "resource_id": whole("resource_id", listable=True),
        "resource": Nested(text("resource__host", listable=True, lookups=(*MATCHED, "in")), OF_RESOURCE),
        "handle": Handle("key", read_text, (*MATCHED, "in", "startswith")),
        "rating": whole("rating", lookups=KNOWN),
        "resource_rank": whole("place", lookups=KNOWN),
        "last_activity": instant("last_activity"),
    }

    def rows(self) -> QuerySet[Account]:
        """Return the accounts on the sites in use."""
        return Account.objects.filter(resource__enabled=True)


class AccountsV2(Accounts):
    """Versions 2 and 3: another word for the place, and no last activity."""

    home = 3
    fields = {
        **{name: Accounts.fields[name] for name in ("handle", "id", "n_contests", "name")},
        "overall_rank": Accounts.fields["resource_rank"],
        **{name: Accounts.fields[name] for name in ("rating", "resource", "resource_id")},
    }
    filters = {
        **{name: Accounts.filters[name] for name in ("id", "resource_id", "resource", "handle", "rating")},
        "overall_rank": Accounts.filters["resource_rank"],
    }
