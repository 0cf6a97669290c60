"""CodeChef's problems: those that a contest and its divisions list, each with its own rating and tags."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from apps.resources.adapters._codechef_table import SITE, Problem, children_of, detail_of, problems_of
from apps.resources.adapters._numbers import Number, whole
from apps.resources.adapters.base import Web, clean, reading
from apps.resources.rows import ProblemRow

MOST_DETAILS = 30  # problems asked for one by one; a contest with more is no round


class _Detail(msgspec.Struct):
    status: str = "success"
    difficulty_rating: Number = None  # "-1" and "" before it is known
    user_tags: list[str] | None = None
    computed_tags: list[str] | None = None
    problem_author: str | None = None
    problem_display_authors: list[str] | None = None
    intended_contest_code: str | None = None

    @property
    def rating(self) -> int | None:
        found = whole(self.difficulty_rating)
        return found if found is not None and found > 0 else None

    @property
    def authors(self) -> list[str]:
        return self.problem_display_authors or [self.problem_author or ""]

    @property
    def tags(self) -> tuple[str, ...]:
        """What the problem is about; people also tag who wrote it, and for which contest."""
        about = {
            clean(name).lower() for name in (*self.authors, self.problem_author, self.intended_contest_code) if name
        }
        listed = (clean(tag) for tag in (*(self.computed_tags or ()), *(self.user_tags or ())))
        return tuple(dict.fromkeys(tag for tag in listed if tag and tag.lower() not in about))


class _Listed(msgspec.Struct):
    """A problem of the contest with the first code that has it, and its division if only one has it."""

    problem: Problem
    code: str
    division: str


def read_problems_of(web: Web, contest: str) -> Iterator[ProblemRow]:
    """Yield the problems that count in a contest or in one of its divisions.

    Raises:
        AdapterError: the site knows no such contest (MISSING), or an answer cannot be read.
    """
    listed = _listed(web, contest)
    for one in listed:
        detail = _detail(web, one) if len(listed) <= MOST_DETAILS else _Detail()
        with reading(f"$.problems.{one.problem.code}"):
            yield _row(one, detail, contest)


def _listed(web: Web, contest: str) -> list[_Listed]:
    detail = detail_of(web, contest)
    found: dict[str, _Listed] = {}
    for code, division in children_of(detail, contest):
        part = detail if code == contest else detail_of(web, code)
        for problem in problems_of(part):
            if problem.category_name not in (None, "main"):
                continue
            if problem.code in found:
                found[problem.code].division = ""
            else:
                found[problem.code] = _Listed(problem=problem, code=code, division=division)
    return list(found.values())


def _detail(web: Web, listed: _Listed) -> _Detail:
    """Ask for a problem alone; one that is not shown alone has no rating and no tags yet."""
    reply = web.get(f"{SITE}/api/contests/{listed.code}/problems/{listed.problem.code}", allow=(404,))
    detail = _Detail() if reply.status == 404 else reply.json(_Detail)
    return detail if detail.status == "success" else _Detail()


def _row(listed: _Listed, detail: _Detail, contest: str) -> ProblemRow:
    problem = listed.problem
    authors = ", ".join(filter(None, map(clean, detail.authors)))
    return ProblemRow(
        key=problem.code,
        name=clean(problem.name) or problem.code,
        short=problem.code,
        url=f"{SITE}/problems/{problem.code}",
        contest=contest,
        division=listed.division,
        rating=detail.rating,
        tags=detail.tags,
        n_accepted=whole(problem.successful_submissions),
        n_submissions=whole(problem.total_submissions),
        facts={"authors": authors} if authors else {},
    )
