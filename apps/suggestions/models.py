"""What visitors miss: contests and whole sites that somebody asks us to list, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.contests.models import Contest
from apps.resources.models import Resource


class Suggestion(models.Model):
    """One wish of one visitor, in their words until somebody of the staff has looked at it."""

    CONTEST, SOURCE = "contest", "source"
    WAITING, ACCEPTED, REFUSED = "waiting", "accepted", "refused"

    kind = models.CharField(max_length=20)
    url = models.URLField(max_length=2000)
    title = models.CharField(max_length=500)
    start = models.DateTimeField(null=True, help_text="Of a contest.")
    end = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    contact = models.EmailField(blank=True, help_text="Where to write what became of it; only for staff.")
    sender = models.CharField(max_length=32, help_text="Tells senders apart without keeping their addresses.")
    at = models.DateTimeField()

    state = models.CharField(max_length=20, default=WAITING)
    answer = models.TextField(blank=True)
    answered = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    contest = models.ForeignKey(Contest, null=True, on_delete=models.SET_NULL)
    resource = models.ForeignKey(Resource, null=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="source", start=None, end=None) | Q(kind="contest", start__lt=F("end")),
                name="suggested_contest_has_times",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-at", "-id"], name="suggestion_by_state"),
            models.Index(fields=["sender", "-at"], name="suggestion_of_sender"),
        ]

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def length_text(self) -> str:
        """The length of a contest as its form takes it: "2h 30m"."""
        if self.start is None or self.end is None:
            return ""
        hours, minutes = divmod(int((self.end - self.start).total_seconds()) // 60, 60)
        return " ".join(f"{number}{unit}" for number, unit in ((hours, "h"), (minutes, "m")) if number)
