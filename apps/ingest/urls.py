"""Addresses about sources."""

from django.urls import path

from apps.ingest import views

app_name = "ingest"
urlpatterns = [path("status/", views.status, name="status")]
