"""The formats: JSON spelled as the incumbent's, and the same things in all the others."""

from __future__ import annotations

import json
import plistlib
from typing import Any

import feedparser
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from apps.api.encoding import to_json
from apps.contests.models import Contest
from tests.api.conftest import KEY, Get

Trio = tuple[Contest, Contest, Contest]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@settings(deadline=None)
@given(VALUES)
def test_json_is_spelled_as_python_spells_it_with_sorted_keys(value: Any) -> None:
    assert to_json(value).decode() == json.dumps(value, sort_keys=True, ensure_ascii=False)


def test_xml_of_a_list(get: Get, contests: Trio) -> None:
    response = get("/api/v1/contest/?format=xml&id=1001")
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    assert response.content.decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<response><meta type="hash"><limit type="integer">100</limit><next type="null"/>'
        '<offset type="integer">0</offset><previous type="null"/><total_count type="integer">1</total_count></meta>'
        '<objects type="list"><object><duration type="integer">8100</duration><end>2023-09-26T16:50:00</end>'
        "<event>Codeforces Round 900 (Div. 3)</event><href>https://codeforces.com/contests/1878</href>"
        '<id type="integer">1001</id><resource type="hash">'
        '<icon>/media/sizes/64x64/resources/codeforces_com.png</icon><id type="integer">1</id>'
        "<name>codeforces.com</name></resource><start>2023-09-26T14:35:00</start></object></objects></response>"
    )


def test_xml_of_one_thing_has_it_as_its_root(get: Get, contests: Trio) -> None:
    root = etree.fromstring(get("/api/v4/contest/1002/?format=xml").content)
    assert (root.tag, root.findtext("event"), root.find("parsed_at").get("type")) == (
        "object",
        "Турнир «Осень»",
        "null",
    )


def test_xml_takes_keys_and_texts_that_xml_does_not_know(get: Get, contests: Trio) -> None:
    problems = [{"1": True, "a b": 1.5, "name": "\x0b<b>"}]
    Contest.objects.filter(pk=1001).update(problems=problems)
    root = etree.fromstring(get("/api/v4/contest/?format=xml&id=1001&with_problems=1").content)
    problem = root.find("objects/object/problems/object")
    assert [(part.tag, part.get("type"), part.text) for part in problem] == [
        ("_1", "boolean", "True"),
        ("_a_b", "float", "1.5"),
        ("name", None, "<b>"),
    ]


@pytest.mark.parametrize(
    ("form", "kind", "read"),
    [("yaml", "text/yaml", yaml.safe_load), ("plist", "application/x-plist", plistlib.loads)],
)
def test_yaml_and_plist_say_what_json_says(get: Get, contests: Trio, form: str, kind: str, read: Any) -> None:
    response = get(f"/api/v1/contest/?format={form}&order_by=id")
    assert response["Content-Type"] == f"{kind}; charset=utf-8"
    assert read(response.content) == get("/api/v1/contest/?order_by=id").json()


@pytest.mark.parametrize("query", ["callback=show.me[0]", "format=jsonp&callback=show.me[0]"])
def test_jsonp_calls_the_function_that_is_named(get: Get, contests: Trio, query: str) -> None:
    response = get(f"/api/v4/resource/2/?{query}")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.content.decode() == (
        'show.me[0]({"icon": "/media/sizes/64x64/resources/codeforces_com_gym.png", "id": 2, "n_accounts": 0, '
        '"n_contests": 1, "name": "codeforces.com/gym", "short": null})'
    )


def test_jsonp_calls_callback_by_default_and_escapes_line_ends(get: Get, contests: Trio) -> None:
    Contest.objects.filter(pk=1001).update(title="a\u2028b")
    text = get("/api/v1/contest/?format=jsonp&id=1001").content.decode()
    assert text.startswith('callback({"meta": {"limit": 100,')
    assert '"event": "a\\u2028b"' in text
    assert text.endswith("})")


@pytest.mark.parametrize("callback", ["alert(1)", "a b", "1a", "", "while", "a.delete", "a[b]"])
def test_bad_callback_is_refused(get: Get, contests: Trio, callback: str) -> None:
    response = get(f"/api/v4/resource/?format=jsonp&callback={callback}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/json"
    assert response.content == b'{"error": "JSONP callback name is invalid."}'


def test_contests_know_no_jsonp_since_version_2(get: Get, contests: Trio) -> None:
    for query in ("format=jsonp&callback=f", "callback=f"):
        assert get(f"/api/v2/contest/1001/?{query}")["Content-Type"] == "application/json; charset=utf-8"


def test_errors_come_in_the_format_that_was_asked_for(get: Get, contests: Trio) -> None:
    response = get("/api/v4/contest/?format=xml&limit=x")
    assert (response.status_code, response["Content-Type"]) == (400, "application/xml")
    assert response.content.decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        "<response><error>Invalid limit 'x' provided. Please provide a positive integer.</error></response>"
    )


@pytest.mark.parametrize(("form", "version"), [("atom", "atom10"), ("rss", "rss20")])
def test_feeds_hold_the_contests_of_the_next_day(get: Get, contests: Trio, form: str, version: str) -> None:
    Contest.objects.filter(pk=1003).update(start=contests[2].start.replace(second=0) - (contests[2].duration / 2))
    response = get(f"/api/v4/contest/?format={form}")
    assert response["Content-Type"] == f"application/{form}+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert (feed.bozo, feed.version, feed.feed.title) == (False, version, "CLIST Feed")
    assert [(entry.title, entry.link) for entry in feed.entries] == [("Round 9", "https://codeforces.com/contest/9")]
    assert KEY not in response.content.decode()


def test_feeds_take_every_filter_and_the_way_to_write_times(get: Get, contests: Trio) -> None:
    query = "upcoming=false&start_time__during=1&timezone=UTC&time_format=%25d/%25m/%25Y %25H:%25M&order_by=-start"
    feed = feedparser.parse(get(f"/api/v4/contest/?format=atom&{query}").content)
    assert [entry.title for entry in feed.entries] == ["Турнир «Осень»", "Codeforces Round 900 (Div. 3)"]
    assert "Start: 01/01/2024 00:00" in feed.entries[0].summary


def test_errors_of_feeds_are_json(get: Get, contests: Trio) -> None:
    response = get("/api/v4/contest/?format=rss&order_by=zzz")
    assert (response.status_code, response["Content-Type"]) == (400, "application/json")
    assert response.json() == {"error": "No matching 'zzz' field for ordering on."}
