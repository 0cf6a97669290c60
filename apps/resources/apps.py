"""Resources: the contest sites and the adapters that read them."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def sync_after_migrate(sender: AppConfig, **options: Any) -> None:
    """Keep the table of sites in step with the code at every deployment."""
    from apps.resources.actions import sync_sites  # noqa: PLC0415 - models load later

    sync_sites()


class ResourcesConfig(AppConfig):
    """The world below everything: which sites there are."""

    name = "apps.resources"

    def ready(self) -> None:
        """Connect the step after migrations."""
        post_migrate.connect(sync_after_migrate, sender=self)
