"""Addresses of contests."""

from django.urls import path

from apps.contests import (
    calendar_events,
    calendar_views,
    changes_views,
    contest_views,
    feeds,
    problem_views,
    series_views,
    views,
)

app_name = "contests"
urlpatterns = [
    path("", views.main, name="main"),
    path("contest/<int:pk>/", contest_views.contest, name="contest"),
    path("contest/<int:pk>/picture.png", contest_views.contest_picture, name="picture"),
    path("problems/", problem_views.problems, name="problems"),
    path("problem/<int:pk>/", problem_views.problem, name="problem"),
    path("series/", series_views.series_list, name="series_list"),
    path("series/<str:slug>/", series_views.series, name="series"),
    path("changes/", changes_views.changes, name="changes"),
    path("changes.atom", changes_views.atom, name="changes_atom"),
    path("changes.rss", changes_views.rss, name="changes_rss"),
    path("calendar/", calendar_views.calendar_page, name="calendar_page"),
    path("calendar/events.json", calendar_events.events, name="calendar_events"),
    path("agenda/", calendar_views.agenda, name="agenda"),
    path("calendar.ics", feeds.calendar, name="calendar"),
    path("feed.atom", feeds.atom, name="atom"),
    path("feed.rss", feeds.rss, name="rss"),
]
