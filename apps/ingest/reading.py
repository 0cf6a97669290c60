"""One look at a site: ask, compare with last time, read; every fault becomes a reading with its reason."""

from __future__ import annotations

import hashlib
import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from apps.ingest.asking import Found, Question, find, question_of
from apps.ingest.limits import limits_of
from apps.ingest.models import Plan, Run
from apps.ingest.trace import TracedCall, from_json, traced
from apps.ingest.web import LiveWeb
from apps.resources import rows as rows_module
from apps.resources.adapters import base
from apps.resources.adapters.base import AdapterError

logger = logging.getLogger(__name__)

TRUSTED = timedelta(days=1)  # so long the same bodies need no reading again


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a try brought, or the reason why that is nothing."""

    status: str
    question: Question = field(default_factory=Question)
    found: Found = field(default_factory=Found)
    error: str = ""
    retry_after: timedelta | None = None
    calls: Sequence[TracedCall] = ()
    received: int = 0
    bodies: dict[str, bytes] = field(default_factory=dict)
    is_archived: bool = True

    @property
    def rows(self) -> Sequence[Any]:
        """The rows that were found."""
        return self.found.rows


def read(plan: Plan, *, now: datetime, force: bool) -> Reading:
    """Ask the site. Every fault becomes a reading with its reason."""
    question = question_of(plan, now=now)
    with LiveWeb(site_pace=plan.resource.adapter_class.pace, now=now, limits=limits_of(plan.ability)) as web:
        return replace(_look(web, plan, question, force=force), question=question)


def _look(web: LiveWeb, plan: Plan, question: Question, *, force: bool) -> Reading:
    try:
        may_compare = not force and _may_compare(plan, question, web.now)
        if may_compare and web.brings_nothing_new(from_json(plan.trace["calls"])):
            return _reading(web, status=Run.UNCHANGED)
        adapter = plan.resource.adapter_class(web=web, site=plan.resource.as_site())
        found = find(adapter, plan.ability, question)
        return _reading(web, status=Run.OK, found=found) if found.fault is None else _faulty(web, found.fault, found)
    except AdapterError as error:
        error.site, error.ability = plan.resource.host, plan.ability
        return _faulty(web, error)
    except Exception:
        logger.exception("fetch crashed: site=%s ability=%s", plan.resource.host, plan.ability)
        return _reading(web, status=Run.CRASHED, error=traceback.format_exc())


def _faulty(web: LiveWeb, error: AdapterError, found: Found | None = None) -> Reading:
    reading = _reading(web, status=str(error.trouble), found=found)
    return replace(reading, error=str(error), retry_after=error.retry_after)


def _reading(web: LiveWeb, *, status: str, found: Found | None = None, error: str = "") -> Reading:
    calls = [traced(call) for call in web.calls]
    new = status != Run.UNCHANGED
    return Reading(
        status=status,
        found=found or Found(),
        error=error,
        calls=calls,
        received=web.received,
        bodies={mark.digest: call.body for mark, call in zip(calls, web.calls, strict=True)} if new else {},
    )


def _may_compare(plan: Plan, question: Question, now: datetime) -> bool:
    """True when the same bodies as last time would give the same rows: same adapter and question, read within a day."""
    kept = plan.trace
    return bool(
        kept.get("calls")
        and not plan.resource.adapter_class.reads_clock
        and kept["adapter"] == fingerprint(plan, question)
        and now - datetime.fromisoformat(kept["read"]) < TRUSTED
    )


def fingerprint(plan: Plan, question: Question) -> str:
    """Return what changes whenever the code that reads a plan does, what staff say of its site, or what is asked."""
    return hashlib.sha256(f"{_hash_of_code()} {plan.resource.as_site()!r} {question!r}".encode()).hexdigest()


@cache
def _hash_of_code() -> str:
    """Hash all adapters together, for they share code: after an upgrade each list is read once more, no harm done."""
    files = (*sorted(Path(base.__file__).parent.glob("*.py")), *sorted(Path(rows_module.__file__).parent.glob("*.py")))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
