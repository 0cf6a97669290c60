"""The words for who took part in a contest and how, and for what was won."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

Words = Callable[[], dict[str, str]]


def handle_beside(name: str, handle: str, *, has_members: bool = False) -> str:
    """Return the handle to show beside a name: "" where there is no name, for teams of named people, and for numbers.

    What a site counts its accounts by tells nobody anything.
    """
    return "" if has_members or name in ("", handle) or handle.isdecimal() else handle


def _once_a_language(look_up: Words) -> Words:
    """Look words up once in each language; whoever gets them leaves them as they are."""

    @lru_cache(maxsize=100)
    def told(_language: str | None) -> dict[str, str]:
        return look_up()

    @wraps(look_up)
    def words() -> dict[str, str]:
        return told(get_language())

    return words


@_once_a_language
def participation_words() -> dict[str, str]:
    """Return what is said of those who take part out of the ordinary."""
    return {"unofficial": _("unofficial"), "virtual": _("virtual"), "ghost": _("ghost")}


@_once_a_language
def medal_words() -> dict[str, str]:
    """Return the names of medals."""
    return {"gold": _("Gold"), "silver": _("Silver"), "bronze": _("Bronze"), "honorable": _("Honourable mention")}


@_once_a_language
def medal_marks() -> dict[str, str]:
    """Return what stands on medals: letters or numerals, three signs at most, none that looks like another figure."""
    return {
        "gold": pgettext("on a medal", "G"),
        "silver": pgettext("on a medal", "S"),
        "bronze": pgettext("on a medal", "B"),
        "honorable": pgettext("on a medal", "H"),
    }
