"""Changes that a test scripts: of contests (added, moved, extended …) and of their results (rejudged, disqualified)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from contestweb.contest import Contest, Deed
from contestweb.sites import Site
from contestweb.story import LETTERS

CHANGES = ("add", "move", "extend", "rename", "relink", "cancel", "remove", "restore", "rejudge", "disqualify")

JURY = ("rejudge", "disqualify")  # what is done to the results of a contest that has begun


class ChangeError(ValueError):
    """The change cannot be made; the text says why."""


class Edits:
    """The scripted changes of one site, laid over its world."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.added: dict[str, Contest] = {}
        self.changed: dict[str, dict[str, Any]] = {}
        self.removed: set[str] = set()
        self.count = 0

    def over(self, contests: tuple[Contest, ...]) -> tuple[Contest, ...]:
        """Return the site's contests with all changes made, by start and key."""
        if not self.count:
            return contests
        kept = [contest for contest in (*contests, *self.added.values()) if contest.key not in self.removed]
        edited = [self._edited(contest) for contest in kept]
        return tuple(sorted(edited, key=lambda contest: (contest.start, contest.key)))

    def make(self, change: str, wish: Mapping[str, Any], *, contests: tuple[Contest, ...], now: datetime) -> str:
        """Make one change and return the key of its contest.

        `wish` has key (else the next contest to start is taken), and for add and move start, end or minutes, for extend
        minutes, for rename title, for relink url, for rejudge task (a letter; else A), for disqualify who (a number).
        Times are ISO 8601 with an offset; what happens to results happens now, to the last contest that has begun if no
        key is given.

        Raises:
            ChangeError: there is no such change or contest, or the wish lacks or misspells something.
        """
        if change not in CHANGES:
            raise ChangeError(f"no change {change!r}; there are {', '.join(CHANGES)}")
        try:
            key = self._add(wish, now) if change == "add" else self.pick(change, wish, contests=contests, now=now)
            if change == "remove":
                self.removed.add(key)
            elif change == "restore":
                self.removed.discard(key)
                self.changed.setdefault(key, {})["cancelled"] = False
            elif change != "add":
                current = next(contest for contest in self.over(contests) if contest.key == key)
                self.changed.setdefault(key, {}).update(self._fields(change, wish, current=current, now=now))
        except KeyError as error:
            raise ChangeError(f"{change} needs {error}") from error
        except (TypeError, ValueError) as error:
            raise ChangeError(str(error)) from error
        self.changed.setdefault(key, {}).update(changed=now)
        self.changed[key]["edits"] = self.changed[key].get("edits", 0) + 1
        self.count += 1
        return key

    def _edited(self, contest: Contest) -> Contest:
        fields = dict(self.changed.get(contest.key, {}))
        edits = fields.pop("edits", 0)
        return replace(contest, **fields, sequence=contest.sequence + edits) if fields else contest

    def pick(self, change: str, wish: Mapping[str, Any], *, contests: tuple[Contest, ...], now: datetime) -> str:
        """Return the key of the contest that a wish is about.

        Raises:
            ChangeError: the site has none of that key, or none at all.
        """
        known = {contest.key: contest for contest in (*contests, *self.added.values())}
        listed = [contest for contest in self.over(contests) if not contest.cancelled]
        if change in JURY:
            usual = next((contest.key for contest in reversed(listed) if contest.start <= now), None)
        else:
            usual = next((contest.key for contest in listed if contest.start > now), None)
        key = wish.get("key") or usual
        if key not in known:
            raise ChangeError(f"{self.site.name} has no contest {key!r}")
        return str(key)

    def _fields(self, change: str, wish: Mapping[str, Any], *, current: Contest, now: datetime) -> dict[str, Any]:
        if change == "rejudge":
            task = str(wish.get("task", LETTERS[0]))
            if len(task) != 1 or task not in LETTERS:
                raise ChangeError(f"no task {task!r}; there are {LETTERS}")
            return {"deeds": (*current.deeds, Deed(kind="rejudge", at=now, subject=LETTERS.index(task)))}
        if change == "disqualify":
            return {"deeds": (*current.deeds, Deed(kind="disqualify", at=now, subject=int(wish["who"])))}
        if change == "move":
            start, end = _span(wish, current.length)
            return {"start": start, "end": end}
        if change == "extend":
            return {"end": current.end + timedelta(minutes=wish["minutes"])}
        if change == "relink":
            if not self.site.relinks:
                raise ChangeError(f"{self.site.name} makes the address of a contest from its key")
            return {"url": str(wish["url"])}
        return {"title": str(wish["title"])} if change == "rename" else {"cancelled": True}

    def _add(self, wish: Mapping[str, Any], now: datetime) -> str:
        pattern = self.site.series[0]
        start, end = _span(wish, timedelta(minutes=pattern.minutes))
        number = self.site.first_added + len(self.added)
        key = str(wish.get("key") or (number if "{id}" in pattern.key else f"{pattern.name}-extra-{number}"))
        if "{id}" in pattern.key and not key.isdecimal():
            raise ChangeError(f"{self.site.name} numbers its contests: {key!r} is no number")
        facts = {name: value for name, value in pattern.facts.items() if name != "form"}
        self.added[key] = Contest(
            key=key,
            id=int(key) if key.isdecimal() else number,
            title=str(wish["title"]),
            url=self.site.contest_url.format(key=key, **facts),
            start=start,
            end=end,
            planned=start,
            series=f"extra {key}",
            number=number,
            changed=now,
            kind=pattern.kind,
            facts=facts,
        )
        self.removed.discard(key)
        return key


def _span(wish: Mapping[str, Any], length: timedelta) -> tuple[datetime, datetime]:
    start = read_time(wish["start"])
    if "minutes" in wish:
        length = timedelta(minutes=wish["minutes"])
    end = read_time(wish["end"]) if "end" in wish else start + length
    if not start < end:
        raise ChangeError(f"start {start.isoformat()} is not before end {end.isoformat()}")
    return start, end


def read_time(text: str) -> datetime:
    """Return the UTC time of an ISO 8601 text with an offset.

    Raises:
        ChangeError: it has none, or is no time.
    """
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise ChangeError(f"{text!r} is no ISO 8601 time") from error
    if moment.tzinfo is None:
        raise ChangeError(f"{text!r} has no offset from UTC")
    return moment.astimezone(UTC)
