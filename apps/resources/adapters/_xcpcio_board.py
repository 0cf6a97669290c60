"""The three files of an XCPCIO board (config, team, run), scored into standings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import msgspec

from apps.resources.adapters import _icpc
from apps.resources.adapters._teams import is_official, members_of, team_account, unstarred
from apps.resources.adapters._xcpcio_forms import Config, Named, Run, Team, plain, time_of
from apps.resources.adapters.base import AdapterError, clean, reading
from apps.resources.rows import Column, Member, ProblemRow, Scalar, StandingRow, Standings

OUTCOMES: Mapping[str, _icpc.Outcome] = {
    **dict.fromkeys(("ACCEPTED", "CORRECT", "AC", "OK"), "right"),
    **dict.fromkeys(
        (
            *("WRONG_ANSWER", "INCORRECT", "REJECTED", "WA", "PRESENTATION_ERROR", "PE", "RUNTIME_ERROR", "RTE", "RE"),
            *("TIME_LIMIT_EXCEEDED", "TLE", "MEMORY_LIMIT_EXCEEDED", "MLE", "OUTPUT_LIMIT_EXCEEDED", "OLE"),
            *("IDLENESS_LIMIT_EXCEEDED", "NO_OUTPUT", "HACKED", "SECURITY_VIOLATED", "DENIAL_OF_JUDGEMENT"),
            *("PARTIALLY_CORRECT", "BAD_CODE"),
        ),
        "wrong",
    ),
    **dict.fromkeys(
        (
            *("COMPILATION_ERROR", "COMPILE_ERROR", "CE", "CANCELED", "CANCELLED", "SKIPPED", "CONFIGURATION_ERROR"),
            *("SYSTEM_ERROR", "JUDGEMENT_FAILED", "UNKNOWN", "UNDEFINED"),
        ),
        "ignored",
    ),
    **dict.fromkeys(
        ("PENDING", "FROZEN", "WAITING", "PREPARING", "COMPILING", "RUNNING", "JUDGING", "QUEUED"), "pending"
    ),
}
UNITS = {"second": 1, "millisecond": 1_000, "microsecond": 1_000_000, "nanosecond": 1_000_000_000}
USUAL_PENALTY = 1200
LARGEST_PENALTY = 1_000_000
MOST_LETTERS = 26
SHARES = {"gold": 10, "silver": 20, "bronze": 30}  # per cent of the official teams, rounded up: the preset "ccpc"
MEDALS: tuple[_icpc.Medal, ...] = ("gold", "silver", "bronze")
COLUMNS = (Column(key="group", title="Group"), Column(key="coach", title="Coach"))
UNRANKED = "unofficial"


def board_standings(
    config: Config, teams: Mapping[str, Team], runs: Sequence[Run], *, key: str, alone: bool
) -> Standings:
    """Return the standings that a board shows; `alone` says that the site has no other contest.

    Raises:
        AdapterError: a run is of an unknown status, team or problem, or the configuration is of an unknown form.
    """
    with reading("config.json"):
        length = time_of(config.end_time) - time_of(config.start_time)
        problems = _problems(config, key)
        rules = _rules(config, length)
    with reading("team.json"):
        accounts = {one: team_account(key, one, alone=alone) for one in teams}
        entrants = [_team(team, config, account=accounts[one]) for one, team in teams.items()]
    with reading("run.json"):
        tries = list(_tries(runs, config, accounts, problems=problems, length=length.total_seconds()))
    with reading("team.json"):
        rows = _with_medals(_icpc.board(entrants, tries, rules), config)
    hidden_from = rules.hidden_from
    return Standings(
        rows=rows,
        problems=problems,
        columns=tuple(one for one in COLUMNS if any(one.key in entrant.columns for entrant in entrants)),
        kind="icpc",
        penalty_unit="seconds" if rules.unit == 1 else "minutes",
        penalty_per_wrong=round(rules.penalty / rules.unit),
        freeze=timedelta(seconds=hidden_from) if hidden_from is not None else None,
        is_frozen=any(cell.frozen for row in rows for cell in row.cells.values()),
    )


def _rules(config: Config, length: timedelta) -> _icpc.Rules:
    way = config.options.calculation_of_penalty or "in_minutes"
    steps = {
        "in_minutes": (60, 1, 60),
        "accumulate_in_seconds_and_finally_to_the_minute": (1, 60, 60),
        "in_seconds": (1, 1, 1),
    }
    if way not in steps:
        raise AdapterError(f"the unknown way {way!r} of counting penalties", place="options.calculation_of_penalty")
    step, total_step, unit = steps[way]
    penalty = USUAL_PENALTY if config.penalty is None else float(config.penalty)
    if not 0 <= penalty <= LARGEST_PENALTY:
        raise AdapterError(f"{config.penalty!r} are no seconds for a rejected try", place="penalty")
    frozen = float(config.frozen_time or 0)
    if frozen > length.total_seconds():
        frozen /= 1000  # some files hold milliseconds
    if not 0 <= frozen <= length.total_seconds():
        raise AdapterError(f"{config.frozen_time!r} is no time within the contest", place="frozen_time")
    return _icpc.Rules(
        penalty=penalty,
        step=step,
        total_step=total_step,
        unit=unit,
        end=length.total_seconds(),
        hidden_from=length.total_seconds() - frozen if frozen else None,
    )


def _problems(config: Config, contest: str) -> tuple[ProblemRow, ...]:
    rows = []
    quantity = int(config.problem_quantity or 0)
    unnamed = [Named()] * quantity if 0 < quantity <= MOST_LETTERS else []
    for number, problem in enumerate(
        config.problems or [Named(label=one) for one in config.problem_id or ()] or unnamed
    ):
        with reading(f"problems[{number}]"):
            short = clean(problem.label or "") or chr(ord("A") + number % 26)
            name = clean(plain(problem.name)) or short
            rows.append(ProblemRow(key=f"{contest}/{short}", name=name, short=short, contest=contest))
    return tuple(rows)


def _team(team: Team, config: Config, *, account: str) -> _icpc.Team:
    groups = [*(str(one) for one in team.group or ()), *(name for name in (UNRANKED, "girl") if getattr(team, name))]
    names = [plain(config.group.get(group, group)) for group in groups]
    name = clean(plain(team.name))
    columns: dict[str, Scalar] = {
        "group": ", ".join(clean(name) for group, name in zip(groups, names, strict=True) if group != "official"),
        "coach": ", ".join(member.name for member in _people(team.coach)),
    }
    return _icpc.Team(
        account=account,
        name=unstarred(name),
        organization=clean(plain(team.organization)),
        members=_people(team.members),
        is_official=UNRANKED not in groups and is_official(name, names),
        columns={key: text for key, text in columns.items() if text},
    )


def _people(told: str | Sequence[str | Named] | None) -> tuple[Member, ...]:
    if isinstance(told, str):
        return members_of(told)
    names = (clean(one if isinstance(one, str) else plain(one.name)) for one in told or ())
    return tuple(Member(name=name) for name in names if name)


def _tries(
    runs: Sequence[Run],
    config: Config,
    accounts: Mapping[str, str],
    *,
    problems: Sequence[ProblemRow],
    length: float,
) -> Iterator[_icpc.Try]:
    shorts = _marks(config, problems)
    unit = _unit(runs, config, length)
    for number, run in enumerate(runs):
        with reading(f"$[{number}]"):
            status = run.status.upper().replace(" ", "_")
            outcome, short = OUTCOMES.get(status), shorts.get(str(run.problem_id))
            if outcome is None or short is None:
                raise AdapterError(f"the unknown status {run.status!r} or problem {run.problem_id!r}")
            account = accounts.get(str(run.team_id))
            if account is not None and run.timestamp >= 0:  # the files may be of different revisions
                yield _icpc.Try(
                    team=account,
                    problem=short,
                    time=run.timestamp / unit,
                    outcome=outcome,
                    verdict=run.status,
                    language=run.language or "",
                    submission=str(run.submission_id or ""),
                )


def _marks(config: Config, problems: Sequence[ProblemRow]) -> dict[str, str]:
    """Return the mark of a problem by what runs may call it: its index in the list, its id or its label."""
    marks = {problem.short: problem.short for problem in problems}
    marks |= {str(number): problem.short for number, problem in enumerate(problems)}
    told = {
        str(one.id): row.short for one, row in zip(config.problems or (), problems, strict=False) if one.id is not None
    }
    return marks | told


def _unit(runs: Sequence[Run], config: Config, length: float) -> int:
    """Return how many units of the runs' timestamps make a second."""
    told = config.options.submission_timestamp_unit
    if told is not None:
        if told not in UNITS:
            raise AdapterError(f"the unknown unit {told!r}", place="options.submission_timestamp_unit")
        return UNITS[told]
    return 1000 if max((run.timestamp for run in runs), default=0) > 10 * length else 1


def _with_medals(rows: list[StandingRow], config: Config) -> list[StandingRow]:
    """Return rows with the medals that the configuration gives to the first so many official teams."""
    counts = _medals(config, sum(row.place is not None for row in rows))
    limits = [(medal, sum(counts.get(one, 0) for one in MEDALS[: number + 1])) for number, medal in enumerate(MEDALS)]
    return [
        msgspec.structs.replace(
            row,
            medal=next(
                (
                    medal
                    for medal, last in limits
                    if counts.get(medal) and row.place and row.score and row.place <= last
                ),
                "",
            ),
        )
        for row in rows
    ]


def _medals(config: Config, teams: int) -> Mapping[str, int]:
    if isinstance(config.medal, str):  # how many the preset "icpc" gives is not known
        return {name: -(-teams * share // 100) for name, share in SHARES.items()} if config.medal == "ccpc" else {}
    told = config.medal or {}
    counts = told.get("official", told.get("all", told))
    return (
        {name: int(count) for name, count in counts.items() if isinstance(count, int)}
        if isinstance(counts, dict)
        else {}
    )
