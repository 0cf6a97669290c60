"""XML event feeds: what is told twice or not at all, both ways to write a thing, and boards counted by hand."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from xml.etree import ElementTree

import pytest

from apps.resources.adapters.base import AdapterError, Site, Trouble, read_contests, read_standings
from apps.resources.adapters.ccs_feed import CcsFeed
from apps.resources.rows import Cell, ContestRef, Standings
from tests.resources.answers import web_of

URL = "https://ccs.example.org/finals/event-feed.xml"
KEY = "finals/event-feed"
INFO = (
    "<info><title>Finals</title><length>5:00:00</length><penalty>20</penalty><starttime>1793523600.5</starttime>"
    "<scoreboard-freeze-length>01:00:00</scoreboard-freeze-length></info>"
)
THINGS = "<problem id='1'><label>A</label></problem><team id='7'><name>One</name></team>"
AGREED = {"judged": "True", "solved": "False", "penalty": "True"}


def table_of(events: str, *, info: str = INFO, end: str = "</contest>", **options: str) -> Standings:
    body = f"<contest>{info}{events}{end}".encode()
    site = Site(host="ccs.example.org", title="Finals", url=URL, options=options)
    return read_standings(CcsFeed(web=web_of({URL: body}), site=site), ContestRef(key=KEY))


def run(key: int, **told: object) -> str:
    fields = {"team": 7, "problem": 1, "time": 60, **told}
    return f"<run id='{key}'>{''.join(f'<{name}>{value}</{name}>' for name, value in fields.items())}</run>"


def cells_of(events: str) -> dict[str, Cell]:
    (row,) = table_of(f"{THINGS}{events}").rows
    return dict(row.cells)


def season(random: Random) -> str:
    """Return the events of a contest of ten teams and four problems, half of the runs told twice."""
    events = [f"<problem id='{number}'><label>{letter}</label></problem>" for number, letter in enumerate("ABCD", 1)]
    events += [f"<team id='{team}'><name>Team {team}</name></team>" for team in range(1, 11)]
    for key in range(300):
        result = random.choice(["AC", "WA", "TLE", "CE"])
        told = {"team": random.randrange(1, 11), "problem": random.randrange(1, 5), "time": random.uniform(-600, 18600)}
        verdict = {"result": result, "solved": result == "AC", "penalty": result in ("WA", "TLE")}
        events += [run(key, **told, judged=False)] * random.randrange(2)
        events.append(run(key, **told, judged=True, **verdict))
    return "".join(events)


def counted(events: str) -> dict[str, tuple[int, int, int]]:
    """Return solved, penalty and the time of the last accepted run in minutes by team, from the XML alone."""
    runs = {one.get("id"): one for one in ElementTree.fromstring(f"<feed>{events}</feed>").findall("run")}
    tries = defaultdict(list)
    for one in runs.values():
        time = float(one.findtext("time", ""))
        if 0 <= time < 18000:
            tries[one.findtext("team", ""), one.findtext("problem", "")].append((time, one.findtext("result")))
    found = {str(team): [0, 0, 0] for team in range(1, 11)}
    for (team, _), own in tries.items():
        results = [result for _, result in sorted(own)]
        if "AC" in results:
            wrong = sum(result in ("WA", "TLE") for result in results[: results.index("AC")])
            minutes = int(sorted(own)[results.index("AC")][0] // 60)
            total = found[team]
            total[:] = total[0] + 1, total[1] + minutes + 20 * wrong, max(total[2], minutes)
    return {team: (solved, penalty, last) for team, (solved, penalty, last) in found.items()}


@pytest.mark.parametrize("seed", range(5))
def test_board_is_what_its_runs_amount_to(seed: int) -> None:
    events = season(Random(seed))
    truth = counted(events)
    ranks = sorted((-solved, penalty, last) for solved, penalty, last in truth.values())

    rows = list(table_of(events).rows)

    assert {row.account: (row.score, row.penalty) for row in rows} == {key: told[:2] for key, told in truth.items()}
    assert {row.account: row.place for row in rows} == {
        key: ranks.index((-solved, penalty, last)) + 1 for key, (solved, penalty, last) in truth.items()
    }


def test_attributes_tell_the_same_as_children() -> None:
    children = f"{THINGS}{run(3, judged='True', result='WA', solved='False', penalty='True')}"
    attributes = (
        "<problem id='1' label='A'/><team id='7' name='One'/>"
        "<run id='3' team='7' problem='1' time='60' judged='true' result='WA' solved='0' penalty='1'/>"
    )

    assert list(table_of(attributes).rows) == list(table_of(children).rows)


@pytest.mark.parametrize("order", [("things", "runs"), ("runs", "things")])
def test_order_of_events_does_not_matter(order: tuple[str, str]) -> None:
    parts = {"things": THINGS, "runs": run(3, result="AC") + "<clar><problem>9</problem><team>9</team></clar>"}

    (row,) = table_of("".join(parts[name] for name in order)).rows

    assert (row.name, row.score, row.penalty) == ("One", 1, 1)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"judged": "False"}, "pending"),
        ({}, "pending"),
        ({"judged": "False", "result": "AC", "solved": "True"}, "pending"),
        ({"result": "AC"}, "solved"),
        ({"result": "ac"}, "solved"),
        ({"judged": "True", "solved": "True"}, "solved"),
        ({"result": "Judge's own", **AGREED}, "wrong"),
        ({"result": "RTE"}, "wrong"),
        ({"result": "AC", "judged": "True", "solved": "False", "penalty": "True"}, "wrong"),
        ({"result": "CE"}, ""),
        ({"result": "WA", "solved": "False", "penalty": "False"}, ""),
    ],
)
def test_run_comes_to_what_it_says(told: dict[str, object], state: str) -> None:
    cells = cells_of(run(3, **told))

    assert {name: cell.state for name, cell in cells.items()} == ({"A": state} if state else {})


def test_later_event_of_a_run_overrules() -> None:
    first = run(3, result="AC") + run(4, time=120, judged="False")

    assert cells_of(first + run(3, result="WA") + run(4, time=120, result="AC")) == {
        "A": Cell(state="solved", wrong=1, time=120, penalty=22, first=True, verdict="AC", submission="4")
    }


def test_run_without_time_is_timed_by_the_clock() -> None:
    events = f"{THINGS}<run id='3' team='7' problem='1' result='AC' timestamp='1793523690.75'/>"

    (row,) = table_of(events).rows

    assert row.cells["A"].time == 90.25


def test_problems_without_labels_go_by_the_letters() -> None:
    table = table_of("<problem id='4'><name>Late</name></problem><problem id='2'><letter>Z</letter></problem>")

    assert [(one.key, one.short, one.name) for one in table.problems] == [
        (f"{KEY}/4", "A", "Late"),
        (f"{KEY}/2", "Z", "Z"),
    ]


@pytest.mark.parametrize(("told", "minutes"), [("20", 20), ("0", 0), ("1200", 20), ("0.5", 0)])
def test_penalty_longer_than_the_contest_is_told_in_seconds(told: str, minutes: int) -> None:
    assert table_of(THINGS, info=INFO.replace("20<", f"{told}<")).penalty_per_wrong == minutes


def test_runs_may_name_a_problem_by_its_label() -> None:
    assert cells_of(run(3, problem="A", result="AC")).keys() == {"A"}


def test_medals_end_at_the_places_told() -> None:
    teams = "".join(
        f"<team id='{key}'><name>{name}</name></team>" for key, name in enumerate(("a", "b", "*c", "d", "e"))
    )
    runs = "".join(run(key, team=key, time=60 * (key + 1), result="AC") for key in range(4))
    last = "<finalized><last-gold>1</last-gold><last-silver>1</last-silver><last-bronze>9</last-bronze></finalized>"

    rows = table_of(f"<problem id='1'/>{teams}{runs}{last}").rows

    assert [(row.name, row.place, row.medal) for row in rows] == [
        ("a", 1, "gold"),
        ("b", 2, "bronze"),
        ("c", None, ""),
        ("d", 3, "bronze"),
        ("e", 4, ""),
    ]


@pytest.mark.parametrize(
    ("time", "end", "told"),
    [
        (14399, "", (None, None)),
        (14400, "", (True, None)),
        (14400, "<finalized/></contest>", (True, False)),
        (14400, "<finalized><last-gold>1</last-gold></finalized></contest>", (True, False)),
        (100, "<finalized><last-gold>1</last-gold></finalized></contest>", (False, False)),
    ],
)
def test_waiting_runs_say_whether_a_board_is_frozen(time: int, end: str, told: tuple[bool | None, bool | None]) -> None:
    table = table_of(f"{THINGS}{run(3, time=time, judged='False')}", end=end)

    assert (table.is_frozen, table.is_final) == told


def test_team_of_one_of_several_feeds_is_named_with_the_contest() -> None:
    (row,) = table_of(THINGS, files=f"{URL} https://ccs.example.org/other.xml").rows

    assert row.account == f"{KEY}/7"


def test_start_is_told_by_staff_where_the_feed_does_not() -> None:
    body = f"<contest>{INFO.replace('1793523600.5', 'undefined')}</contest>".encode()
    site = Site(host="ccs.example.org", title="Finals", url=URL, options={"files": f"{URL} 2026-11-01T09:00:00Z"})

    (row,) = read_contests(CcsFeed(web=web_of({URL: body}), site=site))

    assert (row.start.isoformat(), row.end.isoformat()) == ("2026-11-01T09:00:00+00:00", "2026-11-01T14:00:00+00:00")


@pytest.mark.parametrize(
    ("body", "place", "trouble"),
    [
        ("<html><title>Feed</title></html>", "body", Trouble.FORMAT),
        ("<contest><info><title>Finals</title>", "body", Trouble.FORMAT),
        ("<contest></contest>", "contest/info", Trouble.FORMAT),
        (f"<contest>{INFO}", "problem", Trouble.MISSING),
        (f"<contest>{INFO.replace('5:00:00', 'long')}{THINGS}", "info length", Trouble.FORMAT),
        (f"<contest>{INFO.replace('20<', '-1<')}{THINGS}", "info penalty", Trouble.FORMAT),
        (f"<contest>{INFO}{THINGS}<run/>", "event 4 run[id]", Trouble.FORMAT),
        (f"<contest>{INFO}{THINGS}<team id='8'/>", "team 8 university", Trouble.FORMAT),
        (f"<contest>{INFO}{THINGS}{run(3, problem=9)}", "run 3 problem", Trouble.FORMAT),
        (f"<contest>{INFO}{THINGS}{run(3, time='soon')}", "run 3 time", Trouble.FORMAT),
        (f"<contest>{INFO}{THINGS}{run(3, time='NaN')}", "run 3 time", Trouble.FORMAT),
        (f"<contest>{INFO}{THINGS}{run(3, judged='perhaps')}", "run 3 judged", Trouble.FORMAT),
        (f"<contest>{INFO}{THINGS}{run(3, result='???')}", "run 3 result", Trouble.FORMAT),
    ],
)
def test_wrong_answer_is_named(body: str, place: str, trouble: Trouble) -> None:
    site = Site(host="ccs.example.org", title="Finals", url=URL)

    with pytest.raises(AdapterError) as caught:
        read_standings(CcsFeed(web=web_of({URL: body.encode()}), site=site), ContestRef(key=KEY))

    assert (caught.value.place, caught.value.trouble) == (place, trouble)
