"""GitHub against its real answers: a person, a calendar, and every way in which it refuses."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from apps.resources.adapters.base import AdapterError, Page, Trouble, read_profiles
from apps.resources.adapters.github import GitHub, contributions
from apps.resources.recordings import Call
from tests.resources.answers import Answer, web_of

USER = "https://api.github.com/users/jacquev6"
CALENDAR = "https://github.com/users/jacquev6/contributions"


def adapter(answers: dict[str | tuple[str, object], Answer]) -> GitHub:
    return GitHub(web=web_of(answers), site=GitHub.sites[0])


def recorded(folder: Path, name: str, url: str = USER) -> Call:
    """Return an exchange as it was recorded, asked at another address where one is given."""
    about = json.loads((folder / f"{name}.meta.json").read_text())
    body = next(path for path in folder.glob(f"{name}.*") if not path.name.endswith(".meta.json"))
    headers = {key.lower(): value for key, value in about["headers"]}
    return Call(method="GET", url=url, status=about["status"], headers=headers, body=body.read_bytes())


def test_person_and_calendar_are_what_was_recorded(payloads: Path) -> None:
    fragment = (payloads / "github.com/users/leafbird/contributions.html").read_bytes()
    answers: dict[str | tuple[str, object], Answer] = {
        USER: recorded(payloads / "api.github.com/pygithub", "NamedUser.setUp"),
        CALENDAR: fragment,
    }

    (row,) = read_profiles(adapter(answers), ["jacquev6"])

    told = json.loads((payloads / "api.github.com/pygithub/NamedUser.setUp.json").read_text())
    assert (row.key, row.name, row.country, row.city) == (told["login"], told["name"], "FR", "")
    assert (row.url, row.avatar, row.registered) == (
        told["html_url"],
        told["avatar_url"],
        datetime(2010, 7, 9, 6, 10, 6, tzinfo=UTC),
    )
    assert {name: row.facts[name] for name in ("followers", "following", "public_repos", "public_gists")} == {
        name: told[name] for name in ("followers", "following", "public_repos", "public_gists")
    }
    assert told["email"] not in repr(row)


def test_calendar_has_every_count_of_the_tooltips(payloads: Path) -> None:
    text = (payloads / "github.com/users/leafbird/contributions.html").read_text()

    days = contributions(Page(text))

    counts = [int(count) for count in re.findall(r">(\d+) contributions? on ", text)]
    assert sum(days.values()) == sum(counts) == 542
    assert len(days) == len(counts)
    assert (days[date(2025, 3, 2)], days[date(2025, 3, 9)], date(2025, 3, 16) in days) == (2, 5, False)
    assert len(re.findall("data-date", text)) == 370


def test_days_of_old_calendars_have_their_count_beside_them() -> None:
    page = Page(
        '<svg><rect class="ContributionCalendar-day" data-date="2022-01-01" data-count="3"></rect>'
        '<rect class="ContributionCalendar-day" data-date="2022-01-02" data-count="0"></rect></svg>'
    )

    assert contributions(page) == {date(2022, 1, 1): 3}


@pytest.mark.parametrize(
    ("name", "trouble", "why"),
    [
        ("Exceptions.testBadAuthentication", Trouble.BLOCKED, "HTTP 401: 'Bad credentials'"),
        ("SpecificExceptions.testRateLimitExceeded.1", Trouble.LIMITED, "HTTP 403: 'API Rate Limit Exceeded'"),
        ("Exceptions.testNonJsonDataReturnedByGithub", Trouble.SERVER, "HTTP 503"),
        ("ConditionalRequestUpdate.testDidNotUpdate", Trouble.FORMAT, "HTTP 304"),
    ],
)
def test_recorded_refusal_is_understood(payloads: Path, name: str, trouble: Trouble, why: str) -> None:
    with pytest.raises(AdapterError) as caught:
        read_profiles(adapter({USER: recorded(payloads / "api.github.com/pygithub", name)}), ["jacquev6"])

    assert (caught.value.trouble, caught.value.why) == (trouble, why)


def test_unknown_user_is_a_row_without_key(payloads: Path) -> None:
    nobody = recorded(payloads / "api.github.com/pygithub", "Exceptions.testUnknownUser")

    (row,) = read_profiles(adapter({USER: nobody}), ["jacquev6"])

    assert (row.asked, row.is_missing) == ("jacquev6", True)


def test_recorded_move_is_followed(payloads: Path) -> None:
    folder = payloads / "api.github.com/pygithub"
    target = "https://api.github.com/repositories/638123443"
    answers: dict[str | tuple[str, object], Answer] = {
        USER: recorded(folder, "Requester.testLoggingRedirection.0"),
        target: recorded(folder, "NamedUser.setUp", target),
    }

    (row,) = read_profiles(adapter(answers), ["jacquev6"])

    assert (row.key, row.days) == ("jacquev6", None)


def test_limit_says_how_long_it_holds() -> None:
    now = datetime(2026, 10, 1, tzinfo=UTC)
    headers = {"x-ratelimit-reset": str(int((now + timedelta(minutes=12)).timestamp()))}
    body = b'{"message": "API rate limit exceeded for 203.0.113.7. (But here is more.)"}'

    with pytest.raises(AdapterError) as caught:
        read_profiles(
            adapter({USER: Call(method="GET", url=USER, status=403, headers=headers, body=body)}), ["jacquev6"]
        )

    assert caught.value.retry_after == timedelta(minutes=12)
    assert "203.0.113.7" not in str(caught.value)


@pytest.mark.parametrize("body", [b"<html>Not found</html>", b""])
def test_404_that_is_not_the_apis_loses_nobody(body: bytes) -> None:
    with pytest.raises(AdapterError) as caught:
        read_profiles(adapter({USER: (404, body)}), ["jacquev6"])

    assert (caught.value.trouble, caught.value.place) == (Trouble.FORMAT, "body")


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://github.com/Red-Kite", "Red-Kite"),
        ("http://www.github.com/red?tab=repositories", "red"),
        ("https://github.com/featuresque", "featuresque"),
        ("https://github.com/features", ""),
        ("https://github.com/orgs/kites", ""),
        ("https://github.com/red--kite", ""),
        ("https://github.com/red-", ""),
        ("https://github.com/" + "a" * 40, ""),
    ],
)
def test_handle_of_an_address(address: str, handle: str) -> None:
    assert GitHub.handle_of(address) == handle
