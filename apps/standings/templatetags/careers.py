"""What results add to pages about people, of one account or of several taken together as one person.

{% load careers %}
{% career_of accounts as career %}      one account or a list of them, with their sites; read once for all that follows
{% ratings_chart career %}              how their ratings went, a chart a site, and one of all
{% participations career asked %}       their contests, as an apps/accounts/asked.Asked asks
{% activity_of career as activity %}    on which days they did something
{% heat_map activity asked %}           a year of these days
{% records career %}                    medals, best places, records, hardest problems, mates
{% ratings_json career minimal %}       the history as JSON
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS_ABBR
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from apps.accounts.asked import Asked
from apps.accounts.models import Account
from apps.core.days import day_writer
from apps.core.jinja import draw, grouped
from apps.core.paging import pages_of
from apps.core.templatetags.kept import kept
from apps.resources.bands import hue_of
from apps.standings.addresses import address_of_account, address_of_problem, address_of_standings
from apps.standings.board.table import signed
from apps.standings.people.activity import CELL, PITCH, TOP, Activity, YearOfDays, activity_of, year_of_days
from apps.standings.people.careers import Appearance, Career
from apps.standings.people.participations import parts_of
from apps.standings.people.rating_history import address_of_step, charts_of, history_json
from apps.standings.people.records import Records, hardest_of, mates_of, records_of
from apps.standings.words import medal_marks, medal_words, participation_words

register = template.Library()
register.simple_tag(activity_of)
LABELLED = (0, 2, 4)  # weekdays that are named beside a year of days


@register.simple_tag
def career_of(accounts: Account | Sequence[Account]) -> Career:
    """Return accounts, which have their sites, as one career; nothing is read yet."""
    return Career([accounts] if isinstance(accounts, Account) else accounts)


@register.simple_tag
def ratings_chart(career: Career) -> SafeString:
    """Draw how ratings went: their highest marked, each step leading to its contest, the numbers one click away."""
    charts = charts_of(career)
    return draw(
        "ratings_chart.html",
        charts=[
            (
                chart,
                chart is charts[0],
                json.dumps(chart.bands),
                _steps(len(chart.steps)),
                kept("standings/ratings_heads.html", labels=tuple(chart.labels)),
                draw("rating_steps.html", steps=chart.steps),
            )
            for chart in charts
        ],
        several=len(charts) > 1,
        is_rated=any(one.rating is not None for one in career.accounts),
    )


def _steps(number: int) -> str:
    return ngettext("%(number)s step in numbers", "%(number)s steps in numbers", number) % {"number": number}


@register.simple_tag
def participations(career: Career, asked: Asked) -> SafeString:
    """List contests, the latest first, page by page, with a line of filters above."""
    pages, parts = parts_of(career, asked)
    shown = pages_of(pages, asked.page, carried=asked.carried)
    has_ratings = any(part.rating is not None or part.change for part in parts)
    return draw(
        "participations.html",
        number=len(career.appearances),
        found=pages.count,
        is_filtered=bool(asked.filters),
        form=_filters(career, asked) if career.appearances else "",
        heads=kept("standings/participations_heads.html", has_ratings=has_ratings),
        drawn=draw("participation_rows.html", parts=parts, several=len(career.accounts) > 1, has_ratings=has_ratings),
        paging=draw("paging.html", **shown) if pages.num_pages > 1 else "",
    )


def _filters(career: Career, asked: Asked) -> SafeString:
    """Draw the line of filters, which offers what occurs."""
    zone = timezone.get_current_timezone()
    years = sorted({one.start.astimezone(zone).year for one in career.appearances}, reverse=True)
    kinds = {one.participation for one in career.appearances}
    words = {"official": _("official")} | participation_words()
    return kept(
        "standings/participations_form.html",
        asked=asked,
        years=tuple(str(year) for year in years),
        kinds=tuple((kind, word) for kind, word in words.items() if kind in kinds),
    )


@register.simple_tag
def heat_map(activity: Activity, asked: Asked) -> SafeString:
    """Draw a year of days: the darker, the more was done; a dot for contests. The same days stand in a table."""
    days = year_of_days(activity, year=int(asked.days) if asked.days else None, today=timezone.localdate())
    day, language = day_writer(), get_language()
    return draw(
        "heat_map.html",
        years=_years(activity, asked, shown=days) if activity.years else (),
        **{name: getattr(days, name) for name in ("monday", "first", "last", "height", "paths")},
        width=days.width,
        said=_active_days(days, day),
        counted=_counted(days),
        active=[
            (when.isoformat(), day(when), deeds if activity.deeds else "–", contests)
            for when, deeds, contests in days.active
        ],
        months=[(left, _short_month(first.month, language)) for left, first in days.months],
        weekdays=_weekdays(language),
    )


def _years(activity: Activity, asked: Asked, *, shown: YearOfDays) -> list[tuple[str, str, bool]]:
    """Return the years to choose from, the last twelve months first: query, word, whether it is shown."""
    year = str(shown.first.year) if shown.first.month == shown.first.day == 1 else ""
    whole = [(urlencode(asked.filters | {"days": one}), str(one), year == str(one)) for one in activity.years]
    return [(urlencode(asked.filters), _("Last year"), not year), *whole]


def _active_days(days: YearOfDays, day: Callable[[date], str]) -> str:
    number = len(days.active)
    said = ngettext(
        "%(number)s active day from %(first)s to %(last)s", "%(number)s active days from %(first)s to %(last)s", number
    )
    return said % {"number": number, "first": day(days.first), "last": day(days.last)}


def _counted(days: YearOfDays) -> str:
    """Return in a line how many days were active, and what was done on them."""
    number, contests = len(days.active), days.n_contests
    deeds = _("submissions not known")
    if days.activity.deeds:
        shown = grouped(days.n_deeds)
        deeds = ngettext("%(number)s submission", "%(number)s submissions", days.n_deeds) % {"number": shown}
    active = ngettext("%(number)s active day", "%(number)s active days", number) % {"number": number}
    return f"{active} · {deeds} · {_contests(contests)}"


def _contests(number: int) -> str:
    return ngettext("%(number)s contest", "%(number)s contests", number) % {"number": number}


@lru_cache(maxsize=100)
def _weekdays(_language: str | None) -> list[tuple[int, str]]:
    return [(TOP + at * PITCH + CELL - 2, str(WEEKDAYS_ABBR[at])) for at in LABELLED]


@lru_cache(maxsize=1000)
def _short_month(month: int, _language: str | None) -> str:
    return str(MONTHS[month])[:3]  # Django's own short names stand beside days: in Russian «мая» is "of May"


@register.simple_tag
def records(career: Career) -> SafeString:
    """Show medals, best places, records, the hardest problems solved, and mates."""
    found, hardest, mates = records_of(career), hardest_of(career), mates_of(career)
    if not (found.best or found.highest or found.medals or hardest or mates or found.by_year):
        return SafeString("")
    words, marks = medal_words(), medal_marks()
    place, share = _("%(place)s of %(number)s"), _("top %(share)s %%")
    return draw(
        "records.html",
        medals=[(name, words[name], marks[name], number) for name, number in found.medals.items()],
        peak=found.peak,
        peaks=_peaks(found),
        n_won=found.n_won,
        n_first=found.n_first,
        best=[
            (
                place % {"place": grouped(one.place or 0), "number": grouped(one.n_rows or 0)},
                _row_address(one),
                one.title,
                share % {"share": _in_percent(one.share or 0)},
            )
            for one in found.best
        ],
        hardest=[(one, address_of_problem(one.problem), hue_of(one.adapter, one.rating)) for one in hardest],
        by_year=found.by_year,
        most_a_year=max((number for _year, number in found.by_year), default=0),
        mates=[
            (one.name or one.key, one.key and address_of_account(one.host, one.key), _contests(one.n_contests))
            for one in mates
        ],
        day=day_writer(),
    )


def _in_percent(share: float) -> str:
    """Return a share with the two digits that tell: "0.0033", "2.6", "47", "100"."""
    return number_format(Decimal(f"{100 * share:.2g}"))


def _peaks(found: Records) -> list[tuple[str, int | str, str, str, str, datetime]]:
    """Return what was highest of each kind: its word, the number and how it looks, where (title, address), and when."""
    peaks: list[tuple[str, int | str, str, str, str, datetime]] = []
    if found.peak is None and (step := found.highest) is not None:
        peaks.append((_("Highest rating"), step.new_rating, "", step.title, address_of_step(step), step.at))
    if (step := found.jump) is not None:
        change = signed(step.change or 0)
        peaks.append((_("Biggest jump"), change, "change-up", step.title, address_of_step(step), step.at))
    if (one := found.most_solved) is not None:
        peaks.append((_("Most solved"), one.n_solved or 0, "", one.title, _row_address(one), one.end))
    return peaks


def _row_address(one: Appearance) -> str:
    return f"{address_of_standings(one.contest, one.title)}?find_me={one.row}"


@register.simple_tag
def ratings_json(career: Career, *, minimal: bool = False) -> SafeString:
    """Return the history of ratings as JSON."""
    return SafeString(json.dumps(history_json(career, minimal=minimal), ensure_ascii=False))
