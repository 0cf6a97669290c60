"""The series that a contest belongs to, read from its title by rules that know no site: pure text work.

    >>> edition("Codeforces Round 1062 (Div. 2)")
    Edition(name='Codeforces Round', number=1062)
    >>> edition("Tokio Insurance Contest 2026 Spring (AtCoder Beginner Contest 304)")
    Edition(name='AtCoder Beginner Contest', number=304)

What tells editions of one series apart is taken away: divisions, dates, years, seasons, counts, and what stands in
brackets or follows a count. What is left is the name; the count, or else the year, is the number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.utils.text import slugify

MAX_NAME = 80
MAX_SLUG = 160
MAX_NUMBER = 99_999

BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|「[^「」]*」|<[^<>]*>|\{[^{}]*\}")
DIVISION = re.compile(
    r"\b(?:div(?:ision)?s?)\.?\s*[0-9a-d]+(?:\s*(?:[+&,/-]|and)\s*(?:div(?:ision)?\.?)?\s*[0-9]+\b)*", re.IGNORECASE
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DATES = re.compile(
    rf"\b(?:(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])(?:[-./]\d{{1,2}})?|\d{{1,2}}[-./]\d{{1,2}}[-./](?:19|20)?\d\d"
    rf"|(?:19|20)\d{{6}}|{MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}\.?,?\s+(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
# A month that stands with its year, and months at the head of a title: "November Circuits '26".
MONTHS = re.compile(rf"^{MONTH}\b\.?(?=\s+(?!fools)[^\W\d_])|\b{MONTH}\.?\s+(?=(?:19|20)\d\d\b|'\d\d\b)", re.IGNORECASE)
YEARS = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?:\s*[-/–]\s*(?:(?:19|20)?\d\d))?(?![\d.])(?:\s*年度?)?|['’](?P<short>\d\d)\b"
)
SEASON = re.compile(r"\b(?:season|volume|vol\.?|edition)\s*#?\d+\b", re.IGNORECASE)
EASTERN = re.compile(r"第\s*(?P<number>\d+)\s*[届回期次场轮弾]")
ORDINAL = re.compile(r"\b(?P<number>\d+)(?:st|nd|rd|th)\b(?:\s+edition\b)?", re.IGNORECASE)
ROMAN = re.compile(r"(?:(?<=\s)|^)(?=[IVX]{2})(?P<number>X{0,3}(?:IX|IV|V?I{0,3}))(?=\s|$|[:,.–-])")
COUNT = re.compile(
    r"[#№]?\s*(?<![\w.])0*(?P<number>\d+)(?:[a-z]|\.\d+)?(?!\w)|[#№]\s*0*(?P<sharp>\d+)"
    r"|(?<=[^\W\da-z_])0*(?P<glued>\d+)(?!\w)",  # 練習170, where no blank parts word and count
    re.IGNORECASE,
)
TAIL = re.compile(
    r"^\s*(?:[:;|,&+/–—-]|(?:and|with|by|feat\.?|sponsored|powered|presented|supported|in\s+memory|dedicated)\b)",
    re.IGNORECASE,
)
UNIT = re.compile(r"[\s,:–—-]+(?:extra\s+)?(?:stage|day|part|episode|session|no\.?|number|issue)$", re.IGNORECASE)
LETTER = re.compile(r"[^\W\d_]")
EDGES = " \t#№:;,.|/&+-–—_·'\"’“”"
ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A contest within its series: the name of the series, "" for none, and its number there, None for unknown."""

    name: str
    number: int | None


@lru_cache(maxsize=50_000)  # a site's whole list is read again and again
def edition(title: str) -> Edition:
    """Return the series of a contest and its number in it, from nothing but the title."""
    text = " ".join(unicodedata.normalize("NFKC", title).split())
    brackets = [_read(part[0][1:-1]) for part in BRACKETED.finditer(text)]
    outside = _read(BRACKETED.sub(" ", text))
    # "A & B Contest (AtCoder Beginner Contest 485)": a series that only the brackets count is the lasting name.
    inside = next((part for part in brackets if part.number is not None and part.is_counted and part.name), None)
    chosen = inside if inside is not None and not outside.is_counted else outside
    return Edition(name=chosen.name, number=chosen.number)


@lru_cache(maxsize=50_000)
def series_slug(host: str, title: str) -> str:
    """Return the name of a contest's series for addresses, unique with the site, or "" for a contest without one."""
    words = slugify(edition(title).name, allow_unicode=True)
    site = slugify(re.sub(r"[^\w]+", "-", host))
    return f"{site}-{words}"[:MAX_SLUG].rstrip("-") if words else ""


def division(title: str) -> str:
    """Return the division that a title names, in its words, or ""."""
    found = DIVISION.search(title)
    return found[0].strip() if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    name: str
    number: int | None
    is_counted: bool  # the number is a count, not a year


def _read(text: str) -> _Part:
    text = DATES.sub(" ", DIVISION.sub(" ", text))
    text = SEASON.sub(" ", MONTHS.sub(" ", text))
    years = [int(found["year"] or f"20{found['short']}") for found in YEARS.finditer(text)]
    text = YEARS.sub(" ", text)
    number, name = _count(text)
    is_counted = number is not None
    if number is None and years:
        number = years[0]
    return _Part(name=_tidy(name), number=number, is_counted=is_counted)


def _count(text: str) -> tuple[int | None, str]:
    """Return the count in a text, and the text without it and without what only tells of this one edition."""
    for pattern in (EASTERN, ORDINAL):
        found = pattern.search(text)
        if found:
            return _small(found["number"]), f"{text[: found.start()]} {text[found.end() :]}"
    counts = list(COUNT.finditer(text))
    if not counts:
        roman = ROMAN.search(text)
        if roman is None or not roman["number"]:
            return None, text
        return _roman(roman["number"]), _around(text, roman)
    found = _telling(text, counts)
    number = _small(found["number"] or found["sharp"] or found["glued"])
    return number, _around(text, found)


def _telling(text: str, counts: list[re.Match[str]]) -> re.Match[str]:
    """Return the count that tells editions apart: the first between a name and a colon, else the last."""
    named = [found for found in counts if LETTER.search(text[: found.start()])]
    titled = [found for found in named if text[found.end() :].startswith(":")]
    return titled[0] if titled else named[-1] if named else counts[0]


def _around(text: str, found: re.Match[str]) -> str:
    before, after = text[: found.start()], text[found.end() :]
    kept = "" if LETTER.search(before) and TAIL.match(after) else after
    before = UNIT.sub("", COUNT.sub(" ", before).rstrip())
    return f"{before} {kept}"


def _tidy(name: str) -> str:
    text = " ".join(name.split()).strip(EDGES).removeprefix("The ")
    text = re.sub(r"\s+([,:;])", r"\1", text)
    text = re.sub(r"(?:[,:;–—-]\s*){2,}", ", ", text)
    return text[:MAX_NAME].strip(EDGES) if LETTER.search(text) else ""


def _small(digits: str) -> int | None:
    return int(digits) if len(digits) <= len(str(MAX_NUMBER)) else None


def _roman(text: str) -> int:
    digits = [ROMAN_DIGITS[sign] for sign in text]
    return sum(
        -digit if digit < following else digit for digit, following in zip(digits, [*digits[1:], 0], strict=True)
    )
