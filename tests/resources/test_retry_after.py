"""How long an answer asks us to wait, whatever it writes there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.resources.recordings import retry_after

DATE = "Sat, 21 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Sat, 21 Nov 2026 12:02:00 GMT", 120),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        # at most a week, in either form: a pause is kept for the whole host
        ("99999999999", 7 * 86400),
        ("Sat, 20 Nov 2077 12:00:00 GMT", 7 * 86400),
        # garbage asks for nothing
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e5", None),
        ("Sat, 21 Nov 2026 12:02:00 +999999999999999", None),
    ],
)
def test_wait_is_read_from_either_form(told: str, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert retry_after({"retry-after": told, "date": DATE}) == expected
