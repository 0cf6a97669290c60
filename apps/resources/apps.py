"""Resources: the contest sites and the adapters that read them."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from apps.core import workers


def sync_after_migrate(sender: AppConfig, **options: Any) -> None:
    """Keep the table of sites in step with the code at every deployment."""
    from apps.resources.actions import sync_sites  # noqa: PLC0415 - models load later

    sync_sites()


def load_adapters(**options: Any) -> None:
    """Import the adapters in the worker, for all its jobs: it takes two thirds of a small one's time."""
    from apps.resources.catalogue import adapters  # noqa: PLC0415 - each command but a worker does without them

    adapters()


class ResourcesConfig(AppConfig):
    """The world below everything: which sites there are."""

    name = "apps.resources"

    def ready(self) -> None:
        """Connect the steps after migrations and before jobs."""
        post_migrate.connect(sync_after_migrate, sender=self)
        workers.starting.connect(load_adapters)
