"""What all doors share: addresses, methods, who may come in, and open origins."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.contests.models import Contest
from tests.api.conftest import KEY, Get

Trio = tuple[Contest, Contest, Contest]
ASKED = f"username=alice&api_key={KEY}"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v4/contest/1001/",
        "/api/v4/contest/1001",
        "/api/v4//contest//1001//",
        "/api//v4/contest/1001/",
        "/api/v4/json/contest/1001/",
        "/api/v4/json//contest/1001",
        "/api/v2/json/contest/1001/",
    ],
)
def test_addresses_are_taken_as_clients_write_them(get: Get, contests: Trio, path: str) -> None:
    response = get(path)
    assert (response.status_code, response.json()["id"]) == (200, 1001)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v1/jsonp/contest/", "text/javascript"),
        ("/api/v4/yaml/contest/", "text/yaml"),
        ("/api/v4/xml/contest", "application/xml"),
        ("/api/v4/plist/resource/1", "application/x-plist"),
        ("/api/v4/xml/", "application/xml"),
        ("/api/v4/xml/contest/?format=json", "application/json"),  # the query's own comes last, and the last wins
    ],
)
def test_format_in_the_address(get: Get, contests: Trio, path: str, kind: str) -> None:
    assert get(path)["Content-Type"] == f"{kind}; charset=utf-8"


def test_format_in_the_address_goes_on_in_the_link(get: Get, contests: Trio) -> None:
    following = get("/api/v4/json/contest/?limit=1&order_by=id").json()["meta"]["next"]
    assert following == "/api/v4/contest/?format=json&order_by=id&limit=1&offset=1"


@pytest.mark.parametrize("path", ["/api/v4/nonsense/", "/api/v5/contest/", "/api/v1/account/", "/api/contest/"])
def test_unknown_address_is_not_found(get: Get, contests: Trio, path: str) -> None:
    response = get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_missing_thing_is_an_empty_404(get: Get, contests: Trio) -> None:
    response = get("/api/v4/contest/7/")
    assert (response.status_code, response.content) == (404, b"")
    assert response["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/api/v4/contest/seven/", "/api/v4/contest/set/1;x/", "/api/v1/resource/a.b/"])
def test_id_that_is_no_number(get: Get, contests: Trio, path: str) -> None:
    response = get(path)
    assert response.status_code == 500
    assert response.json() == {"error_message": "Invalid resource lookup data provided (mismatched type)."}


def test_huge_id_is_not_found(get: Get, contests: Trio) -> None:
    assert get("/api/v4/contest/99999999999999999999/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head"])
@pytest.mark.parametrize("path", ["/api/v4/contest/", "/api/v4/contest/1/", "/api/v4/", "/api/v1/resource/schema/"])
def test_only_get_is_allowed_before_anybody_is_asked_who_he_is(
    db: None, client: Client, method: str, path: str
) -> None:
    response = getattr(client, method)(path)
    body = b"" if method == "head" else b"GET"
    assert (response.status_code, response["Allow"], response.content) == (405, "GET", body)
    assert response["Content-Type"] == "text/html"


def test_options_need_no_key(db: None, client: Client) -> None:
    response = client.options("/api/v4/contest/", headers={"origin": "https://elsewhere.example"})
    assert (response.status_code, response["Allow"], response.content) == (200, "GET", b"GET")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "authorization" in response["Access-Control-Allow-Headers"]


def test_answers_are_open_to_every_origin(get: Get, contests: Trio) -> None:
    response = get("/api/v4/contest/", origin="https://elsewhere.example")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "no-cache"
    assert response["Vary"] == "Accept, Cookie, Accept-Language, origin"


@pytest.mark.parametrize(
    ("query", "header"),
    [
        (ASKED, None),
        ("", f"ApiKey alice:{KEY}"),
        ("", f"apikey alice:{KEY}"),
        ("", f"APIKEY   alice:{KEY}"),
        (ASKED, "Bearer something"),
        ("username=nobody&api_key=0", f"ApiKey alice:{KEY}"),
    ],
)
def test_key_opens(client: Client, person: User, contests: Trio, query: str, header: str | None) -> None:
    headers = {"authorization": header} if header else {}
    assert client.get(f"/api/v4/contest/1001/?{query}", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("query", "header"),
    [
        ("", None),
        ("username=alice", None),
        ("username=alice&api_key=", None),
        (f"username=Alice&api_key={KEY}", None),
        (f"username=alice%00&api_key={KEY}", None),
        ("", "ApiKey alice"),
        ("", f"ApiKey bob:{KEY}"),
        ("", f"ApiKey alice:{KEY[:-1]}8"),
        ("", "Bearer something"),
        ("", "ApiKey"),
        ("", f"Basic alice:{KEY}"),
        (ASKED, "ApiKey alice:wrong"),  # a header that speaks of a key is the one that counts
    ],
)
def test_no_key_is_an_empty_401(client: Client, person: User, contests: Trio, query: str, header: str | None) -> None:
    headers = {"authorization": header} if header else {}
    response = client.get(f"/api/v4/contest/1001/?{query}", headers=headers)
    assert (response.status_code, response.content) == (401, b"")
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "WWW-Authenticate" not in response


def test_key_of_somebody_locked_out_does_not_open(client: Client, person: User, contests: Trio) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(f"/api/v4/contest/?{ASKED}").status_code == 401


def test_session_opens_also_where_the_key_is_wrong(client: Client, person: User, contests: Trio) -> None:
    client.force_login(person)
    assert client.get("/api/v4/contest/1001/").status_code == 200
    assert client.get("/api/v4/contest/1001/", headers={"authorization": "ApiKey alice:wrong"}).status_code == 200


NOUNS = {
    1: ("contest", "resource"),
    2: ("account", "coder", "contest", "resource", "statistics"),
    3: ("account", "coder", "contest", "resource", "statistics"),
    4: ("account", "coder", "contest", "problem", "resource", "statistics"),
}


@pytest.mark.parametrize("version", NOUNS)
def test_top_level_is_public_and_names_the_endpoints(db: None, client: Client, version: int) -> None:
    response = client.get(f"/api/v{version}/")
    assert response.status_code == 200
    assert response.json() == {
        noun: {
            "list_endpoint": f"/api/v{version}/{noun}/",
            "schema": f"/api/v{version}/{noun}/schema/",
        }
        for noun in NOUNS[version]
    }


def test_full_schema_stands_in_the_top_level(get: Get) -> None:
    whole = get("/api/v4/?fullschema=true").json()
    assert whole["resource"]["schema"] == get("/api/v4/resource/schema/").json()


def test_schema_of_resource(get: Get) -> None:
    schema = get("/api/v1/resource/schema/").json()
    assert schema["fields"].pop("icon")["type"] == "string"
    assert schema["fields"].pop("id")["type"] == "integer"
    assert schema == {
        "allowed_detail_http_methods": ["get"],
        "allowed_list_http_methods": ["get"],
        "default_format": "application/json",
        "default_limit": 100,
        "fields": {
            "name": {
                "blank": False,
                "default": "No default provided.",
                "help_text": "Its host.",
                "nullable": False,
                "primary_key": False,
                "readonly": True,
                "type": "string",
                "unique": True,
                "verbose_name": "name",
            }
        },
        "filtering": {"id": ["exact", "in"], "name": ["exact", "in"]},
        "ordering": ["id", "name"],
    }


def test_schema_of_contest_names_every_filter(get: Get) -> None:
    schema = get("/api/v4/contest/schema/").json()
    compared = ["exact", "gt", "lt", "gte", "lte"]
    nested = ["id", "id__in", "name", "name__in"]
    assert schema["filtering"] == {
        "duration": compared,
        "end": [*compared, "week_day"],
        "end_time": ["during"],
        "event": ["exact", "iregex", "regex"],
        "host": ["exact", "iregex", "regex"],
        "id": ["exact", "in"],
        "n_problems": compared,
        "n_statistics": compared,
        "parsed_at": compared,
        "resource": ["exact", "iregex", "regex", "in", *nested],
        "resource_id": ["exact", "in"],
        "start": [*compared, "week_day"],
        "start_time": ["during"],
        "upcoming": ["exact"],
    }
    assert schema["ordering"] == ["duration", "end", "event", "id", "parsed_at", "resource_id", "start"]


def test_schema_needs_a_key(db: None, client: Client) -> None:
    assert client.get("/api/v4/contest/schema/").status_code == 401
