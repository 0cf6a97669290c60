"""The audit: what it writes, when it refuses, and what it takes over from the administration."""

import pytest
from django.db import transaction
from django.test import Client

from apps.accounts.models import User
from apps.core import audit
from apps.core.models import AuditEntry
from tests.factories import ResourceFactory


@pytest.mark.django_db
def test_entry_outlives_the_person_and_the_object() -> None:
    person, site = User.objects.create_user("ada"), ResourceFactory(host="site.example")
    number = audit.record(
        "site.disabled", [site], by=person, was={"enabled": True}, now={"enabled": False}, note="It\x00 spams."
    )
    identity = str(site.pk)
    person.delete()
    site.delete()
    entry = AuditEntry.objects.get()
    assert (number, entry.by, entry.by_name, entry.action) == (1, None, "ada", "site.disabled")
    assert (entry.kind, entry.object_id, entry.object_name) == ("resources.resource", identity, "site.example")
    assert (entry.was, entry.now, entry.note) == ({"enabled": True}, {"enabled": False}, "It spams.")


@pytest.mark.django_db(transaction=True)
def test_entry_needs_the_transaction_of_the_deed() -> None:
    person = User.objects.create_user("ada")
    with pytest.raises(RuntimeError, match="outside a transaction"):
        audit.record("site.disabled", [], by=person)
    with transaction.atomic():
        audit.record("site.disabled", [person], by=person)
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db
def test_deeds_in_the_administration_are_taken_over(client: Client) -> None:
    person = User.objects.create_superuser("ada")
    client.force_login(person)
    answer = client.post("/admin/auth/group/add/", {"name": "Friends"})
    assert answer.status_code == 302
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.action, entry.kind, entry.object_name) == (
        person,
        "administration.added",
        "auth.group",
        "Friends",
    )
