"""How accounts are found: a whole handle first, then by the words of handles and names, the best rated first."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account, AccountName
from apps.core.finding import Finder, Found
from apps.core.shortlist import Shortlist
from apps.resources.bands import hue_of
from apps.resources.drawing import drawn_mark
from apps.resources.models import Resource
from apps.resources.queries import account_of, enabled_resources

BEST = 4000  # accounts whose names are at hand; words that these lack are rare, so an index finds the others
TURN = 300  # seconds after which they are read anew
MOST_RARE = 1000
WRITTEN_BETWEEN = ("", "_", "-", ".", " ")  # the parts of a handle that folding parted

BY_INDEX = """
SELECT found.account_id FROM (SELECT account_id FROM accounts_listedaccount WHERE {} LIMIT %s) AS found
CROSS JOIN LATERAL (SELECT weight FROM accounts_accountname WHERE account_id = found.account_id OFFSET 0) AS named
ORDER BY named.weight DESC, found.account_id LIMIT %s
"""


class AccountFinder(Finder):
    """Finds accounts by handle and name; several sites' handles of one spelling stand side by side."""

    kind = "accounts"
    heading = _("Accounts")
    order = 3

    def find(self, words: Sequence[str], *, skip: int, most: int) -> list[Found]:
        """Return the matching accounts: a handle typed whole, then the others, the best rated first."""
        wanted = skip + most
        whole = _whole(words, most=wanted)
        ids = list(dict.fromkeys([*whole, *_beginning(words, most=wanted)]))[skip:wanted]
        accounts = Account.objects.filter(resource__enabled=True).select_related("resource").in_bulk(ids)
        return [as_found(accounts[pk]) for pk in ids if pk in accounts]

    def named(self, address: str) -> list[Found]:
        """Return the account whose profile an address is; one that is not known here can be looked up."""
        resources = enabled_resources()
        found = account_of(address, resources)
        if found is None:
            return []
        host, handle = found
        site = next(one for one in resources if one.host == host)
        known = Account.objects.filter(resource=site, key__iexact=handle).select_related("resource")[:2]
        return [as_found(one) for one in known] or _to_look_up(site, handle, address)

    def version(self) -> int:
        """Return nothing that changes: names are folded now and then, and no answer is kept for long."""
        return 0


def as_found(account: Account) -> Found:
    """Return an account, which has its site, as a line of an answer."""
    site = account.resource
    title = account.name if account.kind and account.name else account.key  # a team goes by its name
    return Found(
        title=title,
        url=reverse("accounts:account", args=[account.key, site.host]),
        note=" · ".join(filter(None, (account.name if account.name != title else "", site.title))),
        mark=drawn_mark(site),
        country=account.country,
        figure="" if account.rating is None else str(account.rating),
        hue=hue_of(site.adapter, account.rating),
    )


def _whole(words: Sequence[str], *, most: int) -> list[int]:
    """Return the accounts whose handle is what was typed, whatever stands between its parts, the best rated first."""
    spelled = Q()
    for between in WRITTEN_BETWEEN if len(words) > 1 else ("",):
        spelled |= Q(key__iexact=between.join(words))
    found = Account.objects.filter(spelled, resource__enabled=True)
    return list(found.order_by("-found_by__weight", "pk").values_list("pk", flat=True)[:most])


def _beginning(words: Sequence[str], *, most: int) -> list[int]:
    """Return the accounts whose handles and names hold words that begin so, the best rated first."""
    found = _best(int(time.time()) // TURN).holding([[word] for word in words])[:most]
    if len(found) < most:
        patterns = [f"% {word}%" for word in words]  # folded words hold no sign of patterns
        holds = " AND ".join(["folded LIKE (SELECT %s)"] * len(patterns))  # so that the planner takes them for rare
        with connection.cursor() as cursor:
            cursor.execute(BY_INDEX.format(holds), [*patterns, MOST_RARE, most])
            found += [pk for (pk,) in cursor.fetchall()]
    return found


@lru_cache(maxsize=1)
def _best(turn: int) -> Shortlist:
    best = AccountName.objects.order_by("-weight", "account")[:BEST]
    return Shortlist(best.values_list("account_id", "folded"))


def _to_look_up(site: Resource, handle: str, address: str) -> list[Found]:
    url = f"{reverse('accounts:lookup')}?{urlencode({'q': address})}"
    note = say("Look it up at %(site)s") % {"site": site.title}
    return [Found(title=handle, url=url, note=note, mark=drawn_mark(site))]
