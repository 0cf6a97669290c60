"""Addresses for machines that watch."""

from django.urls import path

from apps.ops import views

app_name = "ops"
urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.scrape, name="metrics"),
]
