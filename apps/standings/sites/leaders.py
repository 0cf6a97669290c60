"""The best of a site as pages show them: its boards of accounts, and its countries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.core.countries import country_name
from apps.core.jinja import grouped
from apps.resources.models import Resource
from apps.standings.addresses import address_of_account
from apps.standings.models import CountryRating, SiteSurvey
from apps.standings.sites.survey import CountryCount

SHOWN = 10  # of each board
FIGURES = {"rating": "rating", "contests": "n_contests", "solved": "n_solved", "first": "n_first", "won": "n_won"}


class Leader(NamedTuple):
    """One line of a board: an account, its address, and the figure that it is there for, "" where that is a time."""

    account: Account
    address: str
    figure: str


class CountryLine(NamedTuple):
    """One country on one site: what was counted, its name, and how it is rated there, None where it is not."""

    counted: CountryCount
    name: str
    rating: CountryRating | None

    @property
    def place(self) -> int | None:
        """Its place among the site's countries."""
        return self.rating.place if self.rating else None

    @property
    def medals(self) -> str:
        """Gold, silver and bronze of its people; "" where none is known, as on sites that give none."""
        return _medals(self.counted)


def board_of(survey: SiteSurvey, board: str, resource: Resource, *, accounts: Mapping[int, Account]) -> list[Leader]:
    """Return the first lines of a board, as far as they are among `accounts`, by id.

    Who leads is as of the survey; their figures are of now, and so is their order.
    """
    known = [accounts[pk] for pk in survey.leaders.get(board, [])[:SHOWN] if pk in accounts]
    known.sort(key=lambda one: _merit(board, one), reverse=True)
    return [Leader(one, address_of_account(resource.host, one.key), _figure(board, one)) for one in known]


def board_words() -> dict[str, str]:
    """Return the headings of the boards, in the order in which they are shown."""
    return {
        "rating": _("Best rated"),
        "contests": _("Most contests"),
        "solved": _("Most solved in contests"),
        "first": _("Most often first to solve"),
        "won": _("Most wins"),
        "medals": _("Most medals"),
        "recent": _("Played last"),
    }


def country_lines(survey: SiteSurvey) -> list[CountryLine]:
    """Return the countries of a site with their ratings, best place first, then by accounts. One query."""
    rated = {one.country: one for one in CountryRating.objects.filter(resource=survey.pk)}
    counted = [CountryCount(*numbers) for numbers in survey.countries]
    lines = [CountryLine(one, country_name(one.country), rated.get(one.country)) for one in counted]
    return sorted(lines, key=lambda line: (line.place is None, line.place or 0, -line.counted.n_accounts))


def _medals(one: Account | CountryCount) -> str:
    numbers = (one.n_gold, one.n_silver, one.n_bronze)
    return " · ".join(map(str, numbers)) if any(numbers) else ""


def _merit(board: str, account: Account) -> tuple[Any, ...]:
    """Return what a board ranks an account by, the unknown least."""
    if board == "medals":
        return account.n_gold, account.n_silver, account.n_bronze
    merit = getattr(account, FIGURES.get(board, "last_activity"))
    return merit is not None, merit


def _figure(board: str, account: Account) -> str:
    if board == "medals":
        return _medals(account)
    if board not in FIGURES:
        return ""
    figure = getattr(account, FIGURES[board])
    return "–" if figure is None else grouped(figure) if board != "rating" else str(figure)
