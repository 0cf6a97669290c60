"""On which sites ratings have changed, so that their accounts have to be ranked anew: kept in Valkey until then."""

from __future__ import annotations

from django.core.cache import cache

from apps.resources.models import Resource


def want_ranks(resource: int) -> None:
    """Note that a rating has changed on a site, by its id. Should Valkey forget it, the next change brings it back."""
    cache.set(_name(resource), 1, timeout=None)


def take_wanted() -> list[int]:
    """Return the ids of the sites whose ratings have changed since this was last asked."""
    names = {_name(pk): pk for pk in Resource.objects.values_list("pk", flat=True)}
    wanted = cache.get_many(names)
    cache.delete_many(wanted)
    return [names[name] for name in wanted]


def _name(resource: int) -> str:
    return f"rank-wanted:{resource}"
