"""The search grammar: what each text finds, and what it warns of."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.contests import search
from apps.contests.models import Contest
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contests() -> dict[int, str]:
    """Five contests of two sites, each with its own letter as its key."""
    now = timezone.now()
    forces = ResourceFactory(host="codeforces.com", title="Codeforces")
    coder = ResourceFactory(host="atcoder.jp", title="AtCoder")
    hour = timedelta(hours=1)
    ContestFactory(resource=forces, key="a", title="Codeforces Round 900 (Div. 3)", kind="CF", rated=True)
    ContestFactory(resource=forces, key="b", title="Educational Round 150 [Rated]", kind="ICPC", start=now - hour)
    ContestFactory(resource=coder, key="c", title="AtCoder Beginner Contest 300", kind="ABC", rated=False)
    ContestFactory(resource=coder, key="d", title="100% Grand || Final_Cup", kind="AGC", start=now - 9 * hour)
    ContestFactory(resource=coder, key="e", title="Открытая олимпиада 😀", cancelled=now)
    return dict(Contest.objects.values_list("pk", "key"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "abcde"),
        ("round", "ab"),
        ("ROUND 900", "a"),
        ("div. 3", "a"),
        ("^codeforces", "ab"),  # the host counts, too
        ("atcoder", "cde"),
        ("олимпиада", "e"),
        ("ОЛИМПИАДА 😀", "e"),
        ("round || beginner", "abc"),
        ("round && 900", "a"),
        ("round && 900 || beginner && 300", "ac"),
        ("!round", "cde"),
        ("round && !900", "b"),
        ("! round && !kind:abc", "de"),
        ("|| && ||", "abcde"),
        ("!", "abcde"),
        ("title:atcoder", "c"),
        ("TITLE: atcoder", "c"),
        ("!title:atcoder && host:atcoder", "de"),
        ("host:codeforces", "ab"),
        ("resource:^AtCoder$", "cde"),
        ("kind:^A", "cd"),
        ("kind:icpc || is:cancelled", "be"),
        ("is:running", "b"),
        ("status:coming", "ace"),
        ("is:past", "d"),
        ("is:rated", "a"),
        ("!is:rated", "bcde"),
        ("is:unrated", "c"),
        (r"\b\d{3}\b", "abcd"),
        ("round (9|1)[05]0", "ab"),
        ("unknown:field", ""),
        ("100% grand", "d"),
        ("Codeforces Round 900 (Div. 3)", "a"),
        ("150 [Rated]", "b"),
        ("!150 [Rated]", "acde"),
    ],
)
def test_search_finds(contests: dict[int, str], text: str, found: str) -> None:
    answer = search.read(text, timezone.now())
    assert _keys(contests, answer) == found
    assert answer.warnings == ()


@pytest.mark.parametrize(
    ("text", "found", "warned"),
    [
        ("(div. 3", "a", 1),
        ("(Div. 3) && (Div", "a", 1),
        ("[Rated] && 150 [", "b", 1),
        ("Final_Cup**", "", 1),
        ("150 [Rated*+", "", 1),
        ("is:nonsense", "", 1),
        ("id:x || round", "ab", 1),
        ("id:99999999999999999999", "", 1),
        ("( && ( || (", "a", 1),
    ],
)
def test_search_takes_what_it_cannot_run_as_text(contests: dict[int, str], text: str, found: str, warned: int) -> None:
    answer = search.read(text, timezone.now())
    assert len(answer.warnings) == warned
    assert _keys(contests, answer) == found


def test_search_finds_by_id(contests: dict[int, str]) -> None:
    first, second, *_rest = contests
    answer = search.read(f"id:{first} || id: {second}", timezone.now())
    assert _keys(contests, answer) == contests[first] + contests[second]


def test_search_reads_a_bounded_number_of_terms(contests: dict[int, str]) -> None:
    answer = search.read(" || ".join(["zzz"] * 20 + ["round"]), timezone.now())
    assert answer.warnings == ("Only the first 20 terms of the search count.",)
    assert _keys(contests, answer) == ""


def _keys(contests: dict[int, str], answer: search.Search) -> str:
    found = Contest.objects.filter(answer.condition).values_list("pk", flat=True)
    return "".join(sorted(contests[pk] for pk in found))
