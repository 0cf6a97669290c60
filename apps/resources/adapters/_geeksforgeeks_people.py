"""GeeksforGeeks' people: the profile's JSON, and the page data that knows the rating."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

import msgspec

from apps.resources.adapters._numbers import Number, number, whole
from apps.resources.adapters.base import AdapterError, Trouble, Web, clean, from_iso, reading
from apps.resources.rows import ProfileRow, RatingRow, Scalar

PROFILE = "https://authapi.geeksforgeeks.org/api-get/user-profile-info/"
PAGE_DATA = "https://www.geeksforgeeks.org/gfg-assets/_next/data/latest/user"
INDIA = timedelta(hours=5, minutes=30)
STAMP = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?")
RENAMED = re.compile(r"/user/([^/?#]+)")
NOBODY = re.compile(r"user not found", re.IGNORECASE)
NUMBERS = ("score", "monthly_score", "institute_rank", "pod_solved_longest_streak")


class _Person(msgspec.Struct):
    name: str | None = None
    profile_image_url: str | None = None
    institute_name: str | None = None
    institute_rank: Number = None
    score: Number = None
    monthly_score: Number = None
    total_problems_solved: Number = None
    pod_solved_longest_streak: Number = None
    created_date: str | None = None


class _Profile(msgspec.Struct):
    message: str | None = None
    data: _Person | str | list[msgspec.Raw] | None = None


class _Step(msgspec.Struct):
    slug: str
    rank: Number = None
    rating_change: Number = None
    display_rating: Number = None


class _Contests(msgspec.Struct):
    contest_data: list[_Step] | None = None


class _ContestData(msgspec.Struct):
    user_contest_data: _Contests | None = None
    current_rating: Number = None


class _Props(msgspec.Struct):
    redirect: str | None = msgspec.field(default=None, name="__N_REDIRECT")
    user_handle: str | None = msgspec.field(default=None, name="userHandle")
    contests: _ContestData | None = msgspec.field(default=None, name="contestData")


class _PageData(msgspec.Struct):
    props: _Props = msgspec.field(name="pageProps")


def profile(web: Web, handle: str) -> ProfileRow:
    """Read a person under the present name; the row of who is unknown has no key.

    Raises:
        AdapterError: an answer cannot be read.
    """
    page, present = _present_page(web, handle)
    person = _person(web, present)
    if person is None:
        return ProfileRow(asked=handle)
    told = page.contests if page else None
    with reading("$.pageProps.contestData"):
        history = [whole(step.display_rating) for step in _steps(page)]
        rating = whole(told.current_rating) if told else None
    with reading("$.data"):
        return ProfileRow(
            asked=handle,
            key=(page.user_handle if page else None) or present,
            name=clean(person.name or ""),
            organization=clean(person.institute_name or ""),
            url=f"https://www.geeksforgeeks.org/user/{quote(present)}/",
            avatar=person.profile_image_url or "",
            rating=rating or None,
            max_rating=max(filter(None, history), default=None),
            n_solved=whole(person.total_problems_solved),
            n_contests=len(history) if told else None,
            registered=_stamp(person.created_date),
            facts=_facts(person),
        )


def ratings(web: Web, handle: str, ends_of: Callable[[set[str]], Mapping[str, datetime]]) -> Iterator[RatingRow]:
    """Yield the steps of the rating, oldest first; the site tells no times: `ends_of` finds those of contests.

    Raises:
        AdapterError: the account is unknown (MISSING), a contest has no time, or the answer cannot be read.
    """
    page = _present_page(web, handle)[0]
    if page is None:
        raise AdapterError(f"no account {handle!r}", place="url", trouble=Trouble.MISSING)
    steps = [step for step in _steps(page) if step.display_rating is not None]
    ends = ends_of({step.slug for step in steps})
    for place, step in enumerate(steps):
        with reading(f"$.pageProps.contestData.user_contest_data.contest_data[{place}]"):
            yield _step(step, ends)


def _step(step: _Step, ends: Mapping[str, datetime]) -> RatingRow:
    rating, change = whole(step.display_rating), whole(step.rating_change)
    if rating is None:
        raise AdapterError("a step without a rating", place="display_rating")
    if step.slug not in ends:
        raise AdapterError(f"no list of contests says when {step.slug!r} was", place="slug")
    return RatingRow(
        contest=step.slug,
        at=ends[step.slug],
        new_rating=rating,
        old_rating=None if change is None or change == rating else rating - change,
        place=whole(step.rank),
        url=f"https://practice.geeksforgeeks.org/contest/{step.slug}",
    )


def _present_page(web: Web, handle: str) -> tuple[_Props | None, str]:
    """Return a person's page data and present name, after a renaming those of the new name."""
    page = _page(web, handle)
    present = _renamed(page, handle)
    return (page if present == handle else _page(web, present)), present


def _page(web: Web, handle: str) -> _Props | None:
    """Return the data of a person's page, None where the site has no such page."""
    reply = web.get(f"{PAGE_DATA}/{quote(handle)}.json", allow=(404,))
    return None if reply.status == 404 else reply.json(_PageData).props


def _renamed(page: _Props | None, handle: str) -> str:
    """Return the present name of a person, which the page of a former one redirects to."""
    if page is None or page.redirect is None:
        return handle
    match = RENAMED.search(page.redirect)
    if match is None:
        raise AdapterError(f"redirects to {page.redirect[:100]!r}", place="$.pageProps.__N_REDIRECT")
    return match[1]


def _person(web: Web, handle: str) -> _Person | None:
    reply = web.get(PROFILE, params={"handle": handle, "article_count": "false", "redirect": "true"}, allow=(400, 404))
    answer = reply.json(_Profile)
    if reply.status == 200 and isinstance(answer.data, _Person):
        return answer.data
    if NOBODY.search(answer.message or ""):
        return None
    raise AdapterError(f"HTTP {reply.status} without a person: {clean(answer.message or '')!r}", place="$.data")


def _steps(page: _Props | None) -> list[_Step]:
    contests = page.contests.user_contest_data if page and page.contests else None
    return (contests.contest_data if contests else None) or []


def _stamp(text: str | None) -> datetime | None:
    """Return a time of India; what is written otherwise is no known form and says nothing."""
    return from_iso(text, zone=INDIA) if text and STAMP.fullmatch(text) else None


def _facts(person: _Person) -> dict[str, Scalar]:
    found = {name: number(getattr(person, name)) for name in NUMBERS}
    return {name: int(value) if value.is_integer() else value for name, value in found.items() if value is not None}
