"""The incidents of sources as Atom and RSS: `/status/incidents.atom` and `/status/incidents.rss`."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests.syndication import BEFORE_ANY, clean
from apps.core.durations import short_duration
from apps.ingest.models import Incident
from apps.ingest.queries import SOURCES, recent_incidents
from apps.ingest.timeline import DAYS
from apps.live.cache import remember

MOST = 200
UTC_TIME = "%Y-%m-%d %H:%M UTC"


class _Calm(SyndicationFeed):
    """A feed whose bytes stay the same until an incident does."""

    content_type: ClassVar[str]

    def latest_post_date(self) -> datetime:
        """Return when the newest entry changed, without asking the clock."""
        return super().latest_post_date() if self.items else BEFORE_ANY


class AtomIncidents(_Calm, Atom1Feed):
    """Atom 1.0."""


class RssIncidents(_Calm, Rss201rev2Feed):
    """RSS 2.0."""


KINDS: dict[str, type[_Calm]] = {"atom": AtomIncidents, "rss": RssIncidents}


@require_safe
def atom(request: HttpRequest) -> HttpResponseBase:
    """Answer with the incidents of the last ninety days as Atom."""
    return _respond(request, "atom")


@require_safe
def rss(request: HttpRequest) -> HttpResponseBase:
    """Answer with the incidents of the last ninety days as RSS 2.0."""
    return _respond(request, "rss")


def _respond(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Return a feed, kept until a source is read again, or 304 where the subscriber has it."""
    key = f"incidents:{kind}:{get_language()}:{settings.VERSION}"
    body = remember(SOURCES, key, lambda: (_write(kind), None))
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "public, no-cache", "Access-Control-Allow-Origin": "*"}
    response = HttpResponse(body, content_type=KINDS[kind].content_type, headers=headers)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return get_conditional_response(request, etag=etag, response=response) or response


def _write(kind: str) -> bytes:
    feed = KINDS[kind](
        title=_("CLIST: incidents of sources"),
        link=f"{settings.SITE_URL}/status/",
        description=_("When a contest site could not be read, or was not read in time."),
        language=get_language(),
        author_name="CLIST",
        feed_url=f"{settings.SITE_URL}/status/incidents.{kind}",
    )
    since = timezone.now() - timedelta(days=DAYS)
    for incident in sorted(recent_incidents(since=since, most=MOST), key=lambda one: one.modified, reverse=True):
        feed.add_item(
            title=clean(headline(incident)),
            link=f"{settings.SITE_URL}/status/#incident-{incident.pk}",
            description=clean(_story(incident)),
            pubdate=incident.began,
            updateddate=incident.modified,
            unique_id=f"tag:{settings.SITE_HOST.partition(':')[0]},2026:incident/{incident.pk}",
            unique_id_is_permalink=False,
            categories=[incident.plan.resource.host],
        )
    return feed.writeString("utf-8").encode()


def headline(incident: Incident) -> str:
    """Return an incident in a few words."""
    site = {"site": incident.plan.resource.title}
    if incident.ended is not None:
        return _("%(site)s is fine again") % site
    return _("%(site)s is late") % site if incident.kind == Incident.LATE else _("%(site)s is failing") % site


def _story(incident: Incident) -> str:
    began = incident.began.strftime(UTC_TIME)
    if incident.ended is None:
        times = _("Since %(began)s.") % {"began": began}
    else:
        length = short_duration(incident.ended - incident.began)
        ended = incident.ended.strftime(UTC_TIME)
        times = _("From %(began)s to %(ended)s (%(length)s).") % {"began": began, "ended": ended, "length": length}
    return f"{times} {incident.said}".strip()
