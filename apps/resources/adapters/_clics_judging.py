"""The tries of a CLICS contest: its submissions, each with the judgement that counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from apps.resources.adapters import _icpc
from apps.resources.adapters._clics_forms import Book, Judgement, JudgementType, Submission, relative_time
from apps.resources.adapters.base import AdapterError, from_iso, reading

USUAL_TYPES = {  # where a system does not tell its own
    name: JudgementType(id=name, solved=name == "AC", penalty=name not in ("AC", "CE", "JE"))
    for name in ("AC", "CE", "IDE", "ILE", "JE", "MLE", "NO", "OLE", "PE", "RE", "RTE", "SV", "TLE", "WA")
}


def judged_tries(
    book: Book, teams: Mapping[str, _icpc.Team], short: Mapping[str, str], *, rules: _icpc.Rules
) -> Iterator[_icpc.Try]:
    """Yield the tries of the teams given, from the start to the end; what came before or after is never counted.

    Raises:
        AdapterError: a submission has no time, or a judgement is of an unknown type.
    """
    verdicts = _verdicts(book)
    types = book.types or USUAL_TYPES
    for key, submission in book.submissions.items():
        problem = short.get(str(submission.problem_id))
        team = teams.get(str(submission.team_id))
        if problem is None or team is None:  # of a hidden team, or a problem taken out
            continue
        with reading(f"submissions {key}"):
            time = _seconds(submission, book)
            if time < 0 or (rules.end is not None and time >= rules.end):
                continue
            verdict = verdicts.get(key, "")
            yield _icpc.Try(
                team=team.account,
                problem=problem,
                time=time,
                outcome=_outcome(verdict, types),
                verdict=verdict,
                language=_language(submission, book),
                submission=key,
            )


def _seconds(submission: Submission, book: Book) -> float:
    if submission.contest_time is not None:
        return relative_time(submission.contest_time).total_seconds()
    if submission.time is None or book.contest.start_time is None:
        raise AdapterError("a submission without contest_time")
    return (from_iso(submission.time) - from_iso(book.contest.start_time)).total_seconds()


def _outcome(verdict: str, types: Mapping[str, JudgementType]) -> _icpc.Outcome:
    if not verdict:
        return "pending"
    told = types.get(verdict)
    if told is None:
        raise AdapterError(f"a judgement of the unknown type {verdict!r}")
    return "right" if told.solved else "wrong" if told.penalty else "ignored"


def _language(submission: Submission, book: Book) -> str:
    told = book.languages.get(str(submission.language_id))
    return told.name if told else str(submission.language_id or "")


def _verdicts(book: Book) -> dict[str, str]:
    """Return the verdict of each submission: of its complete judgements that stand, the one begun last."""
    chosen: dict[str, Judgement] = {}
    for judgement in book.judgements.values():
        if judgement.judgement_type_id and judgement.valid is not False and judgement.current is not False:
            before = chosen.get(str(judgement.submission_id))
            if before is None or _begun(judgement) >= _begun(before):
                chosen[str(judgement.submission_id)] = judgement
    return {submission: judgement.judgement_type_id or "" for submission, judgement in chosen.items()}


def _begun(judgement: Judgement) -> float:
    with reading(f"judgements {judgement.id}"):
        return relative_time(judgement.start_contest_time).total_seconds() if judgement.start_contest_time else 0
