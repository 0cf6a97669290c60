"""Plain counting of what recorded answers hold, by JSON and patterns alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

Counter = Callable[[bytes], int]


def exactly(number: int) -> Counter:
    """Return a counter of what was counted by eye."""
    return lambda body: number


def length(*keys: str | int) -> Counter:
    """Return a counter of the list or object that stands under these keys of a JSON body."""

    def count(body: bytes) -> int:
        value = json.loads(body)
        for key in keys:
            value = value[key]
        return len(value)

    return count


def matches(pattern: str) -> Counter:
    """Return a counter of the different texts that a pattern finds."""
    return lambda body: len(set(re.findall(pattern, body.decode())))


def codeforces_dated(body: bytes) -> int:
    """Count the contests with a start."""
    return sum("startTimeSeconds" in one for one in json.loads(body)["result"])


def codeforces_outside_gym(body: bytes) -> int:
    """Count the submissions to rounds and the archive."""
    return sum(one.get("contestId", 0) < 100_001 for one in json.loads(body)["result"])


def codolio_steps(body: bytes) -> int:
    """Count the rated contests of all sites together."""
    sites = json.loads(body)["data"]["platformProfiles"]["platformProfiles"]
    return sum(
        len((one["contestActivityStats"] or {"contestActivityList": ()})["contestActivityList"]) for one in sites
    )


def clist_lasting(body: bytes) -> int:
    """Count the contests that last at all."""
    return sum(one["duration"] > 0 for one in json.loads(body)["objects"])


def clics_teams(body: bytes) -> int:
    """Count the teams that an event feed leaves, where each event is one team."""
    events = [json.loads(line) for line in body.splitlines() if line.strip()]
    return len({event["id"]: 1 for event in events if event["type"] == "teams" and event["data"]})


def domjudge_visible(body: bytes) -> int:
    """Count the teams but the one in Guilin's hidden group, 6."""
    return sum(team["group_ids"] != ["6"] for team in json.loads(body))


def leetcode_people(body: bytes) -> int:
    """Count the people; the board moved while its pages were walked, so 803 stand there two or three times."""
    return len({(one["username"], one["data_region"]) for one in json.loads(body)})
