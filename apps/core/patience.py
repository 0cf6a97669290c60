"""How long a search with an expression of a stranger's may keep the database busy, whichever page it is typed on."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

SECONDS = 2  # a statement
REPEATS = re.compile(r"[*+?{]")  # without one of these no expression is slow


class Patience:
    """Middleware that bounds the statements of a request whose query repeats parts of an expression.

    Who asks too much is told so, instead of what the view would have shown.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in time where the query might take long."""
        if not _expressions(request):
            return self.get_response(request)
        with connection.execute_wrapper(_bound):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say which expression took too long; htmx, which shows no refusals, goes to the page that says so."""
        if not isinstance(exception, OperationalError) or not isinstance(exception.__cause__, QueryCanceled):
            return None
        if "HX-Request" in request.headers:
            return HttpResponse(headers={"HX-Redirect": request.get_full_path(), "Cache-Control": "no-store"})
        said = [
            _("“%(pattern)s” is no regular expression that runs here.") % {"pattern": one}
            for one in _expressions(request)
        ]
        response = render(request, "too_costly.html", {"said": said}, status=400)
        response["Cache-Control"] = "no-store"
        return response


def _expressions(request: HttpRequest) -> list[str]:
    return [value for values in request.GET.lists() for value in values[1] if REPEATS.search(value)]


def _bound(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: PLR0917 - Django's
    """Run a statement in a transaction that bounds it: a session may be another's in the next, behind a pooler."""
    asked = context["connection"]
    with nullcontext() if asked.in_atomic_block else transaction.atomic():  # a savepoint would be a statement, too
        with asked.connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{round(SECONDS * 1000)}ms'")
        return execute(sql, params, many, context)
