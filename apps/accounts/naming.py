"""How addresses name people: "host:key" for an account, a user name for a person of ours, commas between several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.accounts.listing import find_account
from apps.accounts.models import Account
from apps.resources.models import Resource

MOST = 20  # names in one address
LONGEST = 400
NUMBERED = "~"  # before an account's number, for a key that would break an address


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The accounts that names led to, each once, in the order of the names, and the names that led to none."""

    accounts: Sequence[Account]
    unknown: Sequence[str]


def read_names(text: str) -> list[str]:
    """Return the names in a text, each once, without the blanks around them; at most MOST count."""
    printed = text[: LONGEST * MOST].replace("\x00", "\ufffd")  # nobody's name holds what no column can
    names = (name.strip() for name in printed.split(","))
    return list(dict.fromkeys(name[:LONGEST] for name in names if name))[:MOST]


def name_of(account: Account) -> str:
    """Return how an address names an account, which has its site."""
    if any(sign in account.key for sign in (",", "/", "?", "#")):
        return f"{NUMBERED}{account.pk}"
    return f"{account.resource.host}:{account.key}"


def find_named(names: Sequence[str]) -> Named:
    """Return the accounts that names lead to, with their sites: also under former handles, and all of a person's."""
    sites = {resource.host: resource for resource in Resource.objects.filter(enabled=True)}
    found: dict[int, Account] = {}
    unknown = []
    for name in names:
        accounts = _find(name, sites)
        for account in accounts:
            found.setdefault(account.pk, account)
        if not accounts:
            unknown.append(name)
    return Named(accounts=list(found.values()), unknown=unknown)


def accounts_of_person(username: str) -> list[Account]:
    """Return the accounts that a person of ours has linked, with their sites, the best rated first."""
    own = Account.objects.filter(links__user__username=username, links__user__is_active=True, resource__enabled=True)
    return sorted(own.select_related("resource"), key=lambda one: (-(one.rating or 0), one.pk))[:MOST]


def _find(name: str, sites: dict[str, Resource]) -> list[Account]:
    if name.startswith(NUMBERED):
        number = name.removeprefix(NUMBERED)
        known = Account.objects.filter(resource__enabled=True).select_related("resource")
        return list(known.filter(pk=int(number))) if _is_number(number) else []
    host, colon, key = name.partition(":")
    if not colon:
        return accounts_of_person(name)
    account = find_account(sites[host], key) if host in sites else None
    if account is None:
        return []
    account.resource = sites[host]
    return [account]


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 19
