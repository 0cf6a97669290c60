"""Addresses that belong to no noun."""

from django.urls import path

from apps.core import installable, search, views

app_name = "core"
urlpatterns = [
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggestions, name="search_suggestions"),
    path("manifest.webmanifest", installable.manifest, name="manifest"),
    path("service-worker.js", installable.service_worker, name="service_worker"),
    path("offline/", installable.offline, name="offline"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("timezone/", views.choose_zone, name="timezone"),
    path("language/", views.choose_language, name="language"),
]
