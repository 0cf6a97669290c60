"""People who use this site with their keys to the API, and the accounts that people have on contest sites."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from apps.resources.models import Resource


def new_key() -> str:
    """Return a fresh API key: 40 hexadecimal digits, as clients of the incumbent expect."""
    return secrets.token_hex(20)


class User(AbstractUser):
    """One person with an account here."""

    timezone = models.CharField(max_length=50, default="UTC")
    api_requests_per_minute = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty: the site's API_REQUESTS_PER_MINUTE; 0: no limit."
    )


class ApiKey(models.Model):
    """The key by which a program speaks for a person. One a person."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="api_key")
    key = models.CharField(max_length=40, unique=True, default=new_key)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"key of {self.user_id}"


class Account(models.Model):
    """One handle, or one team, on one contest site. Unknown is NULL or "", never 0."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="accounts", db_index=False)
    key = models.CharField(max_length=255, help_text="The handle in its right case, or the site's id of a team.")
    name = models.CharField(max_length=500, blank=True, db_default="")
    kind = models.CharField(max_length=20, blank=True, db_default="", help_text="Empty for a person.")
    country = models.CharField(max_length=2, blank=True, db_default="", help_text="ISO 3166-1 alpha-2.")
    city = models.CharField(max_length=255, blank=True, db_default="")
    organization = models.CharField(max_length=500, blank=True, db_default="")
    url = models.CharField(max_length=2000, blank=True, db_default="")
    avatar = models.CharField(max_length=2000, blank=True, db_default="")

    rating = models.IntegerField(null=True, blank=True)
    max_rating = models.IntegerField(null=True, blank=True)
    rated_at = models.DateTimeField(
        null=True, blank=True, help_text="Contests that ended until then count in the rating."
    )
    title = models.CharField(max_length=255, blank=True, db_default="", help_text="The site's word for the rating.")
    place = models.PositiveIntegerField(null=True, blank=True, help_text="Among all rated accounts of the resource.")
    global_rating = models.IntegerField(null=True, blank=True, help_text="Ours, over all sites.")

    # Counted from the standings that we have, by standings/storing/statistics.py; 0 is a count.
    n_contests = models.PositiveIntegerField(default=0, db_default=0)
    n_solved = models.PositiveIntegerField(default=0, db_default=0)
    n_first = models.PositiveIntegerField(default=0, db_default=0, help_text="Problems that nobody solved before.")
    n_won = models.PositiveIntegerField(default=0, db_default=0)
    n_gold = models.PositiveIntegerField(default=0, db_default=0)
    n_silver = models.PositiveIntegerField(default=0, db_default=0)
    n_bronze = models.PositiveIntegerField(default=0, db_default=0)
    last_activity = models.DateTimeField(null=True, blank=True, help_text="The end of the last contest taken part in.")
    last_submission = models.DateTimeField(null=True, blank=True)

    facts = models.JSONField(default=dict, blank=True, db_default={}, help_text="What else the site says.")
    days = models.JSONField(null=True, blank=True, help_text="Day (UTC, ISO) → how much was done.")

    read_at = models.DateTimeField(null=True, blank=True, help_text="When its profile was last read.")
    due = models.DateTimeField(null=True, blank=True, help_text="When to read its profile next; empty: on demand.")
    trouble = models.CharField(max_length=255, blank=True, db_default="", help_text="Why it could not be read.")
    gone = models.DateTimeField(null=True, blank=True, help_text="Since when the site does not know it.")
    created = models.DateTimeField()
    modified = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "key"], name="account_key")]
        indexes = [
            models.Index(fields=["resource", "due"], condition=models.Q(due__isnull=False), name="account_by_due"),
            # In capitals, because Django compares so where case does not matter.
            models.Index(OpClass(Upper("key"), name="text_pattern_ops"), name="account_by_prefix"),
        ]

    def __str__(self) -> str:
        return f"{self.key} on {self.resource_id}"


class AccountRenaming(models.Model):
    """A handle that an account had before: old addresses and old standings lead to the account it is now."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="renamings", db_index=False)
    old_key = models.CharField(max_length=255)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="renamings")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "old_key"], name="renaming_once")]

    def __str__(self) -> str:
        return f"{self.old_key} is now {self.account_id}"


class AccountLink(models.Model):
    """A person of ours says, or has shown, that an account is theirs."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    verified = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "account"], name="link_once")]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.account_id}"


class AccountName(models.Model):
    """What the search compares of an account: written after the fact, so that storing results stays quick.

    The words of it are looked for in the copy that the list has (ListedAccount), which has the index for that.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="found_by")
    folded = models.TextField(help_text="Handle and name, folded.")
    weight = models.IntegerField(default=0, db_default=0, help_text="Its rating over all sites, else the site's.")

    class Meta:
        indexes = [
            models.Index(fields=["-weight", "account"], name="account_name_by_weight"),
        ]

    def __str__(self) -> str:
        return f"name of {self.account_id}"


# What the list can be sorted by, each in the order in which a person wants to see it first.
LISTED_BY = {
    "handle": "asc",
    "rating": "desc",
    "place": "asc",
    "n_contests": "desc",
    "n_solved": "desc",
    "last_activity": "desc",
}


def _orders() -> list[models.Index]:
    """Return the indexes by which the list of accounts is sorted: over all sites, and of one; what is unknown last."""
    made = []
    for name, order in LISTED_BY.items():
        column = F(name).asc(nulls_last=True) if order == "asc" else F(name).desc(nulls_last=True)
        made += [
            models.Index(column, F("account").asc(), name=f"listed_by_{name}"),
            models.Index(F("resource").asc(), column, F("account").asc(), name=f"listed_site_by_{name}"),
        ]
    return made


class ListedAccount(models.Model):
    """What the list of accounts sorts, filters and searches: copied by the clock, no result waits for its indexes."""

    # Without constraints, which would be checked row by row; what outlives its account is removed with the next copy.
    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, primary_key=True, related_name="listed", db_constraint=False
    )
    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    handle = models.CharField(max_length=255, db_collation="C", help_text="In capitals.")
    folded = models.TextField(db_default="", help_text="Handle and name, folded; empty until they are (AccountName).")
    country = models.CharField(max_length=2, blank=True, db_default="")
    kind = models.CharField(max_length=20, blank=True, db_default="")
    rating = models.IntegerField(null=True)
    place = models.PositiveIntegerField(null=True)
    n_contests = models.PositiveIntegerField(default=0)
    n_solved = models.PositiveIntegerField(default=0)
    last_activity = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            *_orders(),
            models.Index("country", F("rating").desc(nulls_last=True), F("account"), name="listed_of_country"),
            models.Index(fields=["kind", "account"], condition=~Q(kind=""), name="listed_of_kind"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], fastupdate=False, name="listed_words"),
        ]

    def __str__(self) -> str:
        return f"{self.handle} on {self.resource_id}"
