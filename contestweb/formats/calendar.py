"""The training camp's iCalendar: zones, all-day events, a recurring one, and cancelled ones that stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from contestweb.contest import Contest
from contestweb.exchange import Answer, Request, View, if_changed, not_found

SITE = "camp.contestweb.example"
HOME = ZoneInfo("Europe/Warsaw")
ZONES = {"zone": "Europe/Warsaw", "recurring": "Europe/Warsaw", "duration": "Asia/Tokyo"}
FOLD = 75  # octets a line
HEAD = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Birchwood Training Camp//Calendar//PL
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:Birchwood Training Camp
BEGIN:VTIMEZONE
TZID:Europe/Warsaw
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Asia/Tokyo
BEGIN:STANDARD
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
TZNAME:JST
DTSTART:19700101T000000
END:STANDARD
END:VTIMEZONE"""


def answer(request: Request, view: View) -> Answer:
    """Answer with the calendar."""
    if request.path != "/calendar.ics":
        return not_found(request)
    contests = view.all_contests(SITE)
    lines = [*HEAD.splitlines(), *(line for event in _events(contests) for line in event), "END:VCALENDAR"]
    body = b"".join(_fold(line) for line in lines)
    return if_changed(request, Answer(headers={"content-type": "text/calendar; charset=utf-8"}, body=body), contests)


def _events(contests: tuple[Contest, ...]) -> Iterator[list[str]]:
    by_series = sorted(contests, key=lambda contest: (contest.series, contest.planned))
    for _, group in groupby(by_series, key=lambda contest: contest.series):
        of_series = list(group)
        if of_series[0].facts.get("form") == "recurring":
            yield from _recurring(of_series)
        else:
            yield from (_event(contest, uid=contest.key) for contest in of_series)


def _recurring(contests: list[Contest]) -> Iterator[list[str]]:
    """Yield the weekly event itself, with the weeks it skips, and one event for every week that was changed."""
    zone = ZoneInfo(ZONES["recurring"])
    usual = next((contest for contest in contests if not contest.sequence), contests[0])
    first, last = contests[0].planned, contests[-1].planned
    taken = {contest.planned for contest in contests}
    rules = [f"RRULE:FREQ=WEEKLY;UNTIL={last:%Y%m%dT%H%M%SZ}"]
    rules += [f"EXDATE;TZID={zone.key}:{_wall(week, zone)}" for week in _weeks(first, last, zone) if week not in taken]
    uid = usual.series
    yield _event(usual, uid=uid, start=first, extra=rules)
    for contest in contests:
        if contest.sequence:
            yield _event(contest, uid=uid, extra=[f"RECURRENCE-ID;TZID={zone.key}:{_wall(contest.planned, zone)}"])


def _weeks(first: datetime, last: datetime, zone: ZoneInfo) -> list[datetime]:
    wall = first.astimezone(zone).replace(tzinfo=None)
    weeks = []
    while (moment := wall.replace(tzinfo=zone).astimezone(UTC)) <= last:
        weeks.append(moment)
        wall += timedelta(days=7)
    return weeks


def _event(contest: Contest, *, uid: str, start: datetime | None = None, extra: list[str] | None = None) -> list[str]:
    begin = start or contest.start
    form = contest.facts.get("form", "utc")
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@{SITE}",
        f"DTSTAMP:{contest.changed:%Y%m%dT%H%M%SZ}",
        f"LAST-MODIFIED:{contest.changed:%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{contest.sequence}",
        *_span(form, begin, begin + contest.length),
        *(extra or []),
        f"SUMMARY:{_escape(contest.title)}",
        f"URL:{contest.url}",
        f"STATUS:{'CANCELLED' if contest.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _span(form: str, start: datetime, end: datetime) -> tuple[str, str]:
    local = [_wall(moment, HOME) for moment in (start, end)]
    if form == "day" and all(text.endswith("T000000") for text in local):
        return f"DTSTART;VALUE=DATE:{local[0][:8]}", f"DTEND;VALUE=DATE:{local[1][:8]}"
    if form not in ZONES:
        return f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}"
    zone = ZoneInfo(ZONES[form])
    begin = f"DTSTART;TZID={zone.key}:{_wall(start, zone)}"
    if form == "duration":
        return begin, f"DURATION:PT{int((end - start).total_seconds()) // 60}M"
    return begin, f"DTEND;TZID={zone.key}:{_wall(end, zone)}"


def _wall(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y%m%dT%H%M%S}"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold(line: str) -> bytes:
    """Return a line cut to 75 octets a piece, never inside a sign."""
    if len(whole := line.encode()) <= FOLD:
        return whole + b"\r\n"
    pieces, piece = [], b""
    for sign in line:
        encoded = sign.encode()
        if len(piece) + len(encoded) > FOLD:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
