"""The noun `problem`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from apps.api.contests import OF_RESOURCE
from apps.api.endpoints import Endpoint, Field
from apps.api.errors import MISMATCHED, QuestionError
from apps.api.filtering import COMPARED, MATCHED, Column, Lasting, Nested, Never, Unknown, text, whole
from apps.api.values import NULL, read_text
from apps.contests.models import ContestProblem, Problem

SEEN = ContestProblem.objects.filter(contest__hidden=False)
LINKS = SEEN.filter(problem=OuterRef("pk")).order_by("contest_id", "position")
FIRST = LINKS[:1]
DIVISIONS = LINKS.exclude(division="").order_by("division").values("division").distinct()
NO_TEXT = Value(None, output_field=CharField())
NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)
BRACKETS = ("{}", "[]", "()")
MOST_CONTESTS = 20
FLAGS = ("favorite", "solved", "reject", "system_solved", "system_reject", "user_solved", "user_todo", "user_reject")


def _sum(name: str) -> Subquery:
    total = SEEN.filter(problem=OuterRef("pk")).order_by().values("problem").annotate(n=Sum(name))
    return Subquery(total.values("n"), output_field=IntegerField())


class OfContests:
    """The problems that stood in all of some contests, by numbers, bare or as an array: `1001`, `{1001}`, `[1, 2]`.

    As the exact value an array names all the contests of a problem; bare numbers do not.
    """

    lookups = ("exact", "contains")
    lasting = Lasting.UNTIL_CHANGE

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Choose the problems that stood in the contests; those of none are all.

        Raises:
            QuestionError: something else than numbers.
        """
        text = values[-1].strip()
        is_array = text[:1] + text[-1:] in BRACKETS
        if is_array:
            text = text[1:-1]
        numbers = [part.strip() for part in text.split(",")] if text.strip() else []
        condition = Q()
        for number in numbers[:MOST_CONTESTS]:
            if NUMBER.fullmatch(number) is None:
                raise QuestionError(MISMATCHED)
            condition &= Q(pk__in=SEEN.filter(contest_id=int(number)).values("problem_id"))
        if is_array and lookup == "exact":
            others = SEEN.filter(problem=OuterRef("pk")).exclude(contest_id__in=[int(number) for number in numbers])
            condition &= ~Q(Exists(others))
        return condition


class Marked:
    """The problems that carry a mark, such as A, in some contest."""

    lookups = ("exact", "in")
    lasting = Lasting.UNTIL_CHANGE

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Choose the problems by their marks."""
        marks = [read_text(mark) for value in values for mark in (value.split(",") if lookup == "in" else [value])]
        return Q(pk__in=SEEN.filter(short__in=marks).values("problem_id"))


class Tagged:
    """The problems that carry a tag: an extra of ours, which the incumbent passes over."""

    lookups = ("exact", "in")
    lasting = Lasting.UNTIL_CHANGE

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Choose the problems that carry all of the values, or for `in` any of them."""
        tags = [read_text(tag) for value in values for tag in (value.split(",") if lookup == "in" else [value])]
        return Q(tags__overlap=tags) if lookup == "in" else Q(tags__contains=tags)


class Addressed:
    """The problems whose page, in an archive or in a contest, has an address."""

    lookups = ("exact", "regex")
    lasting = Lasting.UNTIL_CHANGE

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Compare both addresses: finding out first which one is shown takes a thousand times longer."""
        column = Column("url", read_text, self.lookups)
        condition = column.condition(lookup, values, now)
        return condition | Q(pk__in=SEEN.filter(condition).values("problem_id"))


@dataclass(frozen=True, slots=True)
class Summed:
    """The problems by a count that their contests tell one by one."""

    name: str
    lookups: tuple[str, ...] = COMPARED
    lasting: Lasting = Lasting.UNTIL_CHANGE

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Compare the sum over a problem's contests; `none` asks for what no contest tells."""
        totals = SEEN.order_by().values("problem").annotate(total=Sum(self.name))
        if lookup == "exact" and values[-1] in NULL:
            return ~Q(pk__in=totals.filter(total__isnull=False).values("problem"))
        chosen = whole("total", lookups=self.lookups).condition(lookup, values, now)
        return Q(pk__in=totals.filter(chosen).values("problem"))


