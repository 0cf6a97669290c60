"""A person's own API key, asked for and given back in a browser's session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from apps.accounts import actions


@require_http_methods(["POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Answer with the key as plain text, made if there is none; an empty 401 without a session."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return HttpResponse(actions.give_key(request.user), content_type="text/plain; charset=utf-8")


@require_http_methods(["DELETE"])
def remove(request: HttpRequest) -> HttpResponse:
    """Void the key; an empty 401 without a session."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    actions.remove_key(request.user)
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")
