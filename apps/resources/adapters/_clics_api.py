"""One contest of a CLICS Contest API, asked collection by collection."""

from __future__ import annotations

from typing import Any

from apps.resources.adapters._clics_forms import FIELDS, FORMS, BoardRow, Book, Contest, Problem, Scoreboard, State
from apps.resources.adapters.base import AdapterError, Reply, Trouble, Web

REFUSED = (401, 403, 404)
FOR_MEMBERS = (401, 403)
NEEDED = ("teams",)  # besides problems; without these there is no board
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
    parts: dict[str, Any] = {"problems": _problems(web, contest, board)}
    parts |= {FIELDS[name]: _objects(_ask(web, f"{contest}/{name}"), name) for name in needed}
    for name in besides:
        reply = web.get(f"{contest}/{name}", allow=REFUSED)
        parts[FIELDS[name]] = {} if reply.status in REFUSED else _objects(reply, name)
    if not parts["problems"]:
        raise AdapterError("the problems are not shown yet", place=f"{contest}/problems", trouble=Trouble.MISSING)
    state = board.state if board is not None and board.state is not None else _state(web, contest)
    return Book(contest=found, state=state, scoreboard=board, **parts)


def _problems(web: Web, contest: str, board: Scoreboard | None) -> dict[str, Problem]:
    """Return the problems; where none are listed (404, as from 2018), those that the first row of the board names."""
    url = f"{contest}/problems"
    reply = web.get(url, allow=REFUSED)
    if reply.status not in REFUSED:
        return _objects(reply, "problems")
    cells = board.rows[0].problems if board is not None and board.rows and reply.status == 404 else []
    named = [(one.label or "", str(one.problem_id or one.label or "")) for one in cells]
    if not any(key for _, key in named):
        return _objects(_ask(web, url), "problems")
    return {key: Problem(id=key, name=label or key, label=label or key) for label, key in named if key}


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
