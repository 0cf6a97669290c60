"""Which format an answer comes in: what `?format=` says, else a callback, else the Accept header."""

from __future__ import annotations

from collections.abc import Iterable

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from apps.api.errors import QuestionError


class FormatNegotiation(BaseContentNegotiation):
    """Never refuses: what nobody can say is said in JSON, the first of the renderers."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return the renderer and its media type.

        Raises:
            QuestionError: the Accept header is none.
        """
        renderer = self._choose(request, {named.format or "": named for named in renderers})
        return renderer, renderer.media_type or ""

    def _choose(self, request: Request, by_format: dict[str, BaseRenderer]) -> BaseRenderer:
        usual = by_format["json"]
        named = request.query_params.get("format")
        if named:
            return by_format.get(named, usual)
        if "callback" in request.query_params:
            return by_format.get("jsonp", usual)
        accepted = request.headers.get("Accept", "*/*")
        if accepted == "*/*":
            return usual
        return self._best(_ranges(accepted), list(by_format.values())) or usual

    def _best(self, ranges: list[tuple[str, str, float]], renderers: list[BaseRenderer]) -> BaseRenderer | None:
        """Return the renderer of the highest quality; among equals the most exactly named, then the first."""
        best, mark = None, (0.0, -1)
        for renderer in renderers:
            kind, _, subtype = (renderer.media_type or "").partition("/")
            fits = [
                (100 * (kind == wanted) + 10 * (subtype == exact), quality)
                for wanted, exact, quality in ranges
                if wanted in (kind, "*") and exact in (subtype, "*")
            ]
            if fits:
                fitness, quality = max(fits, key=lambda fit: fit[0])
                if quality > 0 and (quality, fitness) > mark:
                    best, mark = renderer, (quality, fitness)
        return best


def _ranges(accepted: str) -> list[tuple[str, str, float]]:
    """Return type, subtype and quality of each part of an Accept header."""
    ranges = []
    for part in filter(None, (part.strip() for part in accepted.split(","))):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        kind, slash, subtype = ("*/*" if name == "*" else name).partition("/")
        if not slash or "/" in subtype:
            raise QuestionError("Invalid Accept header")
        ranges.append((kind.strip(), subtype.strip(), _quality(parameters)))
    return ranges


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 1.0
            return quality if 0 <= quality <= 1 else 1.0
    return 1.0
