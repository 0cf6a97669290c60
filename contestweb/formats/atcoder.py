"""AtCoder: the contest list in English and Japanese, and the archive."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from html import escape
from zoneinfo import ZoneInfo

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, not_found, page_answer, page_of

JAPAN = ZoneInfo("Asia/Tokyo")
RECENT = timedelta(days=14)
ARCHIVE_PAGE = 50
HEADINGS = {
    "action": ("Active Contests", "開催中のコンテスト"),
    "permanent": ("Permanent Contests", "常設中のコンテスト"),
    "upcoming": ("Upcoming Contests", "予定されたコンテスト"),
    "recent": ("Recent Contests", "終了後のコンテスト"),
}
COLUMNS = ("Start Time", "Contest Name", "Duration", "Rated Range"), ("開始時刻", "コンテスト名", "時間", "Rated対象")
FOR_MEMBERS = ("standings/json", "standings/team/json")
LOGIN = """
<form action="/login" method="post"><input type="text" name="username"><input type="password" name="password">
<button type="submit">Sign In</button></form>
"""
PERMANENT = """
\t\t\t<tr>
\t\t\t\t<td style="padding-left:10px;"><span title="Algorithm">Ⓐ</span><span class="">◉</span> \
<a href="/contests/practice">practice contest</a></td>
\t\t\t\t<td class="text-center">-</td>
\t\t\t</tr>
"""


def answer(request: Request, view: View) -> Answer:
    """Answer as atcoder.jp does."""
    japanese = request.query.get("lang") == "ja"
    contests = [c for c in view.contests("atcoder.jp") if japanese or c.facts.get("only") != "ja"]
    if request.path.rstrip("/") == "/contests":
        return page_answer(_present(contests, view, japanese))
    if request.path == "/contests/archive":
        over = [contest for contest in reversed(contests) if view.is_over(contest)]
        rows = "".join(_row(contest) for contest in page_of(over, request.query.get("page"), ARCHIVE_PAGE))
        pages = max(1, -(-len(over) // ARCHIVE_PAGE))
        return page_answer(_frame("Contest Archive", _pager(pages) + _table(rows, japanese), japanese))
    key, _, part = request.path.removeprefix("/contests/").partition("/")
    found = next((contest for contest in contests if contest.key == key), None)
    if found is not None and part in FOR_MEMBERS and view.now >= found.start:
        return page_answer(_frame("Sign In", LOGIN, japanese))
    return not_found(request)


def _present(contests: list[Contest], view: View, japanese: bool) -> str:
    recent = [c for c in reversed(contests) if view.is_over(c) and c.end > view.now - RECENT]
    blocks = (
        ("action", [c for c in contests if view.is_running(c)]),
        ("upcoming", [c for c in contests if view.is_upcoming(c)]),
        ("recent", recent),
    )
    tables = {name: _table("".join(map(_row, listed)), japanese) for name, listed in blocks if listed}
    tables["permanent"] = _table(PERMANENT, japanese, columns=(1, 3))
    body = "<hr>".join(
        f'\n<div id="contest-table-{name}">\n\t<h3>{HEADINGS[name][japanese]}</h3>\n{tables[name]}</div>\n'
        for name in HEADINGS
        if name in tables
    )
    return _frame("Present Contests", body, japanese)


def _table(rows: str, japanese: bool, columns: Iterable[int] = range(4)) -> str:
    heads = "".join(f'\t\t\t\t<th class="text-center">{COLUMNS[japanese][number]}</th>\n' for number in columns)
    return (
        '\t<div class="panel panel-default"><div class="table-responsive">\n'
        '\t<table class="table table-default table-striped table-hover table-condensed table-bordered small">\n'
        f"\t\t<thead>\n\t\t\t<tr>\n{heads}\t\t\t</tr>\n\t\t</thead>\n\t\t<tbody>\n{rows}\n\t\t</tbody>\n\t</table>\n"
        "</div></div>\n"
    )


def _row(contest: Contest) -> str:
    start = contest.start.astimezone(JAPAN)
    hours, minutes = divmod(int(contest.length.total_seconds()) // 60, 60)
    kind = contest.facts["class"]
    return (
        "\n\t\t\t<tr>\n"
        f'\t\t\t\t<td class="text-center"><a href=\'http://www.timeanddate.com/worldclock/fixedtime.html'
        f"?iso={start:%Y%m%dT%H%M}&p1=248' target='blank'>"
        f"<time class='fixtime fixtime-full'>{start:%Y-%m-%d %H:%M:%S%z}</time></a></td>\n"
        f"\t\t\t\t<td ><span aria-hidden='true' data-toggle='tooltip' data-placement='top' title=\"{kind}\">"
        f'{"Ⓗ" if kind == "Heuristic" else "Ⓐ"}</span><span class="{contest.facts["mark"]}">◉</span> '
        f'<a href="/contests/{contest.key}">{escape(contest.title)}</a></td>\n'
        f'\t\t\t\t<td class="text-center">{hours:02}:{minutes:02}</td>\n'
        f'\t\t\t\t<td class="text-center">{escape(contest.facts["range"])}</td>\n'
        "\t\t\t</tr>\n"
    )


def _pager(pages: int) -> str:
    links = "".join(f'<li><a href="/contests/archive?page={n}">{n}</a></li>' for n in range(1, pages + 1))
    return f'<div class="text-center"><ul class="pagination pagination-sm mt-0 mb-1">{links}</ul></div>'


def _frame(title: str, body: str, japanese: bool) -> str:
    language = "ja" if japanese else "en"
    return (
        f"<!DOCTYPE html>\n<html>\n<head>\n\t<title>{title} - AtCoder</title>\n"
        '\t<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n'
        f'\t<meta http-equiv="Content-Language" content="{language}">\n</head>\n'
        f'<body>\n<div id="main-container" class="container">{body}</div>\n</body>\n</html>\n'
    )
