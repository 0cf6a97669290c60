"""Addresses of accounts on contest sites."""

from django.urls import path

from apps.accounts import views

app_name = "accounts"
urlpatterns = [
    path("accounts/", views.accounts, name="accounts"),
    path("account/<path:key>/resource/<path:host>/", views.account, name="account"),
]
