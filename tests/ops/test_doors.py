"""Probes and scrapes reach the doors for machines by any name; people reach the site by its own alone."""

from typing import Any

import pytest
from django.test import Client

OTHERS = ["web:8000", "10.1.2.3:8001", "127.0.0.1:8080", "clist-web.clist.svc"]


@pytest.fixture
def production(settings: Any) -> None:
    settings.PRODUCTION, settings.METRICS_TOKEN = True, "token"
    settings.SITE_HOST, settings.ALLOWED_HOSTS = "clist.example.org", ["clist.example.org"]


@pytest.mark.django_db
@pytest.mark.parametrize("host", OTHERS)
def test_doors_for_machines_open_by_any_name(client: Client, production: None, host: str) -> None:
    paths = ["/health/live", "/health/ready", "/metrics?of=house"]
    answers = [client.get(path, HTTP_HOST=host, HTTP_AUTHORIZATION="Bearer token").status_code for path in paths]
    assert answers == [200, 200, 200]


@pytest.mark.parametrize("host", OTHERS)
def test_pages_open_by_the_names_of_the_site_alone(client: Client, production: None, host: str) -> None:
    answers = [client.get(path, HTTP_HOST=host).status_code for path in ("/offline/", "/metrics/", "/api/v4/")]
    assert answers == [400, 400, 400]
