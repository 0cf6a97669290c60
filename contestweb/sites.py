"""The make-believe sites: under which hosts they answer, in which format, and which series of contests they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contestweb.programmes import eastern, judges, western
from contestweb.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One make-believe site. `name` is what an aggregator calls the resource."""

    name: str
    title: str
    host: str  # where it answers
    format: str  # the module in contestweb/formats that speaks for it
    contest_url: str  # with {key}
    series: tuple[Series, ...]
    family: str = ""  # sites of one family share the fate of their contests
    aliases: tuple[str, ...] = ()
    first_id: int = 1
    first_added: int = 900_000  # the number of the first contest that somebody adds by hand
    relinks: bool = False  # the address of a contest is its own fact, not made from the key
    resource: Mapping[str, Any] = field(default_factory=dict)  # the row an aggregator needs to read it, if not built in

    def __post_init__(self) -> None:
        object.__setattr__(self, "family", self.family or self.name)


ALL = (
    Site(
        name="codeforces.com",
        title="Codeforces",
        host="codeforces.com",
        aliases=("www.codeforces.com",),
        format="codeforces",
        contest_url="https://codeforces.com/contest/{key}",
        series=western.CODEFORCES,
        first_id=2000,
        first_added=90_000,  # from 100,001 on numbers are the gym's
    ),
    Site(
        name="codeforces.com/gym",
        title="Codeforces Gym",
        host="codeforces.com",
        format="codeforces",
        contest_url="https://codeforces.com/gym/{key}",
        series=western.CODEFORCES_GYM,
        first_id=106000,
    ),
    Site(
        name="atcoder.jp",
        title="AtCoder",
        host="atcoder.jp",
        format="atcoder",
        contest_url="https://atcoder.jp/contests/{key}",
        series=eastern.ATCODER,
    ),
    Site(
        name="codechef.com",
        title="CodeChef",
        host="www.codechef.com",
        aliases=("codechef.com",),
        format="codechef",
        contest_url="https://www.codechef.com/{key}",
        series=western.CODECHEF,
        first_id=240000,
    ),
    Site(
        name="leetcode.com",
        title="LeetCode",
        host="leetcode.com",
        format="leetcode",
        contest_url="https://leetcode.com/contest/{key}",
        series=western.LEETCODE,
        family="leetcode",
    ),
    Site(
        name="leetcode.cn",
        title="力扣",
        host="leetcode.cn",
        format="leetcode",
        contest_url="https://leetcode.cn/contest/{key}",
        series=western.LEETCODE_CN,
        family="leetcode",
    ),
    Site(
        name="ctftime.org",
        title="CTFtime",
        host="ctftime.org",
        format="ctftime",
        contest_url="https://ctftime.org/event/{key}/",
        series=western.CTFTIME,
        first_id=2900,
    ),
    Site(
        name="hackerearth.com",
        title="HackerEarth",
        host="www.hackerearth.com",
        aliases=("hackerearth.com",),
        format="hackerearth",
        contest_url="https://www.hackerearth.com/challenges/{type}/{key}/",
        series=western.HACKEREARTH,
        relinks=True,
    ),
    Site(
        name="hackerrank.com",
        title="HackerRank",
        host="www.hackerrank.com",
        aliases=("hackerrank.com",),
        format="hackerrank",
        contest_url="https://www.hackerrank.com/contests/{slug}-{key}",
        series=western.HACKERRANK,
        first_id=70000,
    ),
    Site(
        name="luogu.com.cn",
        title="洛谷",
        host="www.luogu.com.cn",
        aliases=("luogu.com.cn",),
        format="luogu",
        contest_url="https://www.luogu.com.cn/contest/{key}",
        series=eastern.LUOGU,
        first_id=330000,
    ),
    Site(
        name="ac.nowcoder.com",
        title="牛客竞赛",
        host="ac.nowcoder.com",
        format="nowcoder",
        contest_url="https://ac.nowcoder.com/acm/contest/{key}",
        series=eastern.NOWCODER,
        first_id=136000,
    ),
    Site(
        name="dmoj.ca",
        title="DMOJ",
        host="dmoj.ca",
        format="dmoj",
        contest_url="https://dmoj.ca/contest/{key}",
        series=judges.DMOJ,
    ),
    Site(
        name="toph.co",
        title="Toph",
        host="toph.co",
        format="toph",
        contest_url="https://toph.co/c/{key}",
        series=judges.TOPH,
    ),
    Site(
        name="open.kattis.com",
        title="Kattis",
        host="open.kattis.com",
        format="kattis",
        contest_url="https://open.kattis.com/contests/{key}",
        series=judges.KATTIS,
    ),
    Site(
        name="regional.contestweb.example",
        title="Lakeland Regional",
        host="regional.contestweb.example",
        format="domjudge",
        contest_url="https://regional.contestweb.example/public",
        series=judges.DOMJUDGE,
        first_id=100,
        resource={"adapter": "domjudge", "url": "https://regional.contestweb.example", "color": "#2f6f4f"},
    ),
    Site(
        name="ctf.contestweb.example",
        title="Hexagon Fortnight CTF",
        host="ctf.contestweb.example",
        format="ctfd",
        contest_url="https://ctf.contestweb.example",
        series=judges.CTF,
        resource={"adapter": "ctfd", "url": "https://ctf.contestweb.example", "color": "#5b3f8f"},
    ),
    Site(
        name="camp.contestweb.example",
        title="Birchwood Training Camp",
        host="camp.contestweb.example",
        format="calendar",
        contest_url="https://camp.contestweb.example/events/{key}",
        series=judges.CAMP,
        relinks=True,
        resource={
            "adapter": "ical_feed",
            "url": "https://camp.contestweb.example/",
            "options": {"feed": "https://camp.contestweb.example/calendar.ics"},
            "color": "#8a5a2b",
            "timezone": "Europe/Warsaw",
        },
    ),
)
SITES = {site.name: site for site in ALL}
HOSTS: dict[str, tuple[Site, ...]] = {
    host: tuple(site for site in ALL if host in (site.host, *site.aliases))
    for site in ALL
    for host in (site.host, *site.aliases)
}


def resources() -> list[dict[str, Any]]:
    """Return every site as the row that an aggregator keeps of it; `adapter` is "" where the site is a real one's twin.

    Keys: host, title, adapter, url, and where they are not the usual ones color, timezone and options.
    """
    return [
        {"host": site.name, "title": site.title, "adapter": "", "url": f"https://{site.host}", **site.resource}
        for site in ALL
    ]
