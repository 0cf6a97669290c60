"""The filter of contests that lives in a URL: the same for pages, feeds and the calendar."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.contests import search
from apps.contests.models import Contest
from apps.core.durations import short_duration

MAX_TEXT = search.MAX_TEXT
MAX_VALUES = 100
STATUSES = ("running", "coming", "past")
MAX_DURATION = 40  # characters: blanks between the units could be matched in many ways
YES, NO = frozenset({"1", "yes", "y", "true", "t", "on"}), frozenset({"0", "no", "n", "false", "f", "off"})
DURATION = re.compile(
    r"(?:(?P<days>[0-9]{1,4})\s*d(?:ays?)?)?\s*(?:(?P<hours>[0-9]{1,5})\s*h(?:ours?)?)?\s*"
    r"(?:(?P<minutes>[0-9]{1,6})\s*m(?:in(?:ute)?s?)?)?\s*(?:(?P<seconds>[0-9]{1,8})\s*s?)?",
    re.IGNORECASE,
)


def read_duration(text: str) -> timedelta | None:
    """Return a length of time written as `90m`, `2h`, `1d12h`, `2 hours` or a number of seconds, else None."""
    found = DURATION.fullmatch(text.strip()) if len(text) <= MAX_DURATION else None
    if not found or not any(found.groups()):
        return None
    return timedelta(**{unit: int(number) for unit, number in found.groupdict().items() if number})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestFilter:
    """What somebody wants to see, and what could not be understood of it.

    | in a URL | means |
    |---|---|
    | `resource` (repeatable, or parted by commas) | a site by id, host or short name |
    | `search` or `search_query` | the grammar of apps/contests/search.py |
    | `contest` (repeatable, or parted by commas) | contests by id; one that was merged stands for what it became |
    | `kind` (repeatable) | the site's own word for the kind, in any case |
    | `series` (repeatable) | a series by the name in its address: `codeforces-com-codeforces-round` |
    | `rated` | yes or no |
    | `status` (repeatable) | `running`, `coming`, `past` |
    | `duration_from`, `duration_to` | at least, at most so long: `90m`, `2h`, `1d`, or seconds |
    """

    resources: tuple[str, ...] = ()
    text: str = ""
    ids: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    rated: bool | None = None
    statuses: tuple[str, ...] = ()
    duration_from: timedelta | None = None
    duration_to: timedelta | None = None
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_query(cls, query: QueryDict) -> ContestFilter:
        """Read a URL's query. Unknown parameters are passed over; what makes no sense is, too, with a warning."""
        warnings: list[str] = []
        text = _clean(query.get("search") or query.get("search_query") or "")
        if len(text) > MAX_TEXT:
            warnings.append(_("The search is cut after %(number)d characters.") % {"number": MAX_TEXT})
            text = text[:MAX_TEXT].strip()
        return cls(
            resources=_values(query, "resource"),
            text=text,
            ids=_ids(query, warnings),
            kinds=_values(query, "kind"),
            series=_values(query, "series"),
            rated=_rated(query, warnings),
            statuses=_statuses(query, warnings),
            duration_from=_duration(query, "duration_from", warnings),
            duration_to=_duration(query, "duration_to", warnings),
            warnings=(*warnings, *search.read(text, timezone.now()).warnings),
        )

    def query_string(self) -> str:
        """Return the filter as a URL's query in its one canonical spelling, "" when it lets everything through."""
        pairs = [("resource", name) for name in self.resources]
        pairs += [("contest", str(number)) for number in self.ids]
        pairs += [("kind", name) for name in self.kinds]
        pairs += [("series", name) for name in self.series]
        pairs += [("status", name) for name in self.statuses]
        if self.rated is not None:
            pairs.append(("rated", "yes" if self.rated else "no"))
        for name in ("duration_from", "duration_to"):
            length = getattr(self, name)
            if length is not None:
                pairs.append((name, str(int(length.total_seconds()))))
        if self.text:
            pairs.append(("search", self.text))
        return urlencode(pairs)

    @property
    def asks_clock(self) -> bool:
        """True when what passes changes with time alone."""
        return bool(self.statuses) or re.search(r"\b(is|status):", self.text, re.IGNORECASE) is not None

    def describe(self) -> str:
        """Return the filter in few words, "" when it lets everything through."""
        parts = [", ".join(self.resources), ", ".join(self.kinds), ", ".join(self.series), ", ".join(self.statuses)]
        parts += [", ".join(f"#{number}" for number in self.ids)]
        if self.rated is not None:
            parts.append(_("rated") if self.rated else _("unrated"))
        if self.duration_from is not None:
            parts.append(f"≥ {short_duration(self.duration_from)}")
        if self.duration_to is not None:
            parts.append(f"≤ {short_duration(self.duration_to)}")
        return " · ".join(part for part in [*parts, self.text] if part)

    def apply(self, contests: QuerySet[Contest], *, now: datetime | None = None) -> QuerySet[Contest]:
        """Return those of the contests that pass at a moment, by default this one."""
        now = now or timezone.now()
        if self.resources:
            contests = contests.filter(self._of_resources())
        if self.ids:
            merged = Contest.objects.filter(pk__in=self.ids, merged_into__isnull=False).values("merged_into")
            contests = contests.filter(Q(pk__in=self.ids) | Q(pk__in=merged))
        if self.kinds:
            contests = contests.filter(_any_of("kind__iexact", self.kinds))
        if self.series:
            contests = contests.filter(series__in=self.series)
        if self.rated is not None:
            contests = contests.filter(rated=self.rated)
        if self.statuses:
            states = Q()
            for status in self.statuses:
                states |= search.STATES[status](now)
            contests = contests.filter(states)
        if self.duration_from is not None:
            contests = contests.filter(duration__gte=self.duration_from)
        if self.duration_to is not None:
            contests = contests.filter(duration__lte=self.duration_to)
        return contests.filter(search.read(self.text, now).condition) if self.text else contests

    def _of_resources(self) -> Q:
        ids = [int(name) for name in self.resources if name.isdecimal() and len(name) < 10]
        return Q(resource__host__in=self.resources) | Q(resource__short__in=self.resources) | Q(resource_id__in=ids)


