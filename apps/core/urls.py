"""Addresses that belong to no noun."""

from django.urls import path

from apps.core import search, views

app_name = "core"
urlpatterns = [
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggestions, name="search_suggestions"),
    path("timezone/", views.choose_zone, name="timezone"),
]
