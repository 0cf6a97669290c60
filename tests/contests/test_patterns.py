"""The subset of regular expressions: what is rewritten, what is refused, and that PostgreSQL runs all of it."""

import re

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.contests.patterns import PatternError, for_database


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("div", "div"),
        ("Div. 2", r"Div.\ 2"),
        (r"\bcup\b", r"\ycup\y"),
        ("(a|b)+?", "(?:a|b)+?"),
        ("(?:a)", "(?:a)"),
        ("^round [0-9]{1,3}$", r"^round\ [0-9]{1,3}$"),
        (r"[^a-z\d.]", r"[^a-z\d\.]"),
        ("[а-я]", "[а-я]"),
        ("C#", r"C\#"),
        ("a{3,}", "a{3,}"),
        ("", ""),
    ],
)
def test_pattern_is_written_for_postgresql(pattern: str, written: str) -> None:
    assert for_database(pattern) == written


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "a)(",
        "[",
        "[]",
        "[z-a]",
        r"[\d-z]",
        "[[:alpha:]]",
        "*",
        "a**",
        "^*",
        r"\b+",
        "(*a)",
        "***=a",
        "(?i)a",
        "(?=a)",
        "(?<!a)b",
        r"(a)\1",
        r"\m",
        r"\x41",
        "\\",
        "a{2,1}",
        "a{1000}",
        "a{,5}",
        "{",
        "(a{50}){50}",
        "a+" * 13,
        "(" * 9 + ")" * 9,
    ],
)
def test_pattern_outside_the_subset_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        for_database(pattern)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bdiv\b", "Round (Div 2)"),
        (r"\bdiv\b", "Individual"),
        ("[a-c]{2}$", "xxAB"),
        (r"^[^\d]+$", "no digits"),
        (r"^[^\d]+$", "digits 1"),
        (r"a\.b|c", "aXb"),
        ("(круг|тур) [0-9]+", "Тур 12"),
        (r"[\]\-\\]", "a]b"),
        (r"x{2,3}?y", "XXXY"),
        ("😀+", "😀😀"),
        (r"[+\--/]", "."),
    ],
)
def test_pattern_means_in_postgresql_what_it_means_in_python(pattern: str, text: str) -> None:
    expected = re.search(pattern, text, re.IGNORECASE) is not None
    assert _runs(for_database(pattern), text) == expected


@pytest.mark.django_db
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="ab1 .|()[]{}^$*+?\\-,:=dwbBx^я😀#&\t", max_size=30))
def test_pattern_that_is_accepted_runs_in_postgresql(pattern: str) -> None:
    try:
        written = for_database(pattern)
    except PatternError:
        return
    assert _runs(written, "abba 1я") in (True, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pattern",
    [
        "(" * 8 + "a" + ")+" * 8 + "$",
        "(.*a){10,10}b",
        "(a|b|ab|ba)*" + "(.*)*" * 4 + "c$",
        "(a?){50}a{2}",
        "((a{2,5}){2,5}){2,4}$",
        "(.{0,99})" + "x+" * 11,
        "[a-я]+" * 12 + "!",
        "(a|b)*a(a|b){99}",
    ],
)
def test_pattern_that_is_accepted_is_cheap(pattern: str) -> None:
    written = for_database(pattern)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '2s'")
        cursor.execute("SELECT count(*) FROM generate_series(1, 200) AS n WHERE repeat('ab', 250) ~* %s", [written])
        assert cursor.fetchone() is not None


def _runs(written: str, text: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s ~* %s", [text, written])
        return bool(cursor.fetchone()[0])
