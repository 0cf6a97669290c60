"""Contests, and every change that their sites made to them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat, Upper
from django.urls import reverse

from apps.core.folding import Folded
from apps.resources.models import Resource


class Contest(models.Model):
    """One contest. Its id, address and calendar UID survive every change of title, time or site address."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="contests")
    key = models.CharField(max_length=255, help_text="The site's own lasting id.")
    title = models.CharField(max_length=500)
    url = models.CharField(max_length=2000)
    host = models.CharField(max_length=255, help_text="Usually the resource's host, or a place below it.")
    kind = models.CharField(max_length=255, blank=True)
    start = models.DateTimeField()
    end = models.DateTimeField()
    duration = models.DurationField(help_text="What a participant has; shorter than the window with a virtual start.")
    rated = models.BooleanField(null=True)
    standings_url = models.CharField(max_length=2000, blank=True)
    registration_url = models.CharField(max_length=2000, blank=True)
    registration_opens = models.DateTimeField(null=True, blank=True)
    registration_closes = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    series = models.CharField(max_length=160, blank=True, db_default="", help_text="Read from host and title.")
    series_number = models.PositiveIntegerField(null=True, blank=True, help_text="Its count there, or its year.")

    cancelled = models.DateTimeField(null=True, blank=True, help_text="Since when the site says so.")
    gone = models.DateTimeField(null=True, blank=True, help_text="Since when it is missing from the site's lists.")
    missed = models.PositiveSmallIntegerField(default=0, help_text="Complete lists in a row without it.")
    hidden = models.BooleanField(default=False, help_text="By staff: shown nowhere.")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged")

    n_problems = models.PositiveIntegerField(null=True, blank=True)
    n_statistics = models.PositiveIntegerField(null=True, blank=True)
    parsed_at = models.DateTimeField(null=True, blank=True)
    problems = models.JSONField(null=True, blank=True)

    sequence = models.PositiveIntegerField(default=0, help_text="Rises with every change; SEQUENCE in calendars.")
    created = models.DateTimeField()
    modified = models.DateTimeField(help_text="When the site last changed it.")
    folded = models.GeneratedField(
        expression=Folded(Concat("title", Value(" "), "host")),
        output_field=models.TextField(),
        db_persist=True,
        help_text="What the search compares.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "key"], name="contest_key"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="contest_start_before_end"),
        ]
        indexes = [
            models.Index(fields=["end", "start"], name="contest_by_end"),
            models.Index(fields=["start"], name="contest_by_start"),
            models.Index(fields=["resource", "-start"], name="contest_of_resource"),
            models.Index(fields=["series", "-start"], name="contest_of_series"),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="contest_title_words"),
            # Without a list of late entries, which would make the planner shun it until the next vacuum.
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], fastupdate=False, name="contest_folded_words"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page here."""
        return reverse("contests:contest", args=[self.pk])

    @property
    def is_off(self) -> bool:
        """True when it will not take place as listed: cancelled by the site, or gone from its lists."""
        return self.cancelled is not None or self.gone is not None

    @property
    def is_window(self) -> bool:
        """True when a participant has less than the whole window."""
        return self.duration < self.end - self.start


class ContestChange(models.Model):
    """One change of one contest, never edited."""

    ADDED, MOVED, EXTENDED, SHORTENED = "added", "moved", "extended", "shortened"
    RENAMED, RELINKED, CANCELLED, GONE, RETURNED = "renamed", "relinked", "cancelled", "gone", "returned"

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    was = models.JSONField(default=dict)  # field → value before, times as ISO 8601 in UTC
    now = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["contest", "-at"], name="change_of_contest"),
            models.Index(fields=["-at", "-id"], name="change_by_time"),
            models.Index(fields=["kind", "-id"], name="change_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.contest_id}"


SOLVED_SHARE = Cast(F("n_solved"), models.FloatField()) / F("n_tried")  # of those who tried it


class Problem(models.Model):
    """One problem of one site, in however many contests it stood. Counts are over all of them."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="problems", db_index=False)
    key = models.CharField(max_length=255, help_text="The site's own lasting id.")
    name = models.CharField(max_length=500)
    url = models.CharField(max_length=2000, blank=True, db_default="")
    rating = models.IntegerField(null=True, blank=True, help_text="By the site.")
    own_rating = models.IntegerField(null=True, blank=True, help_text="By us, from who solved it.")
    tags = ArrayField(models.CharField(max_length=255), default=list, blank=True, db_default=[])
    is_archived = models.BooleanField(default=False, db_default=False, help_text="In the site's archive.")
    n_tried = models.PositiveIntegerField(null=True, blank=True, help_text="People, by the site or by standings.")
    n_solved = models.PositiveIntegerField(null=True, blank=True)
    n_accepted = models.PositiveIntegerField(null=True, blank=True, help_text="Submissions, by the site.")
    n_submissions = models.PositiveIntegerField(null=True, blank=True)
    is_counted = models.BooleanField(
        default=False, db_default=False, help_text="Tried and solved are counted here, because the site tells neither."
    )
    set_at = models.DateTimeField(null=True, blank=True, help_text="When the newest contest that has it starts.")
    facts = models.JSONField(default=dict, blank=True, db_default={})
    created = models.DateTimeField()
    modified = models.DateTimeField()
    folded = models.GeneratedField(
        expression=Folded(Concat("name", Value(" "), "key")),
        output_field=models.TextField(),
        db_persist=True,
        help_text="What the search compares.",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "key"], name="problem_key")]
        # The list is sorted by each of these columns; what is unknown comes last there, by a query of its own.
        indexes = [
            models.Index(F("set_at").desc(nulls_last=True), F("id").desc(), name="problem_by_time"),
            models.Index("resource", F("set_at").desc(nulls_last=True), F("id").desc(), name="problem_of_resource"),
            models.Index(fields=["rating", "id"], condition=Q(rating__isnull=False), name="problem_by_rating"),
            models.Index(fields=["own_rating", "id"], condition=Q(own_rating__isnull=False), name="problem_by_ours"),
            models.Index(fields=["n_solved", "id"], condition=Q(n_solved__isnull=False), name="problem_by_solved"),
            models.Index(fields=["n_tried", "id"], condition=Q(n_tried__isnull=False), name="problem_by_tried"),
            models.Index(SOLVED_SHARE, F("id"), condition=Q(n_tried__gt=0, n_solved__gte=0), name="problem_by_share"),
            models.Index(Upper("name"), F("id"), name="problem_by_name"),
            GinIndex(fields=["tags"], fastupdate=False, name="problem_tags"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], fastupdate=False, name="problem_name_words"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], fastupdate=False, name="problem_folded_words"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its page here."""
        return reverse("contests:problem", args=[self.pk])


class ContestProblem(models.Model):
    """A problem in a contest: its mark, its place in the row, and what the contest's standings say of it."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="contest_problems", db_index=False)
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="in_contests")
    short = models.CharField(max_length=255, help_text="Its mark, which names its cells: A, B1.")
    position = models.PositiveSmallIntegerField()
    division = models.CharField(max_length=255, blank=True, db_default="")
    url = models.CharField(max_length=2000, blank=True, db_default="")
    points = models.FloatField(null=True, blank=True, help_text="The full score.")
    n_tried = models.PositiveIntegerField(null=True, blank=True)
    n_solved = models.PositiveIntegerField(null=True, blank=True)
    n_partial = models.PositiveIntegerField(null=True, blank=True)
    n_pending = models.PositiveIntegerField(null=True, blank=True)
    first_time = models.FloatField(null=True, blank=True, help_text="Seconds from the start to the first solution.")
    first_accounts = ArrayField(
        models.BigIntegerField(), default=list, blank=True, db_default=[], help_text="Accounts that solved it first."
    )

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["contest", "short"], name="contest_problem_once")]

    def __str__(self) -> str:
        return f"{self.short} of {self.contest_id}"
