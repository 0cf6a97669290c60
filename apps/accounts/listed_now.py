"""Lines of the list of accounts as they are now: their order, of which the copy may be late, and what is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from apps.accounts.listing import Listed

# Who solved the most on a site, an index knows.
TELLING = """
SELECT site.id FROM unnest(%s::bigint[]) AS site (id) WHERE (
    SELECT n_solved FROM accounts_listedaccount WHERE resource_id = site.id
    ORDER BY n_solved DESC NULLS LAST, account_id LIMIT 1
) > 0
"""


def in_order(listed: Sequence[Listed], column: str, *, is_descending: bool) -> list[Listed]:
    """Return lines in the order of what they say of a column of the list, the unknown last.

    Those that are equal stay as they are.
    """
    if column == "handle":  # which is as it was
        return list(listed)
    known = [one for one in listed if getattr(one, column) is not None]
    unknown = [one for one in listed if getattr(one, column) is None]
    return sorted(known, key=lambda one: getattr(one, column), reverse=is_descending) + unknown


def telling_solved(listed: Iterable[Listed]) -> set[int]:
    """Return the sites, by id, of which is known how many problems people solve; tables of CTFs do not tell.

    They are those on which somebody did. At most one query: none where everybody in the lines did.
    """
    telling = {one.resource for one in listed if one.n_solved}
    unsure = {one.resource for one in listed if one.n_contests} - telling
    if unsure:
        with connection.cursor() as cursor:
            cursor.execute(TELLING, [list(unsure)])
            telling.update(site for (site,) in cursor.fetchall())
    return telling
