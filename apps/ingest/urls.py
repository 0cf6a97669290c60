"""Addresses about sources."""

from django.urls import path

from apps.ingest import feeds, views

app_name = "ingest"
urlpatterns = [
    path("status/", views.status, name="status"),
    path("status/incidents.atom", feeds.atom, name="incidents_atom"),
    path("status/incidents.rss", feeds.rss, name="incidents_rss"),
]
