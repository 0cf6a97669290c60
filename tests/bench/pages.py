"""The main page and the API's list under gunicorn, beside a view that does nothing; and the memory of every process."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta

import msgspec
from django.core.cache import cache as server
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import ApiKey, User
from apps.contests.models import Contest
from apps.live.actions import publish
from apps.live.cache import nearby
from apps.resources.models import Resource
from tests.bench import house
from tests.bench.figures import Figure, median_seconds
from tests.bench.load import load

SITES, CONTESTS, UPCOMING, PEOPLE = 60, 20_000, 200, 3_000
ROWS, INCUMBENT = 223, 10.9  # requests a second of the incumbent's list, with C psycopg and without Sentry
API = "/api/v4/contest/?upcoming=true&limit=100"
API_LARGE = "/api/v4/contest/?limit=1000"
FIELDS = (
    "duration", "end", "event", "host", "href", "id", "n_problems", "n_statistics", "parsed_at", "problems",
    "resource", "resource_id", "start",
)  # fmt: skip


def fill(contests: int, *, upcoming: int = UPCOMING) -> None:
    """Replace all contests by so many on 60 sites; `upcoming` of them are still to come, half a day apart.

    They were announced in the course of a month: one in thirty is new.
    """
    Contest.objects.all().delete()
    sites = [
        Resource(host=f"bench{number}.example", title=f"Bench {number}", url="https://bench.example/", adapter="bench")
        for number in range(SITES)
    ]
    Resource.objects.bulk_create(sites, ignore_conflicts=True)
    resources = list(Resource.objects.filter(adapter="bench"))
    now = timezone.now().replace(second=0, microsecond=0)
    rows = []
    for number in range(contests):
        steps = number + 1 if number < upcoming else -(number - upcoming) - 8
        start = now + timedelta(hours=12 * steps)
        rows.append(
            Contest(
                resource=resources[number % SITES],
                key=str(number),
                title=f"Weekly Programming Round {number} (Div. {number % 4 + 1})",
                url=f"https://bench.example/contest/{number}",
                host=resources[number % SITES].host,
                start=start,
                end=start + timedelta(hours=2),
                duration=timedelta(hours=2),
                created=now - timedelta(days=number % 30),
                modified=now - timedelta(days=number % 30),
            )
        )
    Contest.objects.bulk_create(rows, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contests_contest")
    publish("contests")


def forget() -> None:
    """Forget every kept answer."""
    server.clear()
    nearby.clear()


def run() -> list[Figure]:
    """Measure."""
    figures = _growth()
    fill(CONTESTS)
    figures += _statements()
    figures += _main_page()
    fill(CONTESTS)
    figures += _throughput()
    figures += _large_list()
    return figures + _memory()


def _uncached(path: str) -> float:
    client = Client(SERVER_NAME="localhost")

    def ask() -> None:
        forget()
        assert client.get(path).status_code == 200

    ask()
    return median_seconds(ask, times=15)


def _growth() -> list[Figure]:
    fill(CONTESTS // 10)
    small = _uncached("/")
    fill(CONTESTS)
    large = _uncached("/")
    return [
        Figure(name="main page, uncached, 2,000 contests", value=small * 1000, unit="ms", rows=CONTESTS // 10),
        Figure(
            name="main page, uncached, 20,000 contests",
            value=large * 1000,
            unit="ms",
            ratio=large / small,
            to="2,000 contests (limit 1.3)",
            rows=CONTESTS,
        ),
    ]


def _main_page() -> list[Figure]:
    """Measure the list as the incumbent's was: nothing kept, for under load each request comes from another zone."""
    fill(CONTESTS, upcoming=ROWS)
    client = Client(SERVER_NAME="localhost", headers={"Accept-Encoding": "gzip"})
    taken = []
    for _ in range(30):
        forget()
        begun = time.process_time()
        response = client.get("/")
        taken.append((time.process_time() - begun) * 1000)
    forget()
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    zones = [[f"Cookie: timezone={minutes}", "Accept-Encoding: gzip"] for minutes in range(-840, 841)]
    measured = load(f"{house.address()}/", headers=zones)
    name = f"main page, {ROWS} rows, uncached"
    return [
        Figure(name=f"{name}: CPU", value=statistics.median(taken), unit="ms", rows=ROWS),
        Figure(name=f"{name}: SQL", value=len(queries), unit="", rows=ROWS),
        Figure(name=f"{name}: compressed", value=len(response.content), unit="bytes", rows=ROWS),
        Figure(
            name=f"{name}: requests a second",
            value=measured.per_second,
            unit="1/s",
            ratio=measured.per_second / INCUMBENT,
            to=f"the incumbent at its best, {INCUMBENT} (at least 10)",
            rows=ROWS,
        ),
    ]


