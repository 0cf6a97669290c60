"""The page about the API names all that the API has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apps.api.catalogue import ENDPOINTS
from apps.api.endpoints import Endpoint
from apps.api.filtering import Nested
from apps.api.renderers import RENDERERS

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()


def section(name: str) -> str:
    """Return what stands below a heading."""
    return PAGE.partition(f"# {name}\n")[2].partition("\n#")[0]


def rows(name: str) -> dict[str, list[str]]:
    """Return the table of a section: the other cells by each name in the first one."""
    lines = [line.strip("|").split("|") for line in section(name).splitlines() if line.startswith("| `")]
    return {found: cells[1:] for cells in lines for found in re.findall(r"`(\w+)`", cells[0])}


def lookups(endpoint: Endpoint, name: str) -> set[str]:
    """Return the lookups of a field, without those that lead to another thing's fields."""
    chosen = endpoint.filters.get(name)
    inner = chosen.inner if isinstance(chosen, Nested) else {}
    return {lookup for lookup in (chosen.lookups if chosen else ()) if lookup.partition("__")[0] not in inner}


@pytest.mark.parametrize("endpoint", ENDPOINTS[4].values(), ids=lambda endpoint: endpoint.noun)
def test_every_field_is_told_with_its_filters_and_whether_it_orders(endpoint: Endpoint) -> None:
    told = {
        name: (set(re.findall(r"[a-z_]+", cells[1].partition(";")[0])), "yes" in cells[2])
        for name, cells in rows(endpoint.noun).items()
    }

    assert told == {name: (lookups(endpoint, name), bool(field.order)) for name, field in endpoint.fields.items()}


@pytest.mark.parametrize("endpoint", ENDPOINTS[4].values(), ids=lambda endpoint: endpoint.noun)
def test_every_other_parameter_is_told(endpoint: Endpoint) -> None:
    others = {*endpoint.switches, *endpoint.list_switches, *endpoint.filters} - set(endpoint.fields)

    assert {name for name in others if f"`{name}" not in section(endpoint.noun)} == set()


def test_every_format_is_told() -> None:
    assert set(rows("Formats")) == set(RENDERERS)
