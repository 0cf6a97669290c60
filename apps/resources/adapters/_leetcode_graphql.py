"""How LeetCode's GraphQL is asked, and what its answers and errors are like."""

from __future__ import annotations

import re
from typing import Any, Generic, TypeVar

import msgspec

from apps.resources.adapters.base import AdapterError, Reply, Trouble, Web, clean

T = TypeVar("T")

HOMES = ("leetcode.com", "leetcode.cn")
UNKNOWN = re.compile(r"does not exist|not found|不存在", re.IGNORECASE)
NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")
CHINESE_CONTEST = re.compile(r"第\s*(\d+)\s*场(双)?周赛")


class Problem(msgspec.Struct):
    """One error of a GraphQL answer."""

    message: str = ""


class Failures(msgspec.Struct):
    """What of an answer tells whether it is good."""

    errors: list[Problem] | None = None


class Answer(msgspec.Struct, Generic[T]):
    """A GraphQL answer; parts that could not be answered are null and have an error beside them."""

    data: T | None = None
    errors: list[Problem] | None = None


def ask(web: Web, host: str, form: type[Answer[T]], *, query: str, path: str = "/graphql", **variables: Any) -> T:
    """Return what a query brings.

    Raises:
        AdapterError: the answer has errors (MISSING when whoever was asked about does not exist), or another form.
    """
    reply = web.post(
        f"https://{host}{path}",
        json={"query": query, "variables": variables},
        headers={"Referer": f"https://{host}/"},
        allow=(400,),
    )
    return data_of(reply, form)


def data_of(reply: Reply, form: type[Answer[T]]) -> T:
    """Return the data of an answer; see `ask`."""
    refuse_errors(reply.json(Failures).errors)  # before the data is read, which lacks parts then
    answer = reply.json(form)
    if answer.data is None:
        raise AdapterError("an answer without data", place="$.data")
    return answer.data


def refuse_errors(errors: list[Problem] | None) -> None:
    """Raise for the errors of an answer."""
    if errors:
        why = "; ".join(clean(error.message) for error in errors)[:500]
        trouble = Trouble.MISSING if UNKNOWN.search(why) else Trouble.FORMAT
        raise AdapterError(why or "an error without words", place="$.errors", trouble=trouble)


def slug_of(title: str) -> str:
    """Return the slug that LeetCode makes of a title; contests of China are named by those of the world."""
    if match := CHINESE_CONTEST.search(title):
        number, twofold = match.groups()
        return f"{'biweekly' if twofold else 'weekly'}-contest-{number}"
    return NOT_IN_SLUGS.sub("-", title.lower().replace("'", "")).strip("-")


def split_handle(handle: str, host: str) -> tuple[str, str]:
    """Return the slug of an account and its home: "name@leetcode.cn" may stand in a table of leetcode.com."""
    slug, _, home = handle.partition("@")
    return (slug, home) if home in HOMES else (handle, host)


def account_of(slug: str, home: str, host: str) -> str:
    """Return the key of an account in the resource `host`: slugs repeat across the two sites."""
    return slug if home == host else f"{slug}@{home}"
