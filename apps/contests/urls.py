"""Addresses of contests."""

from django.urls import path

from apps.contests import feeds, views

app_name = "contests"
urlpatterns = [
    path("", views.main, name="main"),
    path("contest/<int:pk>/", views.contest, name="contest"),
    path("calendar.ics", feeds.calendar, name="calendar"),
    path("feed.atom", feeds.atom, name="atom"),
    path("feed.rss", feeds.rss, name="rss"),
]
