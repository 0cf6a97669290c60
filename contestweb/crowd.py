"""The people and teams of the make-believe sites: made-up handles, names and schools, each with a skill."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

FIRST = ("Alva", "Bruno", "Celia", "Dario", "Edda", "Filip", "Greta", "Hugo", "Ines", "Jonas", "Kaja", "Levan", "Mira")
LAST = (
    "Abel",
    "Berzins",
    "Costa",
    "Dvorak",
    "Eklund",
    "Fodor",
    "Gruber",
    "Holm",
    "Ivanenko",
    "Jansen",
    "Kovac",
    "Lund",
)
BEGIN = ("tor", "kal", "mez", "lun", "bry", "fen", "zor", "pix", "quo", "ret", "sil", "vak", "wim", "yul", "nim", "dro")
MIDDLE = ("a", "e", "i", "o", "u", "ae", "io", "_", "x")
END = ("bit", "ron", "dex", "mir", "sort", "tree", "heap", "loop", "node", "flow", "fft", "gcd")
TEAMS = (
    "Quick Herons", "Lazy Segments", "Null Islands", "Brave Heaps", "Silent Loops", "Odd Cycles", "Paper Tigers",
    "Long Division", "Loose Threads", "Warm Caches", "Greedy Otters", "Steady States", "Tight Bounds", "Lost Pointers",
)  # fmt: skip
# Made-up schools in real countries: their name, the country's, and its codes.
SCHOOLS = (
    ("Lakeland University", "Finland", "FI", "FIN"),
    ("Northfield Institute of Technology", "Norway", "NO", "NOR"),
    ("University of Birchwood", "Latvia", "LV", "LVA"),
    ("Harbour College", "Estonia", "EE", "EST"),
    ("Riverside Technical University", "Poland", "PL", "POL"),
    ("Sunhill University", "Georgia", "GE", "GEO"),
    ("Old Mill Academy", "Lithuania", "LT", "LTU"),
    ("Lagoon Polytechnic", "Italy", "IT", "ITA"),
    ("Granite State University", "Portugal", "PT", "PRT"),
    ("Cedar Hills University", "Lebanon", "LB", "LBN"),
    ("Seven Lakes University", "Canada", "CA", "CAN"),
    ("Bamboo Grove Institute", "Japan", "JP", "JPN"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person. `skill` lies between 0 and 1, the best first in every crowd."""

    number: int
    handle: str
    first: str
    last: str
    school: str
    country: str
    code: str  # ISO 3166-1 alpha-2
    skill: float

    @property
    def base_rating(self) -> int:
        """The rating of somebody of this skill."""
        return round(700 + 2700 * self.skill)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Three people of one school."""

    number: int
    name: str
    school: int  # its place in SCHOOLS
    members: tuple[Person, ...]

    @property
    def skill(self) -> float:
        """As good as the best of them."""
        return max(member.skill for member in self.members)


@cache
def people(site: str, size: int = 300) -> tuple[Person, ...]:
    """Return the people of a site, the best first; the same ones for ever."""
    chance = random.Random(f"people of {site}")  # noqa: S311 - a game, no secret
    handles: dict[str, None] = {}
    while len(handles) < size:
        handles[chance.choice(BEGIN) + chance.choice(MIDDLE) + chance.choice(END)] = None
        handles[chance.choice(BEGIN) + chance.choice(END) + str(chance.randint(2, 999))] = None
    found = []
    for number, handle in enumerate(list(handles)[:size]):
        school, country, code, _ = chance.choice(SCHOOLS)
        found.append(
            Person(
                number=number,
                handle=handle,
                first=chance.choice(FIRST),
                last=chance.choice(LAST),
                school=school,
                country=country,
                code=code,
                skill=(1 - number / size) ** 1.5,
            )
        )
    return tuple(found)


@cache
def regulars(site: str, size: int, every: int) -> tuple[Person, ...]:
    """Return who comes to all contests of a site, one of so many of its people; the others come to large ones only."""
    return people(site, size)[::every]


@cache
def teams(site: str, size: int = 48) -> tuple[Team, ...]:
    """Return the teams of a site."""
    chance = random.Random(f"teams of {site}")  # noqa: S311 - as above
    crowd = list(people(site, 3 * size))
    chance.shuffle(crowd)
    return tuple(
        Team(
            number=number + 1,
            name=f"{TEAMS[number % len(TEAMS)]} {number // len(TEAMS) + 1}",
            school=chance.randrange(len(SCHOOLS)),
            members=tuple(crowd[3 * number : 3 * number + 3]),
        )
        for number in range(size)
    )


@cache
def _by_handle(site: str, size: int) -> dict[str, Person]:
    return {one.handle.lower(): one for one in people(site, size)}


def find_person(site: str, handle: str, size: int = 300) -> Person | None:
    """Return somebody by a handle in any case."""
    return _by_handle(site, size).get(handle.lower())
