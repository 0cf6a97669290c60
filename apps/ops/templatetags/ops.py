"""What the staff pages write with: statuses, values before and after, and addresses of further pages."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from apps.contests.history import FIELDS
from apps.core.durations import countdown, short_duration
from apps.core.models import AuditEntry
from apps.ingest.models import Plan, Run
from apps.ingest.past import GOOD
from apps.ingest.statuses import STATUS_WORDS

register = template.Library()
DOTS = {Run.HELD: "held", Run.REFUSED: "held", Run.SUPERSEDED: "never", "": "never"}
WORKER_STATES = {
    "started": pgettext_lazy("worker", "started"),
    "busy": pgettext_lazy("worker", "busy"),
    "idle": pgettext_lazy("worker", "idle"),
    "suspended": pgettext_lazy("worker", "suspended"),
}


@register.simple_tag
def run_status(of: Run | Plan) -> SafeString:
    """Return a status with its dot: that of a run, or of a plan's last try."""
    dot = "fresh" if of.status in GOOD else DOTS.get(of.status, "failing")
    word = STATUS_WORDS.get(of.status) or of.status or (_("running") if isinstance(of, Run) else _("not tried yet"))
    return format_html(
        '<span class="state state-{}"><span class="dot dot-{}" aria-hidden="true"></span>{}</span>', dot, dot, word
    )


@register.simple_tag
def due_in(plan: Plan) -> str:
    """Return when a plan is read next, and whether a worker or a queue has it."""
    now = timezone.now()
    if plan.held_until and plan.held_until > now:
        return _("in work")
    if plan.due is None:
        return _("when asked for")
    if plan.due <= now:
        return _("now")
    return _("in %s") % countdown(plan.due - now)


@register.filter
def seconds(length: timedelta | None) -> str:
    """Return a short length of time by the hundredth of a second."""
    return "–" if length is None else _("%s s") % number_format(length.total_seconds(), 2)


@register.filter
def worker_state(state: str) -> str:
    """Return what a worker does, as a person says it."""
    return str(WORKER_STATES.get(state, state))


@register.filter
def field_word(name: str) -> str:
    """Return the name of a contest's field as a person says it."""
    return str(FIELDS.get(name, name))


@register.filter
def clock(when: datetime) -> str:
    """Return the viewer's clock at an instant."""
    return date_format(timezone.localtime(when), "TIME_FORMAT")


@register.filter
def plain(number: float) -> str:
    """Return a number as SVG reads it, whatever the language."""
    return f"{number:.1f}"


@register.filter
def last_line(text: str) -> str:
    """Return the last line of an error: of a traceback the one that says why."""
    return text.strip().rpartition("\n")[2][:300]


@register.filter
def as_json(value: Any) -> str:
    """Return a JSON value for reading."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


@register.filter
def shown(value: Any) -> str:
    """Return any value of a row for reading."""
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, timedelta):
        return short_duration(value)
    if value in (None, ""):
        return "–"
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else json.dumps(value)


@register.filter
def steps(entry: AuditEntry) -> list[tuple[str, Any, Any]]:
    """Return (field, was, now) of what an audit entry tells."""
    return [(name, entry.was.get(name), entry.now.get(name)) for name in dict.fromkeys((*entry.was, *entry.now))]


@register.simple_tag(takes_context=True)
def with_parameter(context: dict[str, Any], name: str, value: str) -> str:
    """Return the query of this page with one parameter changed, or without it where the value is empty."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query.pop(name, None)
    if value:
        query[name] = value
    return query.urlencode()
