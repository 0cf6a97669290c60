"""Every address of the site, by app."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("django-rq/", include("django_rq.urls")),
    path("", include("apps.core.urls")),
    path("", include("apps.resources.urls")),
    path("", include("apps.contests.urls")),
    path("", include("apps.ingest.urls")),
]
