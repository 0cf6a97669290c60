"""One look at a site: ask, compare with last time, read; every fault becomes a reading with its reason."""

from __future__ import annotations

import hashlib
import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from apps.ingest.models import Plan, Run
from apps.ingest.trace import TracedCall, from_json, traced
from apps.ingest.web import LiveWeb
from apps.resources import rows as rows_module
from apps.resources.adapters import base
from apps.resources.adapters.base import AdapterError, read_contests
from apps.resources.rows import ContestRow

logger = logging.getLogger(__name__)

TRUSTED = timedelta(days=1)  # so long the same bodies need no reading again


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a try brought: rows, or the reason why there are none."""

    status: str
    rows: Sequence[ContestRow] = ()
    error: str = ""
    retry_after: timedelta | None = None
    calls: Sequence[TracedCall] = ()
    received: int = 0
    bodies: dict[str, bytes] = field(default_factory=dict)
    is_archived: bool = True


def read(plan: Plan, *, now: datetime, force: bool) -> Reading:
    """Ask the site. Every fault becomes a reading with its reason."""
    with LiveWeb(site_pace=plan.resource.adapter_class.pace, now=now) as web:
        try:
            if not force and _may_compare(plan, now) and web.brings_nothing_new(from_json(plan.trace["calls"])):
                return _reading(web, status=Run.UNCHANGED)
            rows = read_contests(plan.resource.adapter_class(web=web, site=plan.resource.as_site()))
            return _reading(web, status=Run.OK, rows=rows)
        except AdapterError as error:
            error.site, error.ability = plan.resource.host, plan.ability
            return _reading(web, status=str(error.trouble), error=str(error), retry_after=error.retry_after)
        except Exception:
            logger.exception("fetch crashed: site=%s ability=%s", plan.resource.host, plan.ability)
            return _reading(web, status=Run.CRASHED, error=traceback.format_exc())


def _reading(
    web: LiveWeb,
    *,
    status: str,
    rows: Sequence[ContestRow] = (),
    error: str = "",
    retry_after: timedelta | None = None,
) -> Reading:
    calls = [traced(call) for call in web.calls]
    new = status != Run.UNCHANGED
    return Reading(
        status=status,
        rows=rows,
        error=error,
        retry_after=retry_after,
        calls=calls,
        received=web.received,
        bodies={mark.digest: call.body for mark, call in zip(calls, web.calls, strict=True)} if new else {},
    )


def _may_compare(plan: Plan, now: datetime) -> bool:
    """True when the same bodies as last time would give the same rows: same adapter and site, read within a day."""
    kept = plan.trace
    return bool(
        kept.get("calls")
        and not plan.resource.adapter_class.reads_clock
        and kept["adapter"] == fingerprint(plan)
        and now - datetime.fromisoformat(kept["read"]) < TRUSTED
    )


def fingerprint(plan: Plan) -> str:
    """Return what changes whenever the code that reads a plan does, or what staff say of its site."""
    return hashlib.sha256(f"{_hash_of_code()} {plan.resource.as_site()!r}".encode()).hexdigest()


@cache
def _hash_of_code() -> str:
    """Hash all adapters together, for they share code: after an upgrade each list is read once more, no harm done."""
    files = (*sorted(Path(base.__file__).parent.glob("*.py")), *sorted(Path(rows_module.__file__).parent.glob("*.py")))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
