"""Whatever somebody asks about, an adapter asks its own site in well-formed addresses, and tells of nothing odd."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.resources.adapters.base import Reply
from apps.resources.catalogue import adapters
from apps.resources.recordings import Call, ReplayWeb
from tests.resources.laws import ABILITIES, FOLDERS, StubbornWeb, adapter_of, read, remembered, some_recording
from tests.resources.mutations import mutate

ASKED = [(key, ability) for key, ability in ABILITIES if ability != "contests"]
TABLES = [folder for folder in FOLDERS if remembered(folder).ability == "standings"]
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
ODD = (
    *(
        "..",
        "../../etc/passwd",
        "a/b",
        "a//b",
        "/",
        "a?injected=1",
        "a#b",
        "a b",
        "a&injected=1",
        "a;b",
        "a%2Fb",
        "%",
        "%00",
        "a\\b",
    ),
    *("@evil.example", "//evil.example", "https://evil.example/", "evil.example:80", "é", "тест", "🏆", "x" * 255),
    *("0", "-1", "9" * 100, "٣", "null", "{key}", "{handle}", "team:1", "user/1", "name/x", "a@leetcode.cn", "'\"<>"),
)


class WatchfulWeb(StubbornWeb):
    """A `Web` that knows nothing and asserts that it is asked for addresses of these hosts only, rightly written."""

    def __init__(self, hosts: set[str], status: int) -> None:
        super().__init__(Call(method="GET", url="", status=status, body=b"{}"))
        self.hosts = hosts

    def answer(self, asked: tuple[str, str, str], allow: Sequence[int]) -> Reply:
        """Look at the address, then give the answer."""
        url = asked[1]
        parts = urlsplit(url)
        assert parts.scheme in ("http", "https")
        assert parts.netloc in self.hosts, f"another site: {url}"
        assert not CONTROLS.search(url), f"not encoded: {url!r}"
        assert not parts.fragment, f"not encoded: {url}"
        assert "injected" not in parse_qs(parts.query), f"not encoded: {url}"
        assert not {".", ".."} & set(unquote(parts.path).split("/")), f"another page: {url}"
        return StubbornWeb.answer(self, asked, allow)


def hosts_of(key: str, ability: str) -> set[str]:
    """Return the hosts that the recordings of an adapter ask."""
    found = {urlsplit(some_recording(key, ability).site.url).netloc}
    for folder in FOLDERS:
        if folder.parent.name == key:
            found |= {urlsplit(call.url).netloc for call in remembered(folder).calls}
    return found


@pytest.mark.parametrize(("key", "ability"), ASKED)
@mutate
@given(data=st.data())
def test_odd_subject_stays_on_its_site(key: str, ability: str, data: st.DataObject) -> None:
    text = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40)
    odd = data.draw(st.sampled_from(ODD) | text, label="subject")
    status = data.draw(st.sampled_from([200, 404]), label="status")
    subject: Any = {"standings": {"key": odd}, "problems": {"key": odd}, "profiles": [odd]}.get(ability, odd)
    site = some_recording(key, ability).site

    found = read(adapters()[key](web=WatchfulWeb(hosts_of(key, ability), status), site=site), ability, subject)

    if ability != "profiles":  # some accounts have names without pages
        assert found.rows == []


@pytest.mark.parametrize("folder", TABLES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_standings_of_a_contest_that_is_only_a_key(folder: Path) -> None:
    recording = remembered(folder)
    adapter = adapter_of(folder)(web=ReplayWeb(recording.calls, now=recording.now), site=recording.site)

    found = read(adapter, "standings", {"key": recording.subject["key"]})

    assert bool(found.rows) != bool(found.refusal)
