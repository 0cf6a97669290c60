"""The teams of a CLICS contest: who is shown, who is ranked, what each row says of them, and who won which award."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from apps.resources.adapters import _icpc
from apps.resources.adapters._clics_forms import Book, Group, Organization, Team
from apps.resources.adapters._countries import country_code
from apps.resources.adapters._teams import is_official, members_of, unstarred
from apps.resources.adapters.base import clean
from apps.resources.rows import Column, Member, Scalar

MEDALS: Mapping[str, _icpc.Medal] = {
    "gold-medal": "gold",
    "silver-medal": "silver",
    "bronze-medal": "bronze",
    "honorable-mention": "honorable",
    "honorable-mentions": "honorable",
}
FIRST = "first-to-solve-"
COLUMNS = (
    Column(key="group", title="Group"),
    Column(key="award", title="Award"),
)


def shown_teams(book: Book, *, account: Callable[[str], str]) -> dict[str, _icpc.Team]:
    """Return the teams that a public board shows by their id, `account` of which gives what the row is named by."""
    shown = {key: team for key, team in book.teams.items() if not _is_hidden(team, book)}
    main = min((_sort_order(team, book) for team in shown.values()), default=0)
    people = _people(book)
    medals, citations = _awards(book)
    return {
        key: _icpc.Team(
            account=account(key),
            name=_name(team, _organization(team, book)),
            organization=_university(team, _organization(team, book)),
            country=_country(team, book),
            members=people.get(key) or _named_members(team),
            is_official=_sort_order(team, book) == main and _is_ranked(team, book),
            medal=medals.get(key, ""),
            columns=_columns(team, book, citations.get(key, "")),
        )
        for key, team in shown.items()
    }


def first_solvers(book: Book) -> dict[str, set[str]] | None:
    """Return the teams that were awarded as the first to solve a problem, by its id; None without such awards."""
    found = {
        award.id.removeprefix(FIRST): {str(team) for team in award.team_ids or ()}
        for award in book.awards.values()
        if award.id.startswith(FIRST)
    }
    return found or None


def _groups(team: Team, book: Book) -> Iterator[Group]:
    return (book.groups[str(key)] for key in team.group_ids or () if str(key) in book.groups)


def _is_hidden(team: Team, book: Book) -> bool:
    groups = list(_groups(team, book))
    return bool(team.hidden) or (bool(groups) and all(group.hidden for group in groups))


def _sort_order(team: Team, book: Book) -> int:
    return min((group.sortorder or 0 for group in _groups(team, book)), default=0)


def _is_ranked(team: Team, book: Book) -> bool:
    main = book.contest.main_scoreboard_group_id
    if main is not None and main not in (team.group_ids or ()):
        return False
    return is_official(team.display_name or team.name, (group.name or "" for group in _groups(team, book)))


def _organization(team: Team, book: Book) -> Organization | None:
    return book.organizations.get(str(team.organization_id))


def _university(team: Team, organization: Organization | None) -> str:
    told = (organization.formal_name or organization.name) if organization else team.affiliation
    return clean(told or "")


def _name(team: Team, organization: Organization | None) -> str:
    """Return how a board names a team; where that is only its university, the team's own name."""
    universities = {organization.formal_name, organization.name} if organization else {team.affiliation}
    shown = team.display_name if team.display_name not in universities else team.name
    return unstarred(clean(shown or team.name))


def _named_members(team: Team) -> tuple[Member, ...]:
    """Return the members that DOMjudge's texts name; a description that is no list describes something else."""
    described = members_of(team.public_description or "")
    return members_of(team.members or "") or (described if len(described) > 1 else ())


def _country(team: Team, book: Book) -> str:
    organization = _organization(team, book)
    return country_code(organization.country if organization and organization.country else team.nationality)


def _columns(team: Team, book: Book, citation: str) -> dict[str, Scalar]:
    group = ", ".join(clean(group.name) for group in _groups(team, book) if group.name)
    return {name: text for name, text in (("group", group), ("award", citation)) if text}


def _people(book: Book) -> dict[str, tuple[Member, ...]]:
    """Return the contestants of each team by its id."""
    found: dict[str, list[Member]] = defaultdict(list)
    for person in book.persons.values():
        if person.name and (person.role or "contestant") == "contestant":
            for team in person.team_ids or ([person.team_id] if person.team_id is not None else []):
                found[str(team)].append(Member(name=clean(person.name)))
    return {team: tuple(members) for team, members in found.items()}


def _awards(book: Book) -> tuple[dict[str, _icpc.Medal], dict[str, str]]:
    """Return the medal and the citations of other awards of each team, but those of first solvers."""
    medals: dict[str, _icpc.Medal] = {}
    citations: dict[str, list[str]] = defaultdict(list)
    for award in book.awards.values():
        for team in map(str, award.team_ids or ()):
            if medal := MEDALS.get(award.id):
                medals[team] = medal
            elif not award.id.startswith(FIRST):
                citations[team].append(clean(award.citation or award.id))
    return medals, {team: "; ".join(texts) for team, texts in citations.items()}
