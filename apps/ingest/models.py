"""The fetch engine's memory: what is due when, what tries gave, the bodies that sites sent, and its past in brief."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from apps.resources.models import Resource


class Plan(models.Model):
    """One thing to read again and again: a site × an ability × a subject ("" for a whole list)."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="plans")
    ability = models.CharField(max_length=20)
    subject = models.CharField(max_length=255, blank=True)
    due = models.DateTimeField(null=True, help_text="Empty: not before somebody asks for it.")
    held_until = models.DateTimeField(null=True, help_text="A worker has it, or a queue; after this time it is lost.")
    ticket = models.PositiveBigIntegerField(default=0, help_text="Only the job with this number may run it.")
    failures = models.PositiveIntegerField(default=0, help_text="Tries in a row that failed.")
    rows = models.PositiveIntegerField(null=True, help_text="In the last list that was taken in.")
    took = models.DurationField(null=True)
    tried = models.DateTimeField(null=True)
    succeeded = models.DateTimeField(null=True)
    status = models.CharField(max_length=20, blank=True, help_text="Of the last try: a Run.status.")
    error = models.TextField(blank=True)
    trace = models.JSONField(default=dict, help_text="What was asked last time and the hashes of what came back.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "ability", "subject"], name="plan_once")]
        indexes = [
            models.Index(fields=["due"], name="plan_by_due"),
            models.Index(fields=["held_until"], condition=Q(held_until__isnull=False), name="plan_held"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.ability} {self.subject}".strip()


class Run(models.Model):
    """One try of one plan."""

    # Besides these, every Trouble is a status.
    OK, UNCHANGED, HELD, CRASHED = "ok", "unchanged", "held", "crashed"
    SUPERSEDED, LOST, REFUSED = "superseded", "lost", "refused"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="runs")
    started = models.DateTimeField()
    took = models.DurationField(null=True)
    status = models.CharField(max_length=20, blank=True, help_text="Empty while it runs.")
    rows = models.PositiveIntegerField(null=True)
    added = models.PositiveIntegerField(null=True)
    changed = models.PositiveIntegerField(null=True)
    removed = models.PositiveIntegerField(null=True)
    calls = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    error = models.TextField(blank=True)
    trace = models.JSONField(default=list, help_text="Every call that was made: see trace.TracedCall.")
    asked = models.JSONField(
        default=dict, db_default={}, help_text="What was asked about besides the subject: see asking.Question."
    )
    replay_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="replays")

    class Meta:
        ordering = ["-started", "-id"]
        indexes = [
            models.Index(fields=["plan", "-started"], name="run_of_plan"),
            models.Index(fields=["-started"], name="run_by_time"),
            models.Index(
                fields=["-started"],
                condition=~Q(status__in=["ok", "unchanged", ""]),
                name="run_failed",
            ),
            models.Index(
                fields=["status", "-started"],
                condition=~Q(status__in=["ok", "unchanged", ""]),
                name="run_failed_so",
            ),
            models.Index(fields=["-started"], condition=Q(status=""), name="run_unfinished"),
            GinIndex(
                OpClass(Upper("error"), name="gin_trgm_ops"),
                condition=~Q(status__in=["ok", "unchanged", ""]),
                name="run_error_words",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}: {self.status or 'running'}"


class Body(models.Model):
    """One distinct body that a site sent, compressed, so that a mended adapter can read it again."""

    digest = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of the decompressed body.")
    content = models.BinaryField()
    size = models.PositiveBigIntegerField()
    seen = models.DateTimeField(help_text="When it last came.")
    plan = models.ForeignKey(
        Plan,
        null=True,
        on_delete=models.SET_NULL,
        related_name="bodies",
        db_index=False,
        help_text="The one subject that it came for; its last bodies alone are kept. Empty: of a list, or of several.",
    )

    class Meta:
        indexes = [
            models.Index(fields=["seen"], name="body_by_seen"),
            models.Index(fields=["plan"], condition=Q(plan__isnull=False), name="body_of_plan"),
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class SourceDay(models.Model):
    """What one day, in UTC, brought of a whole list: it stays when the day's runs are pruned."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    tries = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "day"], name="source_day_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} on {self.day}: {self.failures} of {self.tries} failed"


class Incident(models.Model):
    """A stretch of time in which a list could not be read, or was not read in time. One at a time for each."""

    FAILING, LATE = "failing", "late"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="incidents")
    kind = models.CharField(max_length=20)
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    modified = models.DateTimeField(help_text="When it last said something new.")
    status = models.CharField(max_length=20, blank=True, help_text="Of the last try: a Run.status.")
    said = models.TextField(blank=True, help_text="What the site said, for anybody to read.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan"], condition=Q(ended=None), name="incident_one_open")]
        indexes = [
            models.Index(fields=["-began", "-id"], name="incident_by_time"),
            models.Index(fields=["plan", "-began"], name="incident_of_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.plan_id} since {self.began:%Y-%m-%d %H:%M}"
