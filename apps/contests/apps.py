"""The contests app."""

from django.apps import AppConfig


class ContestsConfig(AppConfig):
    """Names the app for Django."""

    name = "apps.contests"
