"""Which series a title belongs to, and which number it has there."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from apps.contests.models import Contest
from apps.contests.series import MAX_NAME, MAX_NUMBER, MAX_SLUG, division, edition, series_slug
from tests.factories import ContestFactory


@pytest.mark.parametrize(
    ("title", "name", "number"),
    [
        ("Codeforces Round 1062 (Div. 2)", "Codeforces Round", 1062),
        ("Codeforces Round #879 (Div. 1 + Div. 2)", "Codeforces Round", 879),
        ("Codeforces Round 1033 (Div. 2) and CodeNite 2025", "Codeforces Round", 1033),
        ("Codeforces Round (Div. 1 + Div. 2)", "Codeforces Round", None),
        ("Nebius Welcome Round (Codeforces Round 1804, Div. 1 + Div. 2)", "Codeforces Round", 1804),
        ("Educational Codeforces Round 190 (Rated for Div. 2)", "Educational Codeforces Round", 190),
        ("A & B Contest（AtCoder Beginner Contest 485）", "AtCoder Beginner Contest", 485),
        ("AtCoder Grand Contest 075", "AtCoder Grand Contest", 75),
        ("Weekly Contest 530", "Weekly Contest", 530),
        ("Starters 264 (Rated till 5 star)", "Starters", 264),
        ("Weekend Dev Challenge 5: Full Stack & Friends", "Weekend Dev Challenge", 5),
        ("Kotlin Heroes: Episode 9", "Kotlin Heroes", 9),
        ("Winter Camp, Day 3: Étude № 3", "Winter Camp", 3),
        ("Universal Cup, season 5, stage 9: Grand Prix of Poznań", "Universal Cup", 9),
        ("Criterion 2026 Round 33", "Criterion Round", 33),
        ("DMOPC '26 Contest 2", "DMOPC Contest", 2),
        ("November Circuits '26", "Circuits", 2026),
        ("April Fools Day Contest 2024", "April Fools Day Contest", 2024),
        ("2023-2024 ICPC NERC", "ICPC NERC", 2023),
        ("The 9th Regional", "Regional", 9),
        ("Google Code Jam 2023 Round 1A", "Google Code Jam Round", 1),
        ("IEEEXtreme 18.0", "IEEEXtreme", 18),
        ("Open Cup XXII", "Open Cup", 22),
        ("UTPC Contest 09-11-26 Div. 1 (Advanced)", "UTPC Contest", None),
        ("第 12 届 CCPC 哈尔滨站", "CCPC 哈尔滨站", 12),
        ("【LGR-310-Div.2】基础赛 #50 & Round", "基础赛", 50),
        ("牛客练习赛170", "牛客练习赛", 170),
        ("Чемпионат БГУ", "Чемпионат БГУ", None),
        ("Practice day", "Practice day", None),
        ("2026", "", 2026),
        ("#1234567890", "", None),
    ],
)
def test_edition_is_read_from_the_title(title: str, name: str, number: int | None) -> None:
    found = edition(title)
    assert (found.name, found.number) == (name, number)


@given(st.text(max_size=120))
def test_any_title_has_an_edition_within_bounds(title: str) -> None:
    found = edition(title)
    assert len(found.name) <= MAX_NAME
    assert found.number is None or 0 <= found.number <= MAX_NUMBER
    assert len(series_slug("site.example", title)) <= MAX_SLUG


@pytest.mark.parametrize(
    ("host", "title", "slug"),
    [
        ("codeforces.com", "Codeforces Round 1062 (Div. 2)", "codeforces-com-codeforces-round"),
        ("codeforces.com/gym", "Codeforces Round 1", "codeforces-com-gym-codeforces-round"),
        ("ac.nowcoder.com", "牛客练习赛170", "ac-nowcoder-com-牛客练习赛"),
        ("site.example", "2026", ""),
        ("site.example", "12 ☆ 13", ""),
    ],
)
def test_slug_names_site_and_series(host: str, title: str, slug: str) -> None:
    assert series_slug(host, title) == slug


@pytest.mark.parametrize(
    ("title", "words"),
    [("Round 7 (Div. 2)", "Div. 2"), ("Round 7 (Div. 1 + Div. 2)", "Div. 1 + Div. 2"), ("Round 7", "")],
)
def test_division_is_given_in_the_titles_words(title: str, words: str) -> None:
    assert division(title) == words


@pytest.mark.django_db
def test_known_contests_are_given_their_series_by_the_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    migration = importlib.import_module("apps.contests.migrations.0005_fill_series")
    monkeypatch.setattr(migration, "BATCH", 2)
    for number in range(5):
        ContestFactory(resource__host="site.example", title=f"Cup {number}")
    migration.fill(apps, None)
    found = Contest.objects.order_by("pk").values_list("series", "series_number")
    assert list(found) == [("site-example-cup", number) for number in range(5)]
