"""The likeliest answers of a search."""

from __future__ import annotations

import pytest

from apps.core.shortlist import Shortlist

LISTED = Shortlist([(3, " two sum"), (1, " sum of three"), (2, " graph 100")])


@pytest.mark.parametrize(
    ("meant", "found"),
    [
        ([["sum"]], [3, 1]),
        ([["su"], ["t"]], [3, 1]),
        ([["um"]], []),
        ([["graf", "graph"], ["1"]], [2]),
        ([], [3, 1, 2]),
    ],
)
def test_words_begin_words_and_the_likeliest_come_first(meant: list[list[str]], found: list[int]) -> None:
    assert LISTED.holding(meant) == found


def test_vocabulary_has_the_words_of_all() -> None:
    assert LISTED.vocabulary.nearest("thre") == ["three"]
