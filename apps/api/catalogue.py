"""Every endpoint by version and noun: what a new noun registers itself in."""

from __future__ import annotations

from apps.api.accounts import Accounts, AccountsV2
from apps.api.coders import Coders, CodersV2
from apps.api.contests import Contests, ContestsV1
from apps.api.endpoints import Endpoint
from apps.api.problems import Problems
from apps.api.resources import Resources, ResourcesV1
from apps.api.statistics import Statistics

SHARED: dict[str, Endpoint] = {"contest": Contests(), "resource": Resources(), "statistics": Statistics()}
ENDPOINTS: dict[int, dict[str, Endpoint]] = {
    1: {"contest": ContestsV1(), "resource": ResourcesV1()},
    2: {"account": AccountsV2(), "coder": CodersV2(), **SHARED},
    3: {"account": AccountsV2(), "coder": Coders(), **SHARED},
    4: {"account": Accounts(), "coder": Coders(), "problem": Problems(), **SHARED},
}
