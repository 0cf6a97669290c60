"""How addresses name people: "host:key" for an account, a user name for a person of ours, commas between several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from apps.accounts.models import Account
from apps.resources.models import Resource

MOST = 20  # names in one address
LONGEST = 400
NUMBERED = "~"  # before an account's number, for a key that would break an address

# The place of each name and the ids that it leads to: an account's handle, a former one, or one in other letters' case;
# an account's number; or the accounts that a person of ours has linked.
LED_TO = """
WITH asked AS (
    SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::text[]) WITH ORDINALITY
        AS asked (host, key, number, username, place)
)
SELECT place - 1, found.id
FROM asked JOIN resources_resource AS site ON site.host = asked.host AND site.enabled CROSS JOIN LATERAL (
    (SELECT id, 1 AS way FROM accounts_account WHERE resource_id = site.id AND key = asked.key)
    UNION ALL
    (SELECT account_id, 2 FROM accounts_accountrenaming WHERE resource_id = site.id AND old_key = asked.key)
    UNION ALL
    (SELECT id, 3 FROM accounts_account WHERE resource_id = site.id AND upper(key) = upper(asked.key))
    ORDER BY way, id LIMIT 1
) AS found
UNION ALL
SELECT place - 1, number FROM asked WHERE number IS NOT NULL
UNION ALL
SELECT place - 1, link.account_id
FROM asked JOIN accounts_user AS person ON person.username = asked.username AND person.is_active
JOIN accounts_accountlink AS link ON link.user_id = person.id
"""


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
    """Return the accounts that names lead to, with their sites: also under former handles, and all of a person's.

    Two queries, however many names there are.
    """
    led_to = _led_to([_read(name) for name in names])
    every = {pk for found in led_to.values() for pk in found}
    known = Account.objects.filter(resource__enabled=True).select_related("resource").in_bulk(every)
    found: dict[int, Account] = {}
    unknown = []
    for place, name in enumerate(names):
        accounts = _best_first(known[pk] for pk in led_to.get(place, ()) if pk in known)
        found |= {account.pk: account for account in accounts}
        if not accounts:
            unknown.append(name)
    return Named(accounts=list(found.values()), unknown=unknown)


def find_account(resource: Resource, key: str) -> Account | None:
    """Return an account by its handle, a former handle, or its handle in other letters' case; None for nobody's."""
    if "\x00" in key:  # which no column can hold, nor be asked for
        return None
    led_to = _led_to([_Spelled(host=resource.host, key=key)])
    return Account.objects.get(pk=led_to[0][0]) if led_to else None


def accounts_of_person(username: str) -> list[Account]:
    """Return the accounts that a person of ours has linked, with their sites, the best rated first."""
    own = Account.objects.filter(links__user__username=username, links__user__is_active=True, resource__enabled=True)
    return _best_first(own.select_related("resource"))


class _Spelled(NamedTuple):
    """What a name says: a site and a handle there, an account's number, or a user name."""

    host: str | None = None
    key: str | None = None
    number: int | None = None
    username: str | None = None


def _read(name: str) -> _Spelled:
    if name.startswith(NUMBERED):
        number = name.removeprefix(NUMBERED)
        return _Spelled(number=int(number)) if _is_number(number) else _Spelled()
    host, colon, key = name.partition(":")
    return _Spelled(host=host, key=key) if colon else _Spelled(username=name)


def _led_to(names: Sequence[_Spelled]) -> dict[int, list[int]]:
    """Return the ids of the accounts that names lead to, by the place of the name; numbers are taken unseen."""
    found: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(LED_TO, [[one[at] for one in names] for at in range(len(_Spelled._fields))])
        for place, pk in cursor.fetchall():
            found[place].append(pk)
    return found


def _best_first(accounts: Iterable[Account]) -> list[Account]:
    return sorted(accounts, key=lambda one: (-(one.rating or 0), one.pk))[:MOST]


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 19
