"""Addresses of results."""

from django.urls import path, re_path

from apps.standings import views
from apps.standings.board import part_views, reading_views
from apps.standings.board import views as table_views
from apps.standings.charts import views as chart_views
from apps.standings.exports import views as exports_views
from apps.standings.feeds import account as participation_feeds
from apps.standings.feeds import contest as feeds
from apps.standings.history import change_views
from apps.standings.history import views as versions_views
from apps.standings.listing import views as listing_views
from apps.standings.merged import views as merged_views
from apps.standings.people import versus_views
from apps.standings.replay import moves_views, race_views, resolver_views
from apps.standings.replay import views as replay_views
from apps.standings.sites import views as rating_views
from apps.standings.what_if import views as what_if_views

app_name = "standings"
urlpatterns = [
    path("resources/account/ratings/", rating_views.account_ratings, name="account_ratings"),
    path("resources/country/ratings/", rating_views.country_ratings, name="country_ratings"),
    path("account/<path:key>/resource/<path:host>/calendar.ics", participation_feeds.calendar, name="account_calendar"),
    path("versus/", versus_views.versus_form, name="versus_form"),
    path("versus/<path:sides>/", versus_views.versus, name="versus"),
    path("standings/", listing_views.standings_list, name="standings_list"),
    path("standings/own/", listing_views.own, name="own"),
    path("standings/<int:pk>/standings.csv", exports_views.as_csv, name="csv"),
    path("standings/<int:pk>/standings.json", exports_views.as_json, name="json"),
    re_path(r"^standings/(?P<pks>[0-9]+(?:,[0-9]+)+)/$", merged_views.merged, name="merged"),
    path("standings/compare/", merged_views.compare, name="compare"),
    path("standings/<int:pk>/feed.atom", feeds.atom, name="atom"),
    path("standings/<int:pk>/feed.rss", feeds.rss, name="rss"),
    path("standings/<int:pk>/", table_views.standings, name="standings"),
    path("standings/<int:pk>/rows/", part_views.rows, name="rows"),
    path("standings/<int:pk>/choices/<slug:kind>/", part_views.choices, name="choices"),
    path("standings/<int:pk>/update/", views.update, name="update"),
    path("standings/<int:pk>/reading/", reading_views.reading, name="reading"),
    path("standings/<int:pk>/changes/<int:version>.<str:language>.json", change_views.change, name="change"),
    path("standings/<int:pk>/versions/", versions_views.versions, name="versions"),
    path("standings/<int:pk>/versions/<int:number>/", versions_views.version, name="version"),
    path("standings/<int:pk>/moves-<int:version>.json", moves_views.moves, name="moves"),
    path("standings/<int:pk>/replay/", replay_views.replay, name="replay"),
    path("standings/<int:pk>/what-if/", what_if_views.what_if, name="what_if"),
    path("standings/<int:pk>/resolver/", resolver_views.resolver, name="resolver"),
    path("standings/<int:pk>/teams-<int:version>.json", resolver_views.teams, name="teams"),
    path("standings/<int:pk>/charts/", chart_views.charts, name="charts"),
    path("standings/<int:pk>/race/", race_views.race, name="race"),
    path("standings/<slug:slug>-<int:pk>/", table_views.standings, name="named"),
]
