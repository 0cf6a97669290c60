"""The results of contests row by row, what changed in them lately, and how ratings moved."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.accounts.models import Account
from apps.contests.models import Contest, Problem
from apps.resources.models import Resource


class Standings(models.Model):
    """The table of one contest: what holds for all of its rows. It is there as soon as it was first asked for."""

    contest = models.OneToOneField(Contest, on_delete=models.CASCADE, primary_key=True, related_name="standings")
    version = models.PositiveIntegerField(default=0, help_text="Rises with every change of a row, and only then.")
    kind = models.CharField(max_length=20, blank=True, help_text="icpc, scoring, cf: see rows.Standings.")
    penalty_unit = models.CharField(max_length=20, blank=True)
    penalty_per_wrong = models.IntegerField(null=True)
    freeze = models.DurationField(null=True, help_text="From the start to the freeze.")
    is_frozen = models.BooleanField(null=True)
    is_final = models.BooleanField(null=True)
    columns = models.JSONField(default=list, help_text="Further columns: see rows.Column.")
    divisions = ArrayField(models.CharField(max_length=255), default=list)
    url = models.CharField(max_length=2000, blank=True)
    n_rows = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True, help_text="When it was last read and said what it says here.")
    changed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, blank=True, help_text="Why the last try gave nothing: a Trouble.")
    said = models.TextField(blank=True, help_text="The site's or our words on the trouble.")
    asked_at = models.DateTimeField(null=True, help_text="When a visitor last asked for an update.")
    prediction = models.JSONField(null=True, help_text="How well ratings were predicted: rows, exact, mean_error.")
    weighed_at = models.DateTimeField(null=True, help_text="When its places went into the global rating.")

    def __str__(self) -> str:
        return f"standings of {self.contest_id} at version {self.version}"


class Standing(models.Model):
    """One row: one account in one contest. Unknown is NULL or "", never 0."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="rows", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="rows")
    name = models.CharField(max_length=500, blank=True, db_default="", help_text="As the table showed it.")
    place = models.PositiveIntegerField(null=True, help_text="Empty: not ranked; ties share a place.")
    score = models.FloatField(null=True)
    penalty = models.FloatField(null=True)
    cells = models.JSONField(default=dict, help_text="ContestProblem.short → rows.Cell, its defaults left out.")
    n_solved = models.PositiveSmallIntegerField(null=True)
    n_first = models.PositiveSmallIntegerField(null=True, help_text="Problems that nobody solved before.")
    division = models.CharField(max_length=255, blank=True, db_default="")
    participation = models.CharField(max_length=20, db_default="official")
    is_team = models.BooleanField(default=False, db_default=False)
    members = models.JSONField(null=True, help_text="A list of rows.Member.")
    country = models.CharField(max_length=2, blank=True, db_default="")
    organization = models.CharField(max_length=500, blank=True, db_default="")
    hacks = models.PositiveIntegerField(null=True)
    failed_hacks = models.PositiveIntegerField(null=True)
    medal = models.CharField(max_length=20, blank=True, db_default="")
    qualified = models.CharField(max_length=255, blank=True, db_default="")
    rated = models.BooleanField(null=True)
    old_rating = models.IntegerField(null=True)
    new_rating = models.IntegerField(null=True)
    performance = models.IntegerField(null=True)
    predicted_change = models.IntegerField(null=True, help_text="Ours, before the site gave its own.")
    predicted_performance = models.IntegerField(null=True)
    last_submission = models.DateTimeField(null=True)
    url = models.CharField(max_length=2000, blank=True, db_default="")
    columns = models.JSONField(default=dict, db_default={})
    digest = models.BigIntegerField(null=True, editable=False, help_text="Of what the site last said: see incoming.py.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "account"], name="standing_once")]
        indexes = [models.Index(fields=["contest", "place"], name="standing_by_place")]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.contest_id}"


class StandingsOrder(models.Model):
    """The rows of one table in its own order: so that any page of it is found as quickly as the first."""

    contest = models.OneToOneField(Contest, on_delete=models.CASCADE, primary_key=True, related_name="order")
    rows = ArrayField(models.BigIntegerField(), default=list, help_text="Standing ids, by place.")

    def __str__(self) -> str:
        return f"order of {self.contest_id}"


