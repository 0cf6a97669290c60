"""Which account of which site an address names, and which sites have contests."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.resources.models import Resource
from apps.resources.queries import account_of, contest_sites, enabled_resources
from tests.factories import ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("https://codeforces.com/profile/tourist", ("codeforces.com", "tourist")),
        ("HTTPS://M1.CodeForces.COM/profile/Um_nik/?locale=ru#top", ("codeforces.com", "Um_nik")),
        ("codeforces.com/profile/%54ourist", ("codeforces.com", "Tourist")),
        ("https://leetcode.com/u/alice/", ("leetcode.com", "alice")),
        ("https://leetcode.com/alice", ("leetcode.com", "alice")),
        ("https://leetcode.cn/u/alice", ("leetcode.cn", "alice")),
        ("https://leetcode-cn.com/u/alice", ("leetcode.cn", "alice")),
        ("https://dmoj.ca/user/alice", ("dmoj.ca", "alice")),
        ("https://oj.vnoi.info/user/alice", ("oj.vnoi.info", "alice")),
        ("https://open.kattis.com/users/alice-b", ("open.kattis.com", "alice-b")),
        ("https://www.luogu.com/user/5", ("luogu.com.cn", "5")),
        ("http://acm.timus.ru/author.aspx?id=15", ("acm.timus.ru", "15")),
        ("https://www.topcoder.com/members/%5Balice%5D", ("topcoder.com", "[alice]")),
        ("https://github.com/alice", ("github.com", "alice")),
        ("https://ctftime.org/user/762", ("ctftime.org", "user/762")),
        ("https://oj.nobody.example/user/alice", None),
        ("https://codeforces.com/contest/1", None),
        ("https://codeforces.com.example/profile/tourist", None),
        ("tourist", None),
        ("", None),
        ("\x00https://[::1", None),
    ],
)
def test_account_of_an_address(url: str, account: tuple[str, str] | None) -> None:
    assert account_of(url) == account


def test_account_of_a_host_that_staff_added() -> None:
    Resource.objects.create(
        host="oj.school.example", title="School", url="https://oj.school.example:8443", adapter="dmoj"
    )
    Resource.objects.create(host="ctf.example", title="CTF", url="https://ctf.example", adapter="ctfd")
    Resource.objects.create(host="gone.example", title="Gone", url="https://gone.example", adapter="no_such_adapter")

    assert account_of("https://oj.school.example/user/alice") == ("oj.school.example", "alice")
    assert account_of("https://OJ.school.example:8443/user/alice/") == ("oj.school.example", "alice")
    assert account_of("https://ctf.example/teams/12") == ("ctf.example", "12")
    assert account_of("https://gone.example/user/alice") is None


def test_account_of_a_site_that_is_switched_off_is_none() -> None:
    Resource.objects.filter(host="github.com").update(enabled=False)

    assert account_of("https://github.com/alice") is None


def test_accounts_of_a_list_ask_for_the_sites_once() -> None:
    sites = enabled_resources()

    with CaptureQueriesContext(connection) as asked:
        found = [account_of(f"https://codeforces.com/profile/user{number}", sites) for number in range(3)]

    assert found == [("codeforces.com", f"user{number}") for number in range(3)]
    assert len(asked) == 0


def test_contest_sites_are_those_read_for_contests_and_those_that_have_some() -> None:
    round_site = ResourceFactory(host="codeforces.com", adapter="codeforces")
    people_only = ResourceFactory(host="github.com", adapter="github")
    by_hand = ResourceFactory(host="cup.example", adapter="", n_contests=3)
    assert contest_sites([round_site, people_only, by_hand]) == [round_site, by_hand]
