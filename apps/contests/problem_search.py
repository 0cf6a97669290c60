"""The search grammar over problems: that of apps/contests/search.py with the fields of a problem, `rating>=1500`.

A text without a field is looked for in names and keys; one of plain words finds them in any order, by their beginnings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from django.db.models import F, Q
from django.utils.translation import gettext as _

from apps.contests.filter_values import NO, YES
from apps.contests.models import ContestProblem
from apps.contests.patterns import PatternError, for_database
from apps.contests.problem_tags import spellings
from apps.contests.search import BRACKETS, Search, combine, matches
from apps.core.folding import holds, read_asked

TERM = re.compile(r"([a-z_]+)\s*(>=|<=|:|=|>|<)\s*(\S.*)", re.DOTALL | re.IGNORECASE)
SPAN = re.compile(r"(\d{1,9})\s*(?:-|–|\.\.)\s*(\d{1,9})", re.ASCII)
NUMBER = re.compile(r"\d{1,9}", re.ASCII)
PLAIN = re.compile(r"[\w\s]+")
LOOKUPS = {":": "exact", "=": "exact", ">=": "gte", "<=": "lte", ">": "gt", "<": "lt"}
NONE = frozenset({"none", "null"})
SHORTEST = 3  # signs that the index of trigrams can look for inside a word
YEARS = range(1970, 2200)

Read = Callable[[str, str], Q | None]  # an operator and a value → the condition; None where it makes no sense


def read(text: str) -> Search:
    """Return what a search text asks of problems. Every text means something: nothing is raised for any of them."""
    return combine(text, _condition)


def rated(lookup: str, value: int | tuple[int, int]) -> Q:
    """Return the condition on how hard a problem is: by its site, else by us."""
    return Q(**{f"rating__{lookup}": value}) | Q(**{"rating": None, f"own_rating__{lookup}": value})


def _condition(words: str, warnings: list[str]) -> Q:
    parts = TERM.fullmatch(words)
    name, sign, value = (parts[1].lower(), parts[2], parts[3].strip()) if parts else ("", "", "")
    if name == "name" and sign in ":=":
        return _named(value, warnings)
    if name in PATTERNS and sign in ":=":
        return matches(value, PATTERNS[name], warnings)
    if name in CONTEST_PATTERNS and sign in ":=":
        links = ContestProblem.objects.filter(matches(value, CONTEST_PATTERNS[name], warnings))
        return Q(pk__in=links.values("problem"))
    if name in FIELDS:
        condition = FIELDS[name](sign, value)
        if condition is not None:
            return condition
        warnings.append(_("“%(term)s” is no known condition: searched as text.") % {"term": words})
    elif name and sign == ":" and not words[len(name) + 1].isspace():
        warnings.append(_("“%(name)s” is no field of problems: searched as text.") % {"name": name})
    return _anywhere(words, warnings)


def _anywhere(words: str, warnings: list[str]) -> Q:
    if not PLAIN.fullmatch(words):
        return _named(words, warnings)
    begun = holds(F("folded"), [[word] for word in read_asked(words).words])
    return begun | Q(name__iregex=words) if len(words) >= SHORTEST else begun


def _named(pattern: str, warnings: list[str]) -> Q:
    """Return the condition of a pattern over names, each part of it such that the index of trigrams may serve."""
    verbatim = Q(name__iregex=for_database(re.escape(pattern)))
    try:
        condition = Q(name__iregex=for_database(pattern))
    except PatternError:
        message = _("“%(pattern)s” is no regular expression that runs here: searched as text.")
        warnings.append(message % {"pattern": pattern})
        return verbatim
    return condition | verbatim if BRACKETS.search(pattern) else condition


def _number(condition_of: Callable[[str, int | tuple[int, int]], Q], unknown: Q) -> Read:
    """Return the reader of a number: `1500`, `>=1500`, `1500-1800`, `none`."""

    def read_number(sign: str, value: str) -> Q | None:
        if value.lower() in NONE and sign in ":=":
            return unknown
        if (span := SPAN.fullmatch(value)) and sign in ":=":
            return condition_of("range", (int(span[1]), int(span[2])))
        return condition_of(LOOKUPS[sign], int(value)) if NUMBER.fullmatch(value) else None

    return read_number


def _column(name: str) -> Read:
    return _number(lambda lookup, value: Q(**{f"{name}__{lookup}": value}), Q(**{name: None}))


def _of_contests(column: str) -> Read:
    """Return the reader of a number that stands beside the problem in a contest."""

    def condition_of(lookup: str, value: int | tuple[int, int]) -> Q:
        return Q(pk__in=ContestProblem.objects.filter(**{f"{column}__{lookup}": value}).values("problem"))

    return _number(condition_of, ~Q(pk__in=ContestProblem.objects.exclude(**{column: None}).values("problem")))


def _year(lookup: str, value: int | tuple[int, int]) -> Q:
    first, last = value if isinstance(value, tuple) else (value, value)
    if first not in YEARS or last not in YEARS:
        return Q(pk__in=[])
    begins, ends = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    edges = {
        "gt": Q(set_at__gte=ends),
        "gte": Q(set_at__gte=begins),
        "lt": Q(set_at__lt=begins),
        "lte": Q(set_at__lt=ends),
    }
    return edges.get(lookup, Q(set_at__gte=begins, set_at__lt=ends))


def _tag(sign: str, value: str) -> Q | None:
    return Q(tags__overlap=spellings(value)) if sign in ":=" else None


def _archive(sign: str, value: str) -> Q | None:
    return Q(is_archived=value.lower() in YES) if sign in ":=" and value.lower() in YES | NO else None


def _short(sign: str, value: str) -> Q | None:
    return Q(pk__in=ContestProblem.objects.filter(short__iexact=value).values("problem")) if sign in ":=" else None


PATTERNS = {
    "key": ("key",),
    "slug": ("key",),
    "resource": ("resource__host", "resource__title", "resource__short"),
    "site": ("resource__host", "resource__title", "resource__short"),
    "url": ("url",),
}
CONTEST_PATTERNS = {"contest": ("contest__title",)}
FIELDS: Mapping[str, Read] = {
    "tag": _tag,
    "short": _short,
    "index": _short,
    "archive": _archive,
    "rating": _number(rated, Q(rating=None, own_rating=None)),
    "ours": _column("own_rating"),
    "year": _number(_year, Q(set_at=None)),
    "id": _column("id"),
    "pid": _column("id"),
    "rid": _column("resource_id"),
    "cid": _of_contests("contest_id"),
    **dict.fromkeys(("solved", "n_solved", "n_accepted"), _column("n_solved")),
    **dict.fromkeys(("tried", "n_tried", "n_total"), _column("n_tried")),
    "n_submissions": _column("n_submissions"),
    "n_partial": _of_contests("n_partial"),
    "n_hidden": _of_contests("n_pending"),
}
