"""The contest sites that we read."""

from __future__ import annotations

from functools import lru_cache

from django.db import models
from django.urls import reverse

from apps.resources.adapters.base import Adapter, Site
from apps.resources.catalogue import adapters


class Resource(models.Model):
    """One contest site: a name for people and the API, and the adapter that reads it."""

    host = models.CharField(max_length=100, unique=True, help_text="Its name in the API, e.g. codeforces.com/gym.")
    title = models.CharField(max_length=100)
    url = models.URLField(max_length=500, help_text="Where a person goes; for a family also the address that is read.")
    adapter = models.CharField(max_length=50, help_text="The file in apps/resources/adapters that reads it.")
    short = models.CharField(max_length=20, blank=True)
    color = models.CharField(max_length=7, default="#5b6570")
    timezone = models.CharField(max_length=50, default="UTC")
    options = models.JSONField(default=dict, blank=True)
    enabled = models.BooleanField(default=True)
    built_in = models.BooleanField(default=False, help_text="Kept in step with its adapter's own list of sites.")
    n_contests = models.PositiveIntegerField(default=0)
    n_accounts = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["host"]

    def __str__(self) -> str:
        return self.host

    def get_absolute_url(self) -> str:
        """Return the address of its page here."""
        return address_of_site(self.host)

    @property
    def adapter_class(self) -> type[Adapter]:
        """The adapter that reads it; KeyError when its file is gone."""
        return adapters()[self.adapter]

    def has_ability(self, ability: str) -> bool:
        """True when its adapter is there and can do this."""
        adapter = adapters().get(self.adapter)
        return adapter is not None and ability in adapter.abilities()

    def as_site(self) -> Site:
        """Return it in the adapters' words."""
        return Site(
            host=self.host,
            title=self.title,
            url=self.url,
            short=self.short,
            color=self.color,
            timezone=self.timezone,
            options=self.options,
        )


@lru_cache(maxsize=1000)  # pages name the same sites by the hundred
def address_of_site(host: str) -> str:
    """Return the address of a site's page."""
    return reverse("resources:resource", args=[host])
