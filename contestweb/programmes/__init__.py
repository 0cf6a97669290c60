"""The programmes of the make-believe sites: made-up series in the true weekly rhythm of each."""

from __future__ import annotations

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


def twice_a_day(name: str, title: str, *, key: str, at: tuple[str, str], **more: object) -> tuple[Series, Series]:
    """Return a restless series of short contests, one in each half of the day, each announced a day ahead."""
    return tuple(  # type: ignore[return-value]  # two, as `at` has two
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
            **{"minutes": 120, **more},  # type: ignore[arg-type]
        )
        for half, clock in enumerate(at)
    )
