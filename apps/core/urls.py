"""Addresses that belong to no noun."""

from django.urls import path

from apps.core import views

app_name = "core"
urlpatterns = [path("timezone/", views.choose_zone, name="timezone")]
