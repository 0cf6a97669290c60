"""The addresses that open a calendar service with a contest filled in."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from apps.contests.links import SERVICES, filled
from tests.factories import ContestFactory

pytestmark = pytest.mark.django_db
OUTLOOK = {
    "path": ["/calendar/action/compose"],
    "rru": ["addevent"],
    "subject": ["Round 1 & 2 + {finals} 100%"],
    "startdt": ["2026-11-22T13:00:00Z"],
    "enddt": ["2026-11-22T15:30:00Z"],
    "body": ["https://site.example/?a=1&b=2"],
    "location": ["site.example"],
}


@pytest.mark.parametrize(
    ("key", "host", "query"),
    [
        (
            "google",
            "calendar.google.com",
            {
                "action": ["TEMPLATE"],
                "text": ["Round 1 & 2 + {finals} 100%"],
                "dates": ["20261122T130000Z/20261122T153000Z"],
                "details": ["https://site.example/?a=1&b=2"],
                "location": ["site.example"],
            },
        ),
        ("outlook", "outlook.live.com", OUTLOOK),
        ("office", "outlook.office.com", OUTLOOK),
        (
            "yahoo",
            "calendar.yahoo.com",
            {
                "v": ["60"],
                "title": ["Round 1 & 2 + {finals} 100%"],
                "st": ["20261122T130000Z"],
                "et": ["20261122T153000Z"],
                "desc": ["https://site.example/?a=1&b=2"],
                "in_loc": ["site.example"],
            },
        ),
    ],
)
def test_service_is_given_the_contest(key: str, host: str, query: dict[str, list[str]]) -> None:
    contest = ContestFactory(
        title="Round 1 & 2 + {finals} 100%",
        url="https://site.example/?a=1&b=2",
        host="site.example",
        start=datetime(2026, 11, 22, 13, tzinfo=UTC),
        end=datetime(2026, 11, 22, 15, 30, tzinfo=UTC),
    )
    (service,) = (service for service in SERVICES if service.key == key)
    address = urlsplit(filled(service, contest))
    assert (address.scheme, address.hostname, parse_qs(address.query)) == ("https", host, query)
    assert "+" not in address.query  # Outlook would show it
