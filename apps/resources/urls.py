"""Addresses of contest sites."""

from django.urls import path

from apps.resources import views

app_name = "resources"
urlpatterns = [
    path("resources/", views.resources, name="resources"),
    path("resource/<path:name>/", views.resource, name="resource"),
]
