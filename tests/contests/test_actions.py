"""What staff do to contests: the rows, the audit entries and the raised version."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.db import OperationalError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from apps.accounts.models import User
from apps.contests import actions
from apps.contests.models import Contest
from apps.contests.queries import TOPIC, visible
from apps.contests.upsert import hold_lists
from apps.core.errors import Refused
from apps.core.models import AuditEntry
from apps.live.queries import version
from tests.factories import ContestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> AbstractBaseUser:
    return User.objects.create_superuser("staff")


def audit() -> list[tuple[str, str, object, object]]:
    return list(AuditEntry.objects.order_by("id").values_list("object_id", "action", "was", "now"))


def shown() -> set[Model]:
    return set(visible())


def test_hidden_contests_are_shown_nowhere_until_shown_again(staff: AbstractBaseUser) -> None:
    first, second, third = ContestFactory.create_batch(3)
    assert actions.hide_contests([first, second], by=staff, note="Spam.") == 2
    assert (shown(), version(TOPIC)) == ({third}, 1)
    assert actions.show_contests(Contest.objects.all(), by=staff) == 2
    assert (shown(), version(TOPIC)) == ({first, second, third}, 2)
    assert audit() == [
        (str(one.pk), action, {"hidden": was}, {"hidden": not was})
        for action, was in (("contest.hidden", False), ("contest.shown", True))
        for one in (first, second)
    ]
    assert list(AuditEntry.objects.order_by("id").values_list("note", "by", "by_name", "object_name")) == [
        (note, staff.pk, "staff", one.title) for note in ("Spam.", "") for one in (first, second)
    ]


def test_hiding_the_hidden_writes_nothing(staff: AbstractBaseUser) -> None:
    contest = ContestFactory(hidden=True)
    assert actions.hide_contests([contest], by=staff) == 0
    assert (audit(), version(TOPIC)) == ([], 0)


def test_merge_keeps_the_oldest_and_every_id(staff: AbstractBaseUser) -> None:
    now = timezone.now()
    young = ContestFactory(title="Cup", created=now)
    earlier = ContestFactory(title="Earlier twin", merged_into=young)
    old = ContestFactory(title="The Cup", created=now - timedelta(days=1))
    bystander = ContestFactory()
    assert actions.merge_contests([young, old], by=staff) == old
    assert dict(Contest.objects.values_list("pk", "merged_into")) == {
        young.pk: old.pk, earlier.pk: old.pk, old.pk: None, bystander.pk: None,
    }  # fmt: skip
    assert audit() == [
        (str(young.pk), "contest.merged", {"merged_into": None}, {"merged_into": old.pk}),
        (str(earlier.pk), "contest.merged", {"merged_into": young.pk}, {"merged_into": old.pk}),
    ]
    assert (shown(), version(TOPIC)) == ({old, bystander}, 1)


def test_merge_needs_two_that_stand_for_themselves(staff: AbstractBaseUser) -> None:
    contest = ContestFactory()
    twin = ContestFactory(merged_into=contest)
    with pytest.raises(Refused, match="Choose at least two contests"):
        actions.merge_contests([contest, twin], by=staff)
    assert (audit(), version(TOPIC)) == ([], 0)


def test_parted_contests_stand_for_themselves_again(staff: AbstractBaseUser) -> None:
    contest = ContestFactory()
    twin = ContestFactory(merged_into=contest)
    assert actions.part_contests([contest, twin], by=staff) == 1
    assert shown() == {contest, twin}
    assert audit() == [(str(twin.pk), "contest.parted", {"merged_into": contest.pk}, {"merged_into": None})]


@pytest.mark.django_db(transaction=True)
def test_staff_wait_for_a_list_that_is_being_taken_in() -> None:
    person, listed = User.objects.create_superuser("staff"), ContestFactory.create()
    held, release = threading.Event(), threading.Event()

    def take_in() -> None:
        with transaction.atomic():
            hold_lists([listed.resource_id])
            held.set()
            release.wait(10)
        connection.close()

    worker = threading.Thread(target=take_in)
    worker.start()
    held.wait(10)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            actions.hide_contests([listed], by=person)
    release.set()
    worker.join()
    assert actions.hide_contests([listed], by=person) == 1
