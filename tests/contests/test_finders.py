"""How contests are found: words, their order, spelling, accents, and which index answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.contests import finders
from apps.contests.finders import ContestFinder
from apps.contests.models import Contest
from apps.core.folding import read_asked
from tests.factories import ContestFactory, ResourceFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def find(typed: str, *, skip: int = 0, most: int = 20) -> list[str]:
    """Return the titles that a search finds, in their order."""
    return [found.title for found in ContestFinder().find(read_asked(typed).words, skip=skip, most=most)]


@pytest.fixture
def contests() -> None:
    """Make five contests: two to come, three over."""
    now = timezone.now()
    forces, coder = ResourceFactory(host="codeforces.com"), ResourceFactory(host="atcoder.jp")
    ContestFactory(resource=forces, title="Codeforces Round 900 (Div. 2)", start=now - 50 * HOUR)
    ContestFactory(resource=forces, title="Educational Round 150", start=now + 5 * HOUR)
    ContestFactory(resource=forces, title="Codeforces Round 901 (Div. 1)", start=now - 90 * HOUR)
    ContestFactory(resource=coder, title="Beginner Contest 300", start=now + 2 * HOUR)
    ContestFactory(resource=coder, title="Открытая Ёлка Über", start=now - 9 * HOUR)


@pytest.mark.usefixtures("contests")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("round", ["Educational Round 150", "Codeforces Round 900 (Div. 2)", "Codeforces Round 901 (Div. 1)"]),
        ("div2 codef", ["Codeforces Round 900 (Div. 2)"]),
        ("900 ROUND", ["Codeforces Round 900 (Div. 2)"]),
        ("atcoder", ["Beginner Contest 300", "Открытая Ёлка Über"]),
        ("елка", ["Открытая Ёлка Über"]),
        ("uber", ["Открытая Ёлка Über"]),
        ("educatoinal", ["Educational Round 150"]),
        ("beginer 300", ["Beginner Contest 300"]),
        ("beginer 301", []),
        ("cf div 1", ["Codeforces Round 901 (Div. 1)"]),
        ("dgin", []),
        ("zzz", []),
    ],
)
def test_words_in_any_order_begin_words_of_what_is_found(typed: str, found: list[str]) -> None:
    assert find(typed) == found


def test_found_contests_carry_their_site_time_and_state() -> None:
    contest = ContestFactory(title="Spring Cup", resource__title="Site & Sons", start=timezone.now() - 9 * HOUR)
    (found,) = ContestFinder().find(["spring"], skip=0, most=5)
    assert (found.url, found.note, found.when, found.is_past) == (
        contest.get_absolute_url(),
        "Site & Sons",
        contest.start,
        True,
    )
    assert "<svg" in str(found.mark)


def test_what_nobody_may_see_is_not_found() -> None:
    kept = ContestFactory(title="Spring Cup")
    ContestFactory(title="Spring hidden", hidden=True)
    ContestFactory(title="Spring merged", merged_into=kept)
    ContestFactory(title="Spring off", resource__enabled=False)
    assert find("spring") == ["Spring Cup"]


def test_lately_and_long_ago_make_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finders, "LATELY", 4)
    now = timezone.now()
    for number in range(10):
        ContestFactory(title=f"Cup {number}", start=now + 3 * HOUR - number * 24 * HOUR)
    order = [f"Cup {number}" for number in range(10)]
    assert find("cup") == order
    assert find("cup", most=3) == order[:3]
    assert find("cup", skip=3, most=3) == order[3:6]
    assert find("cup 8") == ["Cup 8"]


def test_old_contests_are_found_by_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finders, "LATELY", 50)
    resource = ResourceFactory()
    now = timezone.now()
    Contest.objects.bulk_create(
        ContestFactory.build(resource=resource, key=str(number), title=f"Cup {number}", start=now - number * HOUR)
        for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contests_contest")
    with CaptureQueriesContext(connection) as asked:
        assert find("cup 2999") == ["Cup 2999"]
    older = asked[-1]["sql"]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {older}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "contest_folded_words" in plan
