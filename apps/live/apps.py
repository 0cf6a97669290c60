"""The live app."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Names the app for Django."""

    name = "apps.live"
