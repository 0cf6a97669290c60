"""What the tests of staff pages stand on: a site that answers, and people with and without rights."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from apps.accounts.models import User
from tests.ingest.conftest import _no_waiting, answer, gateway, plan  # noqa: F401 - fixtures


def member(name: str, group: str) -> User:
    """Return a person of one of the groups of staff."""
    person = User.objects.create_user(name, password="correct horse")
    person.groups.add(Group.objects.get(name=group))
    return person


@pytest.fixture
def reader(client: Client, db: None) -> Client:
    """A browser of somebody who may look."""
    client.force_login(member("reader", "staff readers"))
    return client


@pytest.fixture
def operator(client: Client, db: None) -> Client:
    """A browser of somebody who may act."""
    client.force_login(member("operator", "staff operators"))
    return client
