"""Numbers as sites write them: as numbers, as text, or as words for none."""

from __future__ import annotations

Number = str | int | float | None  # what a payload's form says where a site writes both


def number(value: Number) -> float | None:
    """Return a number that may come as text; None for none and for words such as "NA", "Inactive" and "".

    Raises:
        ValueError: the text has digits and is still no number.
    """
    if value is None:
        return None
    try:
        return float(value)
    except ValueError:
        if any(sign.isdecimal() for sign in str(value)):
            raise
        return None


def whole(value: Number) -> int | None:
    """Return a whole number that may come as text, or None: see `number`.

    Raises:
        ValueError: the text has digits and is still no number.
        OverflowError: the number is beyond all bounds.
    """
    if isinstance(value, int):
        return int(value)
    found = number(value)
    return None if found is None else int(found)
