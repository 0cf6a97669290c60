"""What the page of an account says of it before its results: each value in its place, whatever it consists of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.introducing import facts_of, head_of
from apps.accounts.models import Account
from apps.core.jinja import draw
from tests.factories import AccountFactory, ResourceFactory

pytestmark = pytest.mark.django_db
BAD = "<b>&'\""
ESCAPED = "&lt;b&gt;&amp;&#x27;&quot;"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def account(**fields: object) -> Account:
    """Return an account of a site whose profiles are read."""
    return AccountFactory(resource=ResourceFactory(host="site.example", adapter="codeforces"), key="user1", **fields)


def facts(found: Account, *, former: tuple[str, ...] = (), tells_solved: bool = True) -> str:
    """Return the drawn facts of an account."""
    return draw("account_facts.html", **facts_of(found, former, now=NOW), tells_solved=tells_solved)


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"name": ""}, ("user1", "")),
        ({"name": "user1"}, ("user1", "")),
        ({"name": "Ann"}, ("user1", "Ann")),
        ({"name": "Team", "kind": "team"}, ("Team", "user1")),
        ({"name": "", "kind": "team"}, ("user1", "")),
    ],
)
def test_head_names_a_person_by_handle_and_a_team_by_name(fields: dict[str, str], names: tuple[str, str]) -> None:
    assert head_of(account(**fields))["names"] == names


def test_page_escapes_whatever_a_site_says(client: Client) -> None:
    told = dict.fromkeys(("name", "kind", "title", "city", "organization", "trouble"), BAD)
    account(**told, url=f"https://site.example/{BAD}", facts={BAD: BAD, "place": BAD, "n_solved": BAD})

    page = client.get("/account/user1/resource/site.example/").content.decode()

    assert BAD not in page
    assert page.count(ESCAPED) >= len(told) + 4


def test_facts_group_figures_and_leave_out_what_is_not_known() -> None:
    told = facts(account(place=1234, n_contests=0, n_solved=5678, facts={"n_solved": 12345, "place": 0, "rank": 2.5}))
    unknown = facts(Account.objects.get(), tells_solved=False)

    assert ">1,234 <" in told
    assert ">0 by the site<" in told
    assert ">5,678 <span" in told
    assert ">12,345 by the site<" in told
    assert "<dt>rank</dt><dd>2.5</dd>" in told
    assert '<dt>Contests</dt><dd class="figure">–</dd>' in told
    assert "5,678" not in unknown


@pytest.mark.parametrize(
    ("ended", "shown"),
    [
        (None, "–"),
        (NOW.replace(hour=13), '<span class="state-running">running</span>'),
        (NOW.replace(hour=11), '<time datetime="2026-11-22T11:00:00+00:00">22 Nov 2026</time>'),
    ],
)
def test_facts_tell_the_last_contest(ended: datetime | None, shown: str) -> None:
    assert f"<dt>Last contest</dt><dd>{shown}</dd>" in facts(account(last_activity=ended))


def test_facts_name_former_handles_but_not_other_spellings_of_this_one() -> None:
    assert "<dd>old, older</dd>" in facts(account(), former=("old", "USER1", "older"))
    assert "Former handles" not in facts(Account.objects.get(), former=("USER1",))


def test_page_tells_an_account_that_is_gone(client: Client) -> None:
    account(gone=timezone.now())
    page = client.get("/account/user1/resource/site.example/").content.decode()
    assert "The site does not know this account any more, as of <time" in page
