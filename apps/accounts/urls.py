"""Addresses of accounts on contest sites."""

from django.urls import path

from apps.accounts import list_views, lookup_views, views

app_name = "accounts"
urlpatterns = [
    path("accounts/", list_views.accounts, name="accounts"),
    path("accounts/lookup/", lookup_views.lookup, name="lookup"),
    path("account/<path:key>/resource/<path:host>/ratings/", views.ratings, name="ratings"),
    path("account/<path:key>/resource/<path:host>/update/", views.update, name="update"),
    path("account/<path:key>/resource/<path:host>/", views.account, name="account"),
]
