"""The programmes of the make-believe sites: made-up series in the true weekly rhythm of each."""

from __future__ import annotations

from typing import Any

from contestweb.series import Series

WORDS = (
    "Amber",
    "Birch",
    "Comet",
    "Delta",
    "Ember",
    "Fjord",
    "Garnet",
    "Harbour",
    "Indigo",
    "Juniper",
    "Krill",
    "Lantern",
)


def twice_a_day(name: str, title: str, *, key: str, at: tuple[str, str], **more: Any) -> tuple[Series, ...]:
    """Return a restless series of short contests, one in each half of the day, each announced a day ahead."""
    return tuple(
        Series(
            name=f"{name} {half}",
            title=title,
            key=key,
            first=0,
            every=1,
            at=clock,
            number=half + 1,
            numbers=2,
            lead=1,
            kept=10,
            restless=True,
            words=WORDS,
            **{"minutes": 120, **more},
        )
        for half, clock in enumerate(at)
    )


def around_the_clock(name: str, title: str, *, hours: int, **more: Any) -> tuple[Series, ...]:
    """Return a steady series that begins every so many hours, so that there are results that move at any time."""
    a_day = 24 // hours
    return tuple(
        Series(
            name=f"{name} {number}",
            title=title,
            first=0,
            every=1,
            at=f"{number * hours:02}:00",
            number=number + 1,
            numbers=a_day,
            lead=1,
            steady=True,
            words=WORDS,
            **more,
        )
        for number in range(a_day)
    )
