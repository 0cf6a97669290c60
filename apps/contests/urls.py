"""Addresses of contests."""

from django.urls import path

from apps.contests import calendar_events, calendar_views, feeds, views

app_name = "contests"
urlpatterns = [
    path("", views.main, name="main"),
    path("contest/<int:pk>/", views.contest, name="contest"),
    path("calendar/", calendar_views.calendar_page, name="calendar_page"),
    path("calendar/events.json", calendar_events.events, name="calendar_events"),
    path("agenda/", calendar_views.agenda, name="agenda"),
    path("calendar.ics", feeds.calendar, name="calendar"),
    path("feed.atom", feeds.atom, name="atom"),
    path("feed.rss", feeds.rss, name="rss"),
]
