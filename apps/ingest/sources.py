"""How people name a source on the command line."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from apps.core.errors import Refused
from apps.ingest.asking import OF_PERSON
from apps.ingest.models import Plan
from apps.resources.catalogue import adapters
from apps.resources.models import Resource

LONGEST = 255  # as wide as keys and handles are kept
NEEDS_SUBJECT = ("standings", "ratings", "submissions")


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


def subject_of(resource: Resource, ability: str, text: str = "") -> str:
    """Return the subject that a person means: the key of a contest, or a handle, also given as a profile's address.

    Raises:
        Refused: the site's adapter cannot do this, or not without a subject, or not with one; or an address is no
            profile's of this site.
    """
    if not resource.has_ability(ability):
        can = ", ".join(adapters()[resource.adapter].abilities()) if resource.adapter in adapters() else "nothing"
        raise Refused(f"{resource.host} cannot do {ability!r}; it can do {can}.")
    adapter, text = resource.adapter_class, text.strip()
    if len(text) > LONGEST or not text.isprintable():
        raise Refused(f"A subject has at most {LONGEST} printable characters.")
    if ability == "contests" and text:
        raise Refused(f"The contests of {resource.host} are one list: it takes no subject.")
    if ability == "problems" and not text and not adapter.has_archive:
        raise Refused(f"{resource.host} has no archive of problems: name a contest by its key.")
    if ability in NEEDS_SUBJECT and not text:
        what = "a contest by its key" if ability == "standings" else "an account by its handle or address"
        raise Refused(f"The {ability} of {resource.host} need a subject: name {what}.")
    return _handle(resource, text) if ability in OF_PERSON else text


def _handle(resource: Resource, text: str) -> str:
    handle = resource.adapter_class.handle_of(text)
    if not handle and "://" in text:
        raise Refused(f"{text} is no profile of {resource.host}.")
    return handle or text


def plan_of(resource: Resource, ability: str, text: str = "") -> Plan:
    """Return the plan of a site's ability, made on the spot where there is none: one of a subject is not repeated.

    Raises:
        Refused: as `subject_of`.
    """
    subject = subject_of(resource, ability, text)
    due = None if subject else timezone.now()
    plan, _ = Plan.objects.select_related("resource").get_or_create(
        resource=resource, ability=ability, subject=subject, defaults={"due": due}
    )
    return plan
