"""Folding: what the database function makes of texts, and what is read from a search that somebody typed."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from apps.core.folding import Asked, read_asked

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Codeforces Round 1062 (Div.2)", " codeforces round 1062 div 2"),
        ("  Ünïcode ŁÓDŹ — «Ёлка»", " unicode lodz елка"),
        ("ABC300", " abc 300"),
        ("C++ Cup_2025/26", " c cup 2025 26"),
        ("第477场周赛 LeetCode", " 第 477 场 周 赛 leetcode"),
        ("!!! --", " "),
        ("", " "),
    ],
)
def test_folded_text_is_plain_words_each_after_a_blank(text: str, folded: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT folded(%s)", [text])
        assert cursor.fetchone() == (folded,)


def test_folding_needs_no_search_path() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute("SELECT public.folded('Ünïcode'), public.unaccented('Ünï-code')")
        assert cursor.fetchone() == (" unicode", "uni-code")


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
@example("Ünïcode ŁÓDŹ — «Ёлка»½ß")
@example("第477场周赛 C++ABC300")
def test_words_of_a_folded_text_stand_in_the_unaccented_one(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT folded(%s), unaccented(%s)", [text, text])
        folded, unaccented = cursor.fetchone()
    assert [word for word in folded.split(" ") if word not in unaccented] == []


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", Asked(text="", words=(), is_cut=False)),
        (" \t ", Asked(text="", words=(), is_cut=False)),
        ("Div2  round", Asked(text="Div2 round", words=("div", "2", "round"), is_cut=False)),
        ("a\x00b", Asked(text="a b", words=("a", "b"), is_cut=False)),
        ("\ud800x", Asked(text="x", words=("x",), is_cut=False)),
        ("?!…", Asked(text="?!…", words=(), is_cut=False)),
        ("x" * 10_000, Asked(text="x" * 100, words=("x" * 100,), is_cut=True)),
        ("a b c d e f g h i", Asked(text="a b c d e f g h i", words=tuple("abcdefgh"), is_cut=True)),
        ("a A a", Asked(text="a A a", words=("a",), is_cut=False)),
        ("100%_\\'", Asked(text="100%_\\'", words=("100",), is_cut=False)),
    ],
)
def test_any_text_can_be_asked(typed: str, asked: Asked) -> None:
    assert read_asked(typed) == asked
