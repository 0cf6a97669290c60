"""What every line of the log says besides its text: which request, job, run and trace it belongs to."""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, cast

from pythonjsonlogger.json import JsonFormatter
from rq.job import Job

Facts = Mapping[str, str | int | float]
CARRIED = ("request", "trace")  # what a job takes over from whoever enqueued it

_bound: ContextVar[Facts] = ContextVar("bound", default={})  # noqa: B039 - it is never changed in place


def facts() -> Facts:
    """Return what is bound here and now."""
    return _bound.get()


@contextlib.contextmanager
def bound(**more: str | int | float) -> Iterator[None]:
    """Add facts to every line that is logged inside."""
    token = _bound.set({**_bound.get(), **more})
    try:
        yield
    finally:
        _bound.reset(token)


def new_trace() -> str:
    """Return a fresh trace id as W3C's trace context writes it: 32 hexadecimal digits."""
    return secrets.token_hex(16)


class Bind(logging.Filter):
    """Puts onto each record what is bound, and what the caller gave as `extra={"facts": {…}}`."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        record.facts = {**_bound.get(), **getattr(record, "facts", {})}
        return True


class Writable(logging.Formatter):
    """Spells out half characters, which errors quote from what sites send and which no file takes."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging."""
        return _writable(super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        """See logging, which keeps the text for the formatters after this one."""
        return _writable(super().formatException(ei))


def _writable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


class Line(Writable):
    """A line for people: the text, then the facts as name=value."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """See logging."""
        told = "".join(f" {name}={value}" for name, value in getattr(record, "facts", {}).items() if name != "trace")
        return super().formatMessage(record) + told


class Json(Writable, JsonFormatter):
    """A line for machines: one JSON object. Of `extra` only `facts` is taken: Django puts whole requests there."""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """See python-json-logger, which adds the traceback afterwards."""
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["level"] = record.levelname.lower()
        log_data["logger"] = record.name
        log_data["message"] = record.getMessage()
        log_data.update(getattr(record, "facts", {}))
        if traceback := message_dict.get("exc_info"):
            log_data["traceback"] = traceback


class TracedJob(Job):
    """A job that remembers which request it comes from, and says so in every line that it logs."""

    @classmethod
    def create(cls, *args: Any, **kwargs: Any) -> TracedJob:
        """See rq."""
        carried = {name: _bound.get()[name] for name in CARRIED if name in _bound.get()}
        kwargs["meta"] = carried | (kwargs.get("meta") or {})
        return cast("TracedJob", super().create(*args, **kwargs))

    def perform(self) -> Any:
        """See rq."""
        carried = {name: self.meta[name] for name in CARRIED if name in self.meta}
        with bound(**({"trace": new_trace()} | carried), job=self.id):
            return super().perform()


def configuration(form: str, level: str) -> dict[str, Any]:
    """Return what `logging.config.dictConfig` takes, for the form "line" or "json"."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"bind": {"()": Bind}},
        "formatters": {
            "line": {"()": Line, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "json": {"()": Json, "json_ensure_ascii": False},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["bind"]}},
        "root": {"handlers": ["console"], "level": level},
    }
