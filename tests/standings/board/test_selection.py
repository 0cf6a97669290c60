"""What the address of a page of results asks for."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from apps.standings.board.selection import COLUMNS, FIELDS, GROUPS, Selection

READ = [
    ("", Selection(), ""),
    ("search=  tourist ", Selection(search="tourist"), "search=tourist"),
    ("country=lv&country=BY,None", Selection(countries=("BY", "LV", "none")), "country=BY&country=LV&country=none"),
    (
        "organization=Univ. of A, B&organization=ITMO",
        Selection(organizations=("ITMO", "Univ. of A, B")),
        "organization=ITMO&organization=Univ.+of+A,+B",
    ),
    ("language=C%2B%2B20", Selection(languages=("C++20",)), "language=C%2B%2B20"),
    ("medal=silver&medal=Gold", Selection(medals=("gold", "silver")), "medal=gold&medal=silver"),
    ("division=any", Selection(), ""),
    ("division=Open", Selection(division="Open"), "division=Open"),
    ("rating=1200..1599", Selection(rating="1200..1599"), "rating=1200..1599"),
    ("rating=Rated", Selection(rating="rated"), "rating=rated"),
    ("official=on", Selection(official=True), "official=yes"),
    ("official=no", Selection(), ""),
    ("account=7,3&account=3", Selection(accounts=(3, 7)), "account=3,7"),
    ("sort=-score", Selection(sort="-score"), "sort=-score"),
    ("sort=place", Selection(), ""),
    ("sort=-problem:A1", Selection(sort="-problem:A1"), "sort=-problem:A1"),
    ("field=last&field=solved&field=column:room", Selection(fields=("solved", "last", "column:room")),
     "field=solved&field=last&field=column:room"),
    ("field=none", Selection(fields=("none",)), "field=none"),
    ("groupby=country", Selection(groupby="country"), "groupby=country"),
    ("page=3", Selection(page="3"), "page=3"),
    ("page=1&unknown=7", Selection(), ""),
    ("page=0", Selection(), ""),
    ("page=999999999", Selection(), ""),
]  # fmt: skip
NONSENSE = [
    ("sort=beauty", "“sort=beauty” is not understood and passed over."),
    ("sort=problem:", "“sort=problem:” is not understood and passed over."),
    ("account=me", "“account=me” is not understood and passed over."),
    ("medal=tin", "“medal=tin” is not understood and passed over."),
    ("rating=high", "“rating=high” is not understood and passed over."),
    ("field=shoes", "“field=shoes” is not understood and passed over."),
    ("groupby=shoes", "“groupby=shoes” is not understood and passed over."),
]


@pytest.mark.parametrize(("query", "selection", "canonical"), READ)
def test_selection_is_read_and_written_in_one_spelling(query: str, selection: Selection, canonical: str) -> None:
    read = Selection.from_query(QueryDict(query))

    assert (read, read.query_string(), read.warnings) == (selection, canonical, ())


@pytest.mark.parametrize(("query", "warning"), NONSENSE)
def test_selection_says_what_it_passes_over(query: str, warning: str) -> None:
    read = Selection.from_query(QueryDict(query))

    assert (read, read.warnings) == (Selection(), (warning,))


texts = st.text(max_size=12)
queries = st.fixed_dictionaries(
    {},
    optional={
        "search": texts,
        "country": st.lists(texts, max_size=3),
        "organization": st.lists(texts, max_size=3),
        "language": st.lists(texts, max_size=3),
        "medal": st.sampled_from(["gold", "none", "x"]),
        "division": texts,
        "rating": st.sampled_from(["1..2", "..", "rated", "-5..", "x"]),
        "official": st.sampled_from(["yes", "no", "perhaps"]),
        "account": st.integers(-5, 2**70).map(str),
        "sort": st.sampled_from([*COLUMNS, "-score", "problem:A", "column:x y"]) | texts,
        "field": st.lists(st.sampled_from([*FIELDS, "none", "column:a"]), max_size=4),
        "groupby": st.sampled_from([*GROUPS, "x"]),
        "page": st.integers(-2, 10**9).map(str),
    },
)


@given(queries)
def test_selection_of_its_own_spelling_is_itself(query: dict[str, str | list[str]]) -> None:
    asked = QueryDict(mutable=True)
    for name, value in query.items():
        asked.setlist(name, value if isinstance(value, list) else [value])
    read = Selection.from_query(asked)

    again = Selection.from_query(QueryDict(read.query_string()))

    assert again == read


def test_selection_knows_what_only_changes_its_looks() -> None:
    assert Selection(fields=("solved",), page="3").is_usual
    assert not Selection(sort="-score").is_usual
    assert not Selection(sort="-score").is_filtered
    assert Selection(official=True).is_filtered
    assert Selection(official=True, page="3").but(sort="name") == Selection(official=True, sort="name")
