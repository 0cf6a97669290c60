"""The staff pages of contest sites: switching, and adding hosts of platform families."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.events import dispatch
from apps.core.models import AuditEntry
from apps.ingest.models import Plan
from apps.live.queries import version
from apps.resources.catalogue import adapters
from apps.resources.models import Resource
from tests.factories import PlanFactory, ResourceFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/resources/resource/"
FAMILIES = ", ".join(sorted(key for key, adapter in adapters().items() if adapter.family))
NEW = {
    "host": "judge.school.example/2026",
    "title": "School judge",
    "url": "https://judge.school.example",
    "adapter": "ical_feed",
    "short": "",
    "color": "#336699",
    "timezone": "Europe/Minsk",
    "options": "{}",
    "enabled": "on",
}


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("staff"))
    return client


def act(staff: Client, action: str, *resources: Resource) -> list[str]:
    chosen = {"action": action, "_selected_action": [resource.pk for resource in resources]}
    return [str(message) for message in staff.post(LIST, chosen, follow=True).context["messages"]]


def test_sites_are_switched_off_and_on(staff: Client) -> None:
    first, second = ResourceFactory.create_batch(2)
    assert act(staff, "disable", first, second) == ["2 sites are disabled now."]
    assert act(staff, "enable", first) == ["1 site is enabled now."]
    assert act(staff, "enable", first) == ["0 sites are enabled now."]
    assert dict(Resource.objects.filter(pk__in=[first.pk, second.pk]).values_list("pk", "enabled")) == {
        first.pk: True, second.pk: False,
    }  # fmt: skip
    assert version("contests") == 2
    assert list(AuditEntry.objects.order_by("-id").values_list("object_id", "action", "was", "now"))[:1] == [
        (str(first.pk), "site.enabled", {"enabled": False}, {"enabled": True})
    ]


def test_fetch_now_makes_the_plans_of_enabled_sites_due(staff: Client) -> None:
    wanted, off, other = ResourceFactory(), ResourceFactory(enabled=False), ResourceFactory()
    plans = [PlanFactory(resource=resource) for resource in (wanted, off, other)]
    assert act(staff, "fetch_now", wanted, off) == ["1 site will be read now."]
    assert dispatch() == 1
    now = timezone.now()
    assert [Plan.objects.get(pk=plan.pk).due <= now for plan in plans] == [True, False, False]
    assert list(AuditEntry.objects.values_list("object_id", "action")) == [(str(wanted.pk), "site.fetch_wanted")]


def test_host_of_a_family_is_added(staff: Client) -> None:
    answer = staff.post(f"{LIST}add/", NEW)
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    added = Resource.objects.get(host="judge.school.example/2026")
    assert (added.adapter, added.timezone, added.built_in, added.options) == ("ical_feed", "Europe/Minsk", False, {})
    assert version("contests") == 1


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"adapter": "nonsense"}, {"adapter": [f"There is no adapter “nonsense”. Families: {FAMILIES}."]}),
        ({"adapter": "codeforces"}, {"adapter": [f"“codeforces” reads only its own sites. Families: {FAMILIES}."]}),
        ({"host": "no host"}, {"host": ["A host, with or without a path: contest.example.org/school."]}),
        ({"url": "ftp://judge.school.example"}, {"url": ["An address that begins with https:// or http://."]}),
        ({"color": "blue"}, {"color": ["A colour as #rrggbb."]}),
        ({"timezone": "Minsk"}, {"timezone": ["The name of a time zone, such as Europe/Minsk or UTC."]}),
        ({"options": "[1]"}, {"options": ['An object of texts, such as {"days": "30"}.']}),
    ],
)
def test_site_that_cannot_be_read_is_refused(staff: Client, change: dict[str, str], errors: dict[str, Any]) -> None:
    answer = staff.post(f"{LIST}add/", NEW | change)
    assert answer.context["adminform"].form.errors == errors
    assert not Resource.objects.filter(title="School judge").exists()


def test_host_and_adapter_of_a_site_last(staff: Client) -> None:
    site = ResourceFactory(host="old.example", title="Old")
    staff.post(f"{LIST}{site.pk}/change/", NEW | {"title": "New", "enabled": ""})
    site.refresh_from_db()
    assert (site.host, site.adapter, site.title, site.enabled) == ("old.example", "codeforces", "New", False)


def test_built_in_site_keeps_in_step_with_its_adapter(staff: Client) -> None:
    site = ResourceFactory(title="Old", built_in=True)
    staff.post(f"{LIST}{site.pk}/change/", NEW)
    site.refresh_from_db()
    assert (site.title, site.timezone) == ("Old", "Europe/Minsk")


def test_sites_are_never_deleted(staff: Client) -> None:
    site = ResourceFactory()
    assert staff.post(f"{LIST}{site.pk}/delete/", {"post": "yes"}).status_code == 403
