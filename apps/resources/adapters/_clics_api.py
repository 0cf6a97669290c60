"""One contest of a CLICS Contest API, asked collection by collection."""

from __future__ import annotations

from typing import Any

from apps.resources.adapters._clics_forms import FIELDS, FORMS, BoardRow, Book, Contest, Scoreboard, State
from apps.resources.adapters.base import AdapterError, Reply, Trouble, Web

REFUSED = (401, 403, 404)
FOR_MEMBERS = (401, 403)
NEEDED = ("problems", "teams")  # without these there is no board
BESIDES = ("groups", "organizations", "awards", "persons")  # which a site may keep to itself
JUDGING = ("submissions", "judgements")  # needed where there is no scoreboard
JUDGING_BESIDES = ("judgement-types", "languages")


def ask_book(web: Web, contest: str) -> Book:
    """Return what the API tells of the contest at this address: its scoreboard, or else all that it would follow from.

    Raises:
        AdapterError: there is no such contest or no board yet (MISSING), it is for members (LOGIN), or cannot be read.
    """
    found = _ask(web, contest).json(Contest)
    board = _scoreboard(web, contest)
    needed = NEEDED if board is not None else (*NEEDED, *JUDGING)
    besides = BESIDES if board is not None else (*BESIDES, *JUDGING_BESIDES)
    parts: dict[str, Any] = {FIELDS[name]: _objects(_ask(web, f"{contest}/{name}"), name) for name in needed}
    for name in besides:
        reply = web.get(f"{contest}/{name}", allow=REFUSED)
        parts[FIELDS[name]] = {} if reply.status in REFUSED else _objects(reply, name)
    if not parts["problems"]:
        raise AdapterError("the problems are not shown yet", place=f"{contest}/problems", trouble=Trouble.MISSING)
    state = board.state if board is not None and board.state is not None else _state(web, contest)
    return Book(contest=found, state=state, scoreboard=board, **parts)


def _scoreboard(web: Web, contest: str) -> Scoreboard | None:
    reply = web.get(f"{contest}/scoreboard", allow=REFUSED)
    if reply.status in REFUSED:
        return None
    is_list = reply.body.lstrip().startswith(b"[")  # of 2018
    return Scoreboard(rows=reply.json(list[BoardRow])) if is_list else reply.json(Scoreboard)


def _state(web: Web, contest: str) -> State | None:
    reply = web.get(f"{contest}/state", allow=REFUSED)
    return None if reply.status in REFUSED else reply.json(State)


def _ask(web: Web, url: str) -> Reply:
    reply = web.get(url, allow=FOR_MEMBERS)
    if reply.status in FOR_MEMBERS:
        raise AdapterError(
            "this is shown to members only: the setting FETCH_COOKIES gives a session", place=url, trouble=Trouble.LOGIN
        )
    return reply


def _objects(reply: Reply, name: str) -> dict[str, Any]:
    form = FORMS[name]
    objects: list[Any] = reply.json(list[form])  # type: ignore[valid-type]
    return {str(one.id if one.id is not None else number): one for number, one in enumerate(objects)}
