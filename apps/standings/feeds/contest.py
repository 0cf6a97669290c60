"""The doors for programs that follow one contest's results: `/standings/<contest>/feed.atom` and `feed.rss`.

An entry tells that results appeared, the leader changed, a problem was solved for the first time, the board froze or is
final, ratings are out, or rows were removed: what is kept of it, the latest first.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contests import syndication
from apps.contests.feeds import Built, respond
from apps.contests.models import Contest
from apps.standings.addresses import address_of_standings
from apps.standings.feeds.happenings import freezes_at, happenings_of
from apps.standings.models import Standings
from apps.standings.queries import header_of, topic_of
from apps.standings.views import shown_contest

MOST = 200  # entries


@require_safe
def atom(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer with what happened in a contest's results as Atom."""
    return _syndicate(request, shown_contest(pk), "atom")


@require_safe
def rss(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer with what happened in a contest's results as RSS 2.0."""
    return _syndicate(request, shown_contest(pk), "rss")


def _syndicate(request: HttpRequest, contest: Contest, kind: str) -> HttpResponseBase:
    def build(now: datetime) -> Built:
        header = header_of(contest.pk) or Standings(contest=contest)
        turn = freezes_at(contest, header)
        return _written(contest, header, kind=kind, now=now), turn if turn and turn > now else None

    return respond(
        request,
        f"results:{contest.pk}:{kind}",
        build,
        content_type=syndication.content_type(kind),
        topic=topic_of(contest.pk),
    )


def _written(contest: Contest, header: Standings, *, kind: str, now: datetime) -> bytes:
    page = f"{settings.SITE_URL}{address_of_standings(contest.pk, contest.title)}"
    feed = syndication.empty_feed(
        kind,
        syndication.Channel(
            title=_("Results of %(title)s") % {"title": contest.title},
            description=_("What happens in the results of %(title)s at %(site)s.")
            % {"title": contest.title, "site": contest.resource.title},
            link=page,
            address=f"{settings.SITE_URL}/standings/{contest.pk}/feed.{kind}",
        ),
    )
    for one in happenings_of(contest, header, now=now)[:MOST]:
        feed.add_item(
            title=syndication.clean(one.title),
            link=page,
            description=format_html("<p>{}{}</p>", syndication.clean(contest.title), _after(one.more)),
            author_name=syndication.clean(contest.resource.title),
            author_link=contest.resource.url,
            pubdate=one.at,
            updateddate=one.at,
            unique_id=syndication.identity(f"standings/{contest.pk}/{one.name}"),
            unique_id_is_permalink=False,
            categories=[syndication.clean(contest.resource.host)],
            start=contest.start,
            end=contest.end,
        )
    return feed.writeString("utf-8").encode()


def _after(more: str) -> str:
    return format_html("<br>{}", syndication.clean(more)) if more else ""
