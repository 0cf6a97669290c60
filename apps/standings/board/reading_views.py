"""How fresh a table is, as a small part of its pages that is asked for while it is about to change."""

from __future__ import annotations

from hashlib import blake2b
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from apps.core.viewer import viewer_of
from apps.standings.models import Standings
from apps.standings.views import shown_contest


@require_safe
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when a contest's results were read, whether they are being read, and when they are read next."""
    contest = shown_contest(pk)
    header = Standings.objects.filter(contest=contest).first() or Standings(contest=contest)
    with timezone.override(viewer_of(request).zone):
        body = render_to_string("standings/reading.html", {"contest": contest, "header": header}).encode()
    etag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    response = HttpResponse(body, headers={"ETag": etag, "Cache-Control": "no-cache"})
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return cast("HttpResponse", get_conditional_response(request, etag=etag, response=response))
