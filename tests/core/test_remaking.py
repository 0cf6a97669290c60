"""Tables that are made anew: the same but for their rows, and left alone where somebody holds or spoils them."""

from __future__ import annotations

import pytest
from django.db import DataError, connection, transaction

from apps.accounts.models import ListedAccount
from apps.core import remaking
from apps.core.remaking import remake

pytestmark = pytest.mark.django_db
TABLE = "accounts_listedaccount"
FILL = """
INSERT INTO {table} (account_id, resource_id, handle, n_contests, n_solved)
SELECT n, 1, 'N' || n, 0, 0 FROM generate_series(1, 3) AS n
"""
SHAPE = """
SELECT 'index', indexname, indexdef FROM pg_indexes WHERE tablename = %(table)s
UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %(table)s::regclass
UNION ALL SELECT 'column', column_name, concat_ws(' ', data_type, is_nullable, column_default, collation_name)
    FROM information_schema.columns WHERE table_name = %(table)s
ORDER BY 1, 2
"""


def shape() -> list[tuple[str, str, str]]:
    """Return every index, constraint and column of the table, by name."""
    with connection.cursor() as cursor:
        cursor.execute(SHAPE, {"table": TABLE})
        return list(cursor.fetchall())


def test_table_made_anew_differs_by_its_rows_alone() -> None:
    ListedAccount.objects.create(account_id=9, resource_id=1, handle="OLD")
    before = shape()
    assert len(before) > 25

    assert [remake(TABLE, FILL), remake(TABLE, FILL)] == [3, 3]

    assert shape() == before
    assert list(ListedAccount.objects.order_by("pk").values_list("pk", "handle")) == [(1, "N1"), (2, "N2"), (3, "N3")]


def test_rows_that_cannot_be_made_leave_the_table_as_it_was() -> None:
    ListedAccount.objects.create(account_id=9, resource_id=1, handle="OLD")
    before = shape()

    with pytest.raises(DataError, match="division by zero"), transaction.atomic():
        remake(TABLE, FILL.replace("'N' || n", "(1 / (n - 2))::text"))

    assert (shape(), ListedAccount.objects.get().handle) == (before, "OLD")
    assert f"{TABLE}_anew" not in connection.introspection.table_names()


@pytest.mark.parametrize("mode", ["ACCESS SHARE", "SHARE UPDATE EXCLUSIVE"])
def test_table_that_somebody_holds_is_left_alone(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remaking, "TO_BEGIN", "50ms")
    monkeypatch.setattr(remaking, "TO_REPLACE", "50ms")
    before = shape()
    other = connection.copy()
    other.set_autocommit(False)

    with other.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {TABLE} IN {mode} MODE")
        assert remake(TABLE, FILL) is None
    other.close()

    assert (shape(), ListedAccount.objects.count()) == (before, 0)
    assert remake(TABLE, FILL) == 3
