"""The noun `coder`: people of this site who have linked accounts of theirs."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.http import QueryDict

from apps.accounts.models import Account, AccountLink, User
from apps.api.accounts import Accounts
from apps.api.endpoints import Endpoint, Field, Look, Wire
from apps.api.filtering import Never, Unknown, text, whole

LINKS = AccountLink.objects.filter(user=OuterRef("pk"), account__resource__enabled=True)
N_ACCOUNTS = Coalesce(
    Subquery(LINKS.order_by().values("user").annotate(n=Count("*")).values("n"), output_field=IntegerField()), Value(0)
)
ACCOUNTS = ArraySubquery(
    Account.objects.filter(links__user=OuterRef("pk"), resource__enabled=True)
    .order_by("id")
    .values(told=JSONObject(**{name: named.source for name, named in Accounts.fields.items()}))
)
WITH_ACCOUNTS, SINGLE, ME = "with_accounts", "single", "me"


class Coders(Endpoint):
    """Versions 3 and 4. There are no virtual coders here: everybody listed is a person with a login."""

    noun = "coder"
    list_switches: ClassVar[tuple[str, ...]] = (WITH_ACCOUNTS,)
    handle: ClassVar[str] = "handle"  # the version's word for the username
    fields = {
        "accounts": Field(source=ACCOUNTS, type="list", help="Of one coder, and in lists with with_accounts."),
        "country": Field(
            source=Value(None, output_field=CharField()), type="string", help="Not kept here.", nullable=True
        ),
        "email": Field(source=NullIf("email", Value("")), type="string", help="In me only.", nullable=True),
        "first_name": Field(
            source=NullIf("first_name", Value("")), type="string", help="Of the person.", nullable=True
        ),
        "handle": Field(source=F("username"), type="string", help="Name on this site."),
        "id": Field(source=F("id"), type="integer", help="Lasting number.", order="id", unique=True),
        "is_virtual": Field(
            source=Value(False, output_field=BooleanField()), type="boolean", help="Without a login; nobody is."
        ),
        "last_name": Field(source=NullIf("last_name", Value("")), type="string", help="Of the person.", nullable=True),
        "n_accounts": Field(source=F("accounts_linked"), type="integer", help="In lists.", order="accounts_linked"),
        "timezone": Field(source=F("timezone"), type="string", help="In me only."),
    }
    filters = {
        "id": whole("id", listable=True),
        "handle": text("username", listable=True),
        "country": Unknown(),
        "is_virtual": Never(),
    }

    def rows(self) -> QuerySet[User]:
        """Return the people who have linked accounts."""
        return self._people().filter(Exists(LINKS))

    def _people(self) -> QuerySet[User]:
        return User.objects.filter(is_active=True).annotate(accounts_linked=N_ACCOUNTS)

    def look(self, query: QueryDict, user: User, *, listed: bool) -> Look:
        """Return how coders are wanted; lists that name some, or the one who asks, tell accounts as well."""
        look = super().look(query, user, listed=listed)
        if not listed:
            with_accounts = {WITH_ACCOUNTS} if "with_accounts" in query else set()
            return Look(look.on | {SINGLE} | with_accounts, look.times)
        return Look(look.on | {WITH_ACCOUNTS}, look.times) if query.get("id") or query.get("username") else look

    def one(self, name: str, look: Look, user: User) -> Wire | None:
        """Return a coder by number, or the one who asks by `me`."""
        if name != ME:
            return super().one(name, look, user)
        mine = Look(look.on - {SINGLE} | {ME}, look.times)
        return next(iter(self.objects(self._people().filter(pk=user.pk), mine)), None)

    def sources(self, look: Look) -> list[Combinable]:
        """Return the fields' expressions, without the accounts where nobody asks for them."""
        wanted = bool(look.on & {WITH_ACCOUNTS, SINGLE})
        nothing = Value(None, output_field=CharField())
        return [named.source if name != "accounts" or wanted else nothing for name, named in self.fields.items()]

    def dress(self, row: Wire, look: Look) -> Wire:
        """Leave out what this place does not tell."""
        if not look.on & {WITH_ACCOUNTS, SINGLE}:
            del row["accounts"]
        if look.on & {SINGLE, ME}:
            del row["n_accounts"]
        if ME not in look.on:
            del row["email"], row["timezone"]
        return row


class CodersV2(Coders):
    """Version 2: another word for the handle, and nothing about virtual ones."""

    home = 2
    fields = {
        **{name: named for name, named in Coders.fields.items() if name not in ("handle", "is_virtual")},
        "username": Coders.fields["handle"],
    }
    filters = {"id": Coders.filters["id"], "username": Coders.filters["handle"], "country": Coders.filters["country"]}
