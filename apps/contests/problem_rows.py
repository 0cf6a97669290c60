"""The rows of the list of problems, made ready for templates/jinja2/problem_rows.html: every value as it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote_plus

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.contests.problem_list import Listed, Place
from apps.core.durations import rough_duration
from apps.resources.bands import hue_of
from apps.resources.models import Resource

NO_PLACE = ("", "", "", 0)
BY_US, BY_THE_SITE = gettext_noop("Counted here from results"), gettext_noop("Counted by the site")
MOST_TAGS = 3  # in a row; the page of the problem has all


class Row(NamedTuple):
    """One row, every value as it is shown; None and "" are unknown."""

    pk: int
    address: str
    name: str
    url: str
    site_id: int
    site: str  # its title
    day: str
    instant: str
    tags: Sequence[tuple[str, str]]  # with the query that lists it
    n_more_tags: int
    short: str  # in its newest contest
    contest: str
    contest_address: str
    n_more_contests: int
    rating: str
    rating_class: str
    own_rating: str
    own_rating_class: str
    n_solved: int | None
    n_tried: int | None
    share: str
    age: str
    said: str  # of the counts: whose they are


class RowWriter:
    """Writes the rows of one page: what they have in common is worked out once."""

    def __init__(
        self,
        sites: Mapping[int, Resource],
        *,
        carried: str,
        archives: Mapping[int, datetime],
        addresses: Mapping[int, str],
    ) -> None:
        self.sites, self.archives, self.addresses = sites, archives, addresses
        self.tag_query = f"?{carried}&tag=" if carried else "?tag="
        self.now = timezone.now()
        self.word, self.day, self.address = cache(_), cache(_day), cache(_address)

    def row(self, problem: Listed, place: Place | None) -> Row:
        """Return a row as it is shown; the problem's newest contest is given, if there is one."""
        site = self.sites[problem.resource_id]
        read_at = place.read_at if place else None
        if problem.is_archived and not problem.is_counted:
            read_at = self.archives.get(site.pk)
        is_known = problem.n_solved is not None or problem.n_tried is not None
        contest = (place.short, place.title, self._address_of(place.contest), place.number - 1) if place else NO_PLACE
        return Row(
            problem.pk,
            address_of(problem.pk),
            problem.name,
            problem.url,
            site.pk,
            site.title,
            self.day(timezone.localdate(problem.set_at)) if problem.set_at else "",
            problem.set_at.isoformat() if problem.set_at else "",
            [(tag, self.tag_query + quoted(tag)) for tag in problem.tags[:MOST_TAGS]],
            max(0, len(problem.tags) - MOST_TAGS),
            *contest,
            _figure(problem.rating),
            _class(site.adapter, problem.rating),
            _figure(problem.own_rating),
            _class(site.adapter, problem.own_rating),
            problem.n_solved,
            problem.n_tried,
            share_of(problem.n_solved, problem.n_tried),
            rough_duration(self.now - read_at, _=self.word) if is_known and read_at else "",
            self._said(problem) if is_known else "",
        )

    def _address_of(self, contest: int) -> str:
        return self.addresses.get(contest) or self.address(contest)

    def _said(self, problem: Listed) -> str:
        return self.word(BY_US if problem.is_counted else BY_THE_SITE)


def share_of(n_solved: int | None, n_tried: int | None) -> str:
    """Return the part of those who tried it that solved it: "33 %", "<1 %"; "" where either is unknown."""
    if n_solved is None or not n_tried:
        return ""
    share = 100 * n_solved / n_tried
    return "<1 %" if 0 < share < 1 else f"{int(min(share, 100))} %"


@lru_cache(maxsize=20_000)
def address_of(problem: int) -> str:
    """Return the address of a problem's page, by its id."""
    return reverse("contests:problem", args=[problem])


@lru_cache(maxsize=5_000)
def quoted(tag: str) -> str:
    """Return a tag as it stands in a query."""
    return quote_plus(tag)


def _figure(number: int | None) -> str:
    return "–" if number is None else str(number)


def _address(contest: int) -> str:
    return reverse("contests:contest", args=[contest])


def _day(day: datetime) -> str:
    return date_format(day, "DATE_FORMAT")


@lru_cache(maxsize=20_000)
def _class(adapter: str, rating: int | None) -> str:
    hue = hue_of(adapter, rating)
    return f" rating-{hue}" if hue else ""
