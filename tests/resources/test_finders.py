"""How contest sites are found."""

from __future__ import annotations

import pytest

from apps.core.folding import read_asked
from apps.resources.finders import SiteFinder
from apps.resources.models import Resource
from tests.factories import ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sites() -> None:
    """Make five sites, and let there be no others."""
    Resource.objects.all().delete()
    ResourceFactory(host="codeforces.com", title="Codeforces", short="cf", n_contests=900)
    ResourceFactory(host="codeforces.com/gym", title="Codeforces Gym", short="gym", n_contests=2000)
    ResourceFactory(host="cf.example", title="Cf Cup", short="cfc", n_contests=5000)
    ResourceFactory(host="acm.example", title="Ácademy of Minsk", short="ac")
    ResourceFactory(host="off.example", title="Codeforces off", enabled=False)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cf", ["codeforces.com", "cf.example"]),
        ("codeforces.com", ["codeforces.com", "codeforces.com/gym"]),
        ("code", ["codeforces.com/gym", "codeforces.com"]),
        ("gym codeforces", ["codeforces.com/gym"]),
        ("academy", ["acm.example"]),
        ("minsk", ["acm.example"]),
        ("codeforcse", ["codeforces.com/gym", "codeforces.com"]),
        ("forces", ["codeforces.com/gym", "codeforces.com"]),
        ("zebra", []),
    ],
)
def test_sites_are_found_exact_names_first(typed: str, found: list[str]) -> None:
    sites = SiteFinder().find(read_asked(typed).words, skip=0, most=9)
    assert [site.note for site in sites] == found


def test_found_sites_lead_to_their_pages() -> None:
    (found,) = SiteFinder().find(["gym"], skip=0, most=9)
    assert (found.title, found.url) == ("Codeforces Gym", "/resource/codeforces.com/gym/")
    assert "<svg" in str(found.mark)
