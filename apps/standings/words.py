"""The words for how somebody took part in a contest, and for what was won."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


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
