"""Every public page, by address, and the small world they show. A new page joins the list to be tested."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from apps.accounts.relisting import relist_accounts
from apps.contests.models import Contest, Problem
from apps.resources.rows import Cell, Column, Member, ProblemRow, StandingRow, Standings, State
from apps.standings.sites.survey import survey
from apps.standings.upsert import upsert_standings
from tests.factories import ContestChangeFactory, ContestFactory, PlanFactory, ResourceFactory

HOUR = timedelta(hours=1)
MAIN = "/"
PAGES = (
    MAIN,
    "/?search=nothing-like-it",
    "/?group=yes",
    "/calendar/",
    "/calendar/?view=week",
    "/calendar/?view=agenda",
    "/contest/{contest}/",
    "/resource/codeforces.com/",
    "/resources/",
    "/series/",
    "/series/cup/",
    "/changes/",
    "/standings/",
    "/standings/moved-cup-{contest}/",
    "/standings/moved-cup-{contest}/?country=LV&sort=-problem:P0&field=solved&field=languages",
    "/standings/{contest}/choices/country/",
    "/standings/?search=nothing-like-it",
    "/standings/{contest}/versions/",
    "/standings/{contest}/versions/1/",
    "/standings/?with_problems=yes",
    "/standings/moved-cup-{contest}/?groupby=country",
    "/standings/{contest},{other}/",
    "/standings/{contest}/update/",
    "/standings/{contest}/replay/?at=0:01:00&who=ann",
    "/standings/{contest}/what-if/?official=yes&who=ann",
    "/standings/{contest}/charts/",
    "/standings/{contest}/resolver/",
    "/standings/{contest}/race/",
    "/account/ann/resource/codeforces.com/",
    "/account/north-1/resource/codeforces.com/",
    "/accounts/",
    "/accounts/?search=nothing-like-it",
    "/accounts/lookup/",
    "/accounts/lookup/?q=ann",
    "/account/ann/resource/codeforces.com/?days=2024&search=nothing-like-it",
    "/account/ann/resource/codeforces.com/update/",
    "/problems/",
    "/problems/?search=nothing-like-it",
    "/problems/?search=rating:x&sort=rating",
    "/problems/?groupby=resource",
    "/problem/{problem}/",
    "/resources/account/ratings/",
    "/resources/country/ratings/",
    "/resources/country/ratings/?resource=codeforces.com",
    "/resources/country/ratings/?country=LV",
    "/versus/",
    "/versus/codeforces.com:ann/vs/codeforces.com:north-1/",
    "/profile/codeforces.com:ann,codeforces.com:north-1/",
    "/status/",
    "/search/?q=cup",
    "/search/?q=nothing-like-it",
    "/suggest/",
    "/timezone/",
    "/language/",
    "/offline/",
    "/staff/login/",
)
IN_BOTH_LANGUAGES = (MAIN, "/calendar/", "/contest/{contest}/", "/resource/codeforces.com/", "/status/", "/changes/")


def addresses(contest: Contest, pages: tuple[str, ...] = PAGES) -> list[str]:
    """Return the addresses of pages in the small world."""
    return [address_of(page, contest) for page in pages]


def address_of(page: str, contest: Contest) -> str:
    """Return the address of one page there."""
    numbers = {"contest": contest.pk}
    if "{other}" in page:
        numbers["other"] = Contest.objects.exclude(pk=contest.pk).order_by("pk")[0].pk
    if "{problem}" in page:
        numbers["problem"] = Problem.objects.filter(in_contests__contest=contest).order_by("pk")[0].pk
    return page.format(**numbers)


def make_world() -> Contest:
    """Make a small world with every kind of row in it, and return the contest with the longest story."""
    now = timezone.now().replace(microsecond=0)
    site = ResourceFactory(host="codeforces.com", title="Codeforces", color="#1f8acb")
    sour = ResourceFactory(host="sour.example", title="A site with a rather long name", color="#ffa116")
    PlanFactory(resource=site, succeeded=now, rows=7)
    PlanFactory(resource=sour, failures=7, status="blocked", error="sour.example contests: title: a bot check")
    ContestFactory(resource=site, title="Running round", start=now - HOUR, rated=True)
    ContestFactory(resource=site, title="Long one", start=now - 100 * HOUR, end=now + 200 * HOUR)
    ContestFactory(resource=sour, title="Window", start=now - HOUR, end=now + 50 * HOUR, duration=HOUR)
    ContestFactory(resource=sour, title="W" * 60, start=now + 3 * HOUR)
    ContestFactory(resource=sour, title="Cancelled cup", cancelled=now, start=now + 5 * HOUR)
    ContestFactory.create_batch(60, resource=site, start=now - 90 * HOUR)
    ContestFactory(resource=site, title="Ended cup", start=now - 5 * HOUR, series="cup")
    ContestFactory(resource=site, title="Coming cup", start=now + 300 * HOUR, series="cup")
    moved: Contest = ContestFactory(
        resource=site, title="Moved cup", start=now + 4 * HOUR, facts={"weight": 24.5}, series="cup"
    )
    ContestChangeFactory(contest=moved)
    upsert_standings(moved, make_table(), now=now)
    relist_accounts()
    survey(site, now=now)
    return moved


def make_table() -> Standings:
    """Return a table with a team, every look of a cell, a column of the site's own, a rating and a medal."""
    looks: tuple[tuple[State, int], ...] = (("solved", 0), ("wrong", 3), ("pending", 1), ("partial", 2))
    cells = {f"P{number}": Cell(state=state, wrong=k, time=61.0) for number, (state, k) in enumerate(looks)}
    team = StandingRow(
        account="north-1",
        name="North 1",
        place=1,
        score=4.0,
        penalty=61.0,
        cells=cells,
        is_team=True,
        members=(Member(account="ann", name="Ann Example"), Member(name="Bob Example")),
        organization="North University",
        country="LV",
        medal="gold",
        columns={"room": 7},
    )
    person = StandingRow(account="ann", participation="unofficial", score=1.0, old_rating=1500, new_rating=1488)
    return Standings(
        rows=[team, person],
        problems=tuple(ProblemRow(key=short, name=f"Problem {short}", short=short) for short in cells),
        columns=(Column(key="room", title="Room", kind="integer"),),
        kind="icpc",
        penalty_unit="minutes",
        is_frozen=True,
    )
