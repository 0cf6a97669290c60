"""Parts of pages that are kept: drawn once for the same values, and by nothing but these."""

from __future__ import annotations

from typing import Any

from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe

from apps.core.templatetags import kept as keeping
from apps.core.templatetags.kept import kept

FOOTER: dict[str, Any] = {"version": "1", "here": "/", "zone": "UTC", "is_staff": False}


def drawn() -> int:
    return keeping._draw.cache_info().misses


def test_kept_draws_a_part_once_for_the_same_values() -> None:
    before = drawn()
    first = kept("components/footer.html", **FOOTER | {"zone": "Asia/Tokyo"})
    again = kept("components/footer.html", **FOOTER | {"zone": "Asia/Tokyo"})
    assert (first == again, "Times in Asia/Tokyo" in first, drawn() - before) == (True, True, 1)


def test_kept_tells_values_and_languages_apart() -> None:
    english = kept("components/footer.html", **FOOTER)
    with translation.override("ru"):
        russian = kept("components/footer.html", **FOOTER)
    staff = kept("components/footer.html", **FOOTER | {"is_staff": True})
    assert ["Administration" in english, "Administration" in staff] == [False, True]
    assert ["Suggest a contest" in english, "Suggest a contest" in russian] == [True, False]


def test_kept_escapes_a_text_that_equals_a_safe_one() -> None:
    safe = kept("components/footer.html", **FOOTER | {"version": mark_safe("<b>")})
    plain = kept("components/footer.html", **FOOTER | {"version": "<b>"})
    assert ["CLIST <b>" in safe, "CLIST &lt;b&gt;" in plain] == [True, True]


def test_kept_part_sees_nothing_of_the_page_around_it() -> None:
    template = engines["django"].from_string('{% load kept %}{% kept "components/footer.html" zone="UTC" %}')
    around = {"version": "seen", "is_staff": True}
    assert "seen" not in template.render(around, RequestFactory().get("/")).replace("unseen", "")


def test_kept_forgets_when_a_setting_changes(settings: Any) -> None:
    before = kept("components/header.html", path="/", back="/", zone="UTC", languages=())
    settings.STATIC_URL = "/elsewhere/"
    after = kept("components/header.html", path="/", back="/", zone="UTC", languages=())
    assert ["/elsewhere/" in before, drawn()] == [False, keeping._draw.cache_info().misses]
    assert after.count('class="top"') == 1
