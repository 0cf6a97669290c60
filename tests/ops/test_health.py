"""The probes: alive without asking anybody, ready only with everything that requests need."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

NOWHERE = "unix:///nonexistent/valkey.sock"


def test_live_asks_nobody(client: Client, settings: Any) -> None:
    settings.REDIS_URL = NOWHERE
    answer = client.get("/health/live")  # without the mark django_db, any query would fail the test
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": settings.VERSION})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_names_its_checks(client: Client) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        200, {"status": "ok", "checks": {"database": "ok", "valkey": "ok", "migrations": "ok"}},
    )  # fmt: skip


@pytest.mark.django_db
def test_ready_fails_without_valkey(client: Client, settings: Any) -> None:
    settings.REDIS_URL = NOWHERE
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        503,
        {
            "status": "failed",
            "checks": {"database": "ok", "valkey": "failed: ConnectionError", "migrations": "ok"},
        },
    )


@pytest.mark.django_db
def test_ready_fails_with_a_migration_to_apply(client: Client) -> None:
    MigrationRecorder.Migration.objects.using(connection.alias).filter(app="live", name="0001_tables").delete()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (503, "failed: 1 to apply")


@pytest.mark.django_db(transaction=True)
def test_ready_fails_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent")
    answer = client.get("/health/ready")
    connection.close()
    failed = "failed: OperationalError"
    assert (answer.status_code, answer.json()["checks"]) == (
        503, {"database": failed, "valkey": "ok", "migrations": failed},
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_probes_only_answer_reads(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