def _api_client() -> tuple[Client, str]:
    user, _ = User.objects.update_or_create(username="bench", defaults={"api_requests_per_minute": 0})
    key, _ = ApiKey.objects.get_or_create(user=user)
    header = f"ApiKey bench:{key.key}"
    return Client(headers={"Authorization": header}, SERVER_NAME="localhost"), header


def _statements() -> list[Figure]:
    api, _ = _api_client()
    figures = []
    for name, client, path, limit in (
        ("main page", Client(SERVER_NAME="localhost"), "/", 6),
        ("API list", api, API, 4),
    ):
        forget()
        for state in ("uncached", "cached"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            figures.append(
                Figure(
                    name=f"SQL statements: {name}, {state}",
                    value=len(queries),
                    unit="",
                    ratio=len(queries) / limit,
                    to=f"limit {limit}",
                    rows=CONTESTS,
                )
            )
    return figures


def _people() -> list[str]:
    """Return the headers of so many people that none comes near the API's limit."""
    people = User.objects.bulk_create(User(username=f"person{number}") for number in range(PEOPLE))
    keys = ApiKey.objects.bulk_create(ApiKey(user=person) for person in people)
    return [f"Authorization: ApiKey {person.username}:{key.key}" for person, key in zip(people, keys, strict=True)]


def _throughput() -> list[Figure]:
    base = house.address()
    trivial = load(f"{base}/health/live").per_second
    figures = [Figure(name="requests a second: a view that does nothing", value=trivial, unit="1/s")]
    for name, path, headers in (
        ("main page", "/", [["Accept-Encoding: gzip"]]),
        ("API list, 100 upcoming, a person without a limit", API, [[f"Authorization: {_api_client()[1]}"]]),
        (
            "API list, 100 upcoming, 3,000 people within theirs",
            API,
            [[header] for header in _people()],
        ),
    ):
        measured = load(base + path, headers=headers)
        figures.append(
            Figure(
                name=f"requests a second: {name}",
                value=measured.per_second,
                unit="1/s",
                ratio=measured.per_second / trivial,
                to="a view that does nothing (at least 0.5)",
                rows=CONTESTS,
            )
        )
    return figures


def _large_list() -> list[Figure]:
    client, _ = _api_client()
    objects = client.get(API_LARGE).json()["objects"]
    assert tuple(sorted(objects[0])) == FIELDS
    encoded = median_seconds(lambda: msgspec.json.encode(objects), times=50)
    fetched = median_seconds(_fetch_and_encode, times=15)
    kept = median_seconds(lambda: client.get(API_LARGE), times=30)
    built = _built_large_list(client)
    bare, plain = "msgspec's encoding alone", "values() and msgspec (limit 3)"
    return [
        _large("msgspec encodes its values", encoded),
        _large("values() of the same rows, encoded by msgspec", fetched),
        _large("whole request, uncached", built, against=fetched, to=plain),
        _large("whole request, cached", kept, against=fetched, to=plain),
        _large("whole request, cached, once more", kept, against=encoded, to=bare),
    ]


def _large(name: str, seconds: float, *, against: float | None = None, to: str = "") -> Figure:
    ratio = seconds / against if against else None
    return Figure(name=f"API list of 1,000: {name}", value=seconds * 1000, unit="ms", ratio=ratio, to=to, rows=1000)


def _fetch_and_encode() -> bytes:
    names = ("id", "title", "url", "host", "start", "end", "duration", "n_problems", "n_statistics", "parsed_at")
    rows = Contest.objects.order_by("id").values(*names, "problems", "resource_id", "resource__host")[:1000]
    return msgspec.json.encode(list(rows))


def _built_large_list(client: Client) -> float:
    def ask() -> None:
        forget()
        client.get(API_LARGE)

    return median_seconds(ask, times=15)


def _memory() -> list[Figure]:
    (open_house,) = house.open_house
    return [
        Figure(name=f"peak memory: {child.name}", value=house.peak_memory(child) / 2**20, unit="MiB")
        for child in [*open_house.servers, *open_house.programs]
    ]
