"""The noun `problem`."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    CharField,
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
from apps.api.values import read_text
from apps.contests.models import ContestProblem, Problem

LINKS = ContestProblem.objects.filter(problem=OuterRef("pk")).order_by("contest_id", "position")
FIRST = LINKS[:1]
NO_TEXT = Value(None, output_field=CharField())
NUMBER = re.compile(r"\{?\s*(-?\d{1,18})\s*\}?")
FLAGS = ("favorite", "solved", "reject", "system_solved", "system_reject", "user_solved", "user_todo", "user_reject")


def _sum(name: str) -> Subquery:
    total = ContestProblem.objects.filter(problem=OuterRef("pk")).order_by().values("problem").annotate(n=Sum(name))
    return Subquery(total.values("n"), output_field=IntegerField())


class OfContest:
    """The problems of a contest, by its number, bare or as an array of PostgreSQL: `1001`, `{1001}`."""

    lookups = ("exact", "contains")
    lasting = Lasting.UNTIL_CHANGE

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Choose the problems that stood in the contest."""
        found = NUMBER.fullmatch(values[-1].strip())
        if found is None:
            raise QuestionError(MISMATCHED)
        contest = int(found.group(1))
        return Q(pk__in=ContestProblem.objects.filter(contest_id=contest).values("problem_id"))


class Marked:
    """The problems that carry a mark, such as A, in some contest."""

    lookups = ("exact", "in")
    lasting = Lasting.UNTIL_CHANGE

    def condition(self, lookup: str, values: list[str], now: datetime) -> Q:
        """Choose the problems by their marks."""
        marks = [read_text(mark) for value in values for mark in (value.split(",") if lookup == "in" else [value])]
        return Q(pk__in=ContestProblem.objects.filter(short__in=marks).values("problem_id"))


def _text(source: Any, words: str, *, order: str = "") -> Field:
    return Field(source=source, type="string", help=words, order=order, nullable=True)


def _count(source: Any, words: str, *, order: str) -> Field:
    return Field(source=source, type="integer", help=words, order=order, nullable=True)


def _flag(words: str) -> Field:
    return Field(source=Value(False, output_field=BooleanField()), type="boolean", help=words)


class Problems(Endpoint):
    """Version 4. What people mark for themselves is not kept here yet: those fields are false, and `note` is null."""

    noun = "problem"
    fields = {
        "archive_url": _text(F("archive_url"), "Its page in the site's archive.", order="archive_url"),
        "contest_ids": Field(
            source=ArraySubquery(LINKS.values("contest_id")), type="list", help="Its contests.", nullable=True
        ),
        "divisions": Field(
            source=ArraySubquery(LINKS.exclude(division="").values("division")), type="list", help="Of its contests."
        ),
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
        "contest_ids": OfContest(),
        "resource": Nested(text("resource__host", listable=True, lookups=(*MATCHED, "in")), OF_RESOURCE),
        "resource_id": whole("resource_id", listable=True),
        "url": Column("first_url", read_text, ("exact", "regex")),
        "archive_url": Column("archive_url", read_text, ("exact", "regex")),
        "n_attempts": whole("n_submissions", lookups=COMPARED),
        "n_accepted": whole("n_solved", lookups=COMPARED),
        "n_partial": whole("partial", lookups=COMPARED),
        "n_hidden": whole("hidden", lookups=COMPARED),
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
