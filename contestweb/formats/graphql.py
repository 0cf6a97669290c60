"""Just enough GraphQL to answer a query for lists: selections and arguments, no aliases, fragments or directives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Selection = dict[str, "Selection"]
Resolver = Callable[[Mapping[str, int]], Any]
TOKEN = re.compile(r"[{}]|\([^)]*\)|\w+")
ARGUMENT = re.compile(r"(\w+)\s*:\s*(\d+)")


class QueryError(ValueError):
    """The query is none, or asks for what is not there."""


def run(query: str, fields: Mapping[str, Resolver]) -> dict[str, Any]:
    """Return the `data` of a query: of each top field, what its resolver gives, cut to what was selected.

    Raises:
        QueryError: the braces do not match, or a field does not exist.
    """
    opening = query.find("{")
    if opening < 0 or query.count("{") != query.count("}"):
        raise QueryError("Syntax Error: expected Name, found <EOF>")
    tokens = (match.group() for match in TOKEN.finditer(query, opening + 1))
    arguments: dict[str, Mapping[str, int]] = {}
    selection = _selection(tokens, arguments)
    for name in selection:
        if name not in fields:
            raise QueryError(f'Cannot query field "{name}" on type "Query".')
    return {name: _cut(fields[name](arguments.get(name, {})), wanted) for name, wanted in selection.items()}


def _selection(tokens: Iterator[str], arguments: dict[str, Mapping[str, int]]) -> Selection:
    chosen: Selection = {}
    last = ""
    for piece in tokens:
        if piece == "}":
            break
        if piece == "{":
            chosen[last] = _selection(tokens, arguments)
        elif piece.startswith("("):
            arguments[last] = {name: int(value) for name, value in ARGUMENT.findall(piece)}
        else:
            last = piece
            chosen[last] = {}
    return chosen


def _cut(value: Any, wanted: Selection) -> Any:
    if isinstance(value, list):
        return [_cut(item, wanted) for item in value]
    if not isinstance(value, dict):
        return value
    for name in wanted:
        if name not in value:
            raise QueryError(f'Cannot query field "{name}".')
    return {name: _cut(value[name], inner) for name, inner in wanted.items()}
