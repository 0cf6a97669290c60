"""The XCPCIO board against a real configuration, its index, and what is neither."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError, Site
from apps.resources.adapters.xcpcio import Xcpcio
from tests.resources.conftest import Play

INDEX = "https://board.xcpcio.com/data/index/contest_list.json"
HARBIN = "data/ccpc/10th/harbin/config.json"


def entry(link: str = "/ccpc/11th/jinan", **changes: object) -> dict[str, object]:
    config = {"contest_name": "CCPC Jinan", "start_time": 1795824000, "end_time": 1795842000, "frozen_time": 3600}
    return {"config": config | changes, "board_link": link}


def test_recorded_config_is_read(payloads: Path, play: Play) -> None:
    site = Site(host="harbin", title="Harbin", url=f"https://board.xcpcio.com/{HARBIN}")

    rows = play(Xcpcio, {site.url: (payloads / "board.xcpcio.com" / HARBIN).read_bytes()}, site=site)

    assert [(r.key, r.title, r.url, r.start, r.end, r.facts) for r in rows] == [
        (
            "ccpc/10th/harbin",
            "第 10 届 CCPC 中国大学生程序设计竞赛哈尔滨站 - 正式赛",
            "https://board.xcpcio.com/ccpc/10th/harbin",
            datetime(2024, 10, 20, 1, 20, tzinfo=UTC),
            datetime(2024, 10, 20, 6, 20, tzinfo=UTC),
            {"frozen_time": 3600, "penalty": 1200},
        )
    ]


def test_recorded_config_in_an_index_is_read(payloads: Path, play: Play) -> None:
    config = json.loads((payloads / "board.xcpcio.com" / HARBIN).read_text())
    index = {"ccpc": {"10th": {"harbin": {"config": config, "board_link": "/ccpc/10th/harbin"}, "jinan": entry()}}}

    rows = play(Xcpcio, {INDEX: json.dumps(index).encode()})

    assert [(r.key, r.kind, r.url, r.start.timestamp(), r.end.timestamp()) for r in rows] == [
        ("ccpc/10th/harbin", "ccpc", "https://board.xcpcio.com/ccpc/10th/harbin", 1729387200, 1729405200),
        ("ccpc/11th/jinan", "ccpc", "https://board.xcpcio.com/ccpc/11th/jinan", 1795824000, 1795842000),
    ]


def test_other_units_of_time_are_read(play: Play) -> None:
    index = {
        "camp": {"a": entry("/camp/a", start_time=1795824000000, end_time=1795842000000)},
        "icpc": {"b": entry("/icpc/b", start_time="2026-11-28T08:00:00+08:00", end_time="2026-11-28T13:00:00+08:00")},
    }

    rows = play(Xcpcio, {INDEX: json.dumps(index).encode()})

    assert [(r.start, r.end) for r in rows] == [
        (datetime(2026, 11, 28, 0, 0, tzinfo=UTC), datetime(2026, 11, 28, 5, 0, tzinfo=UTC))
    ] * 2


@pytest.mark.parametrize(
    ("index", "place"),
    [
        ({}, "$"),
        ([], "$ $"),
        ({"icpc": {"b": 7}}, "$.icpc.b $"),
        ({"icpc": {"b": entry(start_time=None)}}, "$.icpc.b $.config.start_time"),
        ({"icpc": {"b": entry(start_time=1795842000)}}, "$.icpc.b"),
        ({"icpc": {"b": {"config": {}}}}, "$.icpc.b $.config"),
    ],
)
def test_wrong_index_is_named(play: Play, index: object, place: str) -> None:
    with pytest.raises(AdapterError) as caught:
        play(Xcpcio, {INDEX: json.dumps(index).encode()})

    assert caught.value.place == place


def test_page_in_place_of_the_index_is_refused(play: Play) -> None:
    with pytest.raises(AdapterError, match="not JSON"):
        play(Xcpcio, {INDEX: b"<html><title>Board - XCPCIO</title></html>"})