def _clean(text: str) -> str:
    """Return a text without what PostgreSQL or a feed cannot hold: control characters and half characters."""
    kept = (sign if unicodedata.category(sign) not in ("Cc", "Cs") else " " for sign in text)
    return "".join(kept).strip()


def _values(query: QueryDict, name: str) -> tuple[str, ...]:
    parts = {_clean(part)[:MAX_TEXT] for value in query.getlist(name) for part in value.split(",")}
    return tuple(sorted(parts - {""})[:MAX_VALUES])


def _any_of(lookup: str, values: tuple[str, ...]) -> Q:
    condition = Q()
    for value in values:
        condition |= Q(**{lookup: value})
    return condition


def _ids(query: QueryDict, warnings: list[str]) -> tuple[int, ...]:
    numbers: set[int] = set()
    for value in _values(query, "contest"):
        if value.isdecimal() and len(value) <= 18:
            numbers.add(int(value))
        else:
            _pass_over("contest", value, warnings)
    return tuple(sorted(numbers))


def _rated(query: QueryDict, warnings: list[str]) -> bool | None:
    value = query.get("rated", "").strip().lower()
    if value and value not in YES | NO:
        _pass_over("rated", value, warnings)
    return value in YES if value in YES | NO else None


def _statuses(query: QueryDict, warnings: list[str]) -> tuple[str, ...]:
    values = _values(query, "status")
    for value in values:
        if value not in STATUSES:
            _pass_over("status", value, warnings)
    return tuple(value for value in values if value in STATUSES)


def _duration(query: QueryDict, name: str, warnings: list[str]) -> timedelta | None:
    value = query.get(name, "")
    length = read_duration(value) if value.strip() else None
    if value.strip() and length is None:
        _pass_over(name, value, warnings)
    return length


def _pass_over(name: str, value: str, warnings: list[str]) -> None:
    warnings.append(
        _("“%(name)s=%(value)s” is not understood and passed over.") % {"name": name, "value": _clean(value)[:50]}
    )