def _text(source: Any, words: str, *, order: str = "") -> Field:
    return Field(source=source, type="string", help=words, order=order, nullable=True)


def _count(source: Any, words: str, *, order: str) -> Field:
    return Field(source=source, type="integer", help=words, order=order, nullable=True)


def _flag(words: str) -> Field:
    return Field(source=Value(False, output_field=BooleanField()), type="boolean", help=words)


class Problems(Endpoint):
    """Version 4. What people mark for themselves is not kept here yet: those fields are false, and `note` is null."""

    noun = "problem"
    is_costly = True
    fields = {
        "archive_url": _text(F("archive_url"), "Its page in the site's archive.", order="archive_url"),
        "contest_ids": Field(
            source=ArraySubquery(LINKS.values("contest_id")), type="list", help="Its contests.", nullable=True
        ),
        "divisions": Field(source=ArraySubquery(DIVISIONS), type="list", help="Of its contests."),
        "favorite": _flag("Not kept here."),
        "id": Field(source=F("id"), type="integer", help="Lasting number.", order="id", unique=True),
        "kinds": Field(source=Value([], output_field=ArrayField(CharField())), type="list", help="Always empty here."),
        "n_accepted": _count(F("n_solved"), "People who solved it.", order="n_solved"),
        "n_attempts": _count(F("n_submissions"), "Submissions.", order="n_submissions"),
        "n_hidden": _count(F("hidden"), "People whose results are not known yet.", order="hidden"),
        "n_partial": _count(F("partial"), "People who solved a part.", order="partial"),
        "n_total": _count(F("n_tried"), "People who tried it.", order="n_tried"),
        "name": Field(source=F("name"), type="string", help="Its name.", order="name"),
        "note": _text(NO_TEXT, "Not kept here."),
        "rating": _count(F("any_rating"), "How hard it is: our rating, else the site's.", order="any_rating"),
        "reject": _flag("Not kept here."),
        "resource": Field(source=F("resource__host"), type="string", help="Host of its site."),
        "resource_id": Field(source=F("resource_id"), type="integer", help="Its site."),
        "short": _text(F("first_short"), "Its mark in its first contest.", order="first_short"),
        "slug": _text(F("key"), "The site's own id.", order="key"),
        "solved": _flag("Not kept here."),
        "system_reject": _flag("Not kept here."),
        "system_solved": _flag("Not kept here."),
        "url": _text(F("first_url"), "Its page.", order="first_url"),
        "user_reject": _flag("Not kept here."),
        "user_solved": _flag("Not kept here."),
        "user_todo": _flag("Not kept here."),
    }
    filters = {
        "id": whole("id", listable=True),
        "name": text("name"),
        "slug": text("key"),
        "short": Marked(),
        "note": Unknown(),
        "contest_ids": OfContests(),
        "resource": Nested(text("resource__host", listable=True, lookups=(*MATCHED, "in")), OF_RESOURCE),
        "resource_id": whole("resource_id", listable=True),
        "tag": Tagged(),
        "url": Addressed(),
        "archive_url": Column("archive_url", read_text, ("exact", "regex")),
        "n_attempts": whole("n_submissions", lookups=COMPARED),
        "n_accepted": whole("n_solved", lookups=COMPARED),
        "n_partial": Summed("n_partial"),
        "n_hidden": Summed("n_pending"),
        "n_total": whole("n_tried", lookups=COMPARED),
        "rating": whole("any_rating", lookups=COMPARED),
        **dict.fromkeys(FLAGS, Never()),
    }

    def rows(self) -> QuerySet[Problem]:
        """Return the problems of the sites in use."""
        link_url = NullIf(Subquery(FIRST.values("url")), Value(""), output_field=CharField())
        return Problem.objects.filter(resource__enabled=True).annotate(
            archive_url=Case(When(is_archived=True, then=NullIf("url", Value(""))), output_field=CharField()),
            first_url=Coalesce(link_url, NullIf("url", Value("")), output_field=CharField()),
            first_short=Subquery(FIRST.values("short")),
            any_rating=Coalesce("own_rating", "rating"),
            hidden=_sum("n_pending"),
            partial=_sum("n_partial"),
        )
