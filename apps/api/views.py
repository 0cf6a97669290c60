"""The doors of the API: the list of endpoints, lists, single things, sets and schemas."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from rest_framework.request import Request

from apps.accounts.models import User
from apps.api.authentication import Known
from apps.api.catalogue import ENDPOINTS
from apps.api.doors import Door
from apps.api.endpoints import Endpoint, Look, read_number
from apps.api.listing import Listing
from apps.api.paging import Window
from apps.api.renderers import FeedRenderer
from apps.contests.queries import TOPIC


class TopLevelView(Door):
    """Names the endpoints of a version. Public."""

    public = True

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Answer with the address of each list and its schema; `?fullschema=true` with the schemas themselves."""
        full = request.query_params.get("fullschema") == "true"
        nouns = {}
        for noun, endpoint in ENDPOINTS[self.version].items():
            path = f"/api/v{self.version}/{noun}/"
            nouns[noun] = {"list_endpoint": path, "schema": endpoint.schema() if full else f"{path}schema/"}
        return self.answer(self.renderer.say(nouns, request))


class EndpointDoor(Door):
    """A door of one endpoint."""

    endpoint: Endpoint

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the endpoint.

        Raises:
            Http404: this version has no such noun.
        """
        super().setup(request, *args, **kwargs)
        try:
            self.endpoint = ENDPOINTS[self.version][kwargs["noun"]]
        except KeyError as error:
            raise Http404(f"version {self.version} has no {kwargs['noun']}") from error

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats of the endpoint."""
        return self.endpoint.formats

    def look(self, request: Request) -> Look:
        """Return how a single thing is wanted."""
        return self.endpoint.look(request.query_params, cast("User", request.user), listed=False)


class ListView(EndpointDoor):
    """A list, page by page."""

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats of the endpoint, and the feeds that its lists come as."""
        return (*self.endpoint.formats, *self.endpoint.feeds)

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Answer with `meta` and `objects`, or a feed."""
        if isinstance(self.renderer, FeedRenderer):
            query = self.endpoint.feed_query(request.query_params)
            listing = self.listing(request, query)
            feed = self.endpoint.feed(self.renderer.format, listing.things(), listing.question.look)
            return self.answer(feed)
        return self.page(request)

    def listing(self, request: Request, query: QueryDict) -> Listing:
        """Return what a query asks for."""
        now = timezone.now()
        question = self.endpoint.ask(query, cast("User", request.user), now)
        known = cast("Known", request.auth).version
        return Listing(
            endpoint=self.endpoint,
            question=question,
            window=Window.from_query(query),
            now=now,
            versions={} if known is None else {TOPIC: known},
        )

    def page(self, request: Request) -> HttpResponse:
        """Answer with one page."""
        query = request.query_params
        listing = self.listing(request, query)
        page, window = listing.page(), listing.window
        home = f"/api/v{self.endpoint.home}/{self.endpoint.noun}/"
        end = None if self.endpoint.estimates else page.total
        meta = {
            "limit": window.limit,
            "next": window.next(home, query, shown=page.shown, total=end),
            "offset": window.offset,
            "previous": window.previous(home, query),
            "total_count": page.total,
        }
        if self.endpoint.estimates:
            meta["estimated_count"] = page.estimated
        return self.answer(self.renderer.say_list(meta, page, request))


class DetailView(EndpointDoor):
    """One thing."""

    def get(self, request: Request, *, id: str, **kwargs: Any) -> HttpResponse:  # noqa: A002 - as the address names it
        """Answer with one thing; an empty 404 where there is none."""
        if self.endpoint.listed_only:
            return HttpResponse(status=405, headers={"Allow": ""})
        found = self.endpoint.one(id, self.look(request), cast("User", request.user))
        if found is None:
            return HttpResponse(status=404)
        return self.answer(self.renderer.say_one(found, request))


class SetView(EndpointDoor):
    """Several things by their numbers."""

    def get(self, request: Request, *, ids: str, **kwargs: Any) -> HttpResponse:
        """Answer with the things in the order asked for, and with the numbers of which there is none."""
        asked = [text for text in ids.split(";") if text]
        rows = self.endpoint.rows().filter(pk__in={read_number(text) for text in asked})
        found = {thing["id"]: thing for thing in self.endpoint.objects(rows, self.look(request))}
        answer: dict[str, Any] = {"objects": [found[read_number(text)] for text in asked if read_number(text) in found]}
        if missing := [text for text in asked if read_number(text) not in found]:
            answer["not_found"] = missing
        return self.answer(self.renderer.say(answer, request))


class SchemaView(EndpointDoor):
    """What an endpoint has and may be asked."""

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Answer with the endpoint's schema."""
        return self.answer(self.renderer.say(self.endpoint.schema(), request))
