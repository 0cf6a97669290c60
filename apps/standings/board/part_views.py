"""Parts of a table of results that its page fetches: the rows of some accounts, and the choices of a filter."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.paging import clean_text
from apps.live.pages import Values, kept_page
from apps.standings.addresses import address_of_standings
from apps.standings.board.choices import FIELDS, choices_of
from apps.standings.board.drawing import drawn_rows
from apps.standings.board.paging import PAGE
from apps.standings.board.rows import positions_of
from apps.standings.board.selection import Selection, words_of_group
from apps.standings.queries import header_of, topic_of
from apps.standings.views import shown_contest

MOST_PINNED = 30


@require_safe
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the rows of some accounts (`?account=1,2`) as the page draws them, and on which of its pages each is.

    The best come first. Of the rest of a selection only the columns count.
    """
    contest = shown_contest(pk)
    asked = Selection.from_query(request.GET)
    selection = Selection(accounts=asked.accounts, fields=asked.fields)

    def values() -> Values:
        header = header_of(pk)
        positions = dict(list(positions_of(pk, selection.accounts).items())[:MOST_PINNED]) if header else {}
        drawn = drawn_rows(contest, list(positions), header=header, selection=selection) if header and positions else {}
        pages = {row: position // PAGE + 1 for row, position in positions.items()}
        shown = "".join(drawn.values())
        return {"pages": pages, "drawn": mark_safe(shown)}, None  # noqa: S308 - drawn by our own template

    return kept_page(
        request, "standings/pinned.html", values, query=selection.query_string(), topic=topic_of(contest.pk)
    )


@require_safe
def choices(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Give what the rows of a table can be narrowed to: its countries, organisations or languages, with counts."""
    contest = shown_contest(pk)
    if kind not in FIELDS:
        raise Http404(_("A table has no such choices."))
    selection = Selection.from_query(request.GET)
    text = clean_text(request.GET.get("q", ""))
    is_part = request.GET.get("part") == "yes"

    def values() -> Values:
        header = header_of(pk)
        found: dict[str, Any] = {
            "contest": contest,
            "kind": kind,
            "asked": text,
            "resource": contest.resource,
            "address": address_of_standings(contest.pk, contest.title),
            "title": words_of_group(kind),
            "choices": choices_of(header, selection, kind, text=text) if header else None,
            "kept_pairs": selection.but(**{FIELDS[kind]: ()}).pairs(),
            "carried": selection.query_string(),
        }
        return found, None

    template = "standings/choices.html" if is_part else "standings/choices_page.html"
    query = "&".join(filter(None, (selection.query_string(), urlencode({"q": text}) if text else "")))
    return kept_page(request, template, values, query=query, key=str(is_part), topic=topic_of(contest.pk))
