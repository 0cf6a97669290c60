"""What templates of every app write with: times, lengths of time, and look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.countries import country_name
from apps.core.durations import countdown, rough_duration, short_duration

register = template.Library()
register.filter("duration", short_duration)
register.filter("country", country_name)


@register.filter
def moment(when: datetime, form: str = "DATETIME_FORMAT") -> SafeString:
    """Return <time> with the instant for machines, and for people the viewer's own clock."""
    local = timezone.localtime(when)
    return format_html('<time datetime="{}">{}</time>', when.isoformat(), date_format(local, form))


@register.filter
def ago(when: datetime | None) -> SafeString | str:
    """Return how long ago something was, as an element that keeps counting; "never" for None."""
    if when is None:
        return _("never")
    return format_html(
        '<time-since><time datetime="{}">{}</time></time-since>',
        when.isoformat(),
        _("%s ago") % rough_duration(timezone.now() - when),
    )


@register.simple_tag
def count_down(to: datetime, *, exact: bool = False) -> SafeString:
    """Return the time left until an instant, as an element that ticks."""
    return format_html(
        '<count-down to="{}"{}>{}</count-down>',
        to.isoformat(),
        SafeString(" exact" if exact else ""),
        countdown(to - timezone.now(), exact=exact),
    )


@register.filter
def at(table: Mapping[Any, Any], key: Any) -> Any:
    """Return what a mapping holds under a key, or None."""
    return table.get(key)


@register.filter
def until(when: datetime) -> timedelta:
    """Return how far an instant lies ahead; negative once it has passed."""
    return when - timezone.now()
