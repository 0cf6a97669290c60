"""Lines of the log: what they carry, for people and for machines, and over the queue."""

import io
import json
import logging
import sys
from typing import Any

import django_rq
import pytest
from django.test import RequestFactory
from rq import SimpleWorker

from apps.core import logs

seen: list[logs.Facts] = []


def remember_facts() -> None:
    """Be a job that looks at what is bound."""
    seen.append(logs.facts())


def write(form: str, message: str, *args: object, **extra: Any) -> str:
    """Return what a handler of our configuration writes for one record."""
    configured = logs.configuration(form, "INFO")["formatters"][form]
    maker = configured.pop("()")
    formatter = maker(fmt=configured.pop("format")) if "format" in configured else maker(**configured)
    handler = logging.StreamHandler(io.StringIO())
    handler.addFilter(logs.Bind())
    handler.setFormatter(formatter)
    record = logging.LogRecord(
        "apps.x", logging.INFO, __file__, 1, message, args, sys.exc_info() if sys.exc_info()[0] else None
    )
    vars(record).update(extra)
    handler.handle(record)
    return str(handler.stream.getvalue())


def test_json_line_carries_what_is_bound() -> None:
    with logs.bound(request="abc"), logs.bound(run=7):
        line = json.loads(write("json", "fetch %s", "ä", facts={"status": 200}))
    assert len(line.pop("time")) == len("2026-11-22T01:02:03.456+00:00")
    assert line == {
        "level": "info", "logger": "apps.x", "message": "fetch ä", "request": "abc", "run": 7, "status": 200,
    }  # fmt: skip


def test_json_line_leaves_out_what_django_adds() -> None:
    request = RequestFactory().get("/?api_key=s3cret")
    assert "s3cret" not in write("json", "Not Found: %s", "/", request=request, status_code=404)


def test_json_line_holds_a_traceback_on_one_line() -> None:
    try:
        raise ValueError("why")
    except ValueError:
        written = write("json", "crashed")
    assert written.count("\n") == 1
    assert json.loads(written)["traceback"].endswith("ValueError: why")


def test_plain_line_ends_with_what_is_bound_but_the_trace() -> None:
    with logs.bound(request="abc", trace="def", run=7):
        assert write("line", "hello").rstrip().endswith("INFO apps.x hello request=abc run=7")


def test_bound_facts_end_with_their_block() -> None:
    with logs.bound(run=1):
        with logs.bound(run=2):
            assert logs.facts() == {"run": 2}
        assert logs.facts() == {"run": 1}
    assert logs.facts() == {}


@pytest.mark.django_db
def test_job_knows_which_request_it_comes_from(django_capture_on_commit_callbacks: Any) -> None:
    seen.clear()
    queue = django_rq.get_queue("default")
    with logs.bound(request="abc", trace="def", run=7), django_capture_on_commit_callbacks(execute=True):
        queue.enqueue("tests.core.test_logs.remember_facts")
    (job,) = queue.get_job_ids()
    SimpleWorker([queue], connection=queue.connection, job_class=logs.TracedJob).work(burst=True)
    from tests.core import test_logs  # noqa: PLC0415 - the module as the worker imports it

    assert test_logs.seen == [{"trace": "def", "request": "abc", "job": job}]


def test_form_of_logs_is_one_of_two() -> None:
    assert set(logs.configuration("json", "INFO")["formatters"]) == {"line", "json"}


@pytest.mark.parametrize("form", ["line", "json"])
def test_half_characters_are_spelled_out(form: str) -> None:
    try:
        raise RuntimeError("quoted \udfff")
    except RuntimeError:
        written = write(form, "half \ud800")

    assert written.encode()
    plain = written.replace("\\\\", "\\")
    assert "half \\ud800" in plain
    assert "quoted \\udfff" in plain
