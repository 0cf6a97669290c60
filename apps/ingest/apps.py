"""The ingest app."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """Names the app for Django."""

    name = "apps.ingest"
