"""The words for who took part in a contest and how, and for what was won."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def handle_beside(name: str, handle: str, *, has_members: bool = False) -> str:
    """Return the handle to show beside a name: "" where there is no name, for teams of named people, and for numbers.

    What a site counts its accounts by tells nobody anything.
    """
    return "" if has_members or name in ("", handle) or handle.isdecimal() else handle


def participation_words() -> dict[str, str]:
    """Return what is said of those who take part out of the ordinary."""
    return {"unofficial": _("unofficial"), "virtual": _("virtual"), "ghost": _("ghost")}


def medal_words() -> dict[str, str]:
    """Return the names of medals."""
    return {"gold": _("Gold"), "silver": _("Silver"), "bronze": _("Bronze"), "honorable": _("Honourable mention")}


def medal_marks() -> dict[str, str]:
    """Return what stands on medals: letters or numerals, three signs at most, none that looks like another figure."""
    return {
        "gold": pgettext("on a medal", "G"),
        "silver": pgettext("on a medal", "S"),
        "bronze": pgettext("on a medal", "B"),
        "honorable": pgettext("on a medal", "H"),
    }
