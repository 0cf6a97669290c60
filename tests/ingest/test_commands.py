"""manage.py fetch, record, replay and sources, as a person calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_httpserver import HTTPServer

from apps.contests.models import Contest
from apps.ingest.models import Plan, Run
from apps.resources.models import Resource
from apps.resources.recordings import ReplayWeb, as_plain, read_recording
from tests.ingest.conftest import contest

Answer = Callable[..., None]
pytestmark = pytest.mark.django_db


def called(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["codeforces", "codeforces.com", "cf"])
def test_fetch_takes_every_name_of_a_site_and_prints_one_line(answer: Answer, name: str) -> None:
    answer(contest(1), contest(2))
    line = json.loads(called("fetch", name))
    took = line.pop("took")
    assert line == {
        "site": "codeforces.com",
        "ability": "contests",
        "subject": "",
        "status": "ok",
        "rows": 2,
        "added": 2,
        "changed": 0,
        "removed": 0,
        "error": "",
    }
    assert 0 < took < 30


def test_fetch_says_unchanged_and_force_reads_anyway(answer: Answer) -> None:
    answer(contest(1))
    called("fetch", "codeforces")
    assert json.loads(called("fetch", "codeforces"))["status"] == "unchanged"
    assert json.loads(called("fetch", "codeforces", "--force"))["status"] == "ok"


def test_fetch_exits_with_1_on_an_error(gateway: HTTPServer) -> None:
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data("", status=500)
    out = StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command("fetch", "codeforces", stdout=out)
    assert exit_.value.code == 1
    assert json.loads(out.getvalue())["status"] == "server"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("fetch", "no-such-site"), "No site is called 'no-such-site'"),
        (("fetch", "codeforces", "dances"), "codeforces.com cannot do 'dances'; it can do contests."),
        (("replay", "999999"), "There is no run 999999."),
    ],
)
def test_wrong_names_get_a_clear_error(words: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint.replace(".", r"\.")):
        called(*words)


def test_replay_prints_a_line_and_takes_in(answer: Answer) -> None:
    answer(contest(1, title="First"))
    called("fetch", "codeforces")
    answer(contest(1, title="Second"))
    called("fetch", "codeforces")
    first = Run.objects.order_by("id").first()
    assert first is not None
    line = json.loads(called("replay", str(first.pk)))
    assert (line["status"], line["rows"], line["changed"]) == ("ok", 1, 1)
    assert Contest.objects.get().title == "First"


def test_record_writes_a_folder_that_replays_to_the_same_rows(answer: Answer, tmp_path: Path) -> None:
    answer(contest(1), contest(2))
    printed = called("record", "codeforces", "contests", "--case", "mine", "--into", str(tmp_path))
    folder = tmp_path / "codeforces" / "contests-mine"
    assert printed == f"{folder}: 1 calls, 2 rows\n"
    recording = read_recording(folder)
    adapter = Resource.objects.get(host="codeforces.com").adapter_class
    replayed = adapter(web=ReplayWeb(recording.calls, now=recording.now), site=recording.site).contests()
    assert tuple(as_plain(row) for row in replayed) == recording.rows
    assert Contest.objects.count() == 0


def test_record_keeps_the_error_of_an_unreadable_answer(gateway: HTTPServer, tmp_path: Path) -> None:
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_data("<html>", status=200)
    called("record", "codeforces", "--into", str(tmp_path))
    assert read_recording(tmp_path / "codeforces" / "contests").error.startswith("codeforces.com contests: body:")


def test_sources_lists_what_each_can_do_and_when_it_worked(answer: Answer) -> None:
    answer(contest(1))
    called("fetch", "codeforces")
    lines = {line["site"]: line for line in map(json.loads, called("sources", "--json").splitlines())}
    succeeded = Plan.objects.get().succeeded
    assert succeeded is not None
    assert lines["codeforces.com"]["abilities"] == {"contests": f"last worked {succeeded:%Y-%m-%d %H:%M}Z"}
    assert lines["codeforces.com/gym"]["abilities"] == {"contests": "never tried"}
    assert set(lines) == set(Resource.objects.values_list("host", flat=True))


def test_sources_adds_sites_of_families_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "sites.json"
    site = {"host": "oj.example", "title": "OJ", "url": "https://oj.example/", "adapter": "domjudge"}
    file.write_text(json.dumps([site]))
    assert "oj.example" in called("sources", "--add", str(file))
    file.write_text(json.dumps([{**site, "adapter": "nothing"}]))
    with pytest.raises(CommandError, match="there is no adapter 'nothing'"):
        called("sources", "--add", str(file))
