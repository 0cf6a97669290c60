"""Teams as boards name them: university, members and a mark of those out of competition within one text."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from apps.resources.adapters.base import clean
from apps.resources.rows import Member

STARS = "*＊★☆⭐"
OUT_OF_COMPETITION = re.compile(
    r"打星|旅游|unofficial|ineligible|observers?\b|companies|company|out of competition|exhibition|вне конкурса",
    re.IGNORECASE,
)
PARTY = re.compile(r"(?:(?P<organization>[^:()]{1,200}): )?(?P<name>.+?)(?: ?\((?P<members>[^()]+)\))?")
BETWEEN_NAMES = re.compile(r"[\n,;，；、]+")
CHINESE_NAME = re.compile(r"[\u3400-\u9fff·]{2,8}")


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """What "*University: Team (First, Second, Third)" says."""

    name: str
    organization: str = ""
    members: tuple[Member, ...] = ()
    is_official: bool = True


def read_party(text: str) -> Party:
    """Return the parts of a party's text; what has no such parts is all name."""
    whole = clean(text)
    match = PARTY.fullmatch(unstarred(whole))
    if match is None:
        return Party(name=whole)
    return Party(
        name=match["name"].strip(),
        organization=(match["organization"] or "").strip(),
        members=members_of(match["members"] or ""),
        is_official=is_official(whole),
    )


def is_official(name: str, groups: Iterable[str] = ()) -> bool:
    """Return False for a team with a star before its name or in a group of those who are shown but not ranked."""
    return not name.lstrip().startswith(tuple(STARS)) and not any(OUT_OF_COMPETITION.search(group) for group in groups)


def unstarred(name: str) -> str:
    """Return a name without the star that marks a team out of competition."""
    return name.lstrip(STARS).strip() or name


def members_of(text: str) -> tuple[Member, ...]:
    """Return the people of a text that lists them with commas or lines between, or Chinese names with blanks."""
    names = [clean(name) for name in BETWEEN_NAMES.split(text)]
    if len(names) == 1 and all(CHINESE_NAME.fullmatch(part) for part in names[0].split()):
        names = names[0].split()
    return tuple(Member(name=name) for name in names if name)


def team_account(contest: str, team: str, *, alone: bool) -> str:
    """Return the account of a team whose id is only its contest's own: with the contest where there are several."""
    return team if alone else f"{contest}/{team}"
