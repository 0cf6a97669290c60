"""Addresses of the pages of results: the contest's title in them is for people, its number decides."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse
from django.utils.text import slugify

LONGEST = 80


@lru_cache(maxsize=10_000)
def address_of_standings(contest: int, title: str) -> str:
    """Return the address of a contest's results, by its id and title; titles without Latin letters leave no trace."""
    slug = slugify(title)[:LONGEST].strip("-")
    if not slug:
        return reverse("standings:standings", args=[contest])
    return reverse("standings:named", args=[slug, contest])


@lru_cache(maxsize=20_000)
def address_of_account(host: str, key: str) -> str:
    """Return the address of an account's page, by the host of its site and its key there."""
    return reverse("accounts:account", args=[key, host])


@lru_cache(maxsize=50_000)
def address_of_problem(problem: int) -> str:
    """Return the address of a problem's page, by its id."""
    return reverse("contests:problem", args=[problem])
