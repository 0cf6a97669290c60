"""JSON that never changes because its address names a version: packed once, then kept for good by whoever has it."""

from __future__ import annotations

import gzip
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

FOR_GOOD = "public, max-age=31536000, immutable"
COMPRESSION = 6


def pack(document: Any) -> bytes:
    """Return a document as JSON compressed by gzip, the same bytes each time."""
    return gzip.compress(msgspec.json.encode(document), COMPRESSION, mtime=0)


def lasting_answer(request: HttpRequest, packed: bytes) -> HttpResponse:
    """Return packed JSON, to be kept for good; unpacked for who cannot read it."""
    takes_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed if takes_packed else gzip.decompress(packed), content_type="application/json")
    response["Cache-Control"] = FOR_GOOD
    if takes_packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ("Accept-Encoding",))
    return response
