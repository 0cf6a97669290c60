"""Decides which world `make run` shows: the real contest sites, a gateway to them, or the make-believe demo."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import environ

SITES = ("https://codeforces.com/robots.txt", "https://atcoder.jp/robots.txt", "https://leetcode.com/robots.txt")
PATIENCE = 2.0  # seconds
LOOK_EVERY = 0.02  # seconds until it is noticed that nobody is left to answer


class WorldError(Exception):
    """What was asked for does not go together; the text is for the person who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The decision, and what a person should be told of it."""

    demo: bool
    said: str = ""


class Outlook:
    """Whether any of some sites can be reached, found out in the background from the moment it is made."""

    def __init__(self, addresses: Sequence[str] = SITES, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._reached = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(each,), daemon=True) for each in addresses]
        for thread in self._threads:
            thread.start()

    def _ask(self, address: str) -> None:
        """Ask one site; any answer of its own counts, whatever its status. Proxies of the environment are used."""
        request = urllib.request.Request(address, method="HEAD")  # noqa: S310 - the addresses are ours
        try:
            urllib.request.urlopen(request, timeout=self._patience).close()  # noqa: S310
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return
        self._reached.set()

    def is_open(self) -> bool:
        """Return whether a site answers, after at most the patience that was asked for."""
        deadline = time.monotonic() + self._patience
        while any(thread.is_alive() for thread in self._threads) and time.monotonic() < deadline:
            if self._reached.wait(LOOK_EVERY):
                break
        return self._reached.is_set()


def must_look(environment: Mapping[str, str]) -> bool:
    """Tell whether the choice depends on what can be reached."""
    return not (is_production(environment) or environment.get("CLIST_GATEWAY") or _asked(environment) == "1")


def choose(environment: Mapping[str, str], *, is_open: bool) -> World:
    """Return the world to run.

    DEMO=1 asks for the demo, DEMO=0 forbids it. Else it is shown where no site can be reached, but never in
    production, nor with a gateway or a database of the user's own.

    Raises:
        WorldError: DEMO is neither 1, 0 nor empty, or it is asked for in production or in another's database.
    """
    asked = _asked(environment)
    if asked == "1":
        _refuse_demo_in_earnest(environment)
        return World(demo=True, said="The demo world, as asked: its contests are made up.")
    if is_open or not must_look(environment):
        return World(demo=False)
    why = "No contest site can be reached"
    if asked == "0":
        return World(demo=False, said=f"{why}; DEMO=0 keeps to the real world, so no contests will come.")
    if environment.get("DATABASE_URL"):
        return World(demo=False, said=f"{why}; DATABASE_URL is set, so the demo world is not put there.")
    return World(demo=True, said=f"{why}: this is the demo world, its contests are made up (DEMO=0 forbids it).")


def is_production(environment: Mapping[str, str]) -> bool:
    """Tell whether the settings would call this production."""
    return environment.get("PRODUCTION", "").lower() in environ.Env.BOOLEAN_TRUE_STRINGS


def _asked(environment: Mapping[str, str]) -> str:
    asked = environment.get("DEMO") or environment.get("CLIST_DEMO", "")
    if asked not in ("", "0", "1"):
        raise WorldError(f"DEMO={asked} is not understood: DEMO=1 asks for the demo world, DEMO=0 forbids it.")
    return asked


def _refuse_demo_in_earnest(environment: Mapping[str, str]) -> None:
    if is_production(environment):
        raise WorldError("PRODUCTION=1 never shows the demo world: unset one of PRODUCTION and DEMO.")
    if "demo" not in environment.get("DATABASE_URL", "demo"):
        raise WorldError("DEMO=1 fills its database with made-up contests: unset DATABASE_URL or name a demo one.")
