"""A kept page ends by itself when a contest starts: no change is published at that moment."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import ContestFactory


@pytest.mark.django_db
def test_kept_page_ends_when_a_contest_starts(client: Client) -> None:
    contest = ContestFactory(start=timezone.now() + timedelta(seconds=1.2))
    assert f'is-coming is-soon" id="contest-{contest.pk}"' in client.get("/").content.decode()
    time.sleep(1.4)
    assert f'is-running" id="contest-{contest.pk}"' in client.get("/").content.decode()
