"""The doors to the log of changes: `/changes/` for people, `/changes.atom` and `/changes.rss` for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests import syndication
from apps.contests.changes import Wanted, by_day, read_changes
from apps.contests.feeds import CLOCK_STEP, Built, respond
from apps.contests.history import KINDS, Line, history
from apps.contests.models import Contest
from apps.contests.occasions import utc_text
from apps.core.viewer import read_zone
from apps.live.pages import Values, kept_page
from apps.resources.queries import enabled_resources

PAGE = 100
MAX_ENTRIES = 200


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Show what sites changed about their contests, the newest first, as far as it passes the filter in the URL."""
    wanted = Wanted.from_query(request.GET)
    key = "".join(wanted.warnings)
    return kept_page(request, "contests/changes.html", partial(_values, wanted), query=wanted.query_string(), key=key)


def _values(wanted: Wanted) -> Values:
    now, zone = timezone.now(), timezone.get_current_timezone()
    found = read_changes(wanted, now=now, zone=zone, most=PAGE)
    shown, rest = found[:PAGE], found[PAGE:]
    resources = enabled_resources()
    asked = wanted.contests.resources
    values: dict[str, Any] = {
        "days": by_day(shown),
        "wanted": wanted,
        "kinds": [(kind, word, kind in wanted.kinds) for kind, word in KINDS.items()],
        "older": replace(wanted, before=shown[-1].pk).query_string() if rest else "",
        "newest": wanted.query_string(with_place=False),
        "query": _feed_query(wanted, str(zone)),
        "resources": resources,
        "chosen": next((one.host for one in resources if len(asked) == 1 and asked[0] in (one.host, one.short)), ""),
        "carried": [pair for pair in _carried(wanted) if pair[0] not in ("resource", "search")],
    }
    return values, now + CLOCK_STEP if wanted.contests.asks_clock else None


def _carried(wanted: Wanted) -> Iterator[tuple[str, str]]:
    """Yield what the filter says of contests beyond the fields of the form."""
    yield from parse_qsl(wanted.contests.query_string())


def _feed_query(wanted: Wanted, zone: str) -> str:
    of_contests = wanted.contests.query_for_programs(zone)
    kinds = replace(wanted, contests=type(wanted.contests)()).query_string(with_place=False)
    return "&".join(filter(None, [of_contests, kinds]))


@require_safe
def atom(request: HttpRequest) -> HttpResponseBase:
    """Answer with the newest changes as Atom."""
    return _syndicate(request, "atom")


@require_safe
def rss(request: HttpRequest) -> HttpResponseBase:
    """Answer with the newest changes as RSS 2.0."""
    return _syndicate(request, "rss")


def _syndicate(request: HttpRequest, kind: str) -> HttpResponseBase:
    wanted = replace(Wanted.from_query(request.GET), before=None)
    zone_name, zone = read_zone(request.GET.get("timezone", ""))
    query = _feed_query(wanted, zone_name)
    address = f"{settings.SITE_URL}{reverse('contests:changes')}"
    channel = syndication.Channel(
        title=_("CLIST: changes of contests"),
        description=_("What contest sites announced, moved, extended or cancelled, as we saw it. Times are in UTC."),
        link=f"{address}?{wanted.query_string()}".rstrip("?"),
        address=f"{address.rstrip('/')}.{kind}?{query}".rstrip("?"),
    )
    build = partial(_build, kind, channel, wanted, zone)
    return respond(request, f"changes:{kind}:{query}", build, content_type=syndication.content_type(kind))


def _build(kind: str, channel: syndication.Channel, wanted: Wanted, zone: tzinfo, now: datetime) -> Built:  # noqa: PLR0917
    feed = syndication.empty_feed(kind, channel)
    found = read_changes(wanted, now=now, zone=zone, most=MAX_ENTRIES)[:MAX_ENTRIES]
    for change, line in zip(found, history(found), strict=True):
        contest = change.contest
        words = {"title": contest.title, "change": line.word}
        feed.add_item(
            title=syndication.clean(_("%(title)s: %(change)s") % words),
            link=f"{settings.SITE_URL}{contest.get_absolute_url()}#history",
            description=_content(contest, line),
            author_name=syndication.clean(contest.resource.title),
            author_link=contest.resource.url,
            pubdate=change.at,
            updateddate=change.at,
            unique_id=syndication.identity(f"change/{change.pk}"),
            unique_id_is_permalink=False,
            categories=[syndication.clean(contest.resource.host), change.kind],
            start=contest.start,
            end=contest.end,
        )
    return feed.writeString("utf-8").encode(), now + CLOCK_STEP if wanted.contests.asks_clock else None


def _content(contest: Contest, line: Line) -> str:
    steps = [
        f"{step.field}: {step.was} → {step.now}" if step.was else f"{step.field}: {step.now}" for step in line.steps
    ]
    words = [contest.resource.title, *steps, _("Start: %(time)s") % {"time": utc_text(contest.start)}]
    return format_html("<p>{}</p>", format_html_join("", "{}<br>", ((syndication.clean(word),) for word in words)))
