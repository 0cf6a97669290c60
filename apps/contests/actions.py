"""What staff do to contests: hide, show again, merge and part. Each is written with an audit entry and told to all."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.contests.models import Contest
from apps.contests.queries import TOPIC
from apps.contests.upsert import hold_lists
from apps.core import audit
from apps.core.errors import Refused
from apps.live.actions import publish


@transaction.atomic
def hide_contests(contests: Iterable[Contest], *, by: AbstractBaseUser, note: str = "") -> int:
    """Show contests nowhere any more, whatever their sites say; return how many were shown until now."""
    shown = _locked(contests, Q(hidden=False))
    audit.record("contest.hidden", shown, by=by, was={"hidden": False}, now={"hidden": True}, note=note)
    return _write(shown, hidden=True)


@transaction.atomic
def show_contests(contests: Iterable[Contest], *, by: AbstractBaseUser, note: str = "") -> int:
    """Show contests again that were hidden; return how many were."""
    hidden = _locked(contests, Q(hidden=True))
    audit.record("contest.shown", hidden, by=by, was={"hidden": True}, now={"hidden": False}, note=note)
    return _write(hidden, hidden=False)


@transaction.atomic
def merge_contests(contests: Iterable[Contest], *, by: AbstractBaseUser, note: str = "") -> Contest:
    """Merge contests into the one that we have known longest, and return that one.

    The others keep their ids and go on being read from their sites, but stand for it wherever they are asked for, and
    so does whatever was merged into them before.

    Raises:
        Refused: fewer than two of them stand for themselves.
    """
    apart = sorted(_locked(contests, Q(merged_into=None)), key=lambda contest: (contest.created, contest.pk))
    if len(apart) < 2:
        raise Refused(_("Choose at least two contests that are not merged yet."))
    oldest, *others = apart
    earlier = _locked(Contest.objects.filter(merged_into__in=others), Q())
    for one in (*others, *earlier):
        was, now = {"merged_into": one.merged_into_id}, {"merged_into": oldest.pk}
        audit.record("contest.merged", [one], by=by, was=was, now=now, note=note)
    _write([*others, *earlier], merged_into=oldest)
    return oldest


@transaction.atomic
def part_contests(contests: Iterable[Contest], *, by: AbstractBaseUser, note: str = "") -> int:
    """Let merged contests stand for themselves again; return how many were merged."""
    merged = _locked(contests, Q(merged_into__isnull=False))
    for one in merged:
        was, now = {"merged_into": one.merged_into_id}, {"merged_into": None}
        audit.record("contest.parted", [one], by=by, was=was, now=now, note=note)
    return _write(merged, merged_into=None)


def _locked(contests: Iterable[Contest], condition: Q) -> list[Contest]:
    """Return those of the contests that fulfil a condition, held until the end of the transaction."""
    chosen = list(contests)
    hold_lists(contest.resource_id for contest in chosen)
    ids = [contest.pk for contest in chosen]
    return list(Contest.objects.select_for_update().filter(condition, pk__in=ids).order_by("pk"))


def _write(contests: list[Contest], **values: object) -> int:
    if contests:
        Contest.objects.filter(pk__in=[contest.pk for contest in contests]).update(**values)
        publish(TOPIC)
    return len(contests)
