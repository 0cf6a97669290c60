"""Reads of people and their keys, and of one account, for pages and the API; its topic.

By hand, because every request asks them: composing a query in Django takes longer than answering it.
"""

from __future__ import annotations

from django.db import connection

from apps.accounts.models import Account, User
from apps.core.instances import Instances
from apps.resources.models import Resource

OWNED = ("id", "username", "is_active", "timezone", "api_requests_per_minute")
OWNER = """
SELECT person.id, person.username, person.is_active, person.timezone, person.api_requests_per_minute,
       coalesce((SELECT version FROM live_topic WHERE name = %s), 0)
FROM accounts_user AS person JOIN accounts_apikey AS given ON given.user_id = person.id
WHERE given.key = %s AND person.username = %s AND person.is_active
"""

TOPIC = "account:"
NUMBER = """
SELECT account.id, coalesce((SELECT version FROM live_topic WHERE name = %s || account.id), 0)
FROM accounts_account AS account JOIN resources_resource AS site ON site.id = account.resource_id
WHERE site.host = %s AND site.enabled AND account.key = %s
"""
accounts, sites = Instances(Account, "account"), Instances(Resource, "site")
WHOLE = f"""
SELECT {accounts.columns}, {sites.columns},
       ARRAY(SELECT old_key FROM accounts_accountrenaming WHERE account_id = account.id ORDER BY at DESC)
FROM accounts_account AS account JOIN resources_resource AS site ON site.id = account.resource_id
WHERE account.id = %s
"""  # noqa: S608 - names of columns, no values


def owner_of_key(username: str, key: str, *, topic: str) -> tuple[User, int] | None:
    """Return the active person of this name whose key this is, and the version of a topic. One query.

    The person has the fields that the API needs. The version comes with it, because every request to the API asks for
    both, and a second trip takes as long again.
    """
    with connection.cursor() as cursor:
        cursor.execute(OWNER, [topic, key, username])
        row = cursor.fetchone()
    return (User.from_db(connection.alias, OWNED, row[:-1]), row[-1]) if row else None


def number_of_account(key: str, host: str) -> tuple[int, int] | None:
    """Return id and topic's version of the account with just this key on a site that is switched on, or None."""
    if "\x00" in key + host:  # which no column can hold, nor be asked for
        return None
    with connection.cursor() as cursor:
        cursor.execute(NUMBER, [TOPIC, host, key])
        found: tuple[int, int] | None = cursor.fetchone()
    return found


def whole_account(number: int) -> tuple[Account, list[str]] | None:
    """Return an account with its site, and its former handles, the latest first; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(WHOLE, [number])
        row = cursor.fetchone()
    if row is None:
        return None
    account = accounts.made_of(row[: len(accounts)])
    account.resource = sites.made_of(row[len(accounts) : -1])
    return account, row[-1]


def topic_of(account: int) -> str:
    """Return the live topic of an account, by its id: it rises when somebody had the account read."""
    return f"{TOPIC}{account}"
