"""The filter in a URL: what it reads, how it is written, what it lets through, and that nothing breaks it."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.contests.filters import ContestFilter, read_duration
from apps.contests.models import Contest
from tests.factories import ContestFactory, ResourceFactory


def read(query: str) -> ContestFilter:
    return ContestFilter.from_query(QueryDict(query))


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("resource=b&resource=a,c,,a", "resource=a&resource=b&resource=c"),
        ("search=+div+", "search=div"),
        ("search_query=div", "search=div"),
        ("search=&search_query=div", "search=div"),
        ("search=a&search_query=b", "search=a"),
        ("contest=7&contest=5,6", "contest=5&contest=6&contest=7"),
        ("kind=ABC&kind=AGC", "kind=ABC&kind=AGC"),
        ("rated=TRUE", "rated=yes"),
        ("rated=0", "rated=no"),
        ("rated=&status=&kind=&contest=&duration_to=&search=", ""),
        ("status=past&status=coming", "status=coming&status=past"),
        ("duration_from=90m&duration_to=1d12h", "duration_from=5400&duration_to=129600"),
        ("unknown=1&page=2", ""),
        ("search=%00a%0Db%00", "search=a+b"),
        ("resource=%00", ""),
    ],
)
def test_filter_has_one_canonical_spelling(query: str, canonical: str) -> None:
    wanted = read(query)
    assert wanted.query_string() == canonical
    assert wanted.warnings == ()
    assert read(canonical) == wanted


@pytest.mark.parametrize(
    ("query", "warnings"),
    [
        ("rated=perhaps", ("“rated=perhaps” is not understood and passed over.",)),
        ("status=later", ("“status=later” is not understood and passed over.",)),
        ("contest=x", ("“contest=x” is not understood and passed over.",)),
        ("contest=9999999999999999999", ("“contest=9999999999999999999” is not understood and passed over.",)),
        ("duration_from=long", ("“duration_from=long” is not understood and passed over.",)),
        ("search=(", ("“(” is no regular expression that runs here: searched as text.",)),
        ("search=" + "a" * 201, ("The search is cut after 200 characters.",)),
    ],
)
def test_filter_warns_of_what_it_passes_over(query: str, warnings: tuple[str, ...]) -> None:
    assert read(query).warnings == warnings


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90m", 5400),
        ("2 hours", 7200),
        ("1d", 86400),
        ("1 day 2h 30min 5s", 95405),
        ("3600", 3600),
        ("0", 0),
        ("", None),
        ("h", None),
        ("-1h", None),
        ("2h1d", None),
        ("1d" + " " * 5000 + "x", None),
    ],
)
def test_duration_is_read(text: str, seconds: int | None) -> None:
    assert read_duration(text) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.fixture
def contests() -> dict[str, Contest]:
    now = timezone.now()
    forces = ResourceFactory(host="codeforces.com", short="cf")
    coder = ResourceFactory(host="atcoder.jp", short="ac")
    day = timedelta(days=1)
    made = [
        ContestFactory(resource=forces, key="a", kind="CF", rated=True),
        ContestFactory(resource=forces, key="b", kind="ICPC", start=now - day, end=now + day),
        ContestFactory(resource=coder, key="c", kind="ABC", rated=False, start=now - 9 * day, title="Old (1)"),
    ]
    return {contest.key: contest for contest in made}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "abc"),
        ("resource=codeforces.com", "ab"),
        ("resource=ac", "c"),
        ("resource=ac,cf", "abc"),
        ("resource=nowhere.example", ""),
        ("kind=abc&kind=cf", "ac"),
        ("rated=yes", "a"),
        ("rated=no", "c"),
        ("status=running", "b"),
        ("status=coming&status=past", "ac"),
        ("duration_from=3h", "b"),
        ("duration_to=2h", "ac"),
        ("search=Old+(1)", "c"),
        ("search=!kind:icpc&resource=cf", "a"),
    ],
)
def test_filter_lets_through(contests: dict[str, Contest], query: str, found: str) -> None:
    assert "".join(sorted(read(query).apply(Contest.objects.all()).values_list("key", flat=True))) == found


@pytest.mark.django_db
def test_filter_names_resources_and_contests_by_id(contests: dict[str, Contest]) -> None:
    site, contest = contests["c"].resource_id, contests["a"].pk
    assert read(f"resource={site}").apply(Contest.objects.all()).get() == contests["c"]
    assert read(f"contest={contest}").apply(Contest.objects.all()).get() == contests["a"]


@pytest.mark.django_db
def test_filter_follows_a_merged_contest(contests: dict[str, Contest]) -> None:
    twin = ContestFactory(merged_into=contests["a"])
    assert read(f"contest={twin.pk}").apply(Contest.objects.filter(merged_into=None)).get() == contests["a"]


@pytest.mark.django_db
def test_filter_depends_on_the_moment_that_is_asked_about(contests: dict[str, Contest]) -> None:
    later = timezone.now() + timedelta(hours=2)
    found = read("search=is:running").apply(Contest.objects.all(), now=later)
    assert set(found.values_list("key", flat=True)) == {"a", "b"}


GRAMMAR = st.text(alphabet="ab1 |&!:()[]{}^$*+?.\\-,'\"%_;\x00\n\ud800я😀", max_size=60)
PARTS = st.sampled_from(["id:", "is:", "host:", "title:", "kind:", "is:past", "||", "&&", "!", "(", "*", "round"])
SEARCHES = GRAMMAR | st.text(max_size=300) | st.lists(PARTS | GRAMMAR, max_size=30).map(" ".join)
NAMES = ["resource", "search", "search_query", "contest", "kind", "rated", "status", "duration_from", "duration_to"]


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(NAMES), SEARCHES), max_size=6))
def test_filter_takes_any_query(pairs: list[tuple[str, str]]) -> None:
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    wanted = ContestFilter.from_query(query)
    assert read(wanted.query_string()) == wanted
    assert list(wanted.apply(Contest.objects.all())) == []


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SEARCHES)
def test_filter_takes_any_search(text: str) -> None:
    query = QueryDict(mutable=True)
    query["search"] = text
    wanted = ContestFilter.from_query(query)
    assert list(wanted.apply(Contest.objects.all())) == []
