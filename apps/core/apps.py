"""Core: events, audit and plug-ins; it knows no word of the domain."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """The ground under every app."""

    name = "apps.core"

    def ready(self) -> None:
        """Load every app's `handlers.py`, so that their subscriptions stand."""
        autodiscover_modules("handlers")
