"""Which format an answer comes in."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from rest_framework.request import Request

from apps.api.errors import QuestionError
from apps.api.negotiation import FormatNegotiation
from apps.api.renderers import RENDERERS
from tests.api.conftest import Get

CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)


def chosen(query: str, accept: str | None) -> str | None:
    """Return the format for a query and an Accept header."""
    request = RequestFactory().get(f"/?{query}", headers={"accept": accept} if accept is not None else {})
    renderers = [kind() for kind in RENDERERS.values()]
    return FormatNegotiation().select_renderer(Request(request), renderers)[0].format


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("", None, "json"),
        ("", "*/*", "json"),
        ("", "", "json"),
        ("", "*", "json"),
        ("", "application/json, text/plain, */*", "json"),
        ("", "application/json", "json"),
        ("", "text/html", "json"),
        ("", CHROME, "xml"),
        ("", "application/xml;q=0.5, text/yaml;q=0.6", "yaml"),
        ("", "application/xml; q=2, text/yaml;q=0.6", "xml"),
        ("", "application/xml;q=much", "xml"),
        ("", "application/xml;q=0", "json"),
        ("", "text/*", "jsonp"),
        ("", "application/x-plist", "plist"),
        ("", "application/atom+xml", "atom"),
        ("format=json", CHROME, "json"),
        ("format=xml", "application/json", "xml"),
        ("format=csv", CHROME, "json"),
        ("format=", CHROME, "xml"),
        ("format=xml&format=yaml", None, "yaml"),
        ("callback=f", CHROME, "jsonp"),
        ("callback=f&format=xml", None, "xml"),
        ("format=rss", None, "rss"),
        ("format=json", "nonsense", "json"),
    ],
)
def test_format_is_chosen(query: str, accept: str | None, expected: str) -> None:
    assert chosen(query, accept) == expected


@pytest.mark.parametrize("accept", ["nonsense", "a/b/c", "application/json, x"])
def test_accept_header_that_is_none_is_refused(accept: str) -> None:
    with pytest.raises(QuestionError, match="Invalid Accept header"):
        chosen("", accept)


def test_refusal_of_an_accept_header_is_json(get: Get) -> None:
    response = get("/api/v4/resource/", accept="nonsense")
    assert (response.status_code, response.content) == (400, b'{"error": "Invalid Accept header"}')
