"""How problems are found: by the words of their names and by their keys, those of the latest contests first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.contests.finders import bare_address
from apps.contests.models import ContestProblem, Problem
from apps.contests.problem_list import Place, places_of
from apps.core.finding import Finder, Found
from apps.core.shortlist import Shortlist
from apps.resources.bands import hue_of
from apps.resources.drawing import drawn_mark
from apps.resources.queries import enabled_resources, path_parts, sites_at

LATELY = 3000  # problems whose texts are at hand; words that these lack are rare, so an index finds the others
MOST_RARE = 1000
TURN = 120  # seconds after which they are read anew

LATEST = "SELECT id, folded FROM contests_problem ORDER BY set_at DESC NULLS LAST, id DESC LIMIT %s"
BY_INDEX = """
SELECT id FROM (SELECT id, set_at FROM contests_problem WHERE {} LIMIT %s) AS found
ORDER BY set_at DESC NULLS LAST, id DESC LIMIT %s
"""


class ProblemFinder(Finder):
    """Finds problems by name and key as ContestFinder does contests: common words without an index, rare ones by it."""

    kind = "problems"
    heading = _("Problems")
    order = 2

    def find(self, words: Sequence[str], *, skip: int, most: int) -> list[Found]:
        """Return the matching problems, those of the latest contests first."""
        ids = _matching([[word] for word in words], most=skip + most)
        if not ids and (nearly := _nearly(words)):
            ids = _matching(nearly, most=skip + most)
        return _as_found(ids[skip:])

    def named(self, address: str) -> list[Found]:
        """Return the problem whose page an address is, in an archive or in a contest."""
        sites = sites_at(address, enabled_resources())
        if not sites:
            return []
        parts = path_parts(address)
        # Codeforces calls 1878A what lies at /contest/1878/problem/A.
        keys = [*parts, *("".join(pair) for pair in combinations(parts, 2))]
        found = {one.pk: one.url for one in Problem.objects.filter(resource__in=sites, key__in=keys)}
        links = ContestProblem.objects.filter(problem__in=found).values_list("problem_id", "url")
        bare = bare_address(address)
        exact = [pk for pk, url in (*found.items(), *links) if url and bare_address(url) == bare]
        return _as_found(exact[:1] or (list(found) if len(found) == 1 else []))

    def version(self) -> int:
        """Return nothing that changes: nobody tells of new problems, and no answer is kept for long."""
        return 0


def _matching(meant: Sequence[Sequence[str]], *, most: int) -> list[int]:
    """Return at most so many problems whose texts hold, for each word, the beginning of one of its choices."""
    found = _latest(_turn()).holding(meant)[:most]
    if len(found) < most:
        holds = " AND ".join("folded LIKE ANY (%s)" for _ in meant)
        patterns = [[f"% {word}%" for word in choices] for choices in meant]  # folded words hold no sign of patterns
        with connection.cursor() as cursor:
            cursor.execute(BY_INDEX.format(holds), [*patterns, MOST_RARE, most])
            found += [pk for (pk,) in cursor.fetchall()]
    return list(dict.fromkeys(found))[:most]


def _as_found(ids: Sequence[int]) -> list[Found]:
    known = Problem.objects.filter(resource__enabled=True).select_related("resource").defer("facts", "folded")
    problems = known.in_bulk(ids)
    places = places_of(list(problems)) if problems else {}
    return [_line(problems[pk], places.get(pk)) for pk in ids if pk in problems]


def _line(problem: Problem, place: Place | None) -> Found:
    site = problem.resource
    rating = problem.rating if problem.rating is not None else problem.own_rating
    return Found(
        title=problem.name,
        url=problem.get_absolute_url(),
        note=f"{place.short} · {place.title}" if place else site.title,
        mark=drawn_mark(site),
        figure="" if rating is None else str(rating),
        hue=hue_of(site.adapter, rating),
    )


def _nearly(words: Sequence[str]) -> list[list[str]] | None:
    """Return what the words may mean if those that no problem of lately knows are mistyped; None if all are known."""
    known = _latest(_turn()).vocabulary
    meant = [[word] if known.knows(word) else [word, *known.nearest(word)] for word in words]
    return meant if any(len(meanings) > 1 for meanings in meant) else None


def _turn() -> int:
    return int(timezone.now().timestamp()) // TURN


@lru_cache(maxsize=1)
def _latest(turn: int) -> Shortlist:
    with connection.cursor() as cursor:
        cursor.execute(LATEST, [LATELY])
        return Shortlist(cursor.fetchall())
