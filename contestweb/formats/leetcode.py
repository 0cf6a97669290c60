"""LeetCode, .com and .cn: GraphQL by POST and GET."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, json_answer, not_found
from contestweb.formats import leetcode_people as people
from contestweb.formats import leetcode_ranking as ranking
from contestweb.formats.graphql import QueryError, Resolver, run


def answer(request: Request, view: View) -> Answer:
    """Answer as leetcode.com and leetcode.cn do."""
    if request.path.startswith("/contest/api/"):
        return ranking.answer(request, view)
    if request.path.rstrip("/") != "/graphql":
        return not_found(request)
    try:
        fields = {**_fields(request.host, view), **people.people_fields(request, view)}
        return json_answer({"data": run(_query(request), fields)})
    except QueryError as error:
        return json_answer({"errors": [{"message": str(error)}]}, status=400)


def participant(contest: Contest, account: str, site: str) -> int | None:
    """Return the number of an account in what happens in a contest."""
    crowd = ranking.crowd_of(contest, site)
    return next((number for number, person in enumerate(crowd) if person.handle == account), None)


def _query(request: Request) -> str:
    if request.method == "GET":
        return request.query.get("query", "")
    try:
        asked = json.loads(request.body)
    except ValueError as error:
        raise QueryError("POST body sent invalid JSON.") from error
    query = asked.get("query") if isinstance(asked, dict) else None
    if not isinstance(query, str):
        raise QueryError("Must provide query string.")
    return query


def _fields(host: str, view: View) -> dict[str, Resolver]:
    contests = [_entry(contest) for contest in view.contests(host)]
    coming = [entry for entry in contests if entry["startTime"] > view.now.timestamp()]

    def past(arguments: Mapping[str, int]) -> dict[str, Any]:
        over = [entry for entry in reversed(contests) if entry not in coming]
        page, size = max(arguments.get("pageNo", 1), 1), arguments.get("numPerPage", 10)
        return {
            "pageNum": -(-len(over) // size) if size else 0,
            "currentPage": page,
            "totalNum": len(over),
            "numPerPage": size,
            "data": over[(page - 1) * size : page * size],
        }

    top: dict[str, Resolver] = {"allContests": lambda _: contests[::-1], "pastContests": past}
    if host == "leetcode.cn":
        return {**top, "contestUpcomingContests": lambda _: coming}
    return {**top, "topTwoContests": lambda _: coming[1::-1], "upcomingContests": lambda _: coming[:2]}


def _entry(contest: Contest) -> dict[str, Any]:
    return {
        "title": contest.title,
        "titleSlug": contest.key,
        "startTime": int(contest.start.timestamp()),
        "originStartTime": int(contest.start.timestamp()),
        "duration": int(contest.length.total_seconds()),
        "containsPremium": False,
        "isVirtual": False,
        "isLightCardFontColor": False,
        "company": None,
    }
