"""The doors through which a whole table of results leaves: `/standings/<contest>/standings.csv` and `.json`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from apps.standings.board.heads import problems_of
from apps.standings.board.rows import matching_ids
from apps.standings.board.selection import Selection
from apps.standings.exports.files import Export, csv_of, json_of
from apps.standings.models import Standings
from apps.standings.queries import header_of
from apps.standings.views import shown_contest


@require_safe
def as_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the rows of a table that the query asks for, as the page takes it, as CSV."""
    return _send(request, pk, kind="csv", content_type="text/csv; charset=utf-8", write=csv_of)


@require_safe
def as_json(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the rows of a table that the query asks for, as the page takes it, as JSON."""
    return _send(request, pk, kind="json", content_type="application/json", write=json_of)


def _send(
    request: HttpRequest, pk: int, *, kind: str, content_type: str, write: Callable[[Export], Iterator[bytes]]
) -> HttpResponseBase:
    contest = shown_contest(pk)
    header = header_of(contest.pk) or Standings(contest=contest)
    selection = Selection.from_query(request.GET)
    etag = _etag(header, kind, selection)
    if answer := get_conditional_response(request, etag=etag):
        return answer
    if selection.search:
        matching_ids(header, selection)  # what takes too long is refused before anything is sent
    problems = problems_of(contest.pk, division=selection.division)
    export = Export(contest=contest, header=header, problems=problems, selection=selection)
    name = f"{slugify(contest.title)[:80].strip('-') or 'standings'}-{contest.pk}.{kind}"
    return StreamingHttpResponse(
        write(export) if request.method == "GET" else iter(()),
        content_type=content_type,
        headers={
            "ETag": etag,
            "Cache-Control": "public, no-cache",
            "Access-Control-Allow-Origin": "*",
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


def _etag(header: Standings, kind: str, selection: Selection) -> str:
    """Return what changes with every change of the answer, JSON's with every reading, which it tells."""
    read = header.read_at if kind == "json" else None
    parts = (settings.VERSION, header.contest_id, header.version, read, kind, selection.rows_only.query_string())
    return f'W/"{blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'
