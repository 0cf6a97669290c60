"""Addresses of suggestions."""

from django.urls import path

from apps.suggestions import views

app_name = "suggestions"
urlpatterns = [
    path("suggest/", views.suggestion, name="suggest"),
    path("suggest/thanks/", views.thanks, name="thanks"),
]
