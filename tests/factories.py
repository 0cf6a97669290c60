"""Makers of the rows that tests need: each valid as it stands, each unlike the others."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone

from apps.accounts.models import Account
from apps.contests.models import Contest, ContestChange
from apps.ingest.models import Plan
from apps.resources.models import Resource


class ResourceFactory(factory.django.DjangoModelFactory[Resource]):
    """A contest site, read by the adapter `codeforces` unless told otherwise."""

    class Meta:
        model = Resource
        django_get_or_create = ("host",)

    host = factory.Sequence(lambda number: f"site{number}.example")
    title = factory.Sequence(lambda number: f"Site {number}")
    url = factory.LazyAttribute(lambda made: f"https://{made.host}/")
    adapter = "codeforces"
    short = factory.Sequence(lambda number: f"s{number}")
    color = "#336699"


class ContestFactory(factory.django.DjangoModelFactory[Contest]):
    """A contest of two hours that starts in an hour; `end` follows a given `start`."""

    class Meta:
        model = Contest

    resource = factory.SubFactory(ResourceFactory)
    key = factory.Sequence(lambda number: f"{number}")
    title = factory.Sequence(lambda number: f"Round {number}")
    url = factory.LazyAttribute(lambda made: f"https://{made.resource.host}/contest/{made.key}")
    host = factory.LazyAttribute(lambda made: made.resource.host)
    start = factory.LazyFunction(lambda: timezone.now().replace(microsecond=0) + timedelta(hours=1))
    end = factory.LazyAttribute(lambda made: made.start + timedelta(hours=2))
    duration = factory.LazyAttribute(lambda made: made.end - made.start)
    created = factory.LazyFunction(lambda: timezone.now().replace(microsecond=0) - timedelta(days=10))
    modified = factory.LazyAttribute(lambda made: made.created)


class ContestChangeFactory(factory.django.DjangoModelFactory[ContestChange]):
    """A contest that was moved by an hour just now."""

    class Meta:
        model = ContestChange

    contest = factory.SubFactory(ContestFactory)
    kind = ContestChange.MOVED
    at = factory.LazyFunction(timezone.now)
    was = factory.LazyAttribute(
        lambda made: {
            "start": (made.contest.start - timedelta(hours=1)).isoformat(),
            "end": (made.contest.end - timedelta(hours=1)).isoformat(),
        }
    )
    now = factory.LazyAttribute(
        lambda made: {"start": made.contest.start.isoformat(), "end": made.contest.end.isoformat()}
    )


class AccountFactory(factory.django.DjangoModelFactory[Account]):
    """A handle of which nothing is known."""

    class Meta:
        model = Account

    resource = factory.SubFactory(ResourceFactory)
    key = factory.Sequence(lambda number: f"handle{number}")
    created = factory.LazyFunction(timezone.now)
    modified = factory.LazyAttribute(lambda made: made.created)


class PlanFactory(factory.django.DjangoModelFactory[Plan]):
    """A plan to read a site's contests, due in half an hour, never tried."""

    class Meta:
        model = Plan

    resource = factory.SubFactory(ResourceFactory)
    ability = "contests"
    due = factory.LazyFunction(lambda: timezone.now() + timedelta(minutes=30))
