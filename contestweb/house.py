"""The whole make-believe web without its sockets: worlds, faults, scripted changes and the log of what was asked."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from typing import Any

from contestweb.clock import Clock
from contestweb.contest import Contest
from contestweb.edits import ChangeError, Edits
from contestweb.exchange import Answer, Request, View, not_found
from contestweb.faults import ENTRANCES, EVERYWHERE, Fault, login_page, spoil, thin_out
from contestweb.sites import HOSTS, SITES, Site
from contestweb.world import World

LOG_LENGTH = 50_000
MODULES = {
    name: import_module(f"contestweb.formats.{name}") for name in sorted({site.format for site in SITES.values()})
}
FORMATS: dict[str, Callable[[Request, View], Answer]] = {name: module.answer for name, module in MODULES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request that was answered. `at` is real time, in seconds since 1970, when it came in."""

    at: float
    host: str
    method: str
    path: str
    status: int
    fault: str = ""


class House:
    """Answers for every make-believe site; safe to be asked by many threads at once."""

    def __init__(self, *, seed: int = 7, clock: Clock | None = None, faults: Iterable[Fault] = ()) -> None:
        self.world = World(seed)
        self.clock = clock or Clock()
        self.faults: list[Fault] = list(faults)
        self.edits = {name: Edits(site) for name, site in SITES.items()}
        self.visits: deque[Visit] = deque(maxlen=LOG_LENGTH)
        self.counts: Counter[str] = Counter()
        self._shown: dict[str, tuple[datetime, int, tuple[Contest, ...]]] = {}
        self._lock = threading.Lock()

    def answer(self, request: Request) -> tuple[Answer, str]:
        """Return what the asked host answers, and the name of the fault that spoiled it, or ""."""
        sites = HOSTS.get(request.host)
        if sites is None:
            return not_found(request), ""
        fault = self._fault_of(sites)
        if request.path in ENTRANCES:
            return login_page(), ""
        # Faults are taken before the view is made: a shrunken list is the format's own honest answer to fewer contests.
        view = View(now=self.clock.now(), all_contests=lambda site: thin_out(fault, self.contests(site)))
        answer = FORMATS[sites[0].format](replace(request, host=sites[0].host), view)
        return (spoil(fault, request, answer), fault.kind) if fault else (answer, "")

    def contests(self, name: str) -> tuple[Contest, ...]:
        """Return the contests of a site now, changes included and cancelled ones marked, by start."""
        now = self.clock.now().replace(microsecond=0)
        edits = self.edits[name]
        with self._lock:
            kept = self._shown.get(name)
            if kept is None or kept[:2] != (now, edits.count):
                kept = now, edits.count, edits.over(self.world.contests(name, now))
                self._shown[name] = kept
            return kept[2]

    def change(self, name: str, change: str, wish: dict[str, Any]) -> Contest | None:
        """Make one scripted change and return its contest as it is now; None when it was removed.

        Raises:
            ChangeError: there is no such site, change or contest, or the wish lacks something.
        """
        edits = self.edits[self._site(name).name]
        now = self.clock.now().replace(microsecond=0)
        contests = self.world.contests(edits.site.name, now)
        with self._lock:
            if change == "disqualify":
                wish = self._with_number(edits, wish, contests=contests, now=now)
            key = edits.make(change, wish, contests=contests, now=now)
        return next((contest for contest in self.contests(edits.site.name) if contest.key == key), None)

    def _with_number(
        self, edits: Edits, wish: dict[str, Any], *, contests: tuple[Contest, ...], now: datetime
    ) -> dict[str, Any]:
        """Return a wish that names the contest, and somebody by the number in its play, not by the site's account."""
        key = edits.pick("disqualify", wish, contests=contests, now=now)
        contest = next(one for one in edits.over(contests) if one.key == key)
        find = getattr(MODULES[edits.site.format], "participant", None)
        if find is None:
            raise ChangeError(f"{edits.site.name} has no results")
        who = str(wish.get("who", ""))
        number = find(contest, who, edits.site.name)
        if number is None:
            raise ChangeError(f"nobody is called {who!r} there: disqualify needs 'who'")
        return {**wish, "key": key, "who": number}

    def misbehave(self, fault: Fault) -> None:
        """Let a host, or all, misbehave from now on; the newest fault of a host counts.

        Raises:
            ChangeError: there is no such host.
        """
        if fault.host != EVERYWHERE:
            self._site(fault.host)
        with self._lock:
            self.faults.insert(0, fault)

    def behave(self, host: str | None = None) -> None:
        """Take away the faults of a host, or all faults."""
        with self._lock:
            self.faults = [fault for fault in self.faults if host is not None and fault.host != host]

    def note(self, visit: Visit) -> None:
        """Keep a request in the log."""
        with self._lock:
            self.visits.append(visit)
            self.counts[visit.host] += 1

    def forget(self) -> None:
        """Empty the log."""
        with self._lock:
            self.visits.clear()
            self.counts.clear()

    def reset(self) -> None:
        """Take away all faults, scripted changes and the log; the clock stays."""
        self.behave()
        self.forget()
        with self._lock:
            self.edits = {name: Edits(site) for name, site in SITES.items()}
            self._shown.clear()

    def _site(self, name: str) -> Site:
        if name in SITES:
            return SITES[name]
        if name in HOSTS:
            return HOSTS[name][0]
        raise ChangeError(f"no site {name!r}; there are {', '.join(SITES)}")

    def _fault_of(self, sites: tuple[Site, ...]) -> Fault | None:
        names = {EVERYWHERE, *(name for site in sites for name in (site.name, site.host, *site.aliases))}
        with self._lock:
            fault = next((fault for fault in self.faults if fault.host in names), None)
            if fault and fault.times is not None:
                self.faults.remove(fault)
                if fault.times > 1:
                    self.faults.insert(0, replace(fault, times=fault.times - 1))
            return fault
