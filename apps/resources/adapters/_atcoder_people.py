"""People and problems of AtCoder: profile pages, histories of both ratings, tasks pages, kenkoooo's archive."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import quote

import msgspec

from apps.resources.adapters._atcoder_standings import SITE, Outcome
from apps.resources.adapters._atcoder_submissions import KENKOOOO, MOMENT, TASK
from apps.resources.adapters._countries import country_code
from apps.resources.adapters.base import AdapterError, Page, Trouble, Web, attribute, clean, from_iso, reading
from apps.resources.rows import ContestRef, ContestRow, ProblemRow, ProfileRow, RatingRow

OLD_HOST = ".contest.atcoder.jp"
NUMBER = re.compile(r"-?\d+")
LABELS = {"Country/Region", "Birth Year", "Affiliation", "Rank", "Rating", "Highest Rating", "Rated Matches"}
FACTS = {"Birth Year": "birth_year", "Twitter ID": "twitter", "TopCoder ID": "topcoder", "Codeforces ID": "codeforces"}


class ArchivedProblem(msgspec.Struct, kw_only=True):
    """One problem of kenkoooo's archive; `contest_id` is the first contest that used it."""

    id: str
    contest_id: str
    problem_index: str
    name: str


class Model(msgspec.Struct, kw_only=True):
    """What kenkoooo made of who solved a problem."""

    difficulty: float | None = None
    is_experimental: bool = False


def history(web: Web, handle: str) -> Iterator[tuple[str, Outcome]]:
    """Yield each outcome of both ratings with the rating's name, "algorithm" before "heuristic".

    Raises:
        AdapterError: the account is unknown (MISSING), or an answer cannot be read.
    """
    seen = set()
    for kind, params in (("algorithm", None), ("heuristic", {"contestType": "heuristic"})):
        url = f"{SITE}/users/{quote(handle)}/history/json"
        reply = web.get(url, params=params, allow=(404,) if kind == "heuristic" else ())
        for outcome in reply.json(list[Outcome]) if reply.status != 404 else ():
            if outcome.contest_screen_name not in seen:  # a contest counts for one of the ratings
                seen.add(outcome.contest_screen_name)
                yield kind, outcome


def rating_rows(web: Web, handle: str) -> Iterator[RatingRow]:
    """Yield each step of both ratings; taking part unrated before the first rating is none."""
    for kind, outcome in history(web, handle):
        with reading(f"{kind} {outcome.contest_screen_name[:60]}"):
            if outcome.is_rated or outcome.new_rating:
                yield RatingRow(
                    contest=key_of(outcome),
                    title=clean(outcome.contest_name_en) or clean(outcome.contest_name),
                    at=from_iso(outcome.end_time),
                    old_rating=outcome.old_rating or None,
                    new_rating=outcome.new_rating,
                    kind=kind,
                    place=outcome.place if outcome.place > 0 else None,
                    performance=outcome.performance if outcome.is_rated else None,
                    rated=outcome.is_rated,
                    url=f"{SITE}/contests/{key_of(outcome)}/standings",
                )


def newest_contests(web: Web, handle: str, *, since: datetime | None) -> list[str]:
    """Return the keys of the contests of a handle's history that ended after `since`, the newest first."""
    ended = []
    for kind, outcome in history(web, handle):
        with reading(f"{kind} {outcome.contest_screen_name[:60]}"):
            ended.append((from_iso(outcome.end_time), key_of(outcome)))
    return [key for end, key in sorted(ended, reverse=True) if since is None or end >= since]


def key_of(outcome: Outcome) -> str:
    """Return the key of the contest of an outcome, which is written as a host of former days."""
    return clean(outcome.contest_screen_name).removesuffix(OLD_HOST)


def profile_row(web: Web, handle: str) -> ProfileRow:
    """Return the profile of one handle.

    Raises:
        AdapterError: the page is not a profile.
    """
    url = f"{SITE}/users/{quote(handle)}"
    reply = web.get(url, params={"lang": "en"}, allow=(404,))
    if reply.status == 404:
        return ProfileRow(asked=handle)
    with reading(url):
        return _profile(reply.page(), handle)


