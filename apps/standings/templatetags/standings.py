"""What results add to pages of lower apps: an account's contests and ratings, and the way from a contest to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import template
from django.template.context import Context
from django.utils import timezone

from apps.accounts.models import Account
from apps.contests.models import Contest
from apps.core.paging import CappedPaginator, pages_of
from apps.standings.addresses import address_of_standings
from apps.standings.cells import in_number
from apps.standings.models import RatingChange, Standing
from apps.standings.queries import ratings_of, rows_of_account
from apps.standings.table import medal_words, participation_words, ratings_of_row, signed

register = template.Library()
PAGE = 50
MOST_STEPS = 30  # of a rating that are shown at once; the rest is folded


class Part(NamedTuple):
    """One contest of an account, as its page shows it."""

    row: Standing
    address: str
    tags: Sequence[str]
    is_running: bool
    score: str
    rating: int | None
    change: str
    is_predicted: bool


class Step(NamedTuple):
    """One step of a rating, as the page of an account shows it."""

    at: RatingChange
    title: str
    address: str  # within this site, else at the contest's
    change: str


@register.inclusion_tag("standings/of_account.html", takes_context=True)
def results_of(context: Context, account: Account) -> dict[str, Any]:
    """Show the contests of an account, the latest first, page by page as `page_asked` says."""
    shown = pages_of(CappedPaginator(rows_of_account(account.pk), PAGE), context.get("page_asked") or "", carried={})
    return {"parts": [_part(row) for row in shown["page"]], **shown}


@register.inclusion_tag("standings/ratings_of_account.html")
def ratings_of_account(account: Account) -> dict[str, Any]:
    """Show how an account's rating went, the latest step first."""
    steps = [_step(step) for step in reversed(ratings_of(account.pk))]
    kinds = {step.at.kind for step in steps}
    return {"steps": steps[:MOST_STEPS], "older": steps[MOST_STEPS:], "has_kinds": len(kinds) > 1, "account": account}


@register.simple_tag
def standings_of(contest: Contest) -> str:
    """Return the address of a contest's results, "" where there are none."""
    return address_of_standings(contest.pk, contest.title) if contest.n_statistics else ""


def _part(row: Standing) -> Part:
    rating, change, is_predicted = ratings_of_row(row)
    tags = (row.division, participation_words().get(row.participation, ""), medal_words().get(row.medal, ""))
    return Part(
        row=row,
        address=address_of_standings(row.contest_id, row.contest.title),
        tags=[tag for tag in tags if tag],
        is_running=row.contest.end > timezone.now(),
        score="–" if row.score is None else in_number(row.score),
        rating=rating,
        change="" if change is None else signed(change),
        is_predicted=is_predicted,
    )


def _step(step: RatingChange) -> Step:
    known: Sequence[Contest] = [step.contest] if step.contest else []
    address = next((address_of_standings(one.pk, one.title) for one in known), step.url)
    title = step.title or next((one.title for one in known), step.contest_key)
    return Step(step, title, address, "" if step.old_rating is None else signed(step.new_rating - step.old_rating))
