"""The filter in a URL: what it reads, how it is written, what it lets through, and that nothing breaks it."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.contests.filter_values import read_duration
from apps.contests.filters import ContestFilter
from apps.contests.models import Contest
from apps.core.viewer import read_zone, zone_names
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
        ("q=div", "search=div"),
        ("weekday=sun,MON&weekday=mon", "weekday=mon&weekday=sun"),
        ("time_from=9&time_to=22:30", "time_from=09:00&time_to=22:30"),
        ("time_from=18:00:30&time_to=", "time_from=18:00"),
        ("unknown=1&page=2&as_coder=x&more=y&filter=z&hide_contest=1", ""),
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
        ("weekday=funday", ("“weekday=funday” is not understood and passed over.",)),
        ("time_from=24:00", ("“time_from=24:00” is not understood and passed over.",)),
        ("time_to=noon", ("“time_to=noon” is not understood and passed over.",)),
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


NEW_YORK = ZoneInfo("America/New_York")  # clocks went back on Sunday 1 November 2026, 02:00 -> 01:00
KATHMANDU = ZoneInfo("Asia/Kathmandu")
HOURS = {
    "sat-night": datetime(2026, 11, 1, 3, 30, tzinfo=UTC),  # Sat 23:30 in New York, Sun 09:15 in Kathmandu
    "first-half-past-one": datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
    "second-half-past-one": datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    "noon": datetime(2026, 11, 1, 17, 0, tzinfo=UTC),  # Sun 12:00, Sun 22:45
    "spring-noon": datetime(2026, 3, 8, 16, 0, tzinfo=UTC),  # clocks went forward that night: Sun 12:00, Sun 21:45
    "mon-night": datetime(2026, 11, 3, 2, 0, tzinfo=UTC),  # Mon 21:00, Tue 07:45
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "zone", "found"),
    [
        ("weekday=sat", NEW_YORK, {"sat-night"}),
        ("weekday=sat", UTC, set()),
        ("weekday=sat", read_zone("-05:30")[1], {"sat-night"}),
        ("weekday=mon,tue", NEW_YORK, {"mon-night"}),
        ("weekday=tue", KATHMANDU, {"mon-night"}),
        ("time_from=01:30&time_to=01:30", NEW_YORK, {"first-half-past-one", "second-half-past-one"}),
        ("time_from=12:00&time_to=12:00", NEW_YORK, {"noon", "spring-noon"}),
        ("time_from=21:45&time_to=22:45", KATHMANDU, {"noon", "spring-noon"}),
        ("time_from=21:00", NEW_YORK, {"sat-night", "mon-night"}),
        ("time_to=02:00", NEW_YORK, {"first-half-past-one", "second-half-past-one"}),
        (
            "time_from=22:00&time_to=04:00",
            NEW_YORK,
            {"sat-night", "first-half-past-one", "second-half-past-one"},
        ),
        ("time_from=22:00&time_to=04:00&weekday=sun", NEW_YORK, {"first-half-past-one", "second-half-past-one"}),
        ("time_from=22:30", read_zone("+05:45")[1], {"noon"}),
    ],
)
def test_filter_asks_the_clocks_of_a_zone_on_that_day(query: str, zone: tzinfo, found: set[str]) -> None:
    for key, start in HOURS.items():
        ContestFactory(key=key, start=start)
    passing = read(query).apply(Contest.objects.all(), zone=zone)
    assert set(passing.values_list("key", flat=True)) == found


@pytest.mark.django_db
def test_filter_by_hours_takes_the_current_zone_where_none_is_named() -> None:
    ContestFactory(start=HOURS["sat-night"])
    with timezone.override(NEW_YORK):
        assert read("weekday=sat").apply(Contest.objects.all()).count() == 1
    assert read("weekday=sat").apply(Contest.objects.all()).count() == 0


@pytest.mark.django_db
def test_zones_to_choose_from_are_known_to_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_timezone_names")
        known = {name for (name,) in cursor.fetchall()}
    assert zone_names() - known == set()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ""),
        ("weekday=sat,sun&time_from=18:00&time_to=02:00", "Sat, Sun · 18:00–02:00"),
        ("time_from=18:00&rated=no", "≥ 18:00 · unrated"),
        ("duration_from=2h&duration_to=5h", "2 h–5 h"),
        ("duration_from=0&time_to=9", "≤ 09:00 · ≥ 0 s"),
        ("resource=cf&kind=ICPC&contest=7&search=div", "cf · ICPC · #7 · div"),
    ],
)
def test_filter_describes_itself(query: str, words: str) -> None:
    assert read(query).describe() == words


def test_query_for_programs_names_the_zone_only_where_it_matters() -> None:
    assert read("resource=cf").query_for_programs("Asia/Tokyo") == "resource=cf"
    assert read("weekday=sat").query_for_programs("Asia/Tokyo") == "weekday=sat&timezone=Asia/Tokyo"
    assert read("time_to=9").query_for_programs("+05:45") == "time_to=09:00&timezone=%2B05:45"


GRAMMAR = st.text(alphabet="ab1 |&!:()[]{}^$*+?.\\-,'\"%_;\x00\n\ud800я😀", max_size=60)
PARTS = st.sampled_from(["id:", "is:", "host:", "title:", "kind:", "is:past", "||", "&&", "!", "(", "*", "round"])
SEARCHES = GRAMMAR | st.text(max_size=300) | st.lists(PARTS | GRAMMAR, max_size=30).map(" ".join)
NAMES = [
    "resource", "search", "search_query", "q", "contest", "kind", "rated", "status", "weekday", "time_from", "time_to",
    "duration_from", "duration_to",
]  # fmt: skip


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


@pytest.mark.django_db
def test_series_are_chosen_by_the_name_in_their_address() -> None:
    cup = ContestFactory(series="site-example-cup")
    ContestFactory(series="site-example-league")
    ContestFactory()
    wanted = ContestFilter.from_query(QueryDict("series=site-example-cup&series=no-such"))
    assert list(wanted.apply(Contest.objects.all())) == [cup]
    assert (wanted.query_string(), wanted.describe()) == (
        "series=no-such&series=site-example-cup",
        "no-such, site-example-cup",
    )
