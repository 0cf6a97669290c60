"""Every endpoint by version and noun: what a new noun registers itself in."""

from __future__ import annotations

from apps.api.contests import Contests, ContestsV1
from apps.api.endpoints import Endpoint
from apps.api.resources import Resources, ResourcesV1

FIRST: dict[str, Endpoint] = {"contest": ContestsV1(), "resource": ResourcesV1()}
CURRENT: dict[str, Endpoint] = {"contest": Contests(), "resource": Resources()}
ENDPOINTS = {1: FIRST, 2: CURRENT, 3: CURRENT, 4: CURRENT}
