"""ejudge: the external XML log of a contest's runs, from which its standings follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from lxml import etree

from apps.resources.adapters import _icpc
from apps.resources.adapters._clocks import from_wall_clock
from apps.resources.adapters._files import ListedFile, file_of, listed_files
from apps.resources.adapters._teams import read_party
from apps.resources.adapters._xml import child_of, number_of, root_of, text_of
from apps.resources.adapters.base import Adapter, AdapterError, Pace, Reply, Verified, clean, reading
from apps.resources.rows import ContestRef, ContestRow, ProblemRow, Standings

WRITTEN = "%Y/%m/%d %H:%M:%S"
OUTCOMES: Mapping[str, _icpc.Outcome] = {
    **dict.fromkeys(("OK",), "right"),
    **dict.fromkeys(("WA", "TL", "ML", "RT", "PE", "PT", "SV", "WT", "RJ", "SM", "SK"), "wrong"),
    **dict.fromkeys(("CE", "SE", "IG", "DQ", "EM", "VS", "VT"), "ignored"),
    **dict.fromkeys(("PR", "AC", "PD", "RU", "CG", "CD", "AV", "CF", "SY"), "pending"),
}
USUAL_PENALTY = 20  # the log does not tell it


class Ejudge(Adapter):
    """Reads external logs, each of which is one contest, and scores them as ejudge's ACM contests do.

    Site.url is the log, or where people go when the option `files` lists several addresses with blanks between. Times
    are the server's own: Site.timezone says where it stands.
    """

    family: ClassVar = True
    pace: ClassVar = Pace(calls=1, period=timedelta(seconds=2))
    intervals: ClassVar = {"contests": timedelta(hours=6), "standings": timedelta(minutes=2)}
    verified: ClassVar = Verified(against="recording", dated="2024-05", note="one ACM log; other statuses from notes")
    traps: ClassVar = (
        "Times are of the server's wall clock, without a zone. Runs after the freeze may be absent until it ends. "
        "Logs of contests scored by points are refused. There is no place: equals share one."
    )
    lists_all_upcoming: ClassVar = False

    def contests(self) -> Iterator[ContestRow]:
        """Yield the contest of each log.

        Raises:
            AdapterError: a log cannot be read.
        """
        for file in listed_files(self.site):
            with reading(file.url):
                log = root_of(self.web.get(file.url), "runlog")
                yield _contest(log, file, zone=self.site.timezone)

    def standings(self, contest: ContestRef) -> Standings:
        """Return the standings that a contest's log amounts to.

        Raises:
            AdapterError: no such log is listed (MISSING), it is of a contest scored by points, or cannot be read.
        """
        file = file_of(self.site, contest)
        return log_standings(self.web.get(file.url), file, zone=self.site.timezone)


def log_standings(reply: Reply, file: ListedFile, *, zone: str) -> Standings:
    """Return the standings that a log amounts to.

    Raises:
        AdapterError: it is no log, of a contest scored by points, or has a status that is not known.
    """
    log = root_of(reply, "runlog")
    with reading("runlog"):
        told = _contest(log, file, zone=zone)
        is_frozen, freeze = _freeze(log, told, zone=zone)
        problems = {text_of(one, "id"): _problem(one, told.key) for one in child_of(log, "problems").findall("problem")}
        teams = [_team(one) for one in child_of(log, "users").findall("user")]
    rules = _icpc.Rules(
        penalty=USUAL_PENALTY * 60,
        end=(told.end - told.start).total_seconds(),
        hidden_from=freeze.total_seconds() if freeze is not None and is_frozen else None,
    )
    with reading("runs"):
        rows = _icpc.board(teams, _tries(log, problems), rules)
    return Standings(
        rows=rows,
        problems=tuple(problems.values()),
        kind="icpc",
        penalty_unit="minutes",
        penalty_per_wrong=USUAL_PENALTY,
        freeze=freeze,
        is_frozen=is_frozen,
        url=file.url,
        contest=told,
    )


def _contest(log: etree._Element, file: ListedFile, *, zone: str) -> ContestRow:
    start = from_wall_clock(text_of(log, "start_time"), WRITTEN, zone=zone)
    if seconds := number_of(log, "duration"):
        end = start + timedelta(seconds=seconds)
    else:
        end = from_wall_clock(text_of(log, "stop_time"), WRITTEN, zone=zone)
    facts = {"contest_id": text_of(log, "contest_id")} if log.get("contest_id") else {}
    title = clean(log.findtext("name") or "") or f"Contest {log.get('contest_id') or file.key}"
    return ContestRow(
        key=file.key, title=title, url=file.url, standings_url=file.url, start=start, end=end, kind="ICPC", facts=facts
    )


def _freeze(log: etree._Element, contest: ContestRow, *, zone: str) -> tuple[bool, timedelta | None]:
    """Return whether results were hidden when the log was written, and from when on they are."""
    fog = number_of(log, "fog_time") or 0
    if fog <= 0:
        return False, None
    freeze = contest.end - contest.start - timedelta(seconds=fog)
    written = from_wall_clock(text_of(log, "current_time"), WRITTEN, zone=zone) if log.get("current_time") else None
    thaw = contest.end + timedelta(seconds=number_of(log, "unfog_time") or 0)
    return _is_within(written, contest.start + freeze, thaw), freeze


def _is_within(moment: datetime | None, start: datetime, end: datetime) -> bool:
    return moment is not None and start <= moment < end


def _problem(problem: etree._Element, contest: str) -> ProblemRow:
    short = text_of(problem, "short_name")
    name = clean(problem.get("long_name") or "") or short
    return ProblemRow(key=f"{contest}/{short}", name=name, short=short, contest=contest)


def _team(user: etree._Element) -> _icpc.Team:
    account = text_of(user, "id")
    party = read_party(user.get("name") or account)
    return _icpc.Team(
        account=account,
        name=party.name,
        organization=party.organization,
        members=party.members,
        is_team=len(party.members) > 1,
        is_official=party.is_official,
    )


def _tries(log: etree._Element, problems: Mapping[str, ProblemRow]) -> Iterator[_icpc.Try]:
    languages = {text_of(one, "id"): text_of(one, "long_name") for one in log.findall("languages/language")}
    for number, run in enumerate(child_of(log, "runs").findall("run")):
        with reading(f"run[{number}]"):
            status = text_of(run, "status")
            outcome = OUTCOMES.get(status)
            if outcome is None:
                raise AdapterError(f"the unknown status {status!r}", place="run[status]")
            if run.get("score"):  # an ACM contest tells none, not even 0
                raise AdapterError("a contest scored by points, of which a log tells too little", place="run[score]")
            problem = problems.get(run.get("prob_id") or "")
            if problem is None and outcome != "ignored":
                raise AdapterError(f"the unknown problem {run.get('prob_id')!r}", place="run[prob_id]")
            if problem is not None:
                yield _icpc.Try(
                    team=text_of(run, "user_id"),
                    problem=problem.short,
                    time=_seconds(run),
                    outcome=outcome,
                    verdict=status,
                    language=languages.get(run.get("lang_id") or "", ""),
                    submission=text_of(run, "run_id"),
                )


def _seconds(run: etree._Element) -> float:
    whole = number_of(run, "time")
    if whole is None:
        raise AdapterError("<run> has no attribute time", place="run[time]")
    return whole + (number_of(run, "nsec") or 0) / 1_000_000_000
