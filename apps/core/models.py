"""The outbox, facts that lower apps state and upper apps react to; and the audit, what people did."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Event(models.Model):
    """A fact, written in the transaction that made it true."""

    name = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["name", "-id"], name="event_by_name")]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Handoff(models.Model):
    """One event on its way to one handler: handed on once, tried again after a failure, parked after five."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="handoffs")
    handler = models.CharField(max_length=100)
    due = models.DateTimeField(auto_now_add=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done = models.DateTimeField(null=True)
    parked = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="handoff_once")]
        indexes = [
            models.Index(fields=["due"], condition=Q(done=None, parked=None), name="handoff_waiting"),
            models.Index(fields=["-parked"], condition=Q(parked__isnull=False), name="handoff_parked"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.handler}"


class AuditEntry(models.Model):
    """One thing that a person with rights did to one object; never edited. It outlives both."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    action = models.CharField(max_length=60, help_text="An object and what befell it: contest.hidden, say.")
    kind = models.CharField(max_length=60, help_text="The model of the object: contests.contest, say.")
    object_id = models.CharField(max_length=255)
    object_name = models.CharField(max_length=500)
    was = models.JSONField(default=dict)
    now = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["kind", "object_id", "-id"], name="audit_of_object"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_name}"
