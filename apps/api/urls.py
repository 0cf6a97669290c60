"""Addresses of the API: with and without a slash at the end, with one or more between, a format after the version."""

from django.urls import re_path

from apps.api.views import DetailView, ListView, SchemaView, SetView, TopLevelView

VERSION = r"^(?:/*)v(?P<version>[1-4])(?:/+(?P<prefix>jsonp|json|yaml|xml|plist)(?=/|$))?"
NOUN = rf"{VERSION}/+(?P<noun>[a-z]+)"

app_name = "api"
urlpatterns = [
    re_path(rf"{VERSION}/*$", TopLevelView.as_view(), name="top"),
    re_path(rf"{NOUN}/*$", ListView.as_view(), name="list"),
    re_path(rf"{NOUN}/+schema/*$", SchemaView.as_view(), name="schema"),
    re_path(rf"{NOUN}/+set/+(?P<ids>[^/]+)/*$", SetView.as_view(), name="set"),
    re_path(rf"{NOUN}/+(?P<id>[^/]+)/*$", DetailView.as_view(), name="detail"),
]
