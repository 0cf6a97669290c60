"""Every shape in which people write the address of a profile names its handle, and handles make such addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.resources.catalogue import adapters

# Handles as each site allows them. Sites that serve many hosts have no address of their own.
GRAMMARS = {
    "atcoder": r"[A-Za-z0-9_]{3,16}",
    "codechef": r"[A-Za-z0-9_]{1,30}",
    "codeforces": r"[A-Za-z0-9_.-]{3,24}",
    "codingame": r"[0-9a-f]{32,39}",
    "codolio": r"[A-Za-z0-9_.-]{1,30}",
    "csacademy": r"[A-Za-z0-9_]{1,30}",
    "cses": r"[1-9][0-9]{0,6}",
    "ctftime": r"(user/)?[1-9][0-9]{0,6}",
    "geeksforgeeks": r"[A-Za-z0-9_.-]{1,30}",
    "github": r"x[a-z0-9](-?[A-Za-z0-9]){0,17}",
    "hackerearth": r"[A-Za-z0-9_.-]{1,30}",
    "hackerrank": r"[A-Za-z0-9_]{1,30}",
    "kaggle": r"x[a-z0-9-]{1,30}[0-9]",
    "kattis": r"[a-z0-9-]{1,30}",
    "leetcode": r"[A-Za-z0-9_-]{1,30}\.?",
    "lightoj": r"(team/)?[a-z0-9_-]{1,30}",
    "luogu": r"[1-9][0-9]{0,6}",
    "nowcoder": r"(team/)?[1-9][0-9]{0,8}",
    "timus": r"[1-9][0-9]{0,6}",
    "tlx": r"[A-Za-z0-9_.]{1,20}",
    "topcoder": r"[A-Za-z0-9_.\[\]{}|-]{1,15}",
    "toph": r"[A-Za-z0-9_.]{1,30}",
    "ucup": r"[A-Za-z0-9_-]{1,30}",
    "yukicoder": r"[1-9][0-9]{0,6}|name/[A-Za-z0-9_]{1,20}",
}
HASH = "0123456789abcdef0123456789abcdef1234567"
HAVE_ADDRESSES = sorted(key for key, adapter in adapters().items() if adapter.profile_url)


def test_every_site_with_an_address_is_held_to_its_grammar() -> None:
    assert sorted(GRAMMARS) == HAVE_ADDRESSES


@pytest.mark.parametrize("key", sorted(GRAMMARS))
@given(data=st.data())
def test_handle_comes_back_from_its_address(key: str, data: st.DataObject) -> None:
    adapter = adapters()[key]
    handle = data.draw(st.from_regex(GRAMMARS[key], fullmatch=True), label="handle")
    address = adapter.profile_address(handle)
    noise = data.draw(st.sampled_from(["", "#top"] if "?" in address else ["", "?a=b", "#top", "/", "/?a=b#c"]))
    host = address.split("/")[2]

    assert adapter.handle_of(address + noise) == handle
    assert adapter.handle_of(f" {address}{noise}\n".replace(host, host.upper()).replace("https", "HTTP")) == handle
    assert adapter.handle_of(address.removeprefix("https://").removeprefix("www.") + noise) == handle


@pytest.mark.parametrize(
    ("key", "address", "handle"),
    [
        ("atcoder", "https://atcoder.jp/users/chokudai/history", "chokudai"),
        ("codechef", "https://www.codechef.com/teams/view/red_kites", "red_kites"),
        ("codechef", "https://m.codechef.com/users/red_kite", "red_kite"),
        ("codeforces", "https://m1.codeforces.com/profile/Um_nik", "Um_nik"),
        ("codeforces", "https://codeforces.com/profile/%54ourist", "Tourist"),
        ("codeforces", "https://codeforces.com/profile/tour%2Fist", ""),
        ("codeforces", "https://codeforces.com/profile/т%D1%83рист", ""),
        ("codeforces", "https://codeforces.com/profile/%FF%FE", ""),
        ("codeforces", "https://codeforces.com.example/profile/tourist", ""),
        ("codeforces", "https://example.com/codeforces.com/profile/tourist", ""),
        ("codingame", f"https://www.codingame.com/profile/{HASH}", HASH),
        ("codingame", "https://www.codingame.com/profile/nickname", ""),
        ("codolio", "https://codolio.com/profile/red.kite", "red.kite"),
        ("csacademy", "https://csacademy.com/user/alice_7", "alice_7"),
        ("cses", "https://cses.fi/user/12", "12"),
        ("cses", "https://cses.fi/problemset/user/12/", "12"),
        ("ctfd", "https://ctf.example/teams/12", "12"),
        ("ctftime", "https://ctftime.org/team/762", "762"),
        ("ctftime", "https://ctftime.org/user/762", "user/762"),
        ("dmoj", "https://dmoj.ca/user/Alice_7", "Alice_7"),
        ("dmoj", "https://oj.vnoi.info/user/alice", "alice"),
        ("eolymp", "https://basecamp.eolymp.com/en/users/alice", "alice"),
        ("eolymp", "https://www.e-olymp.com/uk/users/alice", "alice"),
        ("eolymp", "https://eolymp.com/users/a%00b", ""),
        ("geeksforgeeks", "https://auth.geeksforgeeks.org/user/alice/", "alice"),
        ("geeksforgeeks", "https://www.geeksforgeeks.org/profile/alice?tab=activity", "alice"),
        ("github", "https://github.com/alice?tab=repositories", "alice"),
        ("github", "https://github.com/features", ""),
        ("github", "https://github.com/alice/repository", ""),
        ("github", "https://github.com/alice--b", ""),
        ("hackerearth", "https://www.hackerearth.com/@alice", "alice"),
        ("hackerearth", "https://www.hackerearth.com/users/alice/", "alice"),
        ("hackerearth", "https://www.hackerearth.com/challenges/", ""),
        ("hackerrank", "https://www.hackerrank.com/profile/Alice_7", "Alice_7"),
        ("hackerrank", "https://www.hackerrank.com/Alice_7", "Alice_7"),
        ("hackerrank", "https://www.hackerrank.com/domains", ""),
        ("hydro", "https://hydro.ac/user/42", "42"),
        ("hydro", "https://hydro.ac/d/league/user/42", "42"),
        ("kaggle", "https://www.kaggle.com/alice-b", "alice-b"),
        ("kaggle", "https://www.kaggle.com/alice/competitions", "alice"),
        ("kaggle", "https://www.kaggle.com/competitions", ""),
        ("kattis", "https://open.kattis.com/users/alice-b", "alice-b"),
        ("kattis", "https://nwerc24.kattis.com/users/alice", "alice"),
        ("leetcode", "https://leetcode.com/u/alice/", "alice"),
        ("leetcode", "https://leetcode.com/alice", "alice"),
        ("leetcode", "https://leetcode.cn/u/alice", "alice"),
        ("leetcode", "https://leetcode.com/problems/two-sum/", ""),
        ("leetcode", "https://leetcode.com/contest/", ""),
        ("lightoj", "https://lightoj.com/user/alice", "alice"),
        ("lightoj", "https://lightoj.com/team/red-kites", "team/red-kites"),
        ("luogu", "https://www.luogu.com.cn/user/5", "5"),
        ("luogu", "https://www.luogu.com/user/5#main", "5"),
        ("luogu", "https://www.luogu.com.cn/user/٥", ""),
        ("nowcoder", "https://ac.nowcoder.com/acm/contest/profile/123", "123"),
        ("nowcoder", "https://ac.nowcoder.com/acm/team/123", "team/123"),
        ("timus", "http://acm.timus.ru/author.aspx?id=15&locale=en", "15"),
        ("timus", "acm.timus.ru/author.aspx?locale=en&id=15", "15"),
        ("timus", "https://acm.timus.ru/problem.aspx?id=15", ""),
        ("tlx", "https://tlx.toki.id/profiles/alice.b/contest-history", "alice.b"),
        ("topcoder", "https://www.topcoder.com/members/%5Balice%5D", "[alice]"),
        ("topcoder", "https://profiles.topcoder.com/alice", "alice"),
        ("toph", "https://toph.co/u/alice.b", "alice.b"),
        ("ucup", "https://qoj.ac/user/profile/alice", "alice"),
        ("ucup", "https://contest.ucup.ac/user/profile/ucup-team123", "ucup-team123"),
        ("yukicoder", "https://yukicoder.me/users/42", "42"),
        ("yukicoder", "https://yukicoder.me/users/name/alice", "name/alice"),
    ],
)  # fmt: skip
def test_address_names_its_handle(key: str, address: str, handle: str) -> None:
    assert adapters()[key].handle_of(address) == handle


@pytest.mark.parametrize("key", sorted(adapters()))
@given(text=st.text(max_size=300) | st.from_regex(r"https?://(\w+\.)*(com|org|ac)/(user|users|profile|u)/.{0,40}"))
def test_no_text_is_too_odd(key: str, text: str) -> None:
    handle = adapters()[key].handle_of(text)

    assert handle == handle.strip()
    assert len(handle) <= 255
    assert handle.isprintable()
