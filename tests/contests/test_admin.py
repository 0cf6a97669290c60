"""The staff pages of contests, as a person clicks through them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.contests.models import Contest
from apps.core.models import AuditEntry
from tests.factories import ContestChangeFactory, ContestFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/contests/contest/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("staff"))
    return client


def listed(staff: Client, query: str = "") -> set[str]:
    return {contest.title for contest in staff.get(f"{LIST}?{query}").context["cl"].result_list}


def act(staff: Client, action: str, *contests: Contest) -> str:
    chosen = {"action": action, "_selected_action": [contest.pk for contest in contests]}
    return " ".join(map(str, staff.post(LIST, chosen, follow=True).context["messages"]))


def test_list_shows_everything_and_filters(staff: Client) -> None:
    now = timezone.now()
    ContestFactory(title="coming")
    ContestFactory(title="running", start=now - timedelta(hours=1))
    past = ContestFactory(title="past", start=now - timedelta(days=2), rated=True)
    ContestFactory(title="cancelled", cancelled=now)
    ContestFactory(title="gone", gone=now)
    ContestFactory(title="missed", missed=2)
    ContestFactory(title="hidden", hidden=True)
    ContestFactory(title="merged", merged_into=past)
    assert len(listed(staff)) == 8
    assert listed(staff, "when=running") == {"running"}
    assert listed(staff, "when=past") == {"past"}
    assert listed(staff, "off=cancelled") == {"cancelled"}
    assert listed(staff, "off=gone") == {"gone"}
    assert listed(staff, "off=missed") == {"missed"}
    assert listed(staff, "off=merged") == {"merged"}
    assert listed(staff, "hidden__exact=1") == {"hidden"}
    assert listed(staff, "rated__exact=1") == {"past"}
    assert listed(staff, f"resource__id__exact={past.resource_id}") == {"past"}
    assert listed(staff, f"start__year={past.start.year}&start__month={past.start.month}") >= {"past"}


def test_list_shows_times_by_a_clock_of_24_hours(staff: Client) -> None:
    ContestFactory(start=datetime(2026, 11, 21, 18, 54, tzinfo=UTC))
    page = staff.get(LIST).content.decode()
    assert "21 Nov 2026, 18:54" in page
    assert "CLIST, for staff" in page


def test_search_takes_the_grammar_and_keys(staff: Client) -> None:
    ContestFactory(title="Spring Cup", key="1878")
    ContestFactory(title="Autumn Cup", key="99")
    assert listed(staff, "q=cup+%26%26+!spring") == {"Autumn Cup"}
    assert listed(staff, "q=1878") == {"Spring Cup"}
    answer = staff.get(f"{LIST}?q=(cup")
    assert [str(message) for message in answer.context["messages"]] == [
        "“(cup” is no regular expression that runs here: searched as text."
    ]


def test_list_costs_the_same_for_one_row_and_for_thirty(staff: Client, django_assert_max_num_queries: Any) -> None:
    ContestFactory.create_batch(30)
    with django_assert_max_num_queries(12):
        staff.get(LIST)


def test_contest_opens_for_reading_with_its_history(staff: Client) -> None:
    contest = ContestFactory(title="Cup", facts={"weight": 24.5})
    ContestChangeFactory(contest=contest, kind="renamed", was={"title": "TBA"}, now={"title": "Cup"})
    page = staff.get(f"{LIST}{contest.pk}/change/").content.decode()
    assert [text in page for text in ("renamed", "TBA", "&quot;weight&quot;: 24.5", 'name="_save"')] == [
        True, True, True, False,
    ]  # fmt: skip


def test_contest_cannot_be_added_or_deleted_by_hand(staff: Client) -> None:
    contest = ContestFactory()
    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.post(f"{LIST}{contest.pk}/delete/", {"post": "yes"}).status_code == 403
    assert staff.post(f"{LIST}{contest.pk}/change/", {"title": "typed"}).status_code == 403


def test_actions_hide_show_merge_and_part(staff: Client) -> None:
    first = ContestFactory(title="Cup", created=timezone.now() - timedelta(days=30))
    second = ContestFactory()
    assert act(staff, "hide", first, second) == "2 contests are hidden now."
    assert Contest.objects.filter(hidden=True).count() == 2
    assert act(staff, "show_again", first) == "1 contest is shown again."
    assert Contest.objects.get(hidden=True) == second
    assert act(staff, "merge", first, second) == f"Merged into #{first.pk} Cup."
    assert Contest.objects.get(merged_into=first) == second
    assert act(staff, "merge", first, second) == "Choose at least two contests that are not merged yet."
    assert act(staff, "part", second) == "1 contest stands for itself again."
    entries = AuditEntry.objects.filter(object_id=str(second.pk)).order_by("pk").values_list("action", flat=True)
    assert list(entries) == ["contest.hidden", "contest.merged", "contest.parted"]


def test_who_may_only_view_cannot_act(client: Client) -> None:
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_contest"))
    client.force_login(reader)
    contest = ContestFactory()
    assert listed(client) == {contest.title}
    act(client, "hide", contest)
    assert Contest.objects.get().hidden is False
