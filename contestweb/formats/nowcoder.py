"""NowCoder: the list of its own contests and of the ended ones, with JSON in an attribute that is escaped twice."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, not_found, page_answer, page_of

CHINA = ZoneInfo("Asia/Shanghai")
HEADINGS = {"js-current": "等你来战", "js-end": "已结束"}
ENDED = 15
SIGN_UP = timedelta(days=7)


def answer(request: Request, view: View) -> Answer:
    """Answer as ac.nowcoder.com does."""
    contests = view.contests("ac.nowcoder.com")
    over = [contest for contest in reversed(contests) if view.is_over(contest)]
    if request.path == "/acm/contest/vip-index":
        current = [contest for contest in contests if not view.is_over(contest)]
        body = _block("js-current", current, view) + _block("js-end", over[:ENDED], view)
        return page_answer(_frame(body))
    if request.path == "/acm/contest/vip-end-index":
        shown = page_of(over, request.query.get("page"), ENDED)
        return page_answer(_frame(_block("js-end", shown, view)))
    return not_found(request)


def _frame(body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="zh">\n<head>\n<meta charset="UTF-8">\n'
        f"<title>牛客竞赛 - 比赛</title>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def _block(name: str, contests: list[Contest], view: View) -> str:
    items = "".join(_item(contest, view) for contest in contests)
    return (
        f'<div class="platform-mod {name}">\n<div class="platform-mod-hd clearfix"><h2>{HEADINGS[name]}</h2></div>\n'
        f"{items}</div>\n"
    )


def _item(contest: Contest, view: View) -> str:
    start, end = (f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}" for moment in (contest.start, contest.end))
    hidden = escape(escape(json.dumps(_entry(contest, view), ensure_ascii=False, separators=(",", ":"))))
    return f"""<div data-id="{contest.key}" class="platform-item js-item " data-json="{hidden}">
    <div class="platform-item-main">
        <div class="platform-item-cont">
            <h4><a href="/acm/contest/{contest.key}" target="_blank">{escape(contest.title)}</a></h4>
            <ul class="platform-info">
                <li class="match-time-icon">比赛时间：    {start}
 至     {end}
</li>
            </ul>
        </div>
    </div>
</div>
"""


def _entry(contest: Contest, view: View) -> dict[str, Any]:
    rated = ("Finished" if view.is_over(contest) else "Waiting") if contest.rated else "No"
    settings: dict[str, Any] = {"organizerName": "牛客竞赛", "ratingStatus": rated, "needRankFrozen": False}
    if "limit" in contest.facts:
        settings["ratingUpperLimit"] = int(contest.facts["limit"])
    return {
        "isSignUp": False,
        "teamName": "",
        "contestDuration": _milliseconds(contest.length),
        "contestEndTime": _epoch(contest.end),
        "contestStartTime": _epoch(contest.start),
        "topCategoryId": 13,
        "creatorId": 999000,
        "creatorName": "小桃",
        "contestName": contest.title,
        "type": int(contest.facts["type"]),
        "settingInfo": settings,
        "countDownTime": _epoch(contest.start) - _epoch(view.now),
        "signUpCount": contest.id % 1500,
        "contestId": contest.id,
        "contestSignUpEndTime": _epoch(contest.end),
        "contestSignUpStartTime": _epoch(contest.planned - SIGN_UP),
    }


def _milliseconds(length: timedelta) -> int:
    return length // timedelta(milliseconds=1)


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000
