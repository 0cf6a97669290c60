"""The contests of accounts as their pages list them: filtered, page by page, with what was done on each problem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from django.core.paginator import Paginator
from django.db import connection
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.accounts.asked import Asked
from apps.core.days import day_writer
from apps.core.jinja import grouped
from apps.resources.bands import hue_of
from apps.resources.rows import Cell
from apps.standings.addresses import address_of_account, address_of_standings
from apps.standings.board.cells import in_figures, in_number, is_unsolved_then
from apps.standings.board.table import signed
from apps.standings.people.careers import Appearance, Career
from apps.standings.words import medal_words, participation_words

PAGE = 50
decode = msgspec.json.Decoder(dict[str, Cell]).decode
PROBLEMS = """
SELECT link.contest_id, link.short, problem.name, link.division, link.first_accounts
FROM contests_contestproblem AS link JOIN contests_problem AS problem ON problem.id = link.problem_id
WHERE link.contest_id = ANY(%s) ORDER BY link.contest_id, link.position
"""
CELLS = "SELECT id, cells::text FROM standings_standing WHERE id = ANY(%s)"
MOST_PROBLEMS = 16  # whose cells all stand there; of more only those that were tried


def lets(asked: Asked, one: Appearance) -> bool:
    """Return whether a contest is asked for."""
    if asked.year and timezone.localtime(one.start).year != int(asked.year):
        return False
    if asked.rated and moves_rating(one) != (asked.rated == "yes"):
        return False
    if asked.kind and one.participation != asked.kind:
        return False
    title = one.title.casefold()
    return all(word in title for word in asked.search.casefold().split())


def moves_rating(one: Appearance) -> bool:
    """Return whether a contest moved the rating, by the site or as we predict it."""
    return one.predicted_change is not None if one.new_rating is None else one.rated is not False


class Part(NamedTuple):
    """One contest of one account, every value as it is shown; "" is unknown."""

    at: Appearance
    address: str  # leads to the very row
    ended: str  # the instant for machines, "" of one that runs
    day: str
    handle: str  # "" where all are of one account
    account_address: str
    resource: int
    tags: Sequence[str]
    place: str
    of: str
    percent: int | None  # of the table that did as well or better, rounded up
    top: str  # the same in words
    score: str
    cells: str  # HTML
    rating: int | None
    hue: str  # of the rating
    change: str
    direction: str  # of the change: "up", "down", ""
    is_predicted: bool


def parts_of(career: Career, asked: Asked) -> tuple[Paginator[Appearance], Sequence[Part]]:
    """Return the pages of what is asked for, and the asked page made ready. Two queries besides the career's own."""
    found = [one for one in career.appearances if lets(asked, one)] if asked.filters else list(career.appearances)
    pages = Paginator(found, PAGE)
    shown = list(pages.get_page(asked.page or "1").object_list)
    cells = _cells_of(shown)
    write = PartWriter(career)
    return pages, [write.part(one, cells.get(one.row, "")) for one in shown]


def _cells_of(shown: Sequence[Appearance]) -> Mapping[int, str]:
    """Return row → its problems in small, as HTML."""
    if not shown:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(PROBLEMS, [list({one.contest for one in shown})])
        problems: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for contest, short, name, division, firsts in cursor.fetchall():
            problems[contest].append((short, name, division, firsts))
        cursor.execute(CELLS, [[one.row for one in shown]])
        kept = dict(cursor.fetchall())
    return {one.row: _small(one, problems[one.contest], decode(kept.get(one.row, "{}"))) for one in shown}


def _small(one: Appearance, problems: Sequence[tuple[Any, ...]], cells: Mapping[str, Cell]) -> str:
    own = [each for each in problems if each[2] in ("", one.division)] if one.division else problems
    if len(own) > MOST_PROBLEMS:
        own = [each for each in own if each[0] in cells]
    return "".join(
        _mini(short, name, _look(cells.get(short)), is_first=one.account in firsts)
        for short, name, _division, firsts in own
    )


def _look(cell: Cell | None) -> tuple[str, str]:
    """Return how a cell looks, for the style sheet, and its result in figures."""
    if cell is None:
        return "untried", ""
    if cell.upsolved is not None and is_unsolved_then(cell):
        return "upsolved", in_figures(cell.upsolved)
    return "frozen" if cell.frozen else cell.state, in_figures(cell)


@lru_cache(maxsize=20_000)
def _mini(short: str, name: str, look: tuple[str, str], *, is_first: bool) -> SafeString:
    """Return a problem in small: its mark and its result, its name for the pointer."""
    return format_html(
        '<span class="mini is-{}{}" title="{}">{}{}</span>',
        look[0],
        " is-first" if is_first else "",
        name,
        short,
        format_html(" <b>{}</b>", look[1]) if look[1] else "",
    )


class PartWriter:
    """Writes the contests of a career: what they have in common is looked up once."""

    def __init__(self, career: Career) -> None:
        self.career = career
        self.several = len(career.accounts) > 1
        self.now = timezone.now()
        self.of = _("of %s")
        self.top = _("top %s %%")
        self.day = day_writer()
        self.words = participation_words() | medal_words()

    def part(self, one: Appearance, cells: str) -> Part:
        """Return a contest as it is shown."""
        account = self.career.by_id[one.account]
        change = one.change if one.new_rating is not None else one.predicted_change
        rating = _rating_after(one)
        percent = None if one.share is None else max(1, -int(-one.share * 100 // 1))
        is_running = one.end > self.now
        tags = (one.division, self.words.get(one.participation, ""), self.words.get(one.medal, ""))
        return Part(
            at=one,
            address=f"{address_of_standings(one.contest, one.title)}?find_me={one.row}",
            ended="" if is_running else one.end.isoformat(),
            day="" if is_running else self.day(one.end),
            handle=account.key if self.several else "",
            account_address=address_of_account(account.resource.host, account.key) if self.several else "",
            resource=account.resource_id,
            tags=[tag for tag in tags if tag],
            place="–" if one.place is None else grouped(one.place),
            of=self.of % grouped(one.n_rows) if one.n_rows and one.place is not None else "",
            percent=percent,
            top="" if percent is None else self.top % percent,
            score="–" if one.score is None else in_number(one.score),
            cells=cells,
            rating=rating,
            hue="" if rating is None else hue_of(account.resource.adapter, rating),
            change="" if change is None else signed(change),
            direction="" if not change else "up" if change > 0 else "down",
            is_predicted=one.new_rating is None and one.predicted_change is not None,
        )


def _rating_after(one: Appearance) -> int | None:
    if one.new_rating is not None or one.predicted_change is None:
        return one.new_rating if one.new_rating is not None else one.old_rating
    return None if one.old_rating is None else one.old_rating + one.predicted_change
