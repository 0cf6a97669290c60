"""What the search of the list of results knows besides titles and sites: participants, medals, years, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from apps.contests import search
from apps.contests.filter_values import NO, YES
from apps.standings.models import Standing

HONOURED = 10  # the last place at which medals and marks are looked for: who has them stands at the top
COMPARED = re.compile(r"(>=|<=|>|<|=)?\s*([0-9]{1,9})")
SPAN = re.compile(r"([0-9]{4})(?:\s*-\s*([0-9]{4}))?")
LOOKUPS = {"": "", "=": "", ">": "__gt", "<": "__lt", ">=": "__gte", "<=": "__lte"}
MEDALS = ("gold", "silver", "bronze", "honorable")
KINDS = ("icpc", "scoring", "cf")


def read(text: str, now: datetime) -> search.Search:
    """Return what a search text asks for, by the grammar of the main list and the fields of this one."""
    return search.combine(text, lambda words, warnings: _term(words, now, warnings))


def _term(words: str, now: datetime, warnings: list[str]) -> Q:
    parts = search.FIELD.fullmatch(words)
    name = parts[1].lower() if parts else ""
    if parts is None or name not in FIELDS:
        return search.term(words, now, warnings)
    condition = FIELDS[name](parts[2].strip())
    if condition is not None:
        return condition
    if name in ("is", "status", "kind"):  # the main list knows more of these
        return search.term(words, now, warnings)
    warnings.append(_("“%(term)s” is no known condition: searched as text.") % {"term": words})
    return Q(title__icontains=words)


def _account(value: str) -> Q:
    return _with_rows(Standing.objects.filter(account__key__iexact=value))


def _coder(value: str) -> Q:
    return _with_rows(Standing.objects.filter(account__links__user__username__iexact=value))


def _with_rows(rows: QuerySet[Standing]) -> Q:
    return Q(pk__in=rows.values("contest"))


def _kind(value: str) -> Q | None:
    return Q(standings__kind=value.lower()) if value.lower() in KINDS else None


def _medal(value: str) -> Q | None:
    wanted = value.lower()
    if wanted in MEDALS:
        return _at_the_top(Q(medal=wanted))
    return _yes_or_no(wanted, _at_the_top(~Q(medal="")))


def _advance(value: str) -> Q | None:
    return _yes_or_no(value.lower(), _at_the_top(~Q(qualified="")))


def _at_the_top(condition: Q) -> Q:
    top = Standing.objects.filter(contest=OuterRef("pk"), place__lte=HONOURED)
    return Q(Exists(top.filter(condition)))


def _yes_or_no(value: str, condition: Q) -> Q | None:
    if value in YES:
        return condition
    return ~condition if value in NO else None


def _year(value: str) -> Q | None:
    years = SPAN.fullmatch(value)
    if years is None or not 1 <= int(years[1]) <= int(years[2] or years[1]) < 9999:
        return None
    return Q(start__year__gte=int(years[1]), start__year__lte=int(years[2] or years[1]))


def _number(column: str) -> Callable[[str], Q | None]:
    def read_number(value: str) -> Q | None:
        told = COMPARED.fullmatch(value)
        return Q(**{f"{column}{LOOKUPS[told[1] or '']}": int(told[2])}) if told else None

    return read_number


def _has_problems(value: str) -> Q | None:
    return _yes_or_no(value.lower(), Q(n_problems__gt=0))


def _slug(value: str) -> Q | None:
    words = re.findall(r"\w+", value)
    return Q(title__iregex=r"\W+".join(words)) if words else None


def _state(value: str) -> Q | None:
    conditions = {"frozen": Q(standings__is_frozen=True), "final": Q(standings__is_final=True)}
    return conditions.get(value.lower())


FIELDS: dict[str, Callable[[str], Q | None]] = {
    "account": _account,
    "coder": _coder,
    "kind": _kind,
    "medal": _medal,
    "advance": _advance,
    "year": _year,
    "n_problems": _number("n_problems"),
    "n_participants": _number("standings__n_rows"),
    "has_problems": _has_problems,
    "slug": _slug,
    "is": _state,
    "status": _state,
}
