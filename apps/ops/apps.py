"""The ops app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OpsConfig(AppConfig):
    """Names the app for Django, and makes the groups of staff after each migration."""

    name = "apps.ops"

    def ready(self) -> None:
        """Have the groups made once the rights that they carry are there."""
        from apps.ops.access import make_groups  # noqa: PLC0415 - models are ready only now

        post_migrate.connect(make_groups, sender=self, dispatch_uid="ops.groups")
