"""Reads of people and their keys, and the topic of an account."""

from __future__ import annotations

from django.db import connection

from apps.accounts.models import User

OWNED = ("id", "username", "is_active", "timezone", "api_requests_per_minute")
OWNER = """
SELECT person.id, person.username, person.is_active, person.timezone, person.api_requests_per_minute,
       coalesce((SELECT version FROM live_topic WHERE name = %s), 0)
FROM accounts_user AS person JOIN accounts_apikey AS given ON given.user_id = person.id
WHERE given.key = %s AND person.username = %s AND person.is_active
"""


def owner_of_key(username: str, key: str, *, topic: str) -> tuple[User, int] | None:
    """Return the active person of this name whose key this is, and the version of a topic. One query.

    The person has the fields that the API needs. By hand and with the version beside it, because every request to the
    API asks for both: composing a query in Django takes longer than answering it, and a second trip as long again.
    """
    with connection.cursor() as cursor:
        cursor.execute(OWNER, [topic, key, username])
        row = cursor.fetchone()
    return (User.from_db(connection.alias, OWNED, row[:-1]), row[-1]) if row else None


def topic_of(account: int) -> str:
    """Return the live topic of an account, by its id: it rises when somebody had the account read."""
    return f"account:{account}"
