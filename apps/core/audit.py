"""The audit: what people with rights did, written in the transaction of the deed.

    audit.record("contest.hidden", contests, by=user, was={"hidden": False}, now={"hidden": True}, note="A duplicate.")

What is done in Django's own administration is taken over from its log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_save
from django.utils import timezone

from apps.core.models import AuditEntry

LONGEST_NAME = 500
MOST_NOTE = 2000
IN_ADMINISTRATION = {
    ADDITION: "administration.added",
    CHANGE: "administration.changed",
    DELETION: "administration.deleted",
}


def record(  # noqa: PLR0913 - each is a fact of its own
    action: str,
    objects: Iterable[Model],
    *,
    by: AbstractBaseUser,
    was: Mapping[str, Any] | None = None,
    now: Mapping[str, Any] | None = None,
    note: str = "",
) -> int:
    """Write that a person did something to each of some objects; return to how many.

    `was` and `now` hold what changed, field by field, in values that JSON knows.

    Raises:
        RuntimeError: outside a transaction, where the entry could outlive a deed that failed.
    """
    named = [(made_of._meta.label_lower, str(made_of.pk), str(made_of)) for made_of in objects]
    return _write(action, named, by=by, was=was, now=now, note=note)


def record_named(action: str, kind: str, name: tuple[str, str], *, by: AbstractBaseUser, note: str = "") -> int:
    """Write that a person did something to a thing that is no row of ours: `name` is its id and what it is called.

    Raises:
        RuntimeError: outside a transaction.
    """
    return _write(action, [(kind, *name)], by=by, note=note)


def _write(  # noqa: PLR0913 - each is a fact of its own
    action: str,
    named: Iterable[tuple[str, str, str]],
    *,
    by: AbstractBaseUser,
    was: Mapping[str, Any] | None = None,
    now: Mapping[str, Any] | None = None,
    note: str,
) -> int:
    if not connection.in_atomic_block:
        raise RuntimeError(f"{action} recorded outside a transaction")
    shared = {"at": timezone.now(), "by_id": by.pk, "by_name": by.get_username(), "action": action}
    told = {"was": dict(was or {}), "now": dict(now or {}), "note": note.replace("\x00", "")[:MOST_NOTE]}
    entries = [
        AuditEntry(kind=kind, object_id=identity, object_name=name[:LONGEST_NAME], **shared, **told)
        for kind, identity, name in named
    ]
    return len(AuditEntry.objects.bulk_create(entries))


def take_over(sender: type[LogEntry], instance: LogEntry, created: bool, **_: Any) -> None:
    """Write what somebody did in Django's administration into the audit as well."""
    if not created:
        return
    kind = instance.content_type
    AuditEntry.objects.create(
        at=instance.action_time,
        by_id=instance.user_id,
        by_name=instance.user.get_username(),
        action=IN_ADMINISTRATION[instance.action_flag],
        kind=f"{kind.app_label}.{kind.model}" if kind else "",
        object_id=instance.object_id or "",
        object_name=instance.object_repr[:LONGEST_NAME],
        note=instance.get_change_message(),
    )


def watch_administration() -> None:
    """Take over from now on what Django's administration logs."""
    post_save.connect(take_over, sender=LogEntry, dispatch_uid="audit")
