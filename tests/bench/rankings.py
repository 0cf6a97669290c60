"""Large rankings, made up true to their sites' formats, and how much time and memory it takes to read one.

`python -m tests.bench.rankings <name>` reads one in a process of its own and prints what that took as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from apps.resources.adapters.base import Site, read_standings
from apps.resources.catalogue import adapters
from apps.resources.recordings import Call, ReplayWeb
from apps.resources.rows import ContestRef

HERE = "https://board.example"
START = datetime(2026, 11, 15, 14, 35, tzinfo=UTC)
RECORDED = Path(__file__).resolve().parents[3] / "shared/payloads/leetcode.com/contest/api/ranking"
LEETCODE = RECORDED / "weekly-contest-310.total_rank.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A ranking to be read: the adapter, the contest, and the answers by address, made when they are asked for."""

    adapter: str
    contest: ContestRef
    answers: Callable[[], Mapping[str, bytes]]
    url: str = ""  # of a family's site
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reading took; `peak` is the most memory of the process in bytes, all answers in it."""

    name: str
    rows: int
    cells: int
    size: int
    seconds: float
    peak: int


def codeforces() -> dict[str, bytes]:
    """Return a round of 16,500 people and 8 problems, 15 MB, and its rating changes."""
    random = Random(1985)
    contest = {
        "id": 1985, "name": "Codeforces Round 1985 (Div. 4)", "type": "ICPC", "phase": "FINISHED", "frozen": False,
        "durationSeconds": 9000, "startTimeSeconds": 1718116500, "relativeTimeSeconds": 76543210,
    }  # fmt: skip
    problems = [
        {"contestId": 1985, "index": letter, "name": f"Problem {letter}", "type": "PROGRAMMING", "tags": ["math"]}
        for letter in "ABCDEFGH"
    ]
    rows, changes = [], []
    for number in range(16_500):
        handle = f"participant_{number}"
        results = [
            {"points": float(solved), "rejectedAttemptCount": random.randrange(4), "type": "FINAL"}
            | ({"bestSubmissionTimeSeconds": random.randrange(9000)} if solved else {})
            for solved in (random.random() < 0.5 for _ in problems)
        ]
        party = {
            "contestId": 1985, "participantId": 190_000_000 + number, "members": [{"handle": handle}],
            "participantType": "CONTESTANT", "ghost": False, "room": number // 40, "startTimeSeconds": 1718116500,
        }  # fmt: skip
        points = sum(result["points"] for result in results)  # type: ignore[misc]
        rows.append({
            "party": party, "rank": number + 1, "points": points, "penalty": random.randrange(900),
            "successfulHackCount": 0, "unsuccessfulHackCount": 0, "problemResults": results,
        })  # fmt: skip
        changes.append({
            "contestId": 1985, "contestName": contest["name"], "handle": handle, "rank": number + 1,
            "ratingUpdateTimeSeconds": 1718132700, "oldRating": random.randrange(3000), "newRating": 1400,
        })  # fmt: skip
    api = "https://codeforces.com/api/contest"
    return {
        f"{api}.standings?contestId=1985": dumped({"contest": contest, "problems": problems, "rows": rows}),
        f"{api}.ratingChanges?contestId=1985": dumped(changes),
    }


def dumped(result: object) -> bytes:
    """Return an answer of the Codeforces API."""
    return json.dumps({"status": "OK", "result": result}, separators=(",", ":")).encode()


def leetcode() -> dict[str, bytes]:
    """Return the recorded ranking of 20,463 rows, as one page."""
    url = "https://leetcode.com/contest/api/ranking/weekly-contest-310/"
    return {f"{url}?pagination=1&region=global_v2": LEETCODE.read_bytes()}


def atcoder() -> dict[str, bytes]:
    """Return the standings of 12,000 people with 7 tasks."""
    random = Random(430)
    tasks = [f"abc430_{letter}" for letter in "abcdefg"]
    rows = []
    for number in range(12_000):
        results = {
            task: {
                "Count": 2, "Failure": 1, "Penalty": 1, "Score": 10000 * random.randrange(1, 7), "Status": 1,
                "Elapsed": 10**9 * random.randrange(6000), "Pending": False, "Frozen": False, "SubmissionID": 1,
                "Additional": None,
            }
            for task in tasks[: random.randrange(1, 8)]
        }  # fmt: skip
        total = {
            "Count": 8, "Accepted": 4, "Penalty": 2, "Score": 100000, "Elapsed": 10**12, "Frozen": False,
            "Additional": None,
        }  # fmt: skip
        rows.append({
            "Rank": number + 1, "Additional": None, "UserName": f"user{number}", "UserScreenName": f"user{number}",
            "UserIsDeleted": False, "Affiliation": "University", "Country": "JP", "Rating": 1000, "OldRating": 900,
            "IsRated": True, "IsTeam": False, "Competitions": 9, "AtCoderRank": 5, "TaskResults": results,
            "TotalResult": total,
        })  # fmt: skip
    infos = [{"Assignment": task[-1].upper(), "TaskName": task, "TaskScreenName": task} for task in tasks]
    board = {"Fixed": False, "AdditionalColumns": None, "TaskInfo": infos, "StandingsData": rows}
    return {"https://atcoder.jp/contests/abc430/standings/json": json.dumps(board).encode()}


def clics() -> dict[str, bytes]:
    """Return an event feed of 50 MB: 500 teams, 20,000 submissions, each judged, and the runs of each judgement."""
    return {f"{HERE}/api/contests/finals/event-feed": b"\n".join(events()) + b"\n"}


def events() -> Iterator[bytes]:
    """Yield the lines of a feed in the form of 2022-07 and later."""
    random = Random(47)

    def event(kind: str, key: str, **fields: object) -> bytes:
        return json.dumps({"type": kind, "id": key, "data": {"id": key, **fields}, "token": key}).encode()

    yield event(
        "contest", "finals", name="Finals", formal_name="World Finals", start_time="2026-11-15T09:00:00+00:00",
        duration="5:00:00.000", scoreboard_freeze_duration="1:00:00.000", scoreboard_type="pass-fail", penalty_time=20,
    )  # fmt: skip
    yield event("judgement-types", "AC", name="correct", penalty=False, solved=True)
    yield event("judgement-types", "WA", name="wrong answer", penalty=True, solved=False)
    for number, letter in enumerate("ABCDEFGHIJKL"):
        yield event("problems", f"p{letter}", label=letter, name=f"Problem {letter}", ordinal=number, time_limit=2)
    for number in range(500):
        yield event("teams", f"t{number}", name=f"Team {number}", display_name=f"University {number}")
    for number in range(20_000):
        at = number * 17_000 // 20_000
        clock = f"{at // 3600}:{at // 60 % 60:02}:{at % 60:02}.000"
        moment = (START + timedelta(seconds=at)).isoformat()
        team, problem = f"t{random.randrange(500)}", f"p{random.choice('ABCDEFGHIJKL')}"
        yield event(
            "submissions", f"s{number}", problem_id=problem, team_id=team, language_id="cpp", contest_time=clock,
            time=moment,
        )  # fmt: skip
        began = {"submission_id": f"s{number}", "start_contest_time": clock, "start_time": moment}
        yield event("judgements", f"j{number}", **began)
        for run in range(8):
            yield event(
                "runs", f"r{number}-{run}", judgement_id=f"j{number}", ordinal=run, judgement_type_id="AC",
                run_time=0.1, contest_time=clock, time=moment,
            )  # fmt: skip
        verdict = random.choice(["AC", "WA", "WA"])
        yield event(
            "judgements", f"j{number}", **began, judgement_type_id=verdict, end_contest_time=clock, end_time=moment
        )


def ccs_feed() -> dict[str, bytes]:
    """Return an XML event feed of 50 MB: 700 teams, 14,000 runs, each told twice, and their test cases."""
    parts = [
        "<contest><info><title>Regional</title><length>5:00:00</length><starttime>1763197200.0</starttime></info>",
        *(f"<problem id='{number}'><label>{letter}</label></problem>" for number, letter in enumerate("ABCDEFGHIJKL")),
        *(f"<team id='{number}'><name>Team {number}</name></team>" for number in range(700)),
    ]
    random = Random(2015)
    for number in range(14_000):
        at = number * 17_000 / 14_000
        run = f"<run id='{number}'><team>{random.randrange(700)}</team><problem>{random.randrange(12)}</problem>"
        run += f"<time>{at:.6f}</time><timestamp>{1763197200 + at:.6f}</timestamp><language>C++</language>"
        result = random.choice(["AC", "WA", "WA"])
        parts += [f"{run}<judged>False</judged></run>", f"{run}<judged>True</judged><result>{result}</result></run>"]
        parts += [
            f"<testcase><i>{case}</i><judged>True</judged><n>20</n><result>AC</result><run-id>{number}</run-id>"
            f"<solved>True</solved><time>{at:.6f}</time><timestamp>{1763197200 + at:.6f}</timestamp></testcase>\n"
            for case in range(20)
        ]
    return {f"{HERE}/event-feed.xml": "".join([*parts, "</contest>"]).encode()}


def xcpcio() -> dict[str, bytes]:
    """Return a board of 2,000 teams and 20,000 runs."""
    random = Random(10)
    config = {
        "contest_name": "Provincial", "start_time": 1_763_200_000, "end_time": 1_763_218_000, "frozen_time": 3600,
        "penalty": 1200, "problem_quantity": 12, "problem_id": list("ABCDEFGHIJKL"), "group": {"official": "Official"},
        "status_time_display": {"correct": True},
    }  # fmt: skip
    teams = {
        str(number): {"team_id": str(number), "name": f"Team {number}", "organization": "School", "group": ["official"]}
        for number in range(2000)
    }
    runs = [
        {
            "status": random.choice(["ACCEPTED", "WRONG_ANSWER", "TIME_LIMIT_EXCEEDED"]), "team_id": str(number % 2000),
            "problem_id": random.randrange(12), "timestamp": number * 9 // 10, "submission_id": number,
        }
        for number in range(20_000)
    ]  # fmt: skip
    files = {"config": config, "team": teams, "run": runs}
    return {f"{HERE}/data/camp/large/{name}.json": json.dumps(told).encode() for name, told in files.items()}


RANKINGS = {
    "codeforces": Ranking(adapter="codeforces", contest=ContestRef(key="1985"), answers=codeforces),
    "leetcode": Ranking(
        adapter="leetcode",
        contest=ContestRef(key="weekly-contest-310", start=START - timedelta(days=3), end=START - timedelta(days=2)),
        answers=leetcode,
    ),
    "atcoder": Ranking(
        adapter="atcoder",
        contest=ContestRef(key="abc430", start=START, end=START + timedelta(minutes=100)),
        answers=atcoder,
    ),
    "clics": Ranking(
        adapter="clics",
        contest=ContestRef(key="finals"),
        answers=clics,
        url=f"{HERE}/api/contests/finals/event-feed",
    ),
    "ccs_feed": Ranking(
        adapter="ccs_feed", contest=ContestRef(key="event-feed"), answers=ccs_feed, url=f"{HERE}/event-feed.xml"
    ),
    "xcpcio": Ranking(adapter="xcpcio", contest=ContestRef(key="camp/large"), answers=xcpcio, url=HERE),
}


def kept(name: str, folder: Path) -> Path:
    """Write the answers of a ranking to a file, so that making them costs its reader nothing."""
    file = folder / f"{name}.json"
    answers = RANKINGS[name].answers()
    parts = {url: f"{name}.{number}" for number, url in enumerate(answers)}
    for url, part in parts.items():
        (folder / part).write_bytes(answers[url])
    file.write_text(json.dumps(parts))
    return file


def read(name: str, file: Path) -> Reading:
    """Read a ranking from its file."""
    ranking = RANKINGS[name]
    parts: dict[str, str] = json.loads(file.read_text())
    calls = [Call(method="GET", url=url, body=(file.parent / part).read_bytes()) for url, part in parts.items()]
    kind = adapters()[ranking.adapter]
    site = Site(host="board.example", title="Board", url=ranking.url) if ranking.url else kind.sites[0]
    adapter = kind(web=ReplayWeb(calls, now=START + timedelta(days=1)), site=site)
    begun = time.perf_counter()
    rows = list(read_standings(adapter, ranking.contest).rows)
    return Reading(
        name=name,
        rows=len(rows),
        cells=sum(len(row.cells) for row in rows),
        size=sum(len(call.body) for call in calls),
        seconds=time.perf_counter() - begun,
        peak=peak_memory(),
    )


def peak_memory() -> int:
    """Return the most bytes that this process held; ru_maxrss would count those of its parent, too."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    print(json.dumps(asdict(read(sys.argv[1], Path(sys.argv[2])))))  # noqa: T201
