"""The ops app."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Names the app for Django."""

    name = "apps.ops"
