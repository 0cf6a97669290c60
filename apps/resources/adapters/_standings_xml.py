"""The standings XML of PCMS2 and of exports made like it: contests, sessions, problems and runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec
from lxml import etree

from apps.resources.adapters import _icpc
from apps.resources.adapters._files import ListedFile
from apps.resources.adapters._teams import read_party
from apps.resources.adapters._xml import child_of, number_of, root_of, text_of
from apps.resources.adapters.base import AdapterError, Reply, Trouble, clean, from_epoch, from_iso, reading
from apps.resources.rows import Cell, ContestRow, ProblemRow, StandingRow, Standings, State

USUAL_PENALTY = 20  # the format does not tell it
NOT_COUNTED = {"compilation-error"}
NOT_JUDGED = {"undefined", "waiting", "unknown"}


def contest_of(reply: Reply, file: ListedFile) -> ContestRow:
    """Return the contest of a file.

    Raises:
        AdapterError: the file is of another kind, or neither it nor the site's option says when the contest starts.
    """
    contest = child_of(root_of(reply, "standings"), "contest")
    with reading("contest"):
        row = _contest_row(contest, file)
        if row is None:
            raise AdapterError("no start time: put it after the file's address in the option files", place="start-time")
        return row


def standings_of(reply: Reply, file: ListedFile, *, alone: bool) -> Standings:
    """Return the standings of a file; `alone` says that the site has no other file.

    Raises:
        AdapterError: the file is of another kind or cannot be read, or the contest has not begun (MISSING).
    """
    root = root_of(reply, "standings")
    contest = child_of(root, "contest")
    if contest.get("status") == "before":
        raise AdapterError("the contest has not begun", place="contest[status]", trouble=Trouble.MISSING)
    sessions = [*root.findall("session"), *contest.findall("session")]
    with reading("contest"):
        problems = tuple(_problems(child_of(contest, "challenge"), file.key))
        freeze = timedelta(milliseconds=number_of(contest, "freeze-time-millis") or 0)
        length = _length(contest)
        told = _contest_row(contest, file)
    is_frozen = {"yes": True, "no": False}.get(contest.get("frozen", ""))
    is_scored = any(session.get("score") for session in sessions)
    return Standings(
        rows=_rows(sessions, problems, prefix="" if alone else f"{file.key}/", is_frozen=bool(is_frozen)),
        problems=problems,
        kind="scoring" if is_scored else "icpc",
        penalty_unit="minutes",
        penalty_per_wrong=None if is_scored else USUAL_PENALTY,
        freeze=freeze if timedelta(0) < freeze < length else None,
        is_frozen=is_frozen,
        is_final=contest.get("status") == "over" and contest.get("frozen") != "yes" if contest.get("status") else None,
        url=file.url,
        contest=told,
    )


def _contest_row(contest: etree._Element, file: ListedFile) -> ContestRow | None:
    start = _start(contest) or file.start
    if start is None:
        return None
    title = text_of(contest, "name").strip('"').strip()
    end = start + _length(contest)
    return ContestRow(key=file.key, title=title, url=file.url, standings_url=file.url, start=start, end=end)


def _start(contest: etree._Element) -> datetime | None:
    millis = number_of(contest, "start-time-millis")
    if millis is not None:
        return from_epoch(millis / 1000)
    return from_iso(text_of(contest, "start-time")) if contest.get("start-time") else None


def _length(contest: etree._Element) -> timedelta:
    length = number_of(contest, "length")
    if length is None:
        raise AdapterError("<contest> has no attribute length", place="contest[length]")
    return timedelta(milliseconds=length)


def _problems(challenge: etree._Element, contest: str) -> Iterator[ProblemRow]:
    for number, problem in enumerate(challenge.findall("problem")):
        with reading(f"challenge/problem[{number}]"):
            short = text_of(problem, "alias")
            name = clean(problem.get("name") or "") or short
            yield ProblemRow(key=f"{contest}/{short}", name=name, short=short, contest=contest)


def _rows(
    sessions: Sequence[etree._Element], problems: Sequence[ProblemRow], *, prefix: str, is_frozen: bool
) -> Iterator[StandingRow]:
    """Yield the sessions in the order of the file, with places by score and penalty, which the file does not tell."""
    shorts = [problem.short for problem in problems]
    read = []
    for number, session in enumerate(sessions):
        with reading(f"session[{number}]"):
            read.append(_row(session, shorts, account=f"{prefix}{text_of(session, 'id')}", is_frozen=is_frozen))
    official = [row for row in read if row.participation == "official"]
    places = _icpc.places({row.account: (-(row.score or 0), row.penalty or 0) for row in official})
    for row in read:
        yield msgspec.structs.replace(row, place=places.get(row.account))


def _row(session: etree._Element, shorts: Sequence[str], *, account: str, is_frozen: bool) -> StandingRow:
    party = read_party(text_of(session, "party"))
    solved, score = number_of(session, "solved"), number_of(session, "score")
    if solved is None and score is None:
        raise AdapterError("<session> has neither solved nor score", place="session[solved]")
    is_scored = score is not None
    cells = {}
    for number, problem in enumerate(session.findall("problem")):
        with reading(f"problem[{number}]"):
            short = _short(problem, number, shorts)
            if (cell := _cell(problem, is_scored=is_scored, is_frozen=is_frozen)) is not None:
                cells[short] = cell
    return StandingRow(
        account=account,
        name=party.name,
        score=score if is_scored else solved,
        penalty=number_of(session, "penalty"),
        cells=cells,
        participation="official" if party.is_official else "unofficial",
        is_team=len(party.members) > 1,
        members=party.members,
        organization=party.organization,
    )


def _short(problem: etree._Element, number: int, shorts: Sequence[str]) -> str:
    short = clean(problem.get("alias") or "") or (shorts[number] if number < len(shorts) else "")
    if short not in shorts:
        raise AdapterError(f"the unknown problem {short!r}", place="problem[alias]")
    return short


def _cell(problem: etree._Element, *, is_scored: bool, is_frozen: bool) -> Cell | None:
    runs = [run for run in problem.findall("run") if run.get("outcome") not in NOT_COUNTED]
    attempts = int(number_of(problem, "attempts") or len(runs))
    points = number_of(problem, "score") if is_scored else None
    if not attempts and not points:
        return None
    accepted = number_of(problem, "accepted")
    waiting = sum(run.get("outcome") in NOT_JUDGED for run in runs) if not accepted else 0
    state: State = "solved" if accepted else "pending" if waiting else "partial" if points else "wrong"
    judged = attempts - waiting if attempts >= len(runs) else attempts  # some count what is not judged, some do not
    deciding = _deciding(runs, state=state)
    time = number_of(problem if deciding is None else deciding, "time")
    verdict, language, submission = (
        clean(deciding.get(name) or "") if deciding is not None else "" for name in ("outcome", "language-id", "run-id")
    )
    return Cell(
        state=state,
        wrong=max(judged - bool(accepted), 0),
        pending=waiting or None,
        points=points,
        time=time / 1000 if time else None,
        penalty=number_of(problem, "penalty") if accepted else None,
        frozen=is_frozen and state == "pending",
        verdict=verdict,
        language=language,
        submission=submission,
    )


def _deciding(runs: Sequence[etree._Element], *, state: State) -> etree._Element | None:
    """Return the run that decided: the accepted one, else the last. Only it tells the time of an unsolved problem."""
    deciding = [run for run in runs if run.get("accepted") == "yes"][:1] if state == "solved" else runs[-1:]
    return deciding[0] if deciding else None
