"""An account's contests as a calendar to subscribe to: `/account/<handle>/resource/<site>/calendar.ics`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.accounts.models import Account
from apps.accounts.views import shown_account
from apps.contests import ical
from apps.contests.feeds import Built, respond
from apps.standings.addresses import address_of_account
from apps.standings.board.cells import in_number
from apps.standings.board.table import ratings_of_row, signed
from apps.standings.models import Standing
from apps.standings.queries import rows_of_account

MOST = 2000
REFRESH = timedelta(hours=1)
SHORTLY = timedelta(minutes=2)  # how late a change of a row may be


@require_safe
def calendar(request: HttpRequest, key: str, host: str) -> HttpResponseBase:
    """Answer with the contests that an account took part in, the latest ones, as iCalendar."""
    account = shown_account(key, host)

    def build(now: datetime) -> Built:
        rows = rows_of_account(account.pk).filter(contest__hidden=False).select_related("contest__standings")[:MOST]
        return ical.write(_about(account), [_occasion(row, account) for row in rows]), now + SHORTLY

    response = respond(request, f"account:{account.pk}", build, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="account-{account.pk}.ics"'
    return response


def _about(account: Account) -> ical.Calendar:
    site = account.resource.title
    return ical.Calendar(
        name=_("%(handle)s at %(site)s") % {"handle": account.key, "site": site},
        description=_("Contests of %(site)s that %(handle)s took part in.") % {"handle": account.key, "site": site},
        url=f"{settings.SITE_URL}{address_of_account(account.resource.host, account.key)}calendar.ics",
        refresh=REFRESH,
    )


def _occasion(row: Standing, account: Account) -> ical.Occasion:
    """Return one participation; it is revised whenever the contest is, or any row of its table."""
    contest, header = row.contest, row.contest.standings
    return ical.Occasion(
        uid=f"{contest.pk}-{account.pk}@{settings.SITE_HOST}",
        title=contest.title if row.place is None else f"{contest.title}: {_place(row)}",
        start=contest.start,
        end=contest.end,
        url=f"{settings.SITE_URL}/standings/{contest.pk}/?find_me={row.pk}",
        location=contest.host,
        category=account.resource.title,
        description="\n".join(_lines(row)),
        sequence=contest.sequence + header.version,
        created=contest.created,
        modified=max(contest.modified, header.changed_at or contest.modified),
        is_off=contest.is_off,
    )


def _place(row: Standing) -> str:
    number = row.contest.standings.n_rows
    return _("place %(place)d of %(number)d") % {"place": row.place, "number": number}


def _lines(row: Standing) -> list[str]:
    rating, change, is_predicted = ratings_of_row(row)
    lines = [_place(row) if row.place is not None else _("not ranked")]
    if row.score is not None:
        lines.append(_("Score: %(score)s") % {"score": in_number(row.score)})
    if row.n_solved is not None:
        said = ngettext("%(number)d problem solved", "%(number)d problems solved", row.n_solved)
        lines.append(said % {"number": row.n_solved})
    if change is not None and rating is not None:
        told = {"rating": rating, "change": signed(change)}
        lines.append(
            _("Rating: %(change)s, predicted") % told if is_predicted else _("Rating: %(rating)d, %(change)s") % told
        )
    return [*lines, row.contest.url]
