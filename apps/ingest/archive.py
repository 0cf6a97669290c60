"""The archive of bodies: each distinct one is kept once, compressed, by its hash."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Q

from apps.ingest.models import Body, Plan, Run

TOUCH_EVERY = timedelta(days=1)


def digest_of(content: bytes) -> str:
    """Return the name of a body: its SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def keep(bodies: Mapping[str, bytes], *, now: datetime) -> None:
    """Store bodies by digest. Those that are there already are only marked as seen, at most once a day."""
    known = set(Body.objects.filter(digest__in=bodies).values_list("digest", flat=True))
    Body.objects.filter(Q(digest__in=known) & Q(seen__lt=now - TOUCH_EVERY)).update(seen=now)
    Body.objects.bulk_create(
        (
            Body(digest=digest, content=zlib.compress(content), size=len(content), seen=now)
            for digest, content in bodies.items()
            if digest not in known
        ),
        ignore_conflicts=True,
    )


def load(digests: Iterable[str]) -> dict[str, bytes]:
    """Return those of the bodies that are still kept, by digest."""
    return {body.digest: zlib.decompress(body.content) for body in Body.objects.filter(digest__in=set(digests))}


def prune(*, before: datetime) -> int:
    """Delete bodies last seen before a time, save those that a plan's last reading rests on; return how many."""
    needed = {
        call["digest"] for trace in Plan.objects.values_list("trace", flat=True) for call in trace.get("calls", ())
    }
    deleted, _ = Body.objects.filter(seen__lt=before).exclude(digest__in=needed).delete()
    return deleted


def prune_runs(*, before: datetime) -> int:
    """Delete runs started before a time; return how many."""
    deleted, _ = Run.objects.filter(started__lt=before).delete()
    return deleted
