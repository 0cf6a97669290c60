"""Head to head: the page where sides are chosen, and the page of their meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import Account
from apps.accounts.naming import find_named, name_of, read_names
from apps.core.paging import Paginator, clean_page, clean_text, pages_of
from apps.live.pages import Values, kept_page
from apps.resources.queries import account_of, enabled_resources
from apps.standings.addresses import address_of_standings
from apps.standings.board.cells import in_number
from apps.standings.board.table import signed
from apps.standings.people.versus import MOST_SIDES, Meeting, Score, Side, meetings, running_scores, score

TOPIC = "accounts"  # nobody raises it: time alone renews these pages
PAGE = 100
AGAINST = "/vs/"
FEWEST = 2


@require_safe
def versus_form(request: HttpRequest) -> HttpResponse:
    """Ask for the sides; given two or more that are known (`side`, repeated), lead to their page."""
    texts = [text for text in map(clean_text, request.GET.getlist("side")) if text][:MOST_SIDES]
    named = [(text, find_named(_names(text))) for text in texts]
    unknown = [name for _, found in named for name in found.unknown]
    sides = [found.accounts for _, found in named if found.accounts]
    if len(sides) >= FEWEST and not unknown:
        return redirect(address_of_versus(sides))
    notice = _("Two sides are needed.") if texts and not unknown else ""
    values = {"texts": [*texts, *[""] * max(0, FEWEST - len(texts))], "unknown": unknown, "notice": notice}
    return render(request, "standings/versus_form.html", values)


@require_safe
def versus(request: HttpRequest, sides: str) -> HttpResponse:
    """Show where sides met: accounts are named as apps/accounts/naming.py says, sides are parted by /vs/."""
    named = [find_named(read_names(text)) for text in sides.split(AGAINST)[:MOST_SIDES]]
    known = [found.accounts for found in named if found.accounts]
    if len(known) < FEWEST or any(found.unknown for found in named):
        wanted = urlencode([("side", text) for text in sides.split(AGAINST)])
        return redirect(f"{reverse('standings:versus_form')}?{wanted}")
    address = address_of_versus(known)
    if request.path != unquote(address):
        asked = request.META.get("QUERY_STRING", "")
        return redirect(f"{address}{'?' if asked else ''}{asked}")
    asked_for = Asked(
        text=clean_text(request.GET.get("search", "")),
        host=clean_text(request.GET.get("resource", "")),
        rated=request.GET.get("rated", "") if request.GET.get("rated", "") in ("yes", "no") else "",
        page=clean_page(request.GET.get("page", "")),
    )
    values = partial(_values, [Side(name=_name(accounts), accounts=accounts) for accounts in known], asked_for)
    return kept_page(request, "standings/versus.html", values, query=asked_for.query, topic=TOPIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which meetings somebody asks for."""

    text: str
    host: str
    rated: str  # "yes", "no", or "" for both
    page: str

    @property
    def filters(self) -> dict[str, str]:
        """What is set, without the page."""
        return {"search": self.text, "resource": self.host, "rated": self.rated}

    @property
    def query(self) -> str:
        """The canonical query."""
        return urlencode({name: value for name, value in {**self.filters, "page": self.page}.items() if value})

    def wants(self, meeting: Meeting, hosts: dict[int, str]) -> bool:
        """Return whether a meeting is asked for; `hosts` are those of the sites, by their ids."""
        words = self.text.casefold().split()
        return (
            all(word in meeting.title.casefold() for word in words)
            and self.host in ("", hosts.get(meeting.resource))
            and (not self.rated or meeting.rated is (self.rated == "yes"))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One meeting as the page shows it: for each side its result in words, None where it was not there."""

    meeting: Meeting
    address: str
    results: Sequence[tuple[str, dict[str, Any] | None]]  # with the side's title
    after: str  # the score after it: "3 : 1"


def address_of_versus(sides: Sequence[Sequence[Account]]) -> str:
    """Return the address of the page of some sides."""
    return reverse("standings:versus", args=[AGAINST.join(map(_name, sides))])


def _values(sides: Sequence[Side], asked: Asked) -> Values:
    resources = enabled_resources()
    hosts = {resource.pk: resource.host for resource in resources}
    met = meetings(sides)
    found = [meeting for meeting in met if asked.wants(meeting, hosts)]
    scores = running_scores(found, sides=len(sides))
    shown = pages_of(Paginator(list(zip(found, scores, strict=True)), PAGE), asked.page, carried=asked.filters)
    here = {meeting.resource for meeting in met}
    values: dict[str, Any] = {
        "sides": sides,
        "accounts": [account for side in sides for account in side.accounts],
        "total": _total(score(found, sides=len(sides)), sides),
        "lines": [_line(meeting, after, sides) for meeting, after in shown["page"]],
        "n_met": len(met),
        "has_changes": any(one.change is not None for meeting in found for one in meeting.results.values()),
        "resources": resources,
        "choices": [resource for resource in resources if resource.pk in here],
        "asked": asked,
        **shown,
    }
    return values, None


def _total(counted: Score, sides: Sequence[Side]) -> dict[str, Any]:
    most = max(counted.won, default=0)
    won = [(side, number, number == most and number > 0) for side, number in zip(sides, counted.won, strict=True)]
    return {"won": won, "shared": counted.shared, "undecided": counted.undecided, "running": counted.running}


def _line(meeting: Meeting, after: tuple[int, ...], sides: Sequence[Side]) -> Line:
    return Line(
        meeting=meeting,
        address=address_of_standings(meeting.contest, meeting.title),
        results=[(side.title, _result(meeting, at)) for at, side in enumerate(sides)],
        after=" : ".join(map(str, after)),
    )


def _result(meeting: Meeting, side: int) -> dict[str, Any] | None:
    result = meeting.results.get(side)
    if result is None:
        return None
    return {
        "row": result.row,
        "place": "–" if result.place is None else str(result.place),
        "score": "–" if result.score is None else in_number(result.score),
        "change": "" if result.change is None else signed(result.change),
        "is_best": side in meeting.winners,
    }


def _names(text: str) -> list[str]:
    """Return the names in what somebody typed for one side: a profile's address stands for its account."""
    named = account_of(text)
    return [":".join(named)] if named else [_guessed(name) for name in read_names(text)]


def _guessed(name: str) -> str:
    """Return the full name of a bare handle: the best rated account of that handle; what is complete stays."""
    if ":" in name or name.startswith("~"):
        return name
    same = Account.objects.filter(key__iexact=name, resource__enabled=True).select_related("resource")
    best = max(same[:PAGE], key=lambda one: (one.rating or 0, one.n_contests, -one.pk), default=None)
    return name_of(best) if best else name


def _name(accounts: Sequence[Account]) -> str:
    return ",".join(map(name_of, accounts))
