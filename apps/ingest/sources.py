"""How people name a source on the command line."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from apps.core.errors import Refused
from apps.ingest.models import Plan
from apps.resources.catalogue import adapters
from apps.resources.models import Resource


def find_resource(name: str) -> Resource:
    """Return the site of a host, a short name or an adapter's key (then the first site that adapter lists).

    Raises:
        Refused: there is none.
    """
    found = Resource.objects.filter(Q(host=name) | Q(short=name)).first()
    if found is None and name in adapters() and adapters()[name].sites:
        found = Resource.objects.filter(host=adapters()[name].sites[0].host).first()
    if found is None:
        raise Refused(f"No site is called {name!r}; `manage.py sources` lists them all.")
    return found


def plan_of(resource: Resource, ability: str, subject: str = "") -> Plan:
    """Return the plan of a site's ability, made on the spot where there is none.

    Raises:
        Refused: the site's adapter cannot do this.
    """
    if not resource.has_ability(ability):
        can = ", ".join(adapters()[resource.adapter].abilities()) if resource.adapter in adapters() else "nothing"
        raise Refused(f"{resource.host} cannot do {ability!r}; it can do {can}.")
    plan, _ = Plan.objects.select_related("resource").get_or_create(
        resource=resource, ability=ability, subject=subject, defaults={"due": timezone.now()}
    )
    return plan
