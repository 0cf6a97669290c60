"""The viewer's zone and theme, and the page that changes the zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, RequestFactory

from apps.core.viewer import read_zone, viewer_of

WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "spelling", "ahead"),
    [
        ("Europe/Minsk", "Europe/Minsk", timedelta(hours=3)),
        ("America/New_York", "America/New_York", timedelta(hours=-5)),
        ("+05:30", "+05:30", timedelta(hours=5, minutes=30)),
        (" 05:30", "+05:30", timedelta(hours=5, minutes=30)),
        ("-03:30", "-03:30", timedelta(hours=-3, minutes=-30)),
        ("180", "+03:00", timedelta(hours=3)),
        ("-150", "-02:30", timedelta(hours=-2, minutes=-30)),
        ("0", "UTC", timedelta(0)),
        ("", "UTC", timedelta(0)),
        ("+15:00", "UTC", timedelta(0)),
        ("Mars/Olympus", "UTC", timedelta(0)),
        ("../../etc/passwd", "UTC", timedelta(0)),
        ("localtime", "UTC", timedelta(0)),
    ],
)
def test_zone_is_read_in_every_spelling(name: str, spelling: str, ahead: timedelta) -> None:
    found, zone = read_zone(name)
    assert (found, WINTER.astimezone(zone).utcoffset()) == (spelling, ahead)


def test_viewer_prefers_the_address_to_the_cookie(rf: RequestFactory) -> None:
    rf.cookies["timezone"] = "Europe/Minsk"
    assert viewer_of(rf.get("/")).zone_name == "Europe/Minsk"
    assert viewer_of(rf.get("/?timezone=Asia/Tokyo")).zone_name == "Asia/Tokyo"


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><script>', ""), ("", "")])
def test_viewer_has_one_of_two_themes_or_none(rf: RequestFactory, cookie: str, theme: str) -> None:
    rf.cookies["theme"] = cookie
    assert viewer_of(rf.get("/")).theme == theme


@pytest.mark.parametrize(
    ("back", "target"),
    [
        ("/status/?a=1", "/status/?a=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/\t/evil.example/", "/"),
        ("core:timezone", "/"),
        ("robots", "/"),
        ("no view", "/"),
        ("?a=1", "/"),
        ("", "/"),
    ],
)
def test_chosen_zone_is_kept_and_leads_back_here(client: Client, back: str, target: str) -> None:
    response = client.post("/timezone/", {"timezone": "Asia/Kolkata", "next": back})
    assert (response.status_code, response["Location"]) == (302, target)
    assert {name: cookie.value for name, cookie in response.cookies.items()} == {
        "timezone": "Asia/Kolkata",
        "timezone_chosen": "1",
    }


def test_zone_form_offers_zones_by_offset_with_the_present_one_selected(client: Client) -> None:
    client.cookies["timezone"] = "Asia/Kolkata"
    page = client.get("/timezone/?next=/status/").content.decode()
    assert page.count('value="Asia/Kolkata" selected>+05:30 Asia/Kolkata<') == 1
    assert page.index(">+00:00 UTC<") < page.index(">+05:30 Asia/Kolkata<") < page.index(">+09:00 Asia/Tokyo<")
    assert 'name="next" value="/status/"' in page


def test_zone_form_refuses_posts_without_a_token() -> None:
    assert Client(enforce_csrf_checks=True).post("/timezone/", {"timezone": "UTC"}).status_code == 403


def test_icon_is_found_by_its_old_name(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/icons/favicon.ico")
    assert response["Cache-Control"] == "public, max-age=86400"
