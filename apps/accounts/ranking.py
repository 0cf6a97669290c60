"""Places of a site's accounts among each other, by rating."""

from __future__ import annotations

from django.db import connection, transaction

from apps.accounts.locks import hold_accounts
from apps.resources.models import Resource

RANK = """
WITH ranked AS (
    SELECT id, place AS was, CASE WHEN rating IS NOT NULL AND gone IS NULL
        THEN rank() OVER (ORDER BY CASE WHEN gone IS NULL THEN rating END DESC NULLS LAST) END AS place
    FROM accounts_account WHERE resource_id = %s AND (rating IS NOT NULL OR place IS NOT NULL)
)
UPDATE accounts_account AS account SET place = ranked.place FROM ranked
WHERE account.id = ranked.id AND ranked.place IS DISTINCT FROM ranked.was
"""


def rank_accounts(resource: Resource) -> int:
    """Give each rated account of a site its place, ties sharing one; return how many places changed.

    One statement over all of them: for a job that runs now and then, not for every new rating.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        hold_accounts(resource.pk, alone=True)
        cursor.execute(RANK, [resource.pk])
        return int(cursor.rowcount)
