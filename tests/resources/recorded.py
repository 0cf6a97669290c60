"""Which adapter reads each recorded answer, asked about what, and how many rows it holds, counted by plain means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from apps.resources.adapters.base import Site, Trouble
from apps.resources.adapters.codeforces import Codeforces
from apps.resources.adapters.leetcode import LeetCode
from tests.resources.counting import (
    clics_teams,
    clist_lasting,
    codeforces_dated,
    codeforces_outside_gym,
    codolio_steps,
    domjudge_visible,
    exactly,
    leetcode_people,
    length,
    matches,
)
from tests.resources.payloads import Payload

CODEFORCES_GYM, LEETCODE_CHINA = Codeforces.sites[1], LeetCode.sites[1]
JUDGE = "https://judge.example.org"
API = f"{JUDGE}/api/v4/contests/5"
FILE = f"{JUDGE}/2026/standings.xml"
KEPT = "2026/standings"
ANY_DAY = {"start": "2022-05-01T00:00:00+00:00", "end": "2022-05-02T00:00:00+00:00"}
WEEKLY = {"key": "weekly-contest-310", "start": "2022-09-11T02:30:00+00:00", "end": "2022-09-11T04:00:00+00:00"}


def at(url: str, **options: str) -> Site:
    """Return a site of a family."""
    return Site(host="judge.example.org", title="Judge", url=url, options=options)


def below(folder: str, names: Mapping[str, str]) -> Mapping[str, str]:
    """Return the paths of answers in one folder."""
    return {url: f"{folder}/{name}" for url, name in names.items()}


def guilin(*names: str) -> Mapping[str, str]:
    """Return the answers of the recorded DOMjudge, the counted one first."""
    named = {f"{API}/{name}": f"{name}.json" for name in names}
    return below("domjudge-ccpc2023guilin/api/v4/contests/guilin", {**named, API: "contest.json"})


def payload(adapter: str, ability: str, path: str | Mapping[str, str], **rest: Any) -> Payload:
    """Return a payload; a single path answers whatever is asked."""
    return Payload(adapter=adapter, ability=ability, answers={"": path} if isinstance(path, str) else path, **rest)


AT = "atcoder.jp/contests"
CF, CF_ERRORS = "codeforces.com/api", "codeforces.com/errors"
CODEFORCES = "https://codeforces.com/api"
CODECHEF = "https://www.codechef.com/api/contests"
LC = "leetcode.com"
GITHUB = "api.github.com/pygithub"
CDS = "cds.icpc.global/api/contests"

LISTS = (
    payload("atcoder", "contests", f"{AT}/archive_fragment.html", count=matches(r"/contests/([\w-]+)")),
    payload("atcoder", "contests", f"{AT}/index-2026-06.html", count=exactly(59)),
    payload("atcoder", "contests", f"{AT}/upcoming-2026-10_fragment.html", count=matches(r"/contests/([\w-]+)")),
    payload("atcoder", "contests", f"{AT}/index-2020-01.html", refusal=Trouble.BLOCKED),
    payload("atcoder", "contests", "atcoder.jp/login.html", refusal=Trouble.BLOCKED),
    payload("clics", "contests", f"{CDS}/swerc2022/event-feed.ndjson", count=exactly(1)),
    payload("clist_api", "contests", "clist.by/api/v1/contest-2020-06.json", count=clist_lasting),
    payload("codechef", "contests", "codechef.com/api/list/contests/all-2025-10.json", count=exactly(23)),
    payload("codeforces", "contests", f"{CF}/contest.list-2016-06.json", count=codeforces_dated),
    payload("codeforces", "contests", f"{CF}/contest.list-2024-03.result.json", count=codeforces_dated),
    payload("codeforces", "contests", f"{CF}/contest.list-2025-05.result.json", count=codeforces_dated),
    payload("codeforces", "contests", f"{CF}/contest.list-2026-09-2rows.json", count=codeforces_dated),
    payload(
        "codeforces", "contests", f"{CF}/contest.list-gym-2024-03.result.json",
        site=CODEFORCES_GYM, count=codeforces_dated,
    ),
    payload("ctftime", "contests", "ctftime.org/api/v1/events/2017-06.json", count=length()),
    payload("ctftime", "contests", "ctftime.org/api/v1/events/834-2019.json", count=length()),
    payload("hackerearth", "contests", {
        "https://www.hackerearth.com/AJAX/filter-challenges/": "hackerearth.com/challenges/AJAX-2019-01-earlier.json"
    }, count=exactly(9)),  # of 24 cards, those that count down to something
    payload("leetcode", "contests", f"{LC}/graphql/allContests-2026-06.json", count=length("data", "allContests")),
    payload("leetcode", "contests", f"{LC}/graphql/topTwoContests-2026-08.json", count=exactly(2)),
    payload("leetcode", "contests", f"{LC}/graphql/upcomingContests-2026-10.json", count=exactly(2)),
    payload("leetcode", "contests", f"{LC}/locked-2016.html", refusal=Trouble.FORMAT),
    payload("luogu", "contests", "www.luogu.com.cn/contest/list-2026-06.html", count=exactly(20)),
    payload(
        "nowcoder", "contests", "ac.nowcoder.com/acm/contest/vip-index-2026-06.html", count=matches(r'data-id="(\d+)"')
    ),
)  # fmt: skip

TABLES = (
    payload(
        "atcoder", "standings", below("atcoder.jp/contests/wtf19", {
            "https://atcoder.jp/contests/wtf19/standings/json": "standings/json.json",
            "https://atcoder.jp/contests/wtf19/results/json": "results/json.json",
            "https://atcoder.jp/contests/wtf19": "index.html",
        }), subject={"key": "wtf19"}, count=length("StandingsData"),
    ),
    payload("atcoder", "standings", "atcoder.jp/login.html", subject={"key": "abc100"}, refusal=Trouble.LOGIN),
    *(
        payload(
            "clics", "standings", f"{CDS}/{key}/event-feed.ndjson", subject={"key": key}, count=clics_teams,
            site=at(f"{JUDGE}/api/contests/{key}/event-feed"),
        )
        for key in ("swerc2022", "wf47_finals")
    ),
    payload(
        "codeforces", "standings", {
            f"{CODEFORCES}/contest.standings": f"{CF}/contest.standings-1474-tiger2005.json",
            f"{CODEFORCES}/contest.ratingChanges": f"{CF_ERRORS}/contest.ratingChanges-empty.json",
        }, subject={"key": "1474"}, count=length("result", "rows"),
    ),
    payload(
        "codeforces", "standings", f"{CF_ERRORS}/contest.standings-extra-params.json",
        subject={"key": "1985"}, status=400, refusal=Trouble.FORMAT,
    ),
    payload(
        "codeforces", "standings", "codeforces.com/gym/ghost-2022_ec_final.dat", site=CODEFORCES_GYM,
        subject={"key": "104008", "standings_url": "https://files.example/a.dat", "start": ANY_DAY["start"]},
        count=matches(r"(?m)^@t (\d+)"),
    ),
    *(
        payload(
            "ctftime", "standings", "ctftime.org/api/v1/results/2022-enriched.json",
            subject={"key": key, **ANY_DAY}, count=length(key, "scores"),
        )
        for key in ("1788", "2185")
    ),
    payload(
        "domjudge", "standings", guilin("scoreboard", "problems", "teams", "groups", "organizations", "awards"),
        subject={"key": "5"}, site=at(JUDGE), count=length("rows"),
    ),
    payload(
        "domjudge", "standings",
        guilin(
            "teams", "problems", "groups", "organizations", "languages", "judgement-types", "submissions", "judgements"
        ),
        subject={"key": "5"}, site=at(JUDGE), count=domjudge_visible,
    ),
    *(
        payload(
            "domjudge", "standings", path, subject={"key": "5"}, count=matches(r'id="team:(\d+)"'),
            site=at(JUDGE, board=f"{JUDGE}/public"),
        )
        for path in ("domjudge-v6.1/public/index.html", "domjudge-wf47/public.html")
    ),
    payload(
        "ejudge", "standings", "ejudge/external-log-1605.xml", subject={"key": KEPT}, site=at(FILE),
        count=matches(r'<user id="(\d+)"'),
    ),
    payload(
        "hackerrank", "standings", {
            "https://www.hackerrank.com/rest/contests/devchef/leaderboard":
                "hackerrank.com/rest/contests/devchef/leaderboard.json"
        }, subject={"key": "devchef", **ANY_DAY}, count=length("models"),
    ),
    payload(
        "leetcode", "standings", f"{LC}/contest/api/ranking/weekly-contest-310.total_rank.json",
        subject=WEEKLY, count=leetcode_people,
    ),
    payload(
        "pcms2", "standings", "nerc.itmo.ru/archive/2020/standings.xml", subject={"key": KEPT}, site=at(FILE),
        count=matches(r'<session [^>]*\bid="([^"]+)"'),
    ),
    payload(
        "testsys", "standings", "acm.timus-testsys/spbsu-2023-october.xml", subject={"key": KEPT}, site=at(FILE),
        count=matches(r'<session [^>]*\bid="([^"]+)"'),
    ),
    payload(
        "xcpcio", "standings", below("board.xcpcio.com/data/ccpc/10th/harbin", {
            f"https://board.xcpcio.com/data/ccpc/10th/harbin/{name}.json": f"{name}.json"
            for name in ("team", "config", "run")
        }), subject={"key": "ccpc/10th/harbin"}, count=length(),
    ),
)  # fmt: skip

PROBLEMS = (
    *(
        payload(
            "atcoder", "problems", f"{AT}/{key}/tasks.html", subject={"key": key.strip("_")},
            count=matches(r"/tasks/(\w+)"),
        )
        for key in ("__any__", "abc100", "codequeen2023-final-open")
    ),
    payload(
        "codechef", "problems", below("codechef.com/api/contests", {f"{CODECHEF}/START209D": "START209D.json"}),
        subject={"key": "START209D"}, count=length("problems"),
    ),
    payload("codeforces", "problems", f"{CF}/problemset.problems-2016-06.json", count=length("result", "problems")),
    payload("codeforces", "problems", f"{CF}/problemset.problems.json", count=length("result", "problems")),
    payload("cses", "problems", "cses.fi/problemset.html", count=matches(r"/problemset/task/(\d+)")),
    payload("leetcode", "problems", f"{LC}/api/problems/algorithms-2016.json", count=length("stat_status_pairs")),
    payload(
        "leetcode", "problems", f"{LC}/api/problems/algorithms-2016-nologin.json", count=length("stat_status_pairs")
    ),
    payload(
        "leetcode", "problems", "leetcode.cn/contest/api/info.aggregate.json", site=LEETCODE_CHINA,
        subject={"key": "weekly-contest-422"}, count=length("questions"),
        part=lambda body: json.dumps(json.loads(body)[0]).encode(),
    ),
)  # fmt: skip

PEOPLE = (
    payload("atcoder", "ratings", {
        "https://atcoder.jp/users/tourist/history/json": "atcoder.jp/users/tourist/history/json.json"
    }, subject="tourist", count=length()),
    payload("codechef", "profiles", "codechef.com/users/arghya.html", subject=["arghya"], count=exactly(1)),
    payload(
        "codechef", "ratings", "codechef.com/users/arghya.html", subject="arghya", count=matches(r'"code":"(\w+)"')
    ),
    payload("codeforces", "profiles", f"{CF}/user.info-lonewolf154.json", subject=["lonewolf154"], count=exactly(1)),
    payload("codeforces", "profiles", f"{CF}/user.info-tourist-2026-09.json", subject=["tourist"], count=exactly(1)),
    payload(
        "codeforces", "profiles", f"{CF}/user.info-DmitriyH-Fefer_Ivan-2022-12.json",
        subject=["DmitriyH", "Fefer_Ivan"], count=length("result"),
    ),
    payload(
        "codeforces", "profiles", {f"{CODEFORCES}/user.info": f"{CF_ERRORS}/user.info-unknown-handle.json"},
        subject=["lonefuck"], status=400, count=exactly(1),
    ),
    payload("codeforces", "ratings", f"{CF}/user.rating-tourist-first2.json", subject="x", count=length("result")),
    payload(
        "codeforces", "ratings", f"{CF_ERRORS}/user.status-unknown-handle.json",
        subject="zz_no_such_handle_zz", status=400, refusal=Trouble.MISSING,
    ),
    *(
        payload("codeforces", "submissions", f"{CF}/user.status-{name}.json", subject="x", count=codeforces_outside_gym)
        for name in ("Ayan_Sohail.result", "Petr-2016", "tourist-2016", "tourist-2026-09-2rows")
    ),
    payload(
        "codeforces", "submissions", f"{CF_ERRORS}/user.status-unknown-handle.json",
        subject="zz_no_such_handle_zz", status=400, refusal=Trouble.MISSING,
    ),
    payload("codolio", "profiles", "codolio.com/profile-kablakartik.json", subject=["kablakartik"], count=exactly(1)),
    payload("codolio", "ratings", "codolio.com/profile-kablakartik.json", subject="kablakartik", count=codolio_steps),
    payload("github", "profiles", {
        "https://api.github.com/users/jacquev6": f"{GITHUB}/NamedUser.setUp.json",
        "https://github.com/users/jacquev6/contributions": "github.com/users/leafbird/contributions.html",
    }, subject=["jacquev6"], count=exactly(1)),
    payload(
        "github", "profiles", f"{GITHUB}/Exceptions.testUnknownUser.json", subject=["ThisUserShouldReallyNotExist"],
        status=404, count=exactly(1),
    ),
    payload(
        "github", "profiles", f"{GITHUB}/SpecificExceptions.testRateLimitExceeded.1.json", subject=["jacquev6"],
        status=403, refusal=Trouble.LIMITED,
    ),
    payload(
        "github", "profiles", f"{GITHUB}/Exceptions.testBadAuthentication.json", subject=["jacquev6"],
        status=401, refusal=Trouble.BLOCKED,
    ),
    payload(
        "github", "profiles", f"{GITHUB}/Exceptions.testNonJsonDataReturnedByGithub.txt", subject=["jacquev6"],
        status=503, refusal=Trouble.SERVER,
    ),
    payload("leetcode", "profiles", f"{LC}/graphql/matchedUser-singleUser.json", subject=["x"], count=exactly(1)),
    payload("leetcode", "profiles", f"{LC}/errors/matchedUser-unknown.json", subject=["x"], count=exactly(1)),
    payload("leetcode", "ratings", f"{LC}/graphql/userContestRanking-null.json", subject="x", count=exactly(0)),
    payload("leetcode", "ratings", f"{LC}/errors/matchedUser-unknown.json", subject="x", refusal=Trouble.MISSING),
    payload(
        "leetcode", "submissions", f"{LC}/graphql/recentSubmissionList.json", subject="x",
        count=length("data", "recentSubmissionList"),
    ),
    payload("leetcode", "submissions", f"{LC}/errors/matchedUser-unknown.json", subject="x", refusal=Trouble.MISSING),
)  # fmt: skip

READ = (*LISTS, *TABLES, *PROBLEMS, *PEOPLE)

# What no reading of contests or results asks for, and why.
UNREAD = {
    f"{GITHUB}/ConditionalRequestUpdate.testDidNotUpdate.txt": "a repository",
    f"{GITHUB}/Github.testGetUsers.0.json": "a list of everybody",
    f"{GITHUB}/NamedUser.testGetFollowers.json": "followers",
    f"{GITHUB}/NamedUser.testGetRepos.json": "repositories",
    f"{GITHUB}/PaginatedList.testGetFirstPage.json": "issues",
    f"{GITHUB}/RateLimitOverview.setUp.json": "limits",
    f"{GITHUB}/Requester.testLoggingRedirection.0.json": "a repository",
    f"{AT}/permanent_fragment.html": "contests without a time",
    "codechef.com/api/contests/START209D/problems/P1209.json": "the statement of one problem",
    "codeforces.com/contest/4.html": "the API says more",
    "codeforces.com/derived/contest.list-2023-10-keyed.json": "no answer of the site: numbers in another shape",
    "codeforces.com/derived/contest-1305-standings-ratings.json": "truth for tests/standings/ratings",
    "codeforces.com/derived/contest-1352-standings-ratings.json": "truth for tests/standings/ratings",
    "codeforces.com/index-2023-09.html": "the API says more",
    "codeforces.com/profile/ghoudiy.html": "the API says more",
    "ctftime.org/api/v1/top/all-2016.json": "ten teams of each year, whose ratings their own pages tell",
}
# What tests of their own read, for it takes more than one answer or another door.
READ_ELSEWHERE = {
    f"{AT}/__any__/submissions.html": "test_atcoder_results",
    f"{AT}/__any__/submissions_old.html": "test_atcoder_results",
    f"{AT}/__any__/submissions_rejudge.html": "test_atcoder_results",
    "codechef.com/api/contests/START209.json": "test_codechef_results",
    f"{CF}/contest.ratingChanges-1.json": "test_codeforces_results",
    f"{CF_ERRORS}/contest.ratingChanges-unavailable.json": "test_codeforces_results",
    "codeforces.com/enter-redirect.html": "test_codeforces",
    f"{LC}/api/submissions/two-sum-2017.json": "test_leetcode_results",
}
