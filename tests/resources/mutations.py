"""Ways in which an answer goes wrong: bytes, lines, JSON, HTML, headers, and pages that are no answer at all."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import lru_cache
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from apps.resources.adapters.base import AdapterError
from apps.resources.recordings import Call

Draw = Callable[[st.SearchStrategy[Any]], Any]
Mutation = Callable[[Draw, Call], Call]

TRIES = int(os.environ.get("MUTATIONS", "20"))
mutate = settings(
    max_examples=TRIES,
    derandomize="MUTATIONS" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
LONGEST_LIST = 25  # entries kept of every list in a JSON body: more of the same finds nothing new
DEEP = "a place for something deep"
HTML = {"content-type": "text/html; charset=utf-8"}

LOGIN = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action='/login'>\
<input name=user><input name=password type=password></form></body></html>"
CLOUDFLARE = b"<!DOCTYPE html><html lang='en-US'><head><title>Just a moment...</title></head><body>\
<div class='main-wrapper'><noscript>Enable JavaScript and cookies to continue</noscript></div></body></html>"
BODIES_OF_NOTHING: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n",
    "login page": LOGIN,
    "cloudflare page": CLOUDFLARE,
    "plain words": b"upstream connect error or disconnect/reset before headers",
    "error as JSON": b'{"error": "Internal error", "code": 500}',
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00",
    "deep JSON": b"[" * 50_000,
    "deep objects": b'{"data":' * 50_000,
    "deep HTML": b"<html>" + b"<div>" * 50_000,
    "XML bomb": b"<?xml version='1.0'?><!DOCTYPE standings [<!ENTITY a 'ha'>"
    + b"".join(
        f"<!ENTITY {name} '{f'&{before};' * 40}'>".encode() for before, name in zip("abcdef", "bcdefg", strict=True)
    )
    + b"]><standings contest='&g;'><contest name='&g;'>&g;</contest></standings>",
    "deep XML": b"<standings>" * 50_000,
    "half a character": "é".encode()[:1],
    "NUL": b"\x00" * 64,
}
ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 10**12, 10**18, 10**30, -(10**30), 0.5, 1e308, float("nan"), float("inf")),
    *("", " ", "x", "0", "-1", "1e999", "9" * 400, "\x00", "\u202e\u0000\u200b", "🏆", "null", "<b>", "https://", "//"),
    *("2026-02-30T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-10", "24:61"),
    *([], {}, [None], {"": None}, [[]], DEEP),
)
ODD_ATTRIBUTES = (b"", b" ", b"x", b"0", b"-1", b"1e999", b"NaN", b"9" * 400, b"0.5", b"&#8238;", b"<", b"&a;", b"\x00")
ODD_NUMBERS = (b"", b"0", b"-1", b"00", b"1e400", b"99999999999999999999", b"9" * 400, b"0.5", b"NaN", "٣".encode())
CHARSETS = ("utf-16", "utf-32", "ascii", "shift_jis", "koi8-r", "utf-7", "idna", "hex", "undefined", "no-such", "cp037")


def truncate(draw: Draw, call: Call) -> Call:
    """Cut the body off."""
    return changed(call, call.body[: draw(st.integers(0, max(len(call.body) - 1, 0)))])


def flip_bytes(draw: Draw, call: Call) -> Call:
    """Write other bytes over some."""
    body = bytearray(call.body)
    for place in draw(st.lists(st.integers(0, max(len(body) - 1, 0)), min_size=1, max_size=6)) if body else ():
        body[place] = draw(st.sampled_from(b"\x00\xff\"'{}[]<>,:;=-09\n "))
    return changed(call, bytes(body))


def drop_or_repeat_lines(draw: Draw, call: Call) -> Call:
    """Take some lines out, or put them twice; a body of one line is parted at its commas."""
    mark = b"\n" if call.body.count(b"\n") > 3 else b","
    lines = call.body.split(mark)
    first = draw(st.integers(0, len(lines) - 1))
    last = first + draw(st.integers(1, 5))
    middle = lines[first:last] * draw(st.sampled_from([0, 2, 3]))
    return changed(call, mark.join(lines[:first] + middle + lines[last:]))


def change_number(draw: Draw, call: Call) -> Call:
    """Put an odd number in the place of one."""
    numbers = list(re.finditer(rb"\d+", call.body))
    if not numbers:
        return changed(call, b"")
    found = draw(st.sampled_from(numbers))
    return changed(call, call.body[: found.start()] + draw(st.sampled_from(ODD_NUMBERS)) + call.body[found.end() :])


def change_attribute(draw: Draw, call: Call) -> Call:
    """Put an odd value into an attribute of a page or an XML file, or take the attribute away."""
    found = list(re.finditer(rb"\s[\w:-]+\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", call.body))
    if not found:
        return change_number(draw, call)
    one = draw(st.sampled_from(found))
    first, last = one.span(one.lastindex or 0) if draw(st.integers(0, 4)) else one.span()
    return changed(call, call.body[:first] + draw(st.sampled_from(ODD_ATTRIBUTES)) + call.body[last:])


def change_json(draw: Draw, call: Call) -> Call:
    """Delete, or replace by an odd value, one value somewhere in a JSON body; other bodies lose bytes."""
    text = as_json(call.body)
    if text is None:
        return flip_bytes(draw, call)
    document = {"$": json.loads(text)}
    for _ in range(draw(st.integers(1, 2))):
        home, key = draw(st.sampled_from(list(places(document))))
        if draw(st.booleans()) and isinstance(home, dict) and key != "$":
            del home[key]
        else:
            home[key] = deepcopy(draw(st.sampled_from(ODD_VALUES)))  # the next round may change what stands there
    written = json.dumps(document["$"], ensure_ascii=draw(st.booleans()))
    return changed(call, written.replace(json.dumps(DEEP), "[" * 3000 + "]" * 3000).encode("utf-8", "replace"))


def change_html(draw: Draw, call: Call) -> Call:
    """Remove a node, or empty or distort its attribute or text, in an HTML body; other bodies lose lines."""
    try:
        text = call.reply().text
    except AdapterError:
        return truncate(draw, call)
    nodes = (tree := LexborHTMLParser(text)).css("body *") if "<" in text[:500] else []
    if not nodes:
        return drop_or_repeat_lines(draw, call)
    for node in draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=3, unique_by=id)):
        deed = draw(st.sampled_from(["remove", "attribute", "text"]))
        if deed == "attribute" and node.attributes:
            name = draw(st.sampled_from(sorted(node.attributes)))
            node.attrs[name] = draw(st.sampled_from(["", "x", "-1", "9" * 30, "javascript:x", "https://["]))
        elif deed == "text" and node.parent is not None:
            node.replace_with(draw(st.sampled_from(["", "x", "-1", "99:99", "9" * 30])))
        elif node.parent is not None:
            node.decompose()
    return changed(call, (tree.html or "").encode("utf-8", "replace"), headers=HTML)


def wrong_charset(draw: Draw, call: Call) -> Call:
    """Declare another charset than the body has."""
    return changed(call, call.body, headers={"content-type": f"text/html; charset={draw(st.sampled_from(CHARSETS))}"})


def other_body(draw: Draw, call: Call) -> Call:
    """Answer with what is no answer, now and then after being sent on to a login page."""
    name = draw(st.sampled_from(sorted(BODIES_OF_NOTHING)))
    at = draw(st.sampled_from(["", "", "https://site.example/login?next=%2F"]))
    return changed(call, BODIES_OF_NOTHING[name], final_url=at)


def other_status(draw: Draw, call: Call) -> Call:
    """Answer with another status, and the same body or none."""
    body = draw(st.sampled_from([call.body, b"", LOGIN]))
    status = draw(st.sampled_from([204, 400, 401, 403, 404, 410, 429, 500, 502, 503]))
    return dataclasses.replace(call, status=status, body=body)


MUTATIONS: tuple[Mutation, ...] = (
    *(
        truncate,
        flip_bytes,
        drop_or_repeat_lines,
        change_number,
        change_attribute,
        wrong_charset,
        other_body,
        other_status,
    ),
    *(change_json, change_html) * 3,  # they go deepest, so they get the most tries
)


def changed(call: Call, body: bytes, **changes: Any) -> Call:
    """Return a call with another body."""
    return dataclasses.replace(call, body=body, **changes)


@lru_cache(maxsize=256)
def as_json(body: bytes) -> str | None:
    """Return a JSON body with its lists cut short, or None for what is no JSON."""
    try:
        return json.dumps(shortened(json.loads(body)))
    except ValueError:
        return None


def shortened(value: Any) -> Any:
    """Return a JSON value with every list cut short."""
    if isinstance(value, list):
        return [shortened(entry) for entry in value[:LONGEST_LIST]]
    return {key: shortened(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a JSON value as its container and the key in it."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])
