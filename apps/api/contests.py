"""The noun `contest`."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db.models import F, JSONField, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.http import QueryDict

from apps.api.endpoints import JSON_FORMATS, Endpoint, Field, Look, Wire, naive, seconds
from apps.api.filtering import COMPARED, MATCHED, Either, Nested, Selection, Within, instant, length, text, whole
from apps.api.resources import icon
from apps.api.times import in_words
from apps.contests.models import Contest
from apps.contests.occasions import utc_text
from apps.contests.queries import TOPIC, upcoming_edge, visible
from apps.contests.syndication import Channel, write

FEED_DEFAULTS = {"upcoming": "true", "format_time": "true", "start_time__during": "1 day"}
NOTHING = Value(None, output_field=JSONField())
# Clients of version 1 filter by these; their authors moved to later versions and kept them.
OF_RESOURCE = {"id": whole("resource_id", listable=True), "name": text("resource__host", listable=True)}


class Contests(Endpoint):
    """Versions 2 to 4, which are one."""

    noun = "contest"
    formats = tuple(name for name in JSON_FORMATS if name != "jsonp")
    feeds: ClassVar[tuple[str, ...]] = ("atom", "rss")
    switches: ClassVar[tuple[str, ...]] = ("format_time",)
    list_switches: ClassVar[tuple[str, ...]] = ("with_problems",)
    fields = {
        "duration": Field(source=seconds("duration"), type="integer", help="Seconds.", order="duration"),
        "end": Field(source=naive("end"), type="datetime", help="UTC.", order="end"),
        "event": Field(source=F("title"), type="string", help="Title.", order="title"),
        "host": Field(source=F("host"), type="string", help="Where it takes place."),
        "href": Field(source=F("url"), type="string", help="Its page."),
        "id": Field(source=F("id"), type="integer", help="Lasting number.", order="id", unique=True),
        "n_problems": Field(source=F("n_problems"), type="integer", help="Problems.", nullable=True),
        "n_statistics": Field(source=F("n_statistics"), type="integer", help="Participants.", nullable=True),
        "parsed_at": Field(
            source=naive("parsed_at"),
            type="datetime",
            help="When its standings were last read, UTC.",
            order="parsed_at",
            nullable=True,
        ),
        "problems": Field(source=F("problems"), type="list", help="In lists with with_problems.", nullable=True),
        "resource": Field(source=F("resource__host"), type="string", help="Host of its site."),
        "resource_id": Field(source=F("resource_id"), type="integer", help="Its site.", order="resource_id"),
        "start": Field(source=naive("start"), type="datetime", help="UTC.", order="start"),
    }
    filters = {
        "id": whole("id", listable=True),
        "resource_id": whole("resource_id", listable=True),
        "resource": Nested(text("resource__host", listable=True, lookups=(*MATCHED, "in")), OF_RESOURCE),
        "host": text("host", lookups=MATCHED),
        "event": text("title", lookups=MATCHED),
        "start": instant("start"),
        "end": instant("end"),
        "parsed_at": instant("parsed_at", lookups=COMPARED),
        "duration": length("duration"),
        "n_statistics": whole("n_statistics", lookups=COMPARED),
        "n_problems": whole("n_problems", lookups=COMPARED),
        "upcoming": Either(yes=upcoming_edge, no=lambda now: Q(end__lte=now)),
        "start_time": Within("start"),
        "end_time": Within("end"),
    }

    def rows(self) -> QuerySet[Contest]:
        """Return the contests that anybody may see."""
        return visible()

    def topics(self, selection: Selection) -> tuple[str, ...]:
        """Return that of all contests."""
        return (TOPIC,)

    def sources(self, look: Look) -> list[Combinable]:
        """Return the fields' expressions, without the problems where nobody asks for them: they are long."""
        with_problems = "with_problems" in look.on
        return [named.source if name != "problems" or with_problems else NOTHING for name, named in self.fields.items()]

    def feed_query(self, query: QueryDict) -> QueryDict:
        """Return the query of the contests that start within a day, unless it says otherwise."""
        assumed = query.copy()
        for name, value in FEED_DEFAULTS.items():
            assumed.setdefault(name, value)
        return assumed

    def feed(self, kind: str, things: list[Contest], look: Look) -> bytes:
        """Return contests as a feed. It names no address of its own: that holds somebody's key."""
        channel = Channel(
            title="CLIST Feed",
            description="Events of competitive programming",
            link=f"{settings.SITE_URL}/",
            address=f"{settings.SITE_URL}/api/v{self.home}/{self.noun}/?format={kind}",
        )
        return write(kind, channel, things, when=look.times.write if look.times else utc_text)

    def dress(self, row: Wire, look: Look) -> Wire:
        """Write times and durations for people where they are wanted so."""
        if look.times is not None:
            row["start"], row["end"] = look.times.write(row["start"]), look.times.write(row["end"])
            row["duration"] = in_words(row["duration"])
        return row

    def turning(self, now: datetime) -> Combinable:
        """Return when the next contest of all ends: one step in an index."""
        return Subquery(Contest.objects.filter(end__gt=now).order_by("end").values("end")[:1])


class ContestsV1(Contests):
    """Version 1: fewer fields, the resource as an object of its own."""

    home = 1
    estimates = False
    formats = JSON_FORMATS
    feeds = ()
    switches = list_switches = ()
    fields = {
        **{name: Contests.fields[name] for name in ("duration", "end", "event", "href", "id")},
        "resource": Field(
            source=JSONObject(icon=icon("resource__host"), id="resource_id", name="resource__host"),
            type="related",
            help="Its site.",
        ),
        "start": Contests.fields["start"],
    }
    filters = {
        **{name: Contests.filters[name] for name in ("id", "event", "start", "end", "duration")},
        "resource": Nested(whole("resource_id", listable=True), OF_RESOURCE),
    }