def task_rows(web: Web, key: str) -> Iterator[ProblemRow]:
    """Yield the problems of a contest's tasks page.

    Raises:
        AdapterError: there is no such page (MISSING), or it has no table of tasks.
    """
    reply = web.get(f"{SITE}/contests/{key}/tasks", params={"lang": "en"})
    with reading(reply.url):
        page = reply.page()
        page.one("table a[href*='/tasks/']")
        for number, line in enumerate(page.all("table tbody tr"), 1):
            with reading(f"tr {number}"):
                links = [link for link in line.css("a") if TASK.fullmatch(link.attributes.get("href") or "")]
                if len(links) < 2:
                    raise AdapterError("no letter and name of a task", place="a[href]")
                match = TASK.fullmatch(attribute(links[0], "href"))
                limits = [clean(cell.text()) for cell in line.css("td.text-right")]
                yield ProblemRow(
                    key=match.group(2) if match else "",
                    name=clean(links[1].text()),
                    short=clean(links[0].text()),
                    url=f"{SITE}{attribute(links[0], 'href')}",
                    contest=key,
                    facts=dict(zip(("time_limit", "memory_limit"), limits, strict=False)),
                )


def archive_rows(web: Web) -> Iterator[ProblemRow]:
    """Yield every problem of the archive, with the difficulty that kenkoooo estimates."""
    problems = web.get(f"{KENKOOOO}/resources/problems.json").json(list[ArchivedProblem])
    models = web.get(f"{KENKOOOO}/resources/problem-models.json").json(dict[str, Model])
    for number, problem in enumerate(problems):
        with reading(f"$[{number}]"):
            contest, model = clean(problem.contest_id), models.get(problem.id)
            yield ProblemRow(
                key=clean(problem.id),
                name=clean(problem.name),
                short=clean(problem.problem_index),
                contest=contest,
                url=f"{SITE}/contests/{contest}/tasks/{clean(problem.id)}",
                rating=None if model is None or model.difficulty is None else shown_difficulty(model.difficulty),
                facts={"experimental": True} if model is not None and model.is_experimental else {},
            )


def shown_difficulty(difficulty: float) -> int:
    """Return a difficulty as kenkoooo shows it: below 400 it is squeezed so as to stay positive."""
    return round(difficulty if difficulty >= 400 else 400 / math.exp(1 - difficulty / 400))


def contest_row(web: Web, contest: ContestRef, *, kind: str) -> ContestRow:
    """Return what a contest's own page says of it.

    Raises:
        AdapterError: there is no such contest (MISSING), or the page has no times.
    """
    url = f"{SITE}/contests/{contest.key}"
    reply = web.get(url, params={"lang": "en"})
    with reading(url):
        page = reply.page()
        times = {name: from_iso(text) for name, text in MOMENT.findall(reply.text)}
        if times.keys() != {"start", "end"}:
            raise AdapterError("the page has no times of a contest", place="moment()", trouble=Trouble.FORMAT)
        return ContestRow(
            key=contest.key,
            title=clean(page.one("a.contest-title").text()),
            url=url,
            start=times["start"],
            end=max(times["end"], times["start"] + timedelta(seconds=1)),
            kind=kind,
            standings_url=f"{url}/standings",
        )


def _profile(page: Page, handle: str) -> ProfileRow:
    cells = {
        clean(head.text()): cell
        for line in page.all("table tr")
        if (head := line.css_first("th")) is not None and (cell := line.css_first("td")) is not None
    }
    if not cells.keys() & LABELS and page.title.lower() != f"{handle} - AtCoder".lower():
        raise AdapterError(f"not the profile of {handle!r}: {page.title[:80]!r}", place="table th")
    texts = {name: clean(cell.text()) for name, cell in cells.items()}
    named = page.tree.css_first("a.username")
    key = (clean(named.text()) if named else "") or handle
    avatar = page.tree.css_first("img.avatar")
    source = (avatar.attributes.get("src") or "") if avatar else ""
    source = f"https:{source}" if source.startswith("//") else source
    title = cells["Highest Rating"].css_first("span.bold") if "Highest Rating" in cells else None
    return ProfileRow(
        asked=handle,
        key=key,
        country=country_code(texts.get("Country/Region")),
        organization=texts.get("Affiliation", ""),
        url=f"{SITE}/users/{quote(key)}",
        avatar=source if "/icons/" in source else "",
        title=clean(title.text()) if title else "",
        rating=_number(texts.get("Rating", "")),
        max_rating=_number(texts.get("Highest Rating", "")),
        place=_number(texts.get("Rank", "")),
        n_contests=_number(texts.get("Rated Matches", "")),
        facts={fact: texts[name] for name, fact in FACTS.items() if texts.get(name)},
    )


def _number(text: str) -> int | None:
    match = NUMBER.search(text)
    return int(match.group()) if match else None
