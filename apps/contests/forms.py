"""The filter as a plain form: what there is to choose, what is chosen, and what goes along without being shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl

from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.dates import WEEKDAYS_ABBR

from apps.contests.filter_values import WEEKDAYS
from apps.contests.filters import ContestFilter
from apps.core.durations import short_duration
from apps.resources.models import Resource

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHORTEST = (HOUR, 2 * HOUR, 3 * HOUR, 5 * HOUR, DAY)
LONGEST = (2 * HOUR, 3 * HOUR, 5 * HOUR, DAY, 7 * DAY)
MOST_KINDS = 100
SHOWN = frozenset(
    {"resource", "kind", "weekday", "time_from", "time_to", "rated", "duration_from", "duration_to", "search"}
)


@dataclass(frozen=True, slots=True)
class Fields:
    """What of the form hangs on the filter alone, whatever contests there are."""

    filter: ContestFilter

    @property
    def weekday_choices(self) -> list[tuple[str, str, str, bool]]:
        """(Value, short name, full name, is chosen), from Monday on."""
        return [
            (value, str(WEEKDAYS_ABBR[number]), str(WEEKDAY_NAMES[number]), value in self.filter.weekdays)
            for number, value in enumerate(WEEKDAYS)
        ]

    @property
    def shortest_choices(self) -> list[tuple[int, str, bool]]:
        """(Seconds, words, is chosen) of what a contest may last at least."""
        return _lengths(SHORTEST, self.filter.duration_from)

    @property
    def longest_choices(self) -> list[tuple[int, str, bool]]:
        """(Seconds, words, is chosen) of what a contest may last at most."""
        return length_choices(self.filter)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterForm:
    """What contests/filter_form.html shows on a page with filtered contests."""

    filter: ContestFilter
    action: str  # the address that it leads to
    resources: Sequence[Resource]
    kinds: Iterable[str] = ()  # that occur
    carried: Sequence[tuple[str, str]] = ()  # what the page's URL says besides the filter
    by_site: bool | None = None  # whether the list is grouped by site; None for a page that cannot group

    @property
    def query(self) -> str:
        """The filter as a URL's query, "" for none."""
        return self.filter.query_string()

    @property
    def fields(self) -> Fields:
        """The fields whose choices are always the same."""
        return Fields(self.filter)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """(Name, value) of what it sends along without showing it."""
        return [*hidden_pairs(self.filter), *self.carried]

    @property
    def chosen_ids(self) -> set[int]:
        """The sites that are ticked."""
        return {resource.pk for resource in self.resources if is_chosen(self.filter, resource)}

    @property
    def n_chosen(self) -> int:
        """How many sites the filter names."""
        return len(self.chosen_ids)

    @property
    def kind_choices(self) -> list[tuple[str, bool]]:
        """(Kind, is chosen): those that occur, and those that the filter names, whether they occur or not."""
        named = {kind.casefold() for kind in self.filter.kinds}
        occurring = sorted(set(self.kinds) - {""}, key=str.casefold)[:MOST_KINDS]
        known = {kind.casefold() for kind in occurring}
        missing = [kind for kind in self.filter.kinds if kind.casefold() not in known]
        return [(kind, kind.casefold() in named) for kind in [*missing, *occurring]]


def is_chosen(wanted: ContestFilter, resource: Resource) -> bool:
    """True when a filter names this site."""
    return bool(wanted.resources) and any(
        name and name in wanted.resources for name in (str(resource.pk), resource.host, resource.short)
    )


def length_choices(wanted: ContestFilter) -> list[tuple[int, str, bool]]:
    """Return (seconds, words, is chosen) of the longest lengths to choose from."""
    return _lengths(LONGEST, wanted.duration_to)


def hidden_pairs(wanted: ContestFilter) -> list[tuple[str, str]]:
    """Return what the filter says beyond the fields that the form shows."""
    return [(name, value) for name, value in parse_qsl(wanted.query_string()) if name not in SHOWN]


def _lengths(usual: Iterable[timedelta], chosen: timedelta | None) -> list[tuple[int, str, bool]]:
    """Return the lengths to choose from; one from the URL joins in."""
    lengths = sorted({*usual, *([] if chosen is None else [chosen])})
    return [(int(length.total_seconds()), short_duration(length), length == chosen) for length in lengths]
