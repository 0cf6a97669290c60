"""The make-believe world: which contests each site has at a moment, a pure function of the seed and the time."""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from contestweb.contest import Contest, Plan
from contestweb.fate import fate
from contestweb.series import FIRST_DAY, Series
from contestweb.sites import SITES, Site


class World:
    """All contests of all sites, from one seed."""

    def __init__(self, seed: int = 7, sites: Mapping[str, Site] = SITES) -> None:
        self.seed = seed
        self.sites = sites
        self._plans: dict[tuple[str, int, int], Plan] = {}

    def contests(self, name: str, now: datetime) -> tuple[Contest, ...]:
        """Return a site's contests at `now`, by start and key: the past ones that it still lists, and all announced.

        Cancelled ones are among them, marked.
        """
        site = self.sites[name]
        listed = (contest for index in range(len(site.series)) for contest in self._of_series(site, index, now))
        return tuple(sorted(listed, key=lambda contest: (contest.start, contest.key)))

    def _of_series(self, site: Site, index: int, now: datetime) -> list[Contest]:
        series = site.series[index]
        since = now - timedelta(days=series.kept, minutes=series.minutes)
        until = now + timedelta(days=series.lead)
        plans = (self._plan(site, index, place=place, start=start) for place, start in series.starts(since, until))
        return [contest for plan in plans if (contest := plan.at(now)) is not None]

    def _plan(self, site: Site, index: int, *, place: int, start: datetime) -> Plan:
        known = (site.name, index, place)
        if known not in self._plans:
            self._plans[known] = self._make_plan(site, index, place=place, start=start)
        return self._plans[known]

    def _make_plan(self, site: Site, index: int, *, place: int, start: datetime) -> Plan:
        series = site.series[index]
        fortune = random.Random(f"{self.seed}/{site.family}/{series.name}/{place}")  # noqa: S311 - a game, no secret
        named = _announced(site, index, place=place, start=start)
        contest = replace(named, title=series.draft or named.title)
        return Plan(
            contest=contest,
            announced=contest.changed,
            changes=fate(series, fortune, title=named.title, start=start),
        )


def _announced(site: Site, index: int, *, place: int, start: datetime) -> Contest:
    series = site.series[index]
    number = series.number + place * series.numbers
    id_ = site.first_id + ((start.astimezone(UTC).date() - FIRST_DAY).days * len(site.series)) + index
    words = {"n": number, "id": id_, "year": start.year, "word": _word(series, site.family, place)}
    key = series.key.format(**words)
    return Contest(
        key=key,
        id=id_,
        title=series.title.format(**words),
        url=site.contest_url.format(key=series.page or key, **series.facts),
        start=start,
        end=start + timedelta(minutes=series.minutes),
        planned=start,
        series=series.name,
        number=number,
        changed=start - timedelta(days=series.lead),
        kind=series.kind,
        rated=series.rated,
        limit=timedelta(minutes=series.limit) if series.limit else None,
        facts=series.facts,
        span=timedelta(minutes=series.minutes),
    )


def _word(series: Series, family: str, place: int) -> str:
    return series.words[(place + zlib.crc32(f"{family}/{series.name}".encode())) % len(series.words)]
