"""The app of results: who took place which, what they solved, how their rating moved."""

from django.apps import AppConfig


class StandingsConfig(AppConfig):
    """Results."""

    name = "apps.standings"
