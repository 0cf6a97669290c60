"""Spelling: which words a mistyped one may mean."""

from __future__ import annotations

import pytest

from apps.core.spelling import Vocabulary, trigrams

KNOWN = Vocabulary(
    ["codeforces", "codechef", "weekly", "educational", "kotlin", "contest", "heroes", "holo", "to", "2026"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("codeforcse", ["codeforces"]),
        ("weekyl", ["weekly"]),
        ("educatoinal", ["educational"]),
        ("codefroc", ["codeforces", "codechef"]),
        ("kotiln", ["kotlin"]),
        ("contset", ["contest"]),
        ("heros", ["heroes"]),
        ("horn", []),
        ("zzzz", []),
        ("chess", []),
        ("ot", []),
        ("2027", []),
    ],
)
def test_mistyped_words_find_what_was_meant(typed: str, meant: list[str]) -> None:
    assert KNOWN.nearest(typed) == meant


def test_the_beginning_of_a_word_is_known() -> None:
    assert [KNOWN.knows(start) for start in ("code", "codeforces", "force", "t")] == [True, True, False, False]


def test_trigrams_are_those_of_postgresql() -> None:
    assert trigrams("cat") == {"  c", " ca", "cat", "at "}
