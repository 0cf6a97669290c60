"""The archive of bodies: each distinct one is kept once, compressed, by its hash."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from apps.ingest.models import Body, Plan, Run

TOUCH_EVERY = timedelta(days=1)
KEPT_TRIES = 3  # whose bodies are kept of one subject: of the results of one contest, or of one person
LEVEL = 5  # of compression: beyond it, megabytes of JSON take twice the time for a few per cent


def digest_of(content: bytes) -> str:
    """Return the name of a body: its SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def keep(bodies: Mapping[str, bytes], *, now: datetime, plan: Plan | None = None) -> None:
    """Store bodies by digest. Those that are there already are only marked as seen, at most once a day.

    `plan` is the one whose subject they came for; what other plans bring too belongs to none of them.
    """
    found = Body.objects.filter(digest__in=bodies)
    known = set(found.values_list("digest", flat=True))
    found.filter(seen__lt=now - TOUCH_EVERY).update(seen=now)
    found.exclude(plan=None).exclude(plan=plan).update(plan=None)
    Body.objects.bulk_create(
        (
            Body(digest=digest, content=zlib.compress(content, LEVEL), size=len(content), seen=now, plan=plan)
            for digest, content in bodies.items()
            if digest not in known
        ),
        ignore_conflicts=True,
    )


def load(digests: Iterable[str]) -> dict[str, bytes]:
    """Return those of the bodies that are still kept, by digest."""
    return {body.digest: zlib.decompress(body.content) for body in Body.objects.filter(digest__in=set(digests))}


def thin_out(plan: Plan) -> int:
    """Delete the bodies that came for one subject alone, save those of its last few tries and of a held one.

    A running contest sends megabytes each minute; the table itself remembers its versions. Return how many went.
    """
    brought = plan.runs.exclude(trace=[])
    last, held = brought[:KEPT_TRIES], brought.filter(status=Run.HELD)[:1]
    traces = dict([*last.values_list("pk", "trace"), *held.values_list("pk", "trace")])
    needed = {call["digest"] for calls in (*traces.values(), plan.trace.get("calls", [])) for call in calls}
    brought.exclude(pk__in=traces).update(trace=[])
    return int(Body.objects.filter(plan=plan).exclude(digest__in=needed).delete()[0])


def forget_readings(*, before: datetime) -> int:
    """Forget what plans that rest read before a time, so that its bodies may leave the archive; return how many.

    Nobody would compare with it any more.
    """
    return Plan.objects.filter(due=None, tried__lt=before).exclude(trace={}).update(trace={})


def prune(*, before: datetime) -> int:
    """Delete bodies last seen before a time, save those that a plan's last reading rests on; return how many."""
    needed = {
        call["digest"]
        for trace in Plan.objects.exclude(trace={}).values_list("trace", flat=True)
        for call in trace.get("calls", ())
    }
    deleted, _ = Body.objects.filter(seen__lt=before).exclude(digest__in=needed).delete()
    return deleted


def prune_runs(*, before: datetime) -> int:
    """Delete runs started before a time; return how many."""
    deleted, _ = Run.objects.filter(started__lt=before).delete()
    return deleted
