"""What all doors of the API share: who may come in, how often, and how refusals are told."""

from __future__ import annotations

from typing import Any, NoReturn, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAuthenticated
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from apps.api.authentication import ApiKeyAuthentication, SessionAuthentication
from apps.api.encoding import to_json
from apps.api.endpoints import JSON_FORMATS
from apps.api.errors import ApiError, TooOftenError
from apps.api.negotiation import FormatNegotiation
from apps.api.renderers import RENDERERS, FeedRenderer, JsonRenderer, Renderer
from apps.api.throttling import SlidingMinute

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, OPTIONS",
    "Access-Control-Allow-Headers": "accept, authorization, content-type, origin, x-requested-with",
    "Access-Control-Max-Age": "86400",
}


class Door(APIView):
    """What all doors share: only GET, then who asks, then how often, then the format; errors as clients know them."""

    authentication_classes = [ApiKeyAuthentication, SessionAuthentication]
    content_negotiation_class = FormatNegotiation
    throttle_classes = [SlidingMinute]
    http_method_names = ["get", "options"]
    public = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Move a format in the path into the query."""
        super().setup(request, *args, **kwargs)
        self.throttles: list[BaseThrottle] = []
        self.version = int(kwargs["version"])
        if prefix := kwargs.get("prefix"):
            request.GET = QueryDict(f"format={prefix}&{request.META['QUERY_STRING']}")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in English: programs read it. A thread would go on in the language of the last page that it made."""
        with translation.override(settings.LANGUAGE_CODE):
            return super().dispatch(request, *args, **kwargs)

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that this door speaks."""
        return JSON_FORMATS

    def get_renderers(self) -> list[BaseRenderer]:
        """Return a renderer for each format."""
        return [RENDERERS[name]() for name in self.formats]

    def get_throttles(self) -> list[BaseThrottle]:
        """Return the throttles of this request, which have to hear of its answer."""
        self.throttles = list(super().get_throttles())
        return self.throttles

    def throttled(self, request: Request, wait: float) -> NoReturn:
        """Refuse a request that comes too often."""
        raise TooOftenError(round(wait))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let a request in, or refuse it, in the order that clients rely on."""
        if request.method == "OPTIONS":
            return
        if request.method != "GET":
            raise MethodNotAllowed(request.method or "")
        if not self.public:
            if not request.user.is_authenticated:
                raise NotAuthenticated
            self.check_throttles(request)
        self.renderer = self.chosen(request)

    def chosen(self, request: Request) -> Renderer:
        """Return the renderer of the format that a request asks for.

        Raises:
            QuestionError: its Accept header is none.
        """
        renderer, _ = self.get_content_negotiator().select_renderer(request, self.get_renderers(), None)
        return cast("Renderer", renderer)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """Answer with the allowed methods, also to the question that browsers ask before a request."""
        return HttpResponse("GET", headers={"Allow": "GET"})

    def answer(self, body: bytes) -> HttpResponse:
        """Return a body in the chosen format."""
        return HttpResponse(body, content_type=f"{self.renderer.media_type}; charset=utf-8")

    def handle_exception(self, exc: Exception) -> Response:
        """Return what a client is told of a refusal; anything else goes on to Django."""
        return cast("Response", self._refusal(exc))

    def _refusal(self, exc: Exception) -> HttpResponse:
        if isinstance(exc, ApiError):
            return self._error(exc)
        if isinstance(exc, MethodNotAllowed):
            return HttpResponse("GET", status=405, content_type="text/html", headers={"Allow": "GET"})
        if isinstance(exc, TooOftenError):
            return HttpResponse(status=429, headers={"Retry-After": str(exc.pause)})
        if isinstance(exc, APIException):
            return HttpResponse(status=401)
        raise exc

    def _error(self, error: ApiError) -> HttpResponse:
        try:
            renderer = self.chosen(self.request)
            body = renderer.say(error.body(), self.request)
        except ApiError:  # the format itself is what is wrong
            renderer, body = JsonRenderer(), to_json(error.body())
        kind = JsonRenderer.media_type if isinstance(renderer, FeedRenderer) else renderer.media_type
        response = HttpResponse(body, status=error.status_code, content_type=kind)
        response._has_been_logged = True  # type: ignore[attr-defined]  # a 500 here is the client's doing
        return response

    def finalize_response(  # type: ignore[override]
        self, request: HttpRequest, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Open the answer to every origin, and tell the throttle whether it counts."""
        for throttle in self.throttles:
            cast("SlidingMinute", throttle).settle(response.status_code)
        patch_vary_headers(response, ["Accept", "Cookie", "Accept-Language", "origin"])
        response["Cache-Control"] = "no-cache"
        for name, value in CORS.items():
            response[name] = value
        return response
