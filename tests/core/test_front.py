"""What the nginx in front is told that it may keep."""

import time
from email.utils import parsedate_to_datetime

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from apps.core.front import FrontCache

PAGE = {"ETag": 'W/"1"', "Cache-Control": "no-cache"}


def answer(headers: dict[str, str], *, method: str = "GET", status: int = 200, **asked: str) -> HttpResponse:
    request: HttpRequest = RequestFactory().generic(method, "/", headers={"x-front-cache": "1"} | asked)
    return FrontCache(lambda _: HttpResponse(status=status, headers=headers))(request)  # type: ignore[return-value]


@pytest.mark.parametrize(("caching", "status"), [("no-cache", 200), ("no-cache", 304), ("public, max-age=10", 200)])
def test_public_page_is_kept_for_this_second_and_shown_in_the_next(caching: str, status: int) -> None:
    told = answer({**PAGE, "Cache-Control": caching}, status=status)
    assert (told["Cache-Control"], told["X-Browser-Cache-Control"]) == ("stale-while-revalidate=1", caching)
    assert abs(parsedate_to_datetime(told["Expires"]).timestamp() - time.time()) < 2


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        pytest.param(PAGE, {"cookie": f"{settings.SESSION_COOKIE_NAME}=x"}, id="a session"),
        pytest.param(PAGE, {"authorization": "ApiKey someone:s3cret"}, id="credentials"),
        pytest.param({"Cache-Control": "no-cache"}, {}, id="no version"),
        pytest.param({**PAGE, "Cache-Control": "private, no-cache"}, {}, id="private"),
        pytest.param({**PAGE, "Cache-Control": "no-store"}, {}, id="not to be stored"),
        pytest.param({"ETag": 'W/"1"'}, {}, id="nothing said"),
    ],
)
def test_other_answers_stay_as_they_are(headers: dict[str, str], asked: dict[str, str]) -> None:
    told = answer(headers, **asked)
    assert (told.get("Cache-Control"), "Expires" in told) == (headers.get("Cache-Control"), False)


@pytest.mark.parametrize(("method", "status"), [("POST", 200), ("GET", 404), ("GET", 503), ("GET", 302)])
def test_only_good_answers_to_reads_are_kept(method: str, status: int) -> None:
    assert answer(PAGE, method=method, status=status)["Cache-Control"] == "no-cache"


def test_page_with_a_cookie_for_one_person_is_not_kept() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        response = HttpResponse(headers=PAGE)
        response.set_cookie("csrftoken", "x")
        return response

    request = RequestFactory().get("/", headers={"x-front-cache": "1"})
    assert FrontCache(view)(request).headers["Cache-Control"] == "no-cache"


def test_browser_that_comes_straight_is_told_as_ever() -> None:
    request = RequestFactory().get("/")
    assert FrontCache(lambda _: HttpResponse(headers=PAGE))(request).headers["Cache-Control"] == "no-cache"
