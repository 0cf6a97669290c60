"""Icons of contest sites."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from PIL import Image

from apps.api.icons import name_of
from apps.api.resources import icon
from apps.resources.models import Resource
from tests.api.conftest import Get
from tests.factories import ResourceFactory

Pair = tuple[Resource, Resource]
ICON = "/media/sizes/64x64/resources/codeforces_com.png"


def test_icon_is_a_picture_in_the_colour_of_the_site(client: Client, sites: Pair) -> None:
    response = client.get(ICON)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["Cache-Control"] == "public, max-age=86400"
    picture = Image.open(io.BytesIO(response.content)).convert("RGBA")
    assert picture.size == (64, 64)
    assert picture.getpixel((32, 3)) == (0x1F, 0x8A, 0xCB, 255)
    assert picture.getpixel((0, 0)) == (0, 0, 0, 0)
    assert (0, 0, 0, 255) in {picture.getpixel((x, 32)) for x in range(64)}


def test_icon_is_not_sent_twice(client: Client, sites: Pair) -> None:
    etag = client.get(ICON)["ETag"]
    again = client.get(ICON, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    Resource.objects.filter(pk=1).update(color="#000000")
    assert client.get(ICON, headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("name", ["nowhere_example", "codeforces.com", "_"])
def test_icon_of_no_site_is_not_found(client: Client, sites: Pair, name: str) -> None:
    assert client.get(f"/media/sizes/64x64/resources/{name}.png").status_code == 404


@pytest.mark.parametrize("host", ["a.b-c.example", "x.example/y_z/ü", "UPPER.example:8080"])
def test_address_in_the_database_leads_to_the_icon(get: Get, client: Client, sites: Pair, host: str) -> None:
    site = ResourceFactory(host=host)
    (address,) = Resource.objects.filter(pk=site.pk).values_list(icon("host"), flat=True)
    assert address == f"/media/sizes/64x64/resources/{name_of(host)}.png"
    assert client.get(address).status_code == 200
