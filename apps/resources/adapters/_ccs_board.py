"""The contest and the board that an XML event feed of a contest control system amounts to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from string import ascii_uppercase

import msgspec

from apps.resources.adapters import _icpc
from apps.resources.adapters._ccs_events import Event, Feed, flag_of, number_of, span_of, text_of
from apps.resources.adapters._clics_judging import USUAL_TYPES
from apps.resources.adapters._countries import country_code
from apps.resources.adapters._files import ListedFile
from apps.resources.adapters._teams import is_official, team_account, unstarred
from apps.resources.adapters.base import AdapterError, Trouble, from_epoch, reading
from apps.resources.rows import Column, ContestRow, ProblemRow, StandingRow, Standings

USUAL_PENALTY = 20
NO_START = ("undefined", "none", "null", "0")
REGION = Column(key="region", title="Region")
MEDALS: tuple[tuple[_icpc.Medal, str], ...] = (
    ("gold", "last-gold"),
    ("silver", "last-silver"),
    ("bronze", "last-bronze"),
)


def contest_of(feed: Feed, file: ListedFile) -> ContestRow:
    """Return the contest of a feed.

    Raises:
        AdapterError: it does not say how long the contest is, or neither it nor the site's option when it starts.
    """
    with reading("info"):
        row = _contest_row(feed, file)
        if row is None:
            raise AdapterError("no start time: put it after the file's address in the option files", place="starttime")
        return row


def standings_of(feed: Feed, file: ListedFile, *, alone: bool) -> Standings:
    """Return the standings that a feed amounts to; `alone` says that the site has no other file.

    Raises:
        AdapterError: it shows no problems yet (MISSING), or tells of something that cannot be read.
    """
    if not feed.problems:
        raise AdapterError("the problems are not shown yet", place="problem", trouble=Trouble.MISSING)
    with reading("info"):
        told, start = _contest_row(feed, file), _start(feed, file)
        freeze = _freeze(feed)
        rules = _rules(feed, freeze)
    problems = {key: _problem(feed, key, contest=file.key) for key in feed.problems}
    teams = {key: _team(feed, key, account=team_account(file.key, key, alone=alone)) for key in feed.teams}
    shorts = {problem.short: problem.short for problem in problems.values()}  # some runs name the label
    shorts |= {key: problem.short for key, problem in problems.items()}
    tries = [
        msgspec.structs.replace(one, team=teams[one.team].account)
        for one in _tries(feed, shorts, start=start, rules=rules)
        if one.team in teams
    ]
    rows = _with_medals(_icpc.board(list(teams.values()), tries, rules), feed)
    is_hidden = any(cell.frozen for row in rows for cell in row.cells.values())
    is_judged = all(cell.state != "pending" for row in rows for cell in row.cells.values())
    return Standings(
        rows=rows,
        problems=tuple(problems.values()),
        columns=(REGION,) if any(team.columns for team in teams.values()) else (),
        kind="icpc",
        penalty_unit="minutes",
        penalty_per_wrong=round(rules.penalty / 60),
        freeze=freeze,
        is_frozen=True if is_hidden else False if feed.finalized is not None else None,
        is_final=is_judged if feed.finalized is not None else None,
        url=file.url,
        contest=told,
    )


def _contest_row(feed: Feed, file: ListedFile) -> ContestRow | None:
    start, length = _start(feed, file), _length(feed)
    if start is None:
        return None
    title = feed.info.get("title") or feed.info.get("short-title") or text_of(feed.info, "title")
    facts = {name: feed.info[name] for name in ("contest-id", "short-title") if feed.info.get(name, title) != title}
    return ContestRow(
        key=file.key,
        title=title,
        url=file.url,
        standings_url=file.url,
        start=start,
        end=start + length,
        kind="ICPC",
        facts=facts,
    )


def _start(feed: Feed, file: ListedFile) -> datetime | None:
    if feed.info.get("starttime", "0").lower() in NO_START:
        return file.start
    with reading("starttime"):
        return from_epoch(number_of(feed.info, "starttime") or 0)


def _length(feed: Feed) -> timedelta:
    length = span_of(feed.info, "length")
    if length is None:
        raise AdapterError("no length is told", place="length")
    return length


def _freeze(feed: Feed) -> timedelta | None:
    """Return when the board freezes, from the start; None where it does not."""
    frozen, length = span_of(feed.info, "scoreboard-freeze-length"), _length(feed)
    return length - frozen if frozen is not None and timedelta(0) < frozen < length else None


def _rules(feed: Feed, freeze: timedelta | None) -> _icpc.Rules:
    end = _length(feed).total_seconds()
    told = number_of(feed.info, "penalty")
    penalty = (USUAL_PENALTY if told is None else told) * 60
    penalty = penalty / 60 if penalty > end else penalty  # 1200 are seconds
    if not 0 <= penalty <= end:
        raise AdapterError(f"{told!r} are no minutes for a rejected try", place="penalty")
    return _icpc.Rules(
        penalty=penalty,
        end=end,
        hidden_from=freeze.total_seconds() if freeze is not None else None,
        last_breaks_ties=True,
    )


def _problem(feed: Feed, key: str, *, contest: str) -> ProblemRow:
    """Return a problem; where no label is told, problems go by the letters."""
    told, number = feed.problems[key], list(feed.problems).index(key)
    letter = ascii_uppercase[number] if number < len(ascii_uppercase) else str(number + 1)
    short = told.get("label") or told.get("letter") or letter
    with reading(f"problem {key}"):
        facts = {"color": told["color"]} if "color" in told else {}
        return ProblemRow(
            key=f"{contest}/{key}", name=told.get("name", short), short=short, contest=contest, facts=facts
        )


def _team(feed: Feed, key: str, *, account: str) -> _icpc.Team:
    told = feed.teams[key]
    with reading(f"team {key}"):
        name = told.get("name") or text_of(told, "university")
    region = told.get("region", "")
    region = feed.regions.get(region, {}).get("name", region)
    return _icpc.Team(
        account=account,
        name=unstarred(name),
        organization=told.get("university", ""),
        country=country_code(told.get("nationality")),
        is_official=is_official(name, [region]),
        columns={REGION.key: region} if region else {},
    )


def _tries(feed: Feed, shorts: dict[str, str], *, start: datetime | None, rules: _icpc.Rules) -> Iterator[_icpc.Try]:
    """Yield the runs within the contest, by the ids of their teams."""
    for key, run in feed.runs.items():
        with reading(f"run {key}"):
            problem = shorts.get(text_of(run, "problem"))
            if problem is None:
                raise AdapterError(f"the unknown problem {run['problem'][:60]!r}", place="problem")
            time = _seconds(run, start)
            if 0 <= time < (rules.end or 0):
                yield _icpc.Try(
                    team=text_of(run, "team"),
                    problem=problem,
                    time=time,
                    outcome=_outcome(run),
                    verdict=run.get("result", ""),
                    language=run.get("language", ""),
                    submission=key,
                )


def _seconds(run: Event, start: datetime | None) -> float:
    time = span_of(run, "time")
    if time is not None:
        return time.total_seconds()
    made = number_of(run, "timestamp")
    if made is None or start is None:
        raise AdapterError("a run without time", place="time")
    return made - start.timestamp()


def _outcome(run: Event) -> _icpc.Outcome:
    """Return what a run came to, by its own words; feeds that leave some out mean the usual by their verdicts."""
    judged, solved, penalty = (flag_of(run, name) for name in ("judged", "solved", "penalty"))
    if judged is False or (judged is None and "result" not in run):
        return "pending"
    usual = USUAL_TYPES.get(run.get("result", "").upper())
    if usual is None and (solved is None or not (solved or penalty is not None)):
        raise AdapterError(f"a judgement of the unknown type {run.get('result', '')[:60]!r}", place="result")
    if solved if solved is not None else usual is not None and usual.solved:
        return "right"
    return "wrong" if (penalty if penalty is not None else usual is not None and usual.penalty) else "ignored"


def _with_medals(rows: Sequence[StandingRow], feed: Feed) -> list[StandingRow]:
    """Return rows with the medals that end at the places told, which nobody without a solved problem wins."""
    with reading("finalized"):
        last = [(medal, number_of(feed.finalized or {}, name) or 0) for medal, name in MEDALS]
    found = []
    for row in rows:
        won = [medal for medal, place in last if row.score and row.place is not None and row.place <= place]
        found.append(msgspec.structs.replace(row, medal=won[0]) if won else row)
    return found
