"""The staff pages of people."""

import pytest
from django.test import Client

from apps.accounts.models import ApiKey, User

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/user/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("staff"))
    return client


def test_new_key_replaces_the_old_one_and_is_shown(staff: Client) -> None:
    user = User.objects.create_user("ann")
    old = ApiKey.objects.create(user=user).key
    answer = staff.post(LIST, {"action": "new_key", "_selected_action": [user.pk]}, follow=True)
    new = ApiKey.objects.get(user=user).key
    assert [str(message) for message in answer.context["messages"]] == [f"New key of ann: {new}"]
    assert new != old
    assert "New API key." in staff.get(f"{LIST}{user.pk}/history/").content.decode()


def test_person_opens_with_key_and_limit(staff: Client) -> None:
    user = User.objects.create_user("ann", api_requests_per_minute=77)
    key = ApiKey.objects.create(user=user).key
    page = staff.get(f"{LIST}{user.pk}/change/").content.decode()
    assert [text in page for text in (key, 'value="77"', "API key")] == [True, True, True]


def test_people_are_listed(staff: Client) -> None:
    User.objects.create_user("ann")
    assert {user.username for user in staff.get(LIST).context["cl"].result_list} == {"ann", "staff"}
