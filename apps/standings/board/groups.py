"""Rows of a table counted by country, organisation, language, division, medal or rating: who is how many, how good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from apps.contests.models import Contest
from apps.core.countries import country_name
from apps.core.flags import Flag, flag_of
from apps.resources.bands import bands_of
from apps.standings.addresses import address_of_account
from apps.standings.board.finding import COUNTRY, IN_ORDER, NAME, RATING_BEFORE, rows_asked
from apps.standings.board.selection import MEDALS, NOBODY, Selection, words_of_group
from apps.standings.models import Standings
from apps.standings.whose import of_account
from apps.standings.words import medal_words

MOST = 500  # groups that are shown
DRAWN = 20  # in the chart
STEP = 200  # of ratings, where the site has no bands
FIELDS = {
    "country": "countries", "organization": "organizations", "language": "languages", "division": "division",
    "medal": "medals", "rating": "rating",
}  # fmt: skip
BY = {
    "country": COUNTRY,
    "organization": "nullif(row.organization, '')",
    "language": "spoken.language",
    "division": "nullif(row.division, '')",
    "medal": "nullif(row.medal, '')",
}
# A row belongs to every language that it used, and to none once.
LANGUAGES = """
LEFT JOIN LATERAL (
    SELECT DISTINCT cell.value ->> 'language' AS language FROM jsonb_each(row.cells) AS cell
    WHERE cell.value ->> 'language' <> ''
) AS spoken ON true
"""
GROUPS = """
WITH grouped AS (
    SELECT {by} AS name, count(*) AS size, min(row.place) AS best_place, avg(row.place)::float8 AS place,
           avg(row.n_solved)::float8 AS solved, (array_agg(row.id ORDER BY {order}))[1] AS best,
           count(*) FILTER (WHERE row.medal = 'gold') AS gold, count(*) FILTER (WHERE row.medal = 'silver') AS silver,
           count(*) FILTER (WHERE row.medal = 'bronze') AS bronze
    FROM standings_standing AS row {languages}
    WHERE {conditions} GROUP BY 1
), shown AS (
    SELECT *, count(*) OVER () AS n_groups FROM grouped
    ORDER BY size DESC, best_place NULLS LAST, name NULLS LAST LIMIT %s
)
SELECT shown.name, size, best_place, shown.place, solved, gold, silver, bronze, n_groups, best, {name}, {handle}
FROM shown CROSS JOIN LATERAL (SELECT * FROM standings_standing WHERE id = shown.best OFFSET 0) AS row
ORDER BY size DESC, best_place NULLS LAST, shown.name NULLS LAST
"""


class Counted(NamedTuple):
    """One group as the database counts it: averages are None where nothing is known, the name where rows have none."""

    name: Any
    size: int
    best_place: int | None
    place: float | None
    solved: float | None
    gold: int
    silver: int
    bronze: int
    n_groups: int
    best: int
    best_name: str
    best_handle: str


class Group(NamedTuple):
    """One group as it is shown."""

    word: str
    order: str  # by which it is sorted by name
    query: str  # of its rows in the table, "" where the table cannot be asked for them
    flag: Flag | None
    counted: Counted
    best_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The groups of a table, the largest first."""

    by: str
    title: str
    groups: Sequence[Group]
    n_more: int
    overlap: bool  # a row may be in several
    has_medals: bool

    @property
    def drawn(self) -> Sequence[Group]:
        """The groups of the chart."""
        return self.groups[:DRAWN]

    @property
    def differ(self) -> bool:
        """True where there is a chart to draw: some group is larger than another."""
        return len({group.counted.size for group in self.groups}) > 1


def groups_of(contest: Contest, header: Standings, selection: Selection) -> Groups:
    """Return the rows that a selection asks for, counted by what it names. The contest has its site. One query."""
    starts = _starts(contest.resource.adapter)
    counted = _count(header, selection, starts)
    host, words = contest.resource.host, _Words(selection, starts, titles=_titles(contest.resource.adapter))
    return Groups(
        by=selection.groupby,
        title=words_of_group(selection.groupby),
        groups=[words.group(one, host=host) for one in counted],
        n_more=max(0, counted[0].n_groups - len(counted)) if counted else 0,
        overlap=selection.groupby == "language",
        has_medals=any(one.gold or one.silver or one.bronze for one in counted),
    )


def _count(header: Standings, selection: Selection, starts: Sequence[int]) -> list[Counted]:
    rows = rows_asked(header.contest_id, selection)
    is_rating = selection.groupby == "rating"
    statement = GROUPS.format(
        by=f"width_bucket({RATING_BEFORE}, %s::int[])" if is_rating else BY[selection.groupby],
        order=IN_ORDER,
        languages=LANGUAGES if selection.groupby == "language" else "",
        conditions=" AND ".join(rows.parts),
        name=NAME,
        handle=of_account("account.key"),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*([list(starts)] if is_rating else []), *rows.given, MOST])
        return [Counted._make(found) for found in cursor.fetchall()]


def _starts(adapter: str) -> list[int]:
    """Return from which ratings on the groups of ratings reach; the first also has all below."""
    bands = bands_of(adapter)
    return [band.least for band in bands] or list(range(STEP, 5000, STEP))


def _titles(adapter: str) -> list[str]:
    return [band.title for band in bands_of(adapter)]


class _Words:
    """Words groups, and finds the query of each."""

    def __init__(self, selection: Selection, starts: Sequence[int], *, titles: Sequence[str]) -> None:
        self.by = selection.groupby
        self.selection = selection.but(groupby="", sort="")
        self.starts = starts
        self.titles = titles
        self.medals: Mapping[str, str] = medal_words()

    def group(self, counted: Counted, *, host: str) -> Group:
        """Return a group as it is shown."""
        word, value = self._rating(counted.name) if self.by == "rating" else self._named(counted.name)
        flag = flag_of(counted.name, get_language() or "en") if self.by == "country" and counted.name else None
        return Group(
            word=word,
            order=f"{counted.name:06}" if isinstance(counted.name, int) else word.casefold(),
            query=self._query(value),
            flag=flag,
            counted=counted,
            best_address=address_of_account(host, counted.best_handle),
        )

    def _named(self, name: str | None) -> tuple[str, str]:
        if name is None:
            return _("unknown") if self.by != "medal" else _("none"), NOBODY
        if self.by == "country":
            return country_name(name), name
        return (self.medals.get(name, name) if name in MEDALS and self.by == "medal" else name), name

    def _rating(self, bucket: int | None) -> tuple[str, str]:
        """Return the words of a group of ratings: bucket 0 lies below the first start, which has it, too."""
        if bucket is None:
            return pgettext("participant", "unrated"), "unrated"
        least = self.starts[bucket - 1] if bucket else None
        most = self.starts[bucket] - 1 if bucket < len(self.starts) else None
        span = f"{'' if least is None else least}..{'' if most is None else most}"
        shown = f"< {self.starts[0]}" if least is None else f"≥ {least}" if most is None else f"{least}–{most}"
        title = self.titles[bucket - 1] if bucket and self.titles else ""
        return f"{title} · {shown}" if title else shown, span

    def _query(self, value: str) -> str:
        field = FIELDS[self.by]
        if self.by == "division":
            return "" if value == NOBODY else self.selection.but(division=value).query_string()
        return self.selection.but(**{field: value if self.by == "rating" else (value,)}).query_string()
