"""The noun `resource`: the contest sites."""

from __future__ import annotations

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Concat, NullIf

from apps.api.endpoints import Endpoint, Field
from apps.api.filtering import COMPARED, Column, text, whole
from apps.api.icons import ICONS, NOT_IN_A_NAME
from apps.api.values import read_text
from apps.resources.models import Resource


def icon(host: str) -> Concat:
    """Return the address of a site's icon, for the column of its host: the same name as `icons.name_of`."""
    name = Func(
        F(host), Value(NOT_IN_A_NAME), Value("_"), Value("g"), function="regexp_replace", output_field=CharField()
    )
    return Concat(Value(ICONS), name, Value(".png"), output_field=CharField())


class ShortName(Column):
    """The short name, where none is an empty text in the table and null on the wire."""

    __slots__ = ()

    def _unknown(self, lookup: str) -> Q:
        return Q(short="")


class Resources(Endpoint):
    """Versions 2 to 4."""

    noun = "resource"
    fields = {
        "icon": Field(source=icon("host"), type="string", help="Address of its icon, 64 × 64, on this site."),
        "id": Field(source=F("id"), type="integer", help="Lasting number.", order="id", unique=True),
        "n_accounts": Field(source=F("n_accounts"), type="integer", help="Accounts known.", order="n_accounts"),
        "n_contests": Field(source=F("n_contests"), type="integer", help="Contests known.", order="n_contests"),
        "name": Field(source=F("host"), type="string", help="Its host.", order="host", unique=True),
        "short": Field(source=NullIf("short", Value("")), type="string", help="Short name.", nullable=True),
    }
    filters = {
        "id": whole("id", listable=True),
        "name": text("host", listable=True),
        "short": ShortName("short", read_text, ("exact", "in")),
        "n_accounts": whole("n_accounts", lookups=COMPARED),
        "n_contests": whole("n_contests", lookups=COMPARED),
    }

    def rows(self) -> QuerySet[Resource]:
        """Return the sites that are in use."""
        return Resource.objects.filter(enabled=True)


class ResourcesV1(Resources):
    """Version 1: three fields."""

    home = 1
    estimates = False
    fields = {name: Resources.fields[name] for name in ("icon", "id", "name")}
    filters = {name: Resources.filters[name] for name in ("id", "name")}
