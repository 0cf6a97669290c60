"""What each site answers of an account that it does not know makes the account missing; an outage never does."""

from __future__ import annotations

from typing import Any

import pytest

from apps.resources.adapters.base import Trouble
from apps.resources.catalogue import adapters
from apps.resources.recordings import Call
from tests.resources.laws import ABILITIES, StubbornWeb, read, some_recording
from tests.resources.mutations import BODIES_OF_NOTHING, CLOUDFLARE, LOGIN
from tests.resources.payloads import AddressWeb

PEOPLE = [(key, ability) for key, ability in ABILITIES if ability in ("profiles", "ratings", "submissions")]
HTML = b"<!DOCTYPE html><html><head><title>Not found</title></head><body><h1>404</h1></body></html>"
FAILED = b'{"status":"FAILED","comment":"handles: User with handle nobody not found"}'
LEETCODE = b'{"errors":[{"message":"That user does not exist."}],"data":{"matchedUser":null,"recentSubmissionList":[]}}'
DMOJ = b'{"api_version":"2.0","method":"get","fetched":"2026-10-01T00:00:00+00:00","error":{"code":404,"message":"page/object not found"}}'  # noqa: E501
EOLYMP = b'{"data":null,"errors":[{"message":"rpc error: code = NotFound desc = member not found"}]}'
LUOGU = b'{"code":404,"status":404,"currentTemplate":"Error","currentData":{},"data":{"errorMessage":"x"}}'
TOPCODER = b'{"id":"1","result":{"success":false,"status":404,"content":"User not found"},"error":{"value":404}}'


def gone(body: bytes = HTML, status: int = 404, *, at: str = "", url: str = "") -> Call:
    """Return an answer that says that there is nobody."""
    return Call(method="GET", url=url, status=status, final_url=at, body=body)


ANSWERS: dict[str, tuple[Call, ...]] = {
    "atcoder": (gone(),),
    "codechef": (gone(b"<html><body>home</body></html>", 200, at="https://www.codechef.com/"),),
    "codeforces": (
        *(gone(FAILED, 400, url=f"https://codeforces.com/api/user.{name}") for name in ("info", "rating", "status")),
        gone(HTML, 200, at="https://codeforces.com/", url="https://codeforces.com/profile/nobody"),
    ),
    "codolio": (gone(b'{"status":{"code":404,"success":false,"message":"User not found"},"data":null}'),),
    "ctfd": (
        gone(
            b"<script>window.init = {'start': 1, 'end': null, 'userMode': \"teams\"}</script>",
            200,
            url="https://ctf.example.org/",
        ),
        gone(b'{"message":"The requested URL was not found"}', url="https://ctf.example.org/api/v1/teams/99999999"),
    ),
    "ctftime": (gone(),),
    "dmoj": (gone(DMOJ),),
    "eolymp": (
        gone(url="https://basecamp.eolymp.com/en/users/nobody"),
        gone(EOLYMP, 200, url="https://api.eolymp.com/spaces/00000000-0000-0000-0000-000000000000/graphql"),
    ),
    "geeksforgeeks": (
        gone(url="https://www.geeksforgeeks.org/gfg-assets/_next/data/latest/user/nobody.json"),
        gone(b'{"message":"User not found!"}', 400, url="https://authapi.geeksforgeeks.org/api-get/user-profile-info/"),
    ),
    "github": (gone(b'{"message":"Not Found","documentation_url":"https://docs.github.com/rest"}'),),
    "hackerrank": (gone(b'{"error":"Not found"}'),),
    "kattis": (gone(),),
    "leetcode": (gone(LEETCODE, 200),),
    "luogu": (gone(LUOGU, 200),),
    "nowcoder": (gone(HTML, 200, at="https://ac.nowcoder.com/acm/home"),),
    "topcoder": (gone(TOPCODER),),
    "toph": (gone(),),
}
# What these doors answer of somebody unknown is not known; the profile tells it.
UNTOLD = (("luogu", "ratings"), ("nowcoder", "ratings"))
NUMBERED = ("ctfd", "ctftime", "luogu", "nowcoder")
# What says nothing of an account: sites mark somebody gone in the ways above and no other.
OUTAGES = {
    "forbidden": Call(method="GET", url="", status=403, body=b"Forbidden"),
    "limited": Call(method="GET", url="", status=429, body=b"Too many requests"),
    "broken": Call(method="GET", url="", status=502, body=HTML),
    "bot check": Call(method="GET", url="", body=CLOUDFLARE),
    "login": Call(method="GET", url="", body=LOGIN, final_url="https://site.example/login?next=%2F"),
    **{name: Call(method="GET", url="", body=BODIES_OF_NOTHING[name]) for name in ("empty", "plain words", "gzip")},
}


def asked(key: str, ability: str) -> Any:
    """Return somebody whom no site knows, in the words of an ability."""
    handle = "99999999" if key in NUMBERED else "nobody"
    return [handle] if ability == "profiles" else handle


def test_every_site_with_people_has_an_answer() -> None:
    assert sorted(ANSWERS) == sorted({key for key, _ in PEOPLE})


@pytest.mark.parametrize(("key", "ability"), PEOPLE)
def test_unknown_account_is_missing(key: str, ability: str) -> None:
    site = some_recording(key, ability).site

    found = read(adapters()[key](web=AddressWeb(list(ANSWERS[key])), site=site), ability, asked(key, ability))

    if ability == "profiles":
        assert (found.refusal, found.rows) == (None, [{"asked": asked(key, ability)[0]}])
    else:
        assert found.refusal is not None
        assert found.refusal.trouble == (Trouble.FORMAT if (key, ability) in UNTOLD else Trouble.MISSING)


@pytest.mark.parametrize("outage", OUTAGES)
@pytest.mark.parametrize(("key", "ability"), PEOPLE)
def test_outage_makes_nobody_missing(key: str, ability: str, outage: str) -> None:
    recording = some_recording(key, ability)

    found = read(adapters()[key](web=StubbornWeb(OUTAGES[outage]), site=recording.site), ability, recording.subject)

    assert found.rows == []
    assert found.refusal is not None
    assert found.refusal.trouble != Trouble.MISSING
