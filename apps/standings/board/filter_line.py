"""The line of filters above a table of results: what it offers, and what of it is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.contests.models import Contest
from apps.core.countries import country_name
from apps.standings.addresses import address_of_standings
from apps.standings.board.choices import FIELDS
from apps.standings.board.extras import Extra, all_extras, chosen_extras
from apps.standings.board.selection import COLUMNS, NOBODY, Selection, words_of_group
from apps.standings.models import Standings
from apps.standings.words import medal_words

HIDDEN = frozenset({"medal", "rating", "account", "sort", "groupby"})


class Menu(NamedTuple):
    """A filter whose choices are fetched when its menu opens; without scripts they have a page of their own."""

    kind: str
    title: str
    chosen: Sequence[str]
    address: str
    page: str


class Chip(NamedTuple):
    """One thing that is set, and the query without it."""

    text: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterLine:
    """What templates/jinja2/standings_filters.html shows."""

    address: str
    selection: Selection
    divisions: Sequence[str]
    menus: Sequence[Menu]
    columns: Sequence[Extra]
    shown: frozenset[str]
    usual: str  # the columns that are shown unasked, by commas


def filter_line(contest: Contest, header: Standings, selection: Selection) -> FilterLine:
    """Return the filters of a table as a selection sets them; no query."""
    columns = all_extras(header)
    return FilterLine(
        address=address_of_standings(contest.pk, contest.title),
        selection=selection,
        divisions=header.divisions,
        menus=[_menu(contest, selection, kind) for kind in FIELDS],
        columns=columns,
        shown=frozenset(extra.key for extra in chosen_extras(columns, selection.fields)),
        usual=",".join(extra.key for extra in chosen_extras(columns, ())),
    )


def chips_of(selection: Selection, header: Standings) -> list[Chip]:
    """Return what a selection sets, each with the way to be rid of it."""
    set_apart: list[tuple[str, dict[str, Any]]] = []
    if selection.search:
        set_apart.append((_("“%(text)s”") % {"text": selection.search}, {"search": ""}))
    if selection.division:
        set_apart.append((selection.division, {"division": ""}))
    for name in ("countries", "organizations", "languages", "medals"):
        values: tuple[str, ...] = getattr(selection, name)
        set_apart += [(_named(name, value), {name: tuple(one for one in values if one != value)}) for value in values]
    if selection.rating:
        set_apart.append((_("Rating %(range)s") % {"range": _range(selection.rating)}, {"rating": ""}))
    if selection.official:
        set_apart.append((_("Official only"), {"official": False}))
    if selection.accounts:
        set_apart.append((_("Favourites"), {"accounts": ()}))
    if selection.column:
        title = title_of_column(selection.column, header)
        set_apart.append((_("Sorted by %(column)s") % {"column": title}, {"sort": ""}))
    return [Chip(text, selection.but(**change).query_string()) for text, change in set_apart]


def hidden_pairs(selection: Selection) -> list[tuple[str, str]]:
    """Return what is set by other means than the form, which carries it along."""
    return [(name, value) for name, value in selection.pairs() if name in HIDDEN]


def title_of_column(column: str, header: Standings) -> str:
    """Return how a column that sorts is called."""
    kind, _colon, name = column.partition(":")
    if kind == "problem":
        return name
    titles = {extra.sort: extra.title for extra in all_extras(header)} | _titles()
    return titles.get(column, name or column)


def _titles() -> dict[str, str]:
    words = {
        "name": _("Participant"),
        "country": _("Country"),
        "score": _("Score"),
        "penalty": _("Penalty"),
        "change": _("Rating change"),
        "rating": _("Rating"),
        "predicted": _("Predicted change"),
    }
    return {name: words[name] for name in COLUMNS if name in words}


def _menu(contest: Contest, selection: Selection, kind: str) -> Menu:
    page = reverse("standings:choices", args=[contest.pk, kind])
    query = selection.but().query_string()
    return Menu(
        kind=kind,
        title=words_of_group(kind),
        chosen=getattr(selection, FIELDS[kind]),
        address=f"{page}?part=yes{'&' if query else ''}{query}",
        page=f"{page}{'?' if query else ''}{query}",
    )


def _named(name: str, value: str) -> str:
    if value == NOBODY:
        what = {"countries": _("no country"), "organizations": _("no organisation"), "languages": _("no language")}
        return what.get(name, _("no medal"))
    if name == "countries":
        return country_name(value)
    return medal_words()[value] if name == "medals" else value


def _range(rating: str) -> str:
    if rating in ("rated", "unrated"):
        return _("known") if rating == "rated" else _("unknown")
    least, _dots, most = rating.partition("..")
    return f"{least}–{most}" if least and most else f"≥ {least}" if least else f"≤ {most}"
