"""Finding accounts: by site and handle, under a former handle, and the plain list."""

from __future__ import annotations

from django.db.models import QuerySet

from apps.accounts.models import Account, AccountRenaming
from apps.resources.models import Resource


def find_account(resource: Resource, key: str) -> Account | None:
    """Return an account by its handle, a former handle, or its handle in other letters' case; None for nobody's."""
    accounts = Account.objects.filter(resource=resource)
    exact = accounts.filter(key=key).first()
    if exact is not None:
        return exact
    renaming = AccountRenaming.objects.filter(resource=resource, old_key=key).select_related("account").first()
    if renaming is not None:
        return renaming.account
    return accounts.filter(key__iexact=key).order_by("id").first()


def list_accounts(*, text: str = "", host: str = "") -> QuerySet[Account]:
    """Return accounts with their sites, by site and handle: whose handle begins with a text, of a site or all."""
    found = Account.objects.filter(resource__enabled=True).select_related("resource").defer("facts", "days")
    if host:
        found = found.filter(resource__host=host)
    if text:
        found = found.filter(key__istartswith=text)
    return found.order_by("resource_id", "key")
