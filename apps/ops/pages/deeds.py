"""What every page that acts has in common: do it, say how it went, go back."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from redis.exceptions import RedisError

from apps.core.errors import Refused
from apps.ingest.queries import STAFF
from apps.live.actions import publish_later
from apps.resources.adapters.base import AdapterError

MOST_CHOSEN = 500


def act(request: HttpRequest, deed: Callable[[AbstractBaseUser, str], str], *, back: str) -> HttpResponse:
    """Call `deed` with the person and their note, tell them what it returned or why it was refused, and go back."""
    person = cast("AbstractBaseUser", request.user)
    try:
        told = deed(person, request.POST.get("note", "").strip())
    except (Refused, AdapterError) as refusal:
        messages.error(request, str(refusal))
    except RedisError as error:
        messages.error(request, f"{type(error).__name__}: {error}")
    else:
        messages.success(request, told)
        publish_later(STAFF)
    return redirect(_inside(request, request.POST.get("next", "")) or back)


def chosen(request: HttpRequest, name: str) -> list[int]:
    """Return the numbers that were ticked."""
    source = request.POST if request.method == "POST" else request.GET
    return [int(pk) for pk in source.getlist(name)[:MOST_CHOSEN] if pk.isdecimal() and len(pk) < 19]


def _inside(request: HttpRequest, address: str) -> str:
    fits = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=False)
    return address if address.startswith("/") and fits else ""
