"""DMOJ, Toph, Kattis, the DOMjudge of a regional, a CTF and the calendar of a training camp."""

from __future__ import annotations

from contestweb.programmes import WORDS, around_the_clock, twice_a_day
from contestweb.series import Series

TORONTO, DHAKA, WARSAW = "America/Toronto", "Asia/Dhaka", "Europe/Warsaw"

DMOJ = (
    Series(
        name="open",
        title="DMOJ {word} Open {year}",
        first=4,
        every=14,
        at="17:00",
        zone=TORONTO,
        minutes=60 * 60,
        limit=180,
        key="open{n}",
        number=12,
        words=WORDS,
        kind="ioi",
        rated=True,
    ),
    Series(
        name="marathon",
        title="The Long Haul {n}",
        first=0,
        every=7,
        at="00:00",
        zone=TORONTO,
        minutes=7 * 1440,
        key="longhaul{n}",
        number=30,
        lead=10,
    ),
    *twice_a_day("class", "{word} Secondary School Contest {n}", key="wss{n}", at=("04:45", "13:05"), zone=TORONTO),
)
TOPH = (
    Series(
        name="friday",
        title="Criterion {year} Round {n}",
        first=4,
        every=7,
        at="21:00",
        zone=DHAKA,
        minutes=120,
        key="criterion-round-{n}",
        lead=14,
        kept=30,
        rated=True,
    ),
    *twice_a_day("intra", "{word} Intra University Contest {n}", key="intra-{n}", at=("07:05", "17:30"), zone=DHAKA),
)
KATTIS = (
    Series(
        name="open",
        title="{word} Open Programming Day",
        first=5,
        every=7,
        at="11:00",
        zone="Europe/Stockholm",
        minutes=300,
        key="opd{n}",
        number=60,
        words=WORDS,
        kept=30,
    ),
    *twice_a_day("lab", "Algorithms Lab {n}: {word}", key="lab{n}", at=("02:00", "14:35"), minutes=180),
)
DOMJUDGE = (
    Series(
        name="regional",
        title="The {year} Lakeland Regional, {word} Site",
        first=5,
        every=14,
        at="09:00",
        zone="Europe/Helsinki",
        minutes=300,
        words=WORDS,
        lead=35,
        kind="ICPC",
        facts={"freeze": "1:00:00.000"},
    ),
    Series(
        name="rehearsal",
        title="Lakeland Dress Rehearsal {n}",
        first=4,
        every=14,
        at="15:00",
        zone="Europe/Helsinki",
        minutes=120,
        kind="ICPC",
    ),
    *twice_a_day("practice", "{word} Practice Session {n}", key="{id}", at=("08:50", "20:40"), kind="ICPC"),
    *around_the_clock(
        "open",
        "Lakeland Open Cup {n}, {word} Stage",
        hours=4,
        minutes=300,
        kind="ICPC",
        kept=4,
        prolonged=0.3,
        facts={"freeze": "1:00:00.000"},
    ),
)
CTF = (  # a server of this kind holds one event a year
    Series(
        name="fortnight",
        title="Hexagon Fortnight CTF {year}",
        first=319,  # the twentieth of November 2026
        every=364,
        at="16:00",
        minutes=14 * 1440,
        key="{year}",
        kept=300,
        lead=60,
        steady=True,
    ),
)
CAMP = (
    Series(
        name="weekly",
        title="Weekly Training, Juniors",
        first=1,
        every=7,
        at="17:30",
        zone=WARSAW,
        minutes=150,
        key="weekly-{n}",
        page="weekly",
        number=100,
        lead=60,
        steady=True,
        facts={"form": "recurring"},
    ),
    Series(
        name="day",
        title="Open Day; all levels, bring a laptop",
        first=12,
        every=28,
        at="00:00",
        zone=WARSAW,
        minutes=1440,
        key="open-day-{n}",
        lead=60,
        steady=True,
        facts={"form": "day"},
    ),
    Series(
        name="camp",
        title="Zimowy obóz treningowy: dzień {n} – ćwiczenia, konsultacje i długa, długa dogrywka",
        first=2,
        every=7,
        at="09:00",
        zone=WARSAW,
        minutes=600,
        key="camp-{n}",
        facts={"form": "zone"},
    ),
    Series(
        name="guest",
        title="東京ゲスト講義 {n} 😀",
        first=3,
        every=14,
        at="20:00",
        zone="Asia/Tokyo",
        minutes=90,
        key="guest-{n}",
        facts={"form": "duration"},
    ),
    *twice_a_day(
        "evening", "{word} Evening Contest {n}", key="evening-{n}", at=("06:00", "18:55"), facts={"form": "utc"}
    ),
)
