"""Pages for what goes wrong: each keeps the navigation, says what happened and offers search."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.csrf import csrf_failure
from django.views.defaults import bad_request, permission_denied, server_error
from selectolax.lexbor import LexborHTMLParser

SECTIONS = [
    "/",
    "/calendar/",
    "/standings/",
    "/problems/",
    "/accounts/",
    "/series/",
    "/resources/",
    "/changes/",
    "/status/",
]
Made = Callable[[HttpRequest], HttpResponse]


def outline(page: str) -> tuple[list[str | None], list[str], str | None]:
    """Return where a page's navigation leads, its headings, and the address of its search."""
    tree = LexborHTMLParser(page)
    form = tree.css_first("main form[role=search]")
    links = [node.attributes["href"] for node in tree.css(".top-row > .sections a")]
    return links, [node.text() for node in tree.css("h1")], form.attributes["action"]


@pytest.mark.django_db
def test_missing_page_keeps_the_navigation_and_offers_search(client: Client) -> None:
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert outline(response.content.decode()) == (SECTIONS, ["There is no such page"], "/search/")


@pytest.mark.parametrize(
    ("make", "status", "heading"),
    [
        (lambda request: bad_request(request, SuspiciousOperation()), 400, "This request makes no sense to us"),
        (lambda request: permission_denied(request, PermissionDenied()), 403, "You may not see this"),
        (csrf_failure, 403, "Please send it again"),
        (server_error, 500, "Something broke on our side"),
    ],
    ids=["bad", "forbidden", "csrf", "broken"],
)
def test_error_page_stands_without_the_database(rf: RequestFactory, make: Made, status: int, heading: str) -> None:
    response = make(rf.get("/"))

    assert response.status_code == status
    assert outline(response.content.decode()) == (SECTIONS, [heading], "/search/")


def test_page_without_a_database_speaks_the_visitors_language() -> None:
    with translation.override("ru"):
        page = render_to_string("503.html")

    assert outline(page) == (SECTIONS, ["Скоро вернёмся"], "/search/")
    assert '<html lang="ru"' in page
