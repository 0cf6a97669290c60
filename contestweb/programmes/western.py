"""Codeforces, CodeChef, LeetCode, CTFtime, HackerEarth and HackerRank."""

from __future__ import annotations

from typing import Any

from contestweb.programmes import WORDS, around_the_clock, twice_a_day
from contestweb.series import Series

MOSCOW, INDIA, CHINA = "Europe/Moscow", "Asia/Kolkata", "Asia/Shanghai"


def _round(name: str, division: str, *, first: int, every: int, number: int, **more: str | int | bool) -> Series:
    settings: dict[str, Any] = {"at": "17:35", "minutes": 135, "kind": "CF", "numbers": 4 * every // 14, **more}
    return Series(
        name=name,
        title=f"Codeforces Round {{n}} ({division})",
        draft=f"Codeforces Round ({division})",
        first=first,
        every=every,
        number=number,
        zone=MOSCOW,
        rated=True,
        **settings,
    )


CODEFORCES = (
    _round("pair", "Div. 1", first=6, every=14, number=1070, minutes=150),
    _round("pair", "Div. 2", first=6, every=14, number=1070, minutes=150),
    _round("second", "Div. 2", first=12, every=14, number=1071),
    _round("third", "Div. 3", first=3, every=14, number=1072, kind="ICPC"),
    _round("fourth", "Div. 4", first=8, every=28, number=1073, kind="ICPC"),
    Series(
        name="educational",
        title="Educational Codeforces Round {n} (Rated for Div. 2)",
        first=0,
        every=10,
        at="17:35",
        zone=MOSCOW,
        minutes=120,
        number=186,
        kind="ICPC",
        rated=True,
    ),
    Series(
        name="global",
        title="Codeforces Global Round {n}",
        first=19,
        every=42,
        at="17:35",
        zone=MOSCOW,
        minutes=180,
        number=31,
        kind="CF",
        rated=True,
        facts={"crowd": "large"},
    ),
    Series(
        name="season",
        title="Open Season {n}: Everybody Codes (unrated)",
        first=4,
        every=28,
        at="15:00",
        minutes=180,
        number=12,
        kind="IOI",
        kept=60,
        facts={"crowd": "huge"},
    ),
    Series(
        name="heroes",
        title="Kotlin Heroes: Practice {n}",
        first=1,
        every=28,
        at="12:05",
        zone=MOSCOW,
        minutes=8 * 1440,
        number=14,
        kind="ICPC",
    ),
    *twice_a_day(
        "club",
        "CodeTON Club {n} “{word}”",
        key="{id}",
        at=("06:20", "19:50"),
        kind="IOI",
        facts={"crowd": "at times large"},
    ),
    *around_the_clock(
        "clock",
        "Codeforces Round-the-Clock {n} (Div. 1 + Div. 2)",
        hours=3,
        minutes=200,
        kind="CF",
        rated=True,
        kept=5,
        prolonged=0.3,
    ),
)
CODEFORCES_GYM = (
    Series(
        name="regional",
        title="{year} ICPC {word} Regional, Online Mirror",
        first=2,
        every=4,
        at="10:00",
        minutes=300,
        kind="ICPC",
        lead=9,
        words=WORDS,
        facts={"label": "Official ICPC Contest", "country": "Norway"},
    ),
    Series(
        name="camp",
        title="Winter Camp, Day {n}: Étude № {n}",
        first=0,
        every=7,
        at="08:00",
        minutes=5 * 1440,
        kind="IOI",
        lead=14,
        facts={"label": "Training Camp Contest", "country": "Georgia"},
    ),
)
CODECHEF = (
    Series(
        name="starters",
        title="Starters {n}",
        first=2,
        every=7,
        at="20:00",
        zone=INDIA,
        minutes=120,
        key="START{n}",
        number=220,
        rated=True,
    ),
    Series(
        name="munch",
        title="Monday Munch - DSA Challenge {n:02}",
        first=0,
        every=7,
        at="18:00:31",
        zone=INDIA,
        minutes=180,
        key="DSAMONDAY{n:02}",
        number=18,
        lead=7,
    ),
    Series(
        name="placement",
        title="Placement Preparation Contest {n:02}",
        first=0,
        every=4,
        at="09:00",
        zone=INDIA,
        minutes=51 * 60,
        limit=180,
        key="PLACEPREP{n:02}",
        number=3,
        lead=8,
    ),
    Series(
        name="weekend",
        title="Weekend Dev Challenge {n}: Full Stack & Friends",
        first=5,
        every=7,
        at="00:00",
        zone=INDIA,
        minutes=2880,
        key="DEVWEEKEND{n}",
        number=31,
        lead=10,
    ),
    *twice_a_day("college", "{word} College Cup {n}", key="COLCUP{n}", at=("11:30", "21:45"), zone=INDIA),
)


def _leetcode(weekly: str, biweekly: str, sprint: str) -> tuple[Series, ...]:
    return (
        Series(
            name="weekly",
            title=weekly,
            first=6,
            every=7,
            at="10:30",
            zone=CHINA,
            minutes=90,
            key="weekly-contest-{n}",
            number=484,
            lead=9,
            rated=True,
        ),
        Series(
            name="biweekly",
            title=biweekly,
            first=5,
            every=14,
            at="22:30",
            zone=CHINA,
            minutes=90,
            key="biweekly-contest-{n}",
            number=174,
            lead=15,
            rated=True,
            facts={"crowd": "all"},
        ),
        *twice_a_day("sprint", sprint, key="sponsor-sprint-{n}", at=("03:15", "16:10"), minutes=90),
    )


LEETCODE = _leetcode("Weekly Contest {n}", "Biweekly Contest {n}", "{word} Sponsor Sprint {n}")
LEETCODE_CN = _leetcode("第 {n} 场周赛", "第 {n} 场双周赛", "第 {n} 场冲刺赛 {word}")


def _ctf(name: str, title: str, *, first: int, every: int, hours: int, **facts: str) -> Series:
    words = ("Hexagon", "Nulltide", "Rustbelt", "Moonshine", "Kraken", "Paperclip", "Foxglove", "Saffron", *WORDS)
    return Series(
        name=name,
        title=title,
        first=first,
        every=every,
        at="16:00",
        minutes=hours * 60,
        lead=40,
        words=words,
        kind=facts["format"],
        facts=facts,
    )


CTFTIME = (
    _ctf("open", "{word}CTF {year}", first=4, every=7, hours=48, format="Jeopardy", weight="24.85"),
    _ctf("day", "{word} CTF Quals {year}", first=5, every=7, hours=24, format="Jeopardy", weight="0.0"),
    _ctf(
        "attack",
        "{word} <Attack & Defence> {year}",
        first=12,
        every=21,
        hours=9,
        format="Attack-Defense",
        weight="37.5",
    ),
    _ctf(
        "academic",
        "{word} Academic Finals {year}",
        first=26,
        every=35,
        hours=34,
        format="Jeopardy",
        weight="50.0",
        onsite="yes",
        location="Tampere, Finland",
    ),
    *twice_a_day(
        "quest",
        "{word} Hack Quest {n}",
        key="{id}",
        at=("01:30", "13:20"),
        minutes=240,
        kind="Hack quest",
        facts={"format": "Hack quest", "weight": "0.0"},
    ),
)
HACKEREARTH = (
    Series(
        name="circuits",
        title="{word} Circuits '{year}",
        first=18,
        every=28,
        at="21:00",
        zone=INDIA,
        minutes=9 * 1440,
        key="circuits-{n}",
        words=WORDS,
        kind="contest",
        facts={"type": "competitive"},
    ),
    Series(
        name="easy",
        title="{word} Easy {year}",
        first=5,
        every=14,
        at="21:30",
        zone=INDIA,
        minutes=180,
        key="easy-{n}",
        words=WORDS,
        kind="contest",
        facts={"type": "competitive"},
    ),
    Series(
        name="hackathon",
        title="{word} Climate & Health Hackathon",
        first=3,
        every=14,
        at="18:00",
        zone=INDIA,
        minutes=24 * 1440,
        key="hackathon-{n}",
        words=WORDS,
        lead=30,
        kind="hackathon",
        facts={"type": "hackathon"},
    ),
    *twice_a_day(
        "college",
        "{word} Code Jam of the Colleges {n}",
        key="college-jam-{n}",
        at=("05:00", "15:15"),
        zone=INDIA,
        kind="contest",
        facts={"type": "college"},
    ),
)
HACKERRANK = (
    Series(
        name="women",
        title="{word} CodeSprint {year}",
        first=11,
        every=21,
        at="15:00",
        minutes=24 * 60,
        words=WORDS,
        facts={"slug": "codesprint"},
    ),
    *twice_a_day(
        "hour", "HourRank {n}: {word}", key="{id}", at=("07:40", "22:30"), minutes=60, facts={"slug": "hourrank"}
    ),
)
