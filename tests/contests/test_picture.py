"""The picture of a contest for shared links."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from apps.contests.models import Contest
from tests.factories import ContestFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "title", ["Round 7 (Div. 2)", "Чемпионат БГУ", "牛客周赛 Round 170 " * 9, "😀😀😀", "\ufffd" * 400]
)
def test_picture_is_drawn_for_any_title(client: Client, title: str) -> None:
    contest = ContestFactory(title=title, cancelled=timezone.now() if title.startswith("Round") else None)
    response = client.get(f"/contest/{contest.pk}/picture.png")
    image = Image.open(BytesIO(response.content))
    assert (response["Content-Type"], image.format, image.size) == ("image/png", "PNG", (1200, 630))
    assert len(response.content) < 60_000


def test_pictures_of_different_contests_differ() -> None:
    client = Client()
    contests = ContestFactory.create_batch(2)
    drawn = {client.get(f"/contest/{contest.pk}/picture.png").content for contest in contests}
    assert len(drawn) == 2


def test_picture_is_kept_by_the_sequence_of_its_contest(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    contest = ContestFactory(title="Before")
    address = f"/contest/{contest.pk}/picture.png"
    first = client.get(address)
    with django_assert_num_queries(1):
        again = client.get(f"{address}?v=0")
    assert again.content == first.content
    assert (first["Cache-Control"], again["Cache-Control"]) == (
        "public, max-age=3600",
        "public, max-age=31536000, immutable",
    )
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    Contest.objects.update(title="After", sequence=1)
    changed = client.get(f"{address}?v=0", headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed["Cache-Control"]) == (200, "public, max-age=3600")
    assert changed.content != first.content


def test_hidden_contest_has_no_picture(client: Client) -> None:
    contest = ContestFactory(hidden=True)
    assert client.get(f"/contest/{contest.pk}/picture.png").status_code == 404
