"""Every line that a try logs names its run and its ticket."""

from __future__ import annotations

import logging

import pytest
from django.utils import timezone

from apps.core import logs
from apps.ingest import actions
from tests.factories import PlanFactory


@pytest.mark.django_db
def test_lines_of_a_try_name_its_run(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    caplog.handler.addFilter(logs.Bind())
    plan = PlanFactory(
        resource__host="unreachable.invalid", resource__url="https://unreachable.invalid/", ticket=7, due=timezone.now()
    )
    attempt = actions.run(plan)
    told = [record.facts for record in caplog.records if record.name == "apps.ingest.actions"]  # type: ignore[attr-defined]
    assert told == [{"run": attempt.pk, "ticket": 7}]
