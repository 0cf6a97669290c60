"""The page of one contest, and its picture for shared links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests import picture
from apps.contests.entries import OVER, entry_of
from apps.contests.history import history
from apps.contests.links import SERVICES, filled
from apps.contests.models import Contest, ContestChange, ContestProblem
from apps.contests.problem_rows import address_of
from apps.contests.related import Related, related
from apps.contests.series import edition
from apps.contests.structured import as_script, event
from apps.core.viewer import read_zone
from apps.live.cache import remember
from apps.live.pages import Values, kept_page

DATE_AND_TIME = "TWO_LINES"  # clist/formats
PICTURES = "pictures"  # a topic of its own: a picture changes with its contest alone, whose sequence names it
FOR_EVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem as far as a contest's page names it; "" and None for what is not known."""

    letter: str
    name: str
    url: str
    n_solved: int | None = None
    n_tried: int | None = None
    page: str = ""  # its own, here


@require_safe
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one contest, its times, what belongs beside it and all that its site ever changed about it."""
    found = _shown(pk)
    if found.merged_into_id is not None:
        return redirect("contests:contest", found.merged_into_id)  # not for ever: a merge can be undone
    return kept_page(request, "contests/contest.html", partial(_values, found))


@require_safe
def contest_picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer with the picture of a contest; with `?v=<its sequence>` it may be kept for ever."""
    found = _shown(pk)
    parts = (found.pk, found.sequence, found.resource.title, found.resource.color, picture.EDITION, settings.VERSION)
    name = blake2b(repr(parts).encode(), digest_size=12).hexdigest()
    caching = FOR_EVER if request.GET.get("v") == str(found.sequence) else AN_HOUR
    headers = {"ETag": f'"{name}"', "Cache-Control": caching}
    if known := get_conditional_response(request, etag=headers["ETag"]):
        known["Cache-Control"] = caching
        return known
    body = remember(PICTURES, name, lambda: (picture.draw_contest(found), None), at=0)
    return HttpResponse(body, content_type="image/png", headers=headers)


def picture_address(found: Contest) -> str:
    """Return the path of a contest's picture as it is now."""
    return f"{reverse('contests:picture', args=[found.pk])}?v={found.sequence}"


def _shown(pk: int) -> Contest:
    contests = Contest.objects.filter(pk=pk, hidden=False, resource__enabled=True)
    found = contests.select_related("resource").first()
    if found is None:
        raise Http404(_("There is no contest with this number."))
    return found


def _values(found: Contest) -> Values:
    now = timezone.now()
    entry = entry_of(found, now=now, zone=timezone.get_current_timezone())
    changes = list(found.changes.all())
    beside = related(found)
    image = picture_address(found)
    values: dict[str, Any] = {
        "contest": found,
        "entry": entry,
        "resource": found.resource,
        "resources": [found.resource, *beside.resources],
        "facts": [(name.replace("_", " "), value) for name, value in sorted(found.facts.items())],
        "history": history(changes),
        "problems": _with_pages(problems(found.problems), found),
        "services": [(service.name, filled(service, found)) for service in SERVICES],
        "related": beside,
        "series_name": edition(found.title).name if _is_in_series(found, beside) else "",
        "picture": image,
        "structured": as_script(event(found, picture=image, moved_from=_moved_from(changes))),
        **_times(found, now),
    }
    return values, None if entry.state == OVER else entry.turn


def _is_in_series(found: Contest, beside: Related) -> bool:
    return bool(found.series) and (beside.earlier is not None or beside.later is not None)


def _times(found: Contest, now: datetime) -> dict[str, Any]:
    """Return what the table of times shows, and how registration stands: "soon", "open", "closed" or ""."""
    zone_name, zone = read_zone(found.resource.timezone)
    opens, closes = found.registration_opens, found.registration_closes
    if closes and closes <= now:
        registration = "closed"
    elif opens and opens > now:
        registration = "soon"
    else:
        registration = "open" if opens or closes else ""
    return {
        "format": DATE_AND_TIME,
        "site_zone": zone_name,
        "site_times": _in_words(found, zone),
        "utc_times": _in_words(found, UTC),
        "registration": registration,
    }


def _in_words(found: Contest, zone: tzinfo) -> list[tuple[str, str]]:
    """Return start and end in a zone: for machines, and for people."""
    return [(when.isoformat(), date_format(when.astimezone(zone), DATE_AND_TIME)) for when in (found.start, found.end)]


def _moved_from(changes: Iterable[ContestChange]) -> datetime | None:
    """Return the start before the last move, of changes with the latest first."""
    moves = (change.was.get("start", "") for change in changes if change.kind == ContestChange.MOVED)
    return next((start for text in moves if (start := parse_datetime(text))), None)


def problems(kept: Any) -> list[Problem] | None:
    """Return the problems that are kept with a contest, as a list or by division; None where none are known."""
    if isinstance(kept, dict):
        divisions = kept.get("division", {})
        kept = [problem for division in divisions.values() for problem in division]
    if not isinstance(kept, list) or not kept:
        return None
    return [_problem(problem) for problem in kept if isinstance(problem, dict)]


def _with_pages(shown: list[Problem] | None, contest: Contest) -> list[Problem] | None:
    """Return problems with the addresses of their pages. One query, none where no problem is known."""
    if not shown:
        return shown
    numbers = dict(ContestProblem.objects.filter(contest=contest).values_list("short", "problem_id"))
    return [replace(one, page=address_of(numbers[one.letter])) if one.letter in numbers else one for one in shown]


def _problem(kept: dict[str, Any]) -> Problem:
    letter, name, url = (str(kept.get(key) or "") for key in ("short", "name", "url"))
    return Problem(
        letter=letter,
        name=name,
        url=url if url.startswith(("https://", "http://")) else "",
        n_solved=_count(kept.get("n_accepted")),
        n_tried=_count(kept.get("n_total")),
    )


def _count(kept: Any) -> int | None:
    return kept if isinstance(kept, int) else None
