"""Addresses of accounts on contest sites."""

from django.urls import path

from apps.accounts import list_views, lookup_views, profile_views, views

app_name = "accounts"
urlpatterns = [
    path("profile/<path:names>/ratings/", profile_views.ratings, name="profile_ratings"),
    path("profile/<path:names>/", profile_views.profile, name="profile"),
    path("coder/", profile_views.own, name="own"),
    path("coder/<str:username>/", profile_views.coder, name="coder"),
    path("accounts/", list_views.accounts, name="accounts"),
    path("accounts/lookup/", lookup_views.lookup, name="lookup"),
    path("account/<path:key>/resource/<path:host>/ratings/", views.ratings, name="ratings"),
    path("account/<path:key>/resource/<path:host>/update/", views.update, name="update"),
    path("account/<path:key>/resource/<path:host>/", views.account, name="account"),
]
