"""Core: events, audit and plug-ins; it knows no word of the domain."""

from django.apps import AppConfig
from django.core.signals import request_started
from django.utils.module_loading import autodiscover_modules

from apps.core.connections import let_go_of_dead


class CoreConfig(AppConfig):
    """The ground under every app."""

    name = "apps.core"

    def ready(self) -> None:
        """Load every app's `checks.py` and `handlers.py`, and audit what the administration does."""
        from apps.core.audit import watch_administration  # noqa: PLC0415 - models are ready only now

        watch_administration()
        autodiscover_modules("checks", "server_checks", "handlers")
        request_started.connect(let_go_of_dead)
