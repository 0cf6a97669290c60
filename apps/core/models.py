"""The outbox: facts that lower apps state and upper apps react to."""

from __future__ import annotations

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
