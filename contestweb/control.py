"""The control desk at /_control: faults, scripted changes, the clock and the log, as JSON over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import timedelta
from typing import Any

from contestweb.contest import Contest
from contestweb.edits import ChangeError, read_time
from contestweb.exchange import Answer, Request, json_answer
from contestweb.faults import Fault
from contestweb.house import House
from contestweb.sites import resources

PREFIX = "/_control"
FAULT_FIELDS = {field.name for field in fields(Fault)} - {"kind"}


def control(house: House, request: Request) -> Answer:
    """Answer a request for the control desk; 400 names what was wrong with it."""
    desk = request.path.removeprefix(PREFIX).strip("/")
    try:
        return json_answer(_act(house, desk, request))
    except (ChangeError, KeyError, TypeError, ValueError) as error:
        return json_answer({"error": str(error) or type(error).__name__}, status=400)


def _act(house: House, desk: str, request: Request) -> Any:
    wish = json.loads(request.body) if request.body else {}
    if not isinstance(wish, dict):
        raise ChangeError("the body is no JSON object")
    if request.method == "GET":
        return _look(house, desk, request.query.get("host", ""))
    match request.method, desk:
        case "POST", "world":
            made = house.change(str(wish.pop("host", "")), str(wish.pop("change", "")), wish)
            return as_plain(made) if made else None
        case "POST", "fault":
            house.misbehave(read_fault(wish))
        case "POST", "clock":
            _set_clock(house, wish)
        case "DELETE", "":
            house.reset()
        case "DELETE", "fault":
            house.behave(request.query.get("host"))
        case "DELETE", "log":
            house.forget()
        case _:
            raise ChangeError(f"no desk {request.method} {request.path}")
    return _state(house)


def _look(house: House, desk: str, host: str) -> Any:
    match desk:
        case "":
            return _state(house)
        case "sites":
            return resources()
        case "contests":
            return [as_plain(contest) for contest in house.contests(host)]
        case "log":
            return {"counts": dict(house.counts), "requests": [asdict(visit) for visit in house.visits]}
    raise ChangeError(f"no desk GET {PREFIX}/{desk}")


def read_fault(wish: Mapping[str, Any]) -> Fault:
    """Return a fault from its JSON: fault (the kind), and the fields of `Fault`.

    Raises:
        ValueError: there is no such kind or field.
    """
    unknown = set(wish) - FAULT_FIELDS - {"fault"}
    if unknown:
        raise ChangeError(f"a fault has no {', '.join(sorted(unknown))}")
    return Fault(kind=str(wish.get("fault", "")), **{name: wish[name] for name in wish if name != "fault"})


def as_plain(contest: Contest) -> dict[str, Any]:
    """Return a contest as JSON has it: times as ISO 8601."""
    return {
        "key": contest.key,
        "title": contest.title,
        "url": contest.url,
        "start": contest.start.isoformat(),
        "end": contest.end.isoformat(),
        "cancelled": contest.cancelled,
    }


def _set_clock(house: House, wish: Mapping[str, Any]) -> None:
    if "now" in wish:
        house.clock.set(read_time(wish["now"]))
    elif "shift" in wish:
        house.clock.shift(timedelta(seconds=wish["shift"]))
    else:
        raise ChangeError("the clock needs now (ISO 8601) or shift (seconds)")


def _state(house: House) -> dict[str, Any]:
    return {
        "now": house.clock.now().isoformat(),
        "sites": list(house.world.sites),
        "faults": [asdict(fault) for fault in house.faults],
        "changes": sum(edits.count for edits in house.edits.values()),
    }
