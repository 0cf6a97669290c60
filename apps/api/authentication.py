"""Who asks: an API key in a header or in the query, else a session of the site."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from apps.accounts.models import User
from apps.accounts.queries import owner_of_key
from apps.contests.queries import TOPIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the query for a person told besides: `request.auth`. `version` is that of the topic of contests."""

    version: int | None = None


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: ApiKey <username>:<key>`, else `?username=` with `?api_key=`. One query."""

    def authenticate(self, request: Request) -> tuple[User, Known] | None:
        """Return the person and what was learnt beside, or None: then the next way is tried."""
        username, key = credentials(request)
        if not username or not key or "\0" in username + key:
            return None
        found = owner_of_key(username, key, topic=TOPIC)
        return (found[0], Known(version=found[1])) if found else None


class SessionAuthentication(BaseAuthentication):
    """A browser in which somebody is logged in. Every door is read-only, so no CSRF token is asked for."""

    def authenticate(self, request: Request) -> tuple[User, Known] | None:
        """Return the person, or None."""
        user: User | AnonymousUser | None = getattr(request._request, "user", None)  # none in the API's own lane
        return (user, Known()) if isinstance(user, User) and user.is_active else None


def credentials(request: Request) -> tuple[str, str]:
    """Return username and key as the client gives them, both "" where it gives none."""
    scheme, _, word = get_authorization_header(request).decode("utf-8", "replace").strip().partition(" ")
    if scheme.lower() == "apikey":
        username, _, key = word.strip().partition(":")
        return username, key
    return request.query_params.get("username", ""), request.query_params.get("api_key", "")
