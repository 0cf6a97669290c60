"""How statements over the rows of one contest, called `row`, come to the rows' accounts: by their ids, one by one.

Left to the planner, a join reads either all accounts there are, which takes longer with every site, or, of a contest
that was stored after the last ANALYZE, all of its rows for each account.
"""

from __future__ import annotations


def of_account(expression: str) -> str:
    """Return the SQL of an expression over the row's `account`, which is looked up only where that is needed."""
    return f"(SELECT {expression} FROM accounts_account AS account WHERE account.id = row.account_id)"  # noqa: S608


def with_account(*columns: str) -> str:
    """Return the SQL of a join that gives each row these columns of its `account`."""
    # By OFFSET 0 it stays a look-up for each row.
    return f"""CROSS JOIN LATERAL (
        SELECT {", ".join(columns)} FROM accounts_account WHERE id = row.account_id OFFSET 0
    ) AS account"""  # noqa: S608 - made of constants
