"""Icons of contest sites: two letters in the site's colour, drawn when asked for."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from hashlib import blake2b

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from PIL import Image, ImageDraw, ImageFont

from apps.resources.marks import Mark, mark
from apps.resources.models import Resource

ICONS = "/media/sizes/64x64/resources/"
NOT_IN_A_NAME = "[^A-Za-z0-9-]"
SIZE, RADIUS, LETTERS = 64, 14, 30


def name_of(host: str) -> str:
    """Return the name of a site's icon file, without its ending."""
    return re.sub(NOT_IN_A_NAME, "_", host)


def icon_of(host: str) -> str:
    """Return the address of a site's icon."""
    return f"{ICONS}{name_of(host)}.png"


def _mark(name: str) -> Mark | None:
    """Return the mark of the site with this icon name."""
    for host, title, short, color in Resource.objects.order_by("id").values_list("host", "title", "short", "color"):
        if name_of(host) == name:
            return mark(title=title, short=short, color=color)
    return None


@cache_control(public=True, max_age=86400)
def icon(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with a site's icon as PNG, or 304 where the browser has it; 404 for an unknown site."""
    found = _mark(name)
    if found is None:
        raise Http404(f"no site has the icon {name}")
    etag = f'"{blake2b(repr(found).encode(), digest_size=8).hexdigest()}"'
    response = HttpResponse(draw(found), content_type="image/png", headers={"ETag": etag})
    return get_conditional_response(request, etag=etag, response=response) or response


@lru_cache(maxsize=256)
def draw(mark: Mark) -> bytes:
    """Return a mark as a PNG of 64 × 64: its letters on a rounded square."""
    image = Image.new("RGBA", (SIZE, SIZE))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, SIZE - 1, SIZE - 1), RADIUS, fill=mark.ground)
    font = ImageFont.load_default(LETTERS)
    pen.text((SIZE / 2, SIZE / 2), mark.letters, fill=mark.ink, font=font, anchor="mm")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
