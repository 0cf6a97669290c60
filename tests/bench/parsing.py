"""How fast adapters read large tables of results: a ranklist of Codeforces of 15 MB, a ranking of LeetCode."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

from apps.resources.adapters.base import read_standings
from apps.resources.adapters.codeforces import Codeforces
from apps.resources.adapters.leetcode import LeetCode
from apps.resources.rows import ContestRef, Standings
from tests.bench.figures import Figure, median_seconds
from tests.resources.answers import web_of

ROUND = 2268
RANKLIST = f"https://codeforces.com/api/contest.standings?contestId={ROUND}"
PARTIES = 16_500  # about 15 MB
RANKING = "https://leetcode.com/contest/api/ranking/weekly-contest-310/?pagination=1&region=global_v2"
RANKED = 20_463
START = datetime(2022, 9, 11, 2, 30, tzinfo=UTC)


def parse_figures() -> list[Figure]:
    """Return rows a second of both."""
    ranklist, ranking = _ranklist(), _ranking()

    def codeforces() -> Standings:
        return read_standings(
            Codeforces(web=web_of({RANKLIST: ranklist}), site=Codeforces.sites[0]), ContestRef(key=str(ROUND))
        )

    def leetcode() -> Standings:
        adapter = LeetCode(web=web_of({RANKING: ranking}), site=LeetCode.sites[0])
        return read_standings(adapter, ContestRef(key="weekly-contest-310", start=START))

    figures = []
    for name, body, read in (("Codeforces", ranklist, codeforces), ("LeetCode", ranking, leetcode)):
        rows = len(list(read().rows))
        seconds = median_seconds(read, times=3)
        figures.append(
            Figure(
                name=f"standings: parsing {name}, {len(body) / 1e6:.1f} MB",
                value=rows / seconds,
                unit="rows/s",
                rows=rows,
            )
        )
    return figures


def _ranklist() -> bytes:
    """Return a running round of eight problems as contest.standings tells it."""
    dice = random.Random(1)
    contest = {
        "id": ROUND, "name": "Codeforces Round 1099 (Div. 1)", "type": "CF", "phase": "CODING", "frozen": False,
        "durationSeconds": 7200, "startTimeSeconds": 1791988500, "relativeTimeSeconds": 7000,
    }  # fmt: skip
    problems = [
        {"contestId": ROUND, "index": index, "name": f"Problem {index}", "type": "PROGRAMMING",
         "points": 500.0 * worth, "tags": ["greedy", "math"]}
        for worth, index in enumerate("ABCDEFGH", 1)
    ]  # fmt: skip
    rows = [_party(rank, dice) for rank in range(1, PARTIES + 1)]
    return json.dumps({"status": "OK", "result": {"contest": contest, "problems": problems, "rows": rows}}).encode()


def _party(rank: int, dice: random.Random) -> dict[str, Any]:
    return {
        "party": {
            "contestId": ROUND, "members": [{"handle": f"participant_{rank}"}], "participantType": "CONTESTANT",
            "ghost": False, "room": rank % 400, "startTimeSeconds": 1791988500,
        },
        "rank": rank, "points": float(20_000 - rank), "penalty": 0, "successfulHackCount": 0,
        "unsuccessfulHackCount": 0, "problemResults": [_result(dice) for _ in range(8)],
    }  # fmt: skip


def _result(dice: random.Random) -> dict[str, Any]:
    tried = {"points": 0.0, "rejectedAttemptCount": dice.randrange(4), "type": "FINAL"}
    if dice.random() < 0.5:
        return tried
    return tried | {"points": float(dice.randrange(200, 500)), "bestSubmissionTimeSeconds": dice.randrange(60, 7000)}


def _ranking() -> bytes:
    """Return a contest's whole ranking in one page, with ties."""
    rows = [
        {
            "contest_id": 634, "username": f"participant_{rank}", "user_slug": f"participant_{rank}",
            "real_name": f"P {rank}", "country_code": "IN", "country_name": "India", "rank": rank,
            "score": max(18 - rank // 1000, 0),
            "finish_time": 1662863400 + rank % 5400, "global_ranking": rank, "data_region": "US",
            "avatar_url": "https://assets.leetcode.com/users/default_avatar.jpg", "user_badge": None,
        }
        for rank in range(1, RANKED + 1)
    ]  # fmt: skip
    return json.dumps({"total_rank": rows, "user_num": RANKED, "questions": [], "submissions": []}).encode()
