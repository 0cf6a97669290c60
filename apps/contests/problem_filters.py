"""The filter of problems that lives in a URL, and the order in which they are listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import NamedTuple, Self
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Upper
from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.contests import problem_search
from apps.contests.filter_values import Reader
from apps.contests.models import SOLVED_SHARE, ContestProblem, Problem
from apps.contests.problem_tags import spellings
from apps.resources.models import Resource

MOST = 999_999_999
MOST_TAGS = 10
GROUPS = ("tag", "resource")


class Sort(NamedTuple):
    """A column to sort by: what the database orders by, what must hold for it to be known, and which way is usual."""

    by: Callable[[bool], list[OrderBy]]  # asked whether ascending
    known: Q
    is_rising: bool = False


def _by(name: str) -> Callable[[bool], list[OrderBy]]:
    return lambda rising: [F(name).asc(), F("id").asc()] if rising else [F(name).desc(), F("id").desc()]


def _by_time(rising: bool) -> list[OrderBy]:
    """Return the order as the index has it, or that backwards: where nulls stand decides whether it serves."""
    if rising:
        return [F("set_at").asc(nulls_first=True), F("id").asc()]
    return [F("set_at").desc(nulls_last=True), F("id").desc()]


def _by_name(rising: bool) -> list[OrderBy]:
    name = Upper("name")
    return [name.asc(), F("id").asc()] if rising else [name.desc(), F("id").desc()]


def _by_share(rising: bool) -> list[OrderBy]:
    return [SOLVED_SHARE.asc(), F("id").asc()] if rising else [SOLVED_SHARE.desc(), F("id").desc()]


SORTS: Mapping[str, Sort] = {
    "date": Sort(_by_time, Q(set_at__isnull=False)),
    "name": Sort(_by_name, Q(), is_rising=True),
    "rating": Sort(_by("rating"), Q(rating__isnull=False)),
    "own_rating": Sort(_by("own_rating"), Q(own_rating__isnull=False)),
    "solved": Sort(_by("n_solved"), Q(n_solved__isnull=False)),
    "tried": Sort(_by("n_tried"), Q(n_tried__isnull=False)),
    "share": Sort(_by_share, Q(n_tried__gt=0, n_solved__gte=0)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemFilter:
    """What somebody wants to see of the problems, and what could not be understood of it.

    | in a URL | means |
    |---|---|
    | `resource` (repeatable, or parted by commas) | a site by id, host or short name |
    | `search` | the grammar of apps/contests/problem_search.py |
    | `tag` (repeatable) | problems that carry all of these, in any case |
    | `contest` (repeatable, or parted by commas) | problems of these contests, by id |
    | `rating_from`, `rating_to` | how hard: by the site, else by us |
    | `solved_from`, `solved_to` | solved by at least, at most so many people |
    | `archive` | yes or no: in the site's own archive |
    | `groupby` | `tag` or `resource`: the groups instead of the problems |
    | `sort`, `sort_order` | a key of SORTS; `asc` or `desc` |
    """

    resources: tuple[str, ...] = ()
    text: str = ""
    tags: tuple[str, ...] = ()
    contests: tuple[int, ...] = ()
    rating_from: int | None = None
    rating_to: int | None = None
    solved_from: int | None = None
    solved_to: int | None = None
    is_archived: bool | None = None
    group: str = ""
    sort: str = "date"
    is_rising: bool = False
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """Read a URL's query. Unknown parameters are passed over; what makes no sense is, too, with a warning."""
        read = Reader(query)
        text = read.text("search", "search_query", "q")
        sort = (read.some_of("sort", tuple(SORTS)) or ("date",))[0]
        order = read.some_of("sort_order", ("asc", "desc"))
        return cls(
            resources=read.values("resource"),
            text=text,
            tags=tuple(sorted({tag for one in query.getlist("tag") if (tag := read_tag(one))}))[:MOST_TAGS],
            contests=read.ids("contest"),
            rating_from=read.number("rating_from", most=MOST),
            rating_to=read.number("rating_to", most=MOST),
            solved_from=read.number("solved_from", most=MOST),
            solved_to=read.number("solved_to", most=MOST),
            is_archived=read.yes_or_no("archive"),
            group=(read.some_of("groupby", GROUPS) or ("",))[0],
            sort=sort,
            is_rising=order[0] == "asc" if order else SORTS[sort].is_rising,
            warnings=(*read.warnings, *problem_search.read(text).warnings),
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Return the filter as (name, value) of a URL's query in its one canonical spelling."""
        pairs = [("resource", name) for name in self.resources]
        pairs += [("contest", str(number)) for number in self.contests]
        pairs += [("tag", name) for name in self.tags]
        bounds = ("rating_from", "rating_to", "solved_from", "solved_to")
        pairs += [(name, str(bound)) for name in bounds if (bound := getattr(self, name)) is not None]
        if self.is_archived is not None:
            pairs.append(("archive", "yes" if self.is_archived else "no"))
        return [*pairs, ("search", self.text)] if self.text else pairs

    def view_pairs(self) -> list[tuple[str, str]]:
        """Return what the query says besides the filter: grouping and order, where they are not the usual ones."""
        pairs = [("groupby", self.group)] if self.group else []
        if self.sort != "date":
            pairs.append(("sort", self.sort))
        if self.is_rising != SORTS[self.sort].is_rising:
            pairs.append(("sort_order", "asc" if self.is_rising else "desc"))
        return pairs

    def query_string(self) -> str:
        """Return all of it as a URL's query, "" for the usual list of everything."""
        return urlencode([*self.pairs(), *self.view_pairs()], safe=":")

    def but(self, **changed: object) -> str:
        """Return the query of the same filter with something changed."""
        return replace(self, **changed).query_string()  # type: ignore[arg-type]

    def chosen(self, resources: Iterable[Resource]) -> list[Resource]:
        """Return those of the sites that it names."""
        named = {name.casefold() for name in self.resources}
        return [one for one in resources if named & {str(one.pk), one.host.casefold(), one.short.casefold()} - {""}]

    def apply(self, problems: QuerySet[Problem], resources: Sequence[Resource]) -> QuerySet[Problem]:
        """Return those of the problems that pass; `resources` are the sites in use."""
        if self.resources:
            problems = problems.filter(resource__in=[one.pk for one in self.chosen(resources)])
        for tag in self.tags:
            problems = problems.filter(tags__overlap=spellings(tag))
        if self.contests:
            problems = problems.filter(
                pk__in=ContestProblem.objects.filter(contest__in=self.contests).values("problem")
            )
        if self.is_archived is not None:
            problems = problems.filter(is_archived=self.is_archived)
        problems = problems.filter(*self._bounds())
        return problems.filter(problem_search.read(self.text).condition) if self.text else problems

    def _bounds(self) -> list[Q]:
        rating = (("gte", self.rating_from), ("lte", self.rating_to))
        solved = (("gte", self.solved_from), ("lte", self.solved_to))
        site = Q(**{f"rating__{lookup}": bound for lookup, bound in rating if bound is not None})
        ours = Q(**{f"own_rating__{lookup}": bound for lookup, bound in rating if bound is not None})
        bounds = [reduce(or_, (site, ours & Q(rating=None)))] if site else []
        return [*bounds, Q(**{f"n_solved__{lookup}": bound for lookup, bound in solved if bound is not None})]

    def chips(self) -> list[tuple[str, str]]:
        """Return (what is set, the query without it) of each part that the form does not show by itself."""
        chips = [(tag, self.but(tags=tuple(one for one in self.tags if one != tag))) for tag in self.tags]
        chips += [
            (name, self.but(resources=tuple(one for one in self.resources if one != name))) for name in self.resources
        ]
        chips += [
            (_("contest %(number)s") % {"number": number}, self.but(contests=tuple({*self.contests} - {number})))
            for number in self.contests
        ]
        for word, name in ((_("rating"), "rating"), (_("solved by"), "solved")):
            least, most = getattr(self, f"{name}_from"), getattr(self, f"{name}_to")
            if least is not None or most is not None:
                chips.append((f"{word} {span(least, most)}", self.but(**{f"{name}_from": None, f"{name}_to": None})))
        if self.is_archived is not None:
            word = _("in the archive") if self.is_archived else _("not in the archive")
            chips.append((word, self.but(is_archived=None)))
        return [*chips, (_("“%(text)s”") % {"text": self.text}, self.but(text=""))] if self.text else chips


def span(least: int | None, most: int | None) -> str:
    """Return the words of a range: "800–1200", "≥ 800", "≤ 1200"."""
    if least is not None and most is not None:
        return f"{least}–{most}"
    return f"≥ {least}" if least is not None else f"≤ {most}"


def read_tag(text: str) -> str:
    """Return a tag without signs that nobody means."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:255]
