"""What staff search for: filters of the logs, read from the address; what makes no sense is left out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.models import AuditEntry
from apps.ingest.admin import CALM, FAILED
from apps.ingest.models import Plan, Run
from apps.ingest.statuses import STATUS_WORDS

RUNNING = "running"
ANY_TROUBLE = "failed"


class LocalDateTime(forms.DateTimeInput):
    """A field that browsers open a calendar for."""

    input_type = "datetime-local"


class _Filter(forms.Form):
    """A form of which every field is optional, sent by GET."""

    since = forms.DateTimeField(required=False, label=_("From"), widget=LocalDateTime)
    until = forms.DateTimeField(required=False, label=_("To"), widget=LocalDateTime)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            kind = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = f"{kind} {kind}-sm"

    def wanted(self) -> dict[str, Any]:
        """Return what was asked for, field by field, without what is empty or wrong."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


class RunFilter(_Filter):
    """The run log by site, subject, status, text of the error and time."""

    site = forms.CharField(required=False, max_length=100, label=_("Site"))
    subject = forms.CharField(required=False, max_length=255, label=_("Subject"))
    status = forms.ChoiceField(
        required=False,
        label=_("Status"),
        choices=[
            ("", _("any")),
            (ANY_TROUBLE, _("any trouble")),
            (RUNNING, _("running now")),
            *STATUS_WORDS.items(),
        ],
    )
    text = forms.CharField(required=False, max_length=200, label=_("Text of the error"))

    field_order = ("site", "subject", "status", "text", "since", "until")

    def apply(self, runs: QuerySet[Run]) -> QuerySet[Run]:
        """Return the runs that are asked for. Each condition is answered by an index."""
        wanted = self.wanted()
        if "site" in wanted or "subject" in wanted:
            runs = runs.filter(plan__in=_plans(wanted.get("site", ""), wanted.get("subject", "")))
        if "status" in wanted:
            runs = _of_status(runs, wanted["status"])
        if "text" in wanted:
            runs = runs.filter(FAILED, error__icontains=wanted["text"])
        return _within(runs, "started", wanted)


class AuditFilter(_Filter):
    """The audit by person, deed, object and time."""

    by = forms.CharField(required=False, max_length=150, label=_("Person"))
    action = forms.CharField(required=False, max_length=60, label=_("Deed"))
    target = forms.CharField(required=False, max_length=200, label=_("Object"))

    field_order = ("by", "action", "target", "since", "until")

    def apply(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Return the entries that are asked for."""
        wanted = self.wanted()
        if "by" in wanted:
            entries = entries.filter(by_name__iexact=wanted["by"])
        if "action" in wanted:
            entries = entries.filter(action__icontains=wanted["action"])
        if "target" in wanted:
            target = wanted["target"]
            entries = entries.filter(Q(object_name__icontains=target) | Q(object_id=target.removeprefix("#")))
        return _within(entries, "at", wanted)


def _plans(site: str, subject: str) -> list[int]:
    """Return ids of plans: a list lets PostgreSQL use the index of runs by plan."""
    found = Plan.objects.filter(Q(resource__host__icontains=site) | Q(resource__title__icontains=site))
    if subject:
        found = found.filter(subject__icontains=subject)
    return list(found.values_list("pk", flat=True))


def _of_status(runs: QuerySet[Run], status: str) -> QuerySet[Run]:
    if status == ANY_TROUBLE:
        return runs.filter(FAILED)
    if status == RUNNING:
        return runs.filter(status="")
    found = runs.filter(status=status)
    return found if status in CALM else found.filter(FAILED)


def _within(rows: QuerySet[Any], moment: str, wanted: dict[str, Any]) -> QuerySet[Any]:
    if "since" in wanted:
        rows = rows.filter(**{f"{moment}__gte": wanted["since"]})
    if "until" in wanted:
        rows = rows.filter(**{f"{moment}__lte": wanted["until"]})
    return rows
