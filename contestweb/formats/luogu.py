"""Luogu: the contest list as a page with its JSON inside, and as that JSON alone."""

from __future__ import annotations

import json
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, json_answer, not_found, page_answer, page_of

CHINA = ZoneInfo("Asia/Shanghai")
PAGE = 20


def answer(request: Request, view: View) -> Answer:
    """Answer as www.luogu.com.cn does."""
    if request.path != "/contest/list":
        return not_found(request)
    contests = view.contests("luogu.com.cn")[::-1]
    shown = page_of(contests, request.query.get("page"), PAGE)
    context = {
        "instance": "main",
        "template": "contest.list",
        "status": 200,
        "locale": "zh-CN",
        "data": {"contests": {"perPage": PAGE, "count": len(contests), "result": [_entry(c) for c in shown]}},
        "user": None,
        "time": view.now.timestamp(),
        "theme": None,
    }
    if request.headers.get("x-lentille-request") == "content-only":
        return json_answer(context, ascii_only=True)
    return page_answer(_page(context, shown))


def _entry(contest: Contest) -> dict[str, Any]:
    return {
        "id": contest.id,
        "startTime": int(contest.start.timestamp()),
        "endTime": int(contest.end.timestamp()),
        "name": contest.title,
        "method": int(contest.facts["method"]),
        "visibility": int(contest.facts["visibility"]),
        "invitationCodeType": 1,
        "rated": int(contest.facts["rated"]),
        "host": {"id": 1000, "name": "洛谷官方团队", "isPremium": True},
        "squad": contest.kind == "ICPC",
        "problemCount": 6,
    }


def _page(context: dict[str, Any], shown: list[Contest]) -> str:
    # "<" and "&" stand as escapes in the JSON, so that no title can close the script.
    inside = json.dumps(context).replace("<", "\\u003C").replace("&", "\\u0026")
    items = "".join(
        f'\n<li>\n<h3><a href="/contest/{c.key}">{escape(c.title)}</a></h3>\n'
        f"<p><small>{c.start.astimezone(CHINA):%Y-%m-%d %H:%M:%S} ~ {c.end.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
        "</small></p>\n</li>"
        for c in shown
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN" class="no-js">\n<head>\n    <meta charset="utf-8">\n'
        "    <title>比赛列表 - 洛谷</title>\n"
        f'    <script id="lentille-context" type="application/json">{inside}</script>\n</head>\n'
        f'<body>\n<div id="app">\n    <noscript><ul>{items}</ul></noscript>\n</div>\n</body>\n</html>\n'
    )
