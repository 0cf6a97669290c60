"""The suggestions app."""

from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    """Names the app for Django."""

    name = "apps.suggestions"
