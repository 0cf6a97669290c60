"""GeeksforGeeks' people where a recording cannot say it: odd answers and every form of an address."""

from __future__ import annotations

import json

import pytest

from apps.resources.adapters.base import AdapterError, Trouble, read_profiles
from apps.resources.adapters.geeksforgeeks import GeeksForGeeks
from tests.resources.answers import Answer, web_of

PROFILE = "https://authapi.geeksforgeeks.org/api-get/user-profile-info/?handle=kite&article_count=false&redirect=true"
PAGE = "https://www.geeksforgeeks.org/gfg-assets/_next/data/latest/user/kite.json"


def adapter(answers: dict[str | tuple[str, object], Answer]) -> GeeksForGeeks:
    return GeeksForGeeks(web=web_of(answers), site=GeeksForGeeks.sites[0])


@pytest.mark.parametrize(
    ("profile", "trouble", "place"),
    [
        ((400, b'{"message": "Something went wrong"}'), Trouble.FORMAT, "$.data"),
        ((404, b"<html><title>Not found</title></html>"), Trouble.FORMAT, "body"),
        ((403, b""), Trouble.BLOCKED, PROFILE),
        ((429, b""), Trouble.LIMITED, PROFILE),
        (b'{"message": "ok", "data": {"score": "12 points"}}', Trouble.FORMAT, "$.data"),
        (b'{"message": "ok", "data": {"total_problems_solved": []}}', Trouble.FORMAT, "$.data.total_problems_solved"),
    ],
)
def test_only_user_not_found_means_nobody(profile: Answer, trouble: Trouble, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        read_profiles(adapter({PROFILE: profile, PAGE: b'{"pageProps": {}}'}), ["kite"])

    assert (caught.value.trouble, caught.value.place) == (trouble, place)


def test_redirect_to_no_person_is_refused() -> None:
    page = json.dumps({"pageProps": {"__N_REDIRECT": "/404"}}).encode()

    with pytest.raises(AdapterError) as caught:
        read_profiles(adapter({PROFILE: b'{"data": {}}', PAGE: page}), ["kite"])

    assert caught.value.place == "$.pageProps.__N_REDIRECT"


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://www.geeksforgeeks.org/user/red_kite/", "red_kite"),
        ("https://auth.geeksforgeeks.org/user/red.kite-1/practice", ""),
        ("https://auth.geeksforgeeks.org/user/red.kite-1", "red.kite-1"),
        ("geeksforgeeks.org/profile/red_kite?tab=activity", "red_kite"),
        ("https://www.geeksforgeeks.org/dynamic-programming/", ""),
    ],
)
def test_handle_of_an_address(address: str, handle: str) -> None:
    assert GeeksForGeeks.handle_of(address) == handle