class StandingsVersion(models.Model):
    """What one version of a table changed, for those who have the version before. The last ones are kept."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="versions", db_index=False)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    changed = models.JSONField(null=True, help_text="The rows as they became; empty: too many, read the whole table.")
    removed = ArrayField(models.BigIntegerField(), default=list, help_text="Accounts whose rows went.")
    shifts = models.JSONField(null=True, help_text="Places alone: [[from, to, by] …]; empty: unknown.")
    moved = models.JSONField(null=True, help_text="Rows that only changed place, not told by shifts: [[row, place] …].")
    was = models.JSONField(null=True, help_text="What the changed and removed rows said before; empty: unknown.")
    n_changed = models.PositiveIntegerField(null=True, help_text="Rows that became new or different but for the place.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "version"], name="standings_version_once")]

    def __str__(self) -> str:
        return f"{self.contest_id} at {self.version}"


class RatingChange(models.Model):
    """One step of one account's rating, as its profile tells it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="rating_changes", db_index=False)
    contest_key = models.CharField(max_length=255, help_text="The site's id of the contest, or its own word.")
    kind = models.CharField(max_length=255, blank=True, db_default="", help_text="Which of a site's several ratings.")
    contest = models.ForeignKey(Contest, null=True, on_delete=models.SET_NULL, related_name="rating_changes")
    at = models.DateTimeField()
    title = models.CharField(max_length=500, blank=True, db_default="")
    old_rating = models.IntegerField(null=True)
    new_rating = models.IntegerField()
    performance = models.IntegerField(null=True)
    place = models.PositiveIntegerField(null=True)
    rated = models.BooleanField(default=True)
    url = models.CharField(max_length=2000, blank=True, db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "kind", "contest_key"], name="rating_change_once")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.old_rating} to {self.new_rating}"


class Submission(models.Model):
    """One submission of one account, of the sites that tell them."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="submissions", db_index=False)
    key = models.CharField(max_length=255)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="submissions", db_index=False)
    problem_key = models.CharField(max_length=255)
    problem = models.ForeignKey(Problem, null=True, on_delete=models.SET_NULL, related_name="submissions")
    contest = models.ForeignKey(Contest, null=True, on_delete=models.SET_NULL, related_name="submissions")
    short = models.CharField(max_length=255, blank=True, db_default="")
    at = models.DateTimeField()
    state = models.CharField(max_length=20)
    verdict = models.CharField(max_length=255, blank=True, db_default="")
    participation = models.CharField(max_length=20, blank=True, db_default="")
    language = models.CharField(max_length=255, blank=True, db_default="")
    points = models.FloatField(null=True)
    time = models.FloatField(null=True, help_text="Seconds from the contest's start.")
    run_time = models.FloatField(null=True, help_text="Seconds.")
    memory = models.BigIntegerField(null=True, help_text="Bytes.")
    url = models.CharField(max_length=2000, blank=True, db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "key"], name="submission_key")]
        indexes = [models.Index(fields=["account", "-at"], name="submission_of_account")]

    def __str__(self) -> str:
        return f"{self.key} of {self.account_id}"


class CountryRating(models.Model):
    """How strong a country is on a site, and how many of its people we know there."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="countries", db_index=False)
    country = models.CharField(max_length=2)
    rating = models.IntegerField(null=True, help_text="Empty: its people played too little.")
    place = models.PositiveIntegerField(null=True)
    n_accounts = models.PositiveIntegerField()
    n_rated = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "country"], name="country_rating_once")]

    def __str__(self) -> str:
        return f"{self.country} on {self.resource_id}"


class SiteSurvey(models.Model):
    """What the accounts and problems of a site amount to, as of `at`: see sites/survey.py for the shapes."""

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, primary_key=True, related_name="survey")
    at = models.DateTimeField()
    n_accounts = models.PositiveIntegerField()
    n_rated = models.PositiveIntegerField()
    ratings = models.JSONField(default=list)
    problem_ratings = models.JSONField(default=list)
    countries = models.JSONField(default=list)
    leaders = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"survey of {self.resource_id}"


class GlobalSkill(models.Model):
    """What Elo-MMR knows of one person over all sites; linked accounts of one person share the first of them."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="skill")
    skill = models.FloatField()
    deviation = models.FloatField()
    performances = ArrayField(models.FloatField())
    weights = ArrayField(models.FloatField())
    n_contests = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.account_id}: {self.skill:.0f} ± {self.deviation:.0f}"
