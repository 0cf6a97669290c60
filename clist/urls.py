"""Every address of the site, by app."""

from django.contrib import admin
from django.urls import include, path, re_path

from apps.api import keys
from apps.api.events import events
from apps.api.icons import icon
from clist import crawlers

handler500 = "apps.live.outage.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("django-rq/", include("django_rq.urls")),
    re_path("^api/key/?$", keys.give),
    re_path("^remove/api/key/?$", keys.remove),
    re_path("^(?:/*)api/", include("apps.api.urls")),
    re_path("^get/events/?$", events),
    path("media/sizes/64x64/resources/<str:name>.png", icon),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.index, name="sitemaps"),
    path("sitemap-<slug:section>.xml", crawlers.sitemap, name="sitemap"),
    path("", include("apps.core.urls")),
    path("", include("apps.resources.urls")),
    path("", include("apps.contests.urls")),
    path("", include("apps.accounts.urls")),
    path("", include("apps.standings.urls")),
    path("", include("apps.ingest.urls")),
    path("", include("apps.suggestions.urls")),
    path("", include("apps.ops.urls")),
]
