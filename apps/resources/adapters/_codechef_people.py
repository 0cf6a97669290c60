"""CodeChef's profile page: the person, the rating's history in its script, and the days with work."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeVar
from urllib.parse import quote

import msgspec

from apps.resources.adapters._codechef_table import SITE
from apps.resources.adapters._countries import country_code
from apps.resources.adapters._numbers import Number, whole
from apps.resources.adapters.base import AdapterError, Page, Reply, Trouble, Web, clean, from_iso, reading
from apps.resources.rows import ProfileRow, RatingRow, Scalar

T = TypeVar("T")

INDIA = timedelta(hours=5, minutes=30)
DIVISION_OF = re.compile(r"(.*\d)[A-D]")  # START177D is division 4 of START177
PERSON_PATH = re.compile(r"/(?:users|teams/view)/([^/?#]+)")
NOBODY = "does not exist in our database"


class _Step(msgspec.Struct):
    code: str
    rating: str | int
    end_date: str
    name: str = ""
    rank: Number = None


class _Drawn(msgspec.Struct):
    all: list[_Step] | None = None


class _Day(msgspec.Struct):
    date: str
    value: str | int


def profile(web: Web, handle: str) -> ProfileRow:
    """Read a profile page; the row of who is unknown has no key.

    Raises:
        AdapterError: the page cannot be read.
    """
    reply = _page_of(web, handle)
    if reply is None:
        return ProfileRow(asked=handle)
    page, text = reply.page(), reply.text
    details = page.one("section.user-details")
    told = _labels(page)
    owner = page.all(".m-username--link", within=details)
    match = PERSON_PATH.search(reply.url)
    with reading("profile"):
        rating, highest = _rating(page)
        return ProfileRow(
            asked=handle,
            key=clean(owner[0].text()) if owner else match[1] if match else handle,
            name=_text(page, "h1.h2-style"),
            kind="team" if "/teams/view/" in reply.url else "",
            country=country_code(_text(page, ".user-country-name")),
            city=told.get("City", ""),
            organization=told.get("Institution", ""),
            url=f"{SITE}/users/{quote(handle, safe='')}" if match is None else reply.url,
            title=_stars(page),
            rating=rating,
            max_rating=highest,
            place=whole(_text(page, ".rating-ranks strong")),
            n_solved=_number_in(r"Total Problems Solved:\s*(\d+)", text),
            n_contests=_number_in(r"\d+", _text(page, ".contest-participated-count b")),
            days=_days(text),
            facts=_facts(page, told),
        )


def ratings(web: Web, handle: str) -> Iterator[RatingRow]:
    """Yield each step of the rating that a profile page draws, oldest first.

    Raises:
        AdapterError: the account is unknown (MISSING), or the page cannot be read.
    """
    reply = _page_of(web, handle)
    if reply is None:
        raise AdapterError(f"no account {handle!r}", place="url", trouble=Trouble.MISSING)
    reply.refuse_challenge()
    steps = _in_script(reply.text, "all_rating", list[_Step])
    drawn = _in_script(reply.text, "date_versus_rating", _Drawn) if steps is None else None
    if steps is None and drawn is not None:
        steps = drawn.all or []
    if steps is None:
        raise AdapterError("the page draws no rating", place="all_rating")
    before: int | None = None
    for number, step in enumerate(steps):
        with reading(f"all_rating[{number}]"):
            row = _step(step, before)
        before = row.new_rating
        yield row


def _page_of(web: Web, handle: str) -> Reply | None:
    """Return a profile's page; None for nobody, whom the site tells by 404, another page, or a sentence."""
    reply = web.get(f"{SITE}/users/{quote(handle, safe='')}", allow=(404,))
    if reply.status == 404:
        return None
    reply.refuse_challenge()
    if not PERSON_PATH.search(reply.url) or NOBODY in reply.text:
        return None
    return reply


def _step(step: _Step, before: int | None) -> RatingRow:
    parent = DIVISION_OF.fullmatch(step.code)
    return RatingRow(
        contest=parent[1] if parent else step.code,
        title=clean(step.name),
        at=from_iso(step.end_date, zone=INDIA),
        new_rating=int(step.rating),
        old_rating=before,
        place=whole(step.rank),
        url=f"{SITE}/rankings/{step.code}",
    )


def _in_script(text: str, name: str, form: type[T]) -> T | None:
    """Return the JSON that the page's script gives a name, or None where it names no such."""
    match = re.search(rf"\b{name}\"?\s*[=:]\s*(?=[\[{{n])", text)
    if match is None:
        return None
    with reading(name):
        plain, _ = json.JSONDecoder().raw_decode(text, match.end())
        return None if plain is None else msgspec.convert(plain, form)


def _days(text: str) -> dict[date, int] | None:
    listed = _in_script(text, "userDailySubmissionsStats", list[_Day])
    if listed is None:
        return None
    days: dict[date, int] = {}
    for one in listed:
        year, month, day = (int(part) for part in one.date.split("-"))  # without zeros before: 2025-1-6
        if count := int(one.value):
            days[date(year, month, day)] = count
    return days


def _rating(page: Page) -> tuple[int | None, int | None]:
    """Return the rating and the highest; the site writes 0 for none and a question mark behind a provisional one."""
    shown = page.all("#rating-block-all .rating-header") or page.all(".rating-header")
    if not shown:
        return None, None
    now = shown[0].css_first(".rating-number")
    return (
        _number_in(r"\d+", now.text() if now else "") or None,
        _number_in(r"Highest Rating (\d+)", shown[0].text()) or None,
    )


def _stars(page: Page) -> str:
    shown = page.all("#rating-block-all .rating-star") or page.all(".rating-star")
    stars = shown[0].text().count("★") if shown else 0
    return f"{stars}★" if stars else ""


def _labels(page: Page) -> dict[str, str]:
    """Return what stands beside each label of the page's list, such as "Institution"."""
    told = {}
    for item in page.all("section.user-details li"):
        label, value = item.css_first("label"), item.css_first("span")
        if label is not None and value is not None:
            told[clean(label.text()).rstrip(":")] = clean(value.text())
    return told


def _facts(page: Page, told: dict[str, str]) -> dict[str, Scalar]:
    facts: dict[str, Scalar] = {}
    if work := told.get("Student/Professional"):
        facts["student_or_professional"] = work
    ranks = page.all(".rating-ranks strong")[:2]
    if len(ranks) == 2 and (place := whole(clean(ranks[1].text()))) is not None:
        facts["country_rank"] = place
    division = re.search(r"\((Div \d)\)", page.one("body").text())
    return facts | ({"division": division[1]} if division else {})


def _text(page: Page, selector: str) -> str:
    found = page.all(selector)
    return clean(found[0].text()) if found else ""


def _number_in(pattern: str, text: str) -> int | None:
    match = re.search(pattern, text)
    return int(match[match.re.groups]) if match else None
