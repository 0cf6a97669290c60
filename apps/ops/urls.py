"""Addresses for machines that watch, and for staff."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path, reverse_lazy

from apps.ops import views
from apps.ops.pages import audit, contests, events, jobs, lists, overview, runs, sources, suggestions

app_name = "ops"
urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.scrape, name="metrics"),
    path(
        "staff/login/",
        LoginView.as_view(template_name="ops/login.html", next_page=reverse_lazy("ops:overview")),
        name="login",
    ),
    path("staff/logout/", LogoutView.as_view(next_page=reverse_lazy("contests:main")), name="logout"),
    path("staff/", overview.overview, name="overview"),
    path("staff/runs/", runs.log, name="runs"),
    path("staff/runs/<int:pk>/", runs.run, name="run"),
    path("staff/runs/<int:pk>/body/<int:number>/", runs.body, name="body"),
    path("staff/runs/<int:pk>/replay/", runs.replay, name="replay"),
    path("staff/lists/", lists.held_lists, name="lists"),
    path("staff/lists/<int:pk>/", lists.held_list, name="list"),
    path("staff/lists/<int:pk>/accept/", lists.accept, name="accept"),
    path("staff/lists/<int:pk>/refuse/", lists.refuse, name="refuse"),
    path("staff/events/", events.parked_events, name="events"),
    path("staff/events/answer/", events.answer, name="answer_events"),
    path("staff/queues/", jobs.queue_page, name="queues"),
    path("staff/queues/answer/", jobs.answer, name="answer_jobs"),
    path("staff/sources/", sources.sources, name="sources"),
    path("staff/sources/fetch/", sources.fetch, name="fetch"),
    path("staff/contests/", contests.contests, name="contests"),
    path("staff/contests/<slug:deed>/", contests.confirm, name="confirm"),
    path("staff/suggestions/", suggestions.queue, name="suggestions"),
    path("staff/suggestions/<int:pk>/<slug:deed>/", suggestions.answer, name="answer_suggestion"),
    path("staff/audit/", audit.entries, name="audit"),
]
