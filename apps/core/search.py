"""The search over everything: what stands behind the box on every page, and the page with all answers."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from apps.core.finding import Found, finders
from apps.core.folding import LONGEST, MOST_WORDS, Asked, read_asked
from apps.core.viewer import viewer_of

SUGGESTED, SUGGESTED_OF_MANY = 6, 4  # of each kind, where few or many kinds have something
ADDRESS = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?/\S+", re.IGNORECASE)
LONGEST_ADDRESS = 500
ON_ONE_PAGE = 50
LAST_PAGE = 20
FRESH = 15  # seconds that suggestions are kept, unless something changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The things of one kind that a search found."""

    kind: str
    heading: str | Promise
    lines: list[Found]
    has_more: bool


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what a search finds: the best of every kind, or one kind page by page. Any text and number will do."""
    asked = read_asked(request.GET.get("q", ""))
    kind = request.GET.get("kind", "")
    page = _page(request.GET.get("page", ""))
    viewer = viewer_of(request)
    with timezone.override(viewer.zone):
        groups = named_by(request.GET.get("q", "")) if not kind else []
        values = {
            "asked": asked,
            "notice": "" if groups else _notice(asked),
            "groups": groups or look_up(asked.words, kind=kind, page=page),
            "kind": kind if kind in finders() else "",
            "page": page,
            "last_page": LAST_PAGE,
        }
        response = render(request, "core/search.html", values)
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Answer the box while somebody types in it: a few things of every kind, as a piece of a page."""
    viewer = viewer_of(request)
    asked = read_asked(request.GET.get("q", ""))
    versions = tuple(finder.version() for finder in finders().values()) if asked.words else ()
    address = _address(request.GET.get("q", ""))
    body = _suggest(asked, address, viewer.language, viewer.zone, until=(versions, int(time.time()) // FRESH))
    response = HttpResponse(body, headers={"Cache-Control": f"private, max-age={FRESH}"})
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


def named_by(typed: str) -> list[Group]:
    """Return what a pasted address of some contest site names: an account, a contest, a problem; [] for other texts."""
    address = _address(typed)
    if not address:
        return []
    groups = [
        Group(kind=finder.kind, heading=finder.heading, lines=finder.named(address), has_more=False)
        for finder in finders().values()
    ]
    return [group for group in groups if group.lines]


def _address(typed: str) -> str:
    """Return a text that may be an address of some site, else ""."""
    text = typed.strip()
    return text if len(text) <= LONGEST_ADDRESS and ADDRESS.fullmatch(text) else ""


def look_up(words: Sequence[str], *, kind: str = "", page: int = 1, most: int = ON_ONE_PAGE) -> list[Group]:
    """Return what holds all of the words: one page of a kind, or where that is "" the best of each."""
    if not words:
        return []
    chosen = [finders()[kind]] if kind in finders() else list(finders().values())
    groups = []
    for finder in chosen:
        room = most if len(chosen) == 1 else min(most, ON_ONE_PAGE // 5)
        lines = finder.find(words, skip=(page - 1) * room if len(chosen) == 1 else 0, most=room + 1)
        groups.append(Group(kind=finder.kind, heading=finder.heading, lines=lines[:room], has_more=len(lines) > room))
    return [group for group in groups if group.lines]


@lru_cache(maxsize=500)
def _suggest(asked: Asked, address: str, language: str, zone: tzinfo, *, until: object) -> bytes:  # noqa: PLR0917
    """Return the piece of a page; `until` only makes it a new one when it changes."""
    with override(language), timezone.override(zone):
        named = named_by(address)
        groups = named or _shared_out(look_up(asked.words, most=SUGGESTED))
        values = {"asked": asked, "notice": "" if named else _notice(asked), "groups": groups}
        return render_to_string("core/suggestions.html", values).encode()


def _shared_out(groups: list[Group]) -> list[Group]:
    """Return groups with so many lines each that a box has room for all of them."""
    most = SUGGESTED if len(groups) < 3 else SUGGESTED_OF_MANY
    return [replace(group, lines=group.lines[:most]) for group in groups]


def _notice(asked: Asked) -> str:
    """Return what to tell about a search that was not used as it was typed."""
    if asked.text and not asked.words:
        return _("A search needs a letter or a figure.")
    if asked.is_cut:
        return _("Only the first %(words)d words and %(signs)d characters count.") % {
            "words": MOST_WORDS,
            "signs": LONGEST,
        }
    return ""


def _page(text: str) -> int:
    return min(max(int(text), 1), LAST_PAGE) if text.isdecimal() and len(text) < 7 else 1
