"""The formats of the API: JSON, JSONP, YAML, XML and property lists."""

from __future__ import annotations

import plistlib
import re
from collections.abc import Mapping
from typing import Any

import msgspec
import yaml
from lxml import etree
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from apps.api.encoding import to_json
from apps.api.endpoints import Wire
from apps.api.errors import QuestionError
from apps.api.listing import Page

PLAIN_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
NOT_IN_A_TAG = re.compile(r"[^\w.-]", re.ASCII)
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
CALLBACK = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[\d+\])*", re.ASCII)
RESERVED = re.compile(
    r"abstract|boolean|break|byte|case|catch|char|class|const|continue|debugger|default|delete|do|double|else|"
    r"enum|export|extends|false|final|finally|float|for|function|goto|if|implements|import|in|instanceof|int|"
    r"interface|let|long|native|new|null|package|private|protected|public|return|short|static|super|switch|"
    r"synchronized|this|throw|throws|transient|true|try|typeof|var|void|volatile|while|with|yield"
)


class Renderer(BaseRenderer):
    """A format that says a value, or one page of a list."""

    media_type: str

    def say(self, value: Wire, request: Request) -> bytes:
        """Return a value in this format.

        Raises:
            QuestionError: the request asks for something that the format cannot do.
        """
        raise NotImplementedError

    def say_one(self, value: Wire, request: Request) -> bytes:
        """Return one thing, without a wrapper."""
        return self.say(value, request)

    def say_list(self, meta: Wire, page: Page, request: Request) -> bytes:
        """Return a page of a list in this format."""
        return self.say({"meta": meta, "objects": msgspec.json.decode(page.objects)}, request)


class JsonRenderer(Renderer):
    """JSON."""

    format = "json"
    media_type = "application/json"

    def say(self, value: Wire, request: Request) -> bytes:
        """Return JSON."""
        return to_json(value)

    def say_list(self, meta: Wire, page: Page, request: Request) -> bytes:
        """Return JSON around the page's text, which is not read again."""
        return b'{"meta": %b, "objects": %b}' % (to_json(meta), page.objects)


class JsonpRenderer(JsonRenderer):
    """JSON in a call of the function that `?callback=` names."""

    format = "jsonp"
    media_type = "text/javascript"

    def say(self, value: Wire, request: Request) -> bytes:
        """Return a call."""
        return self._call(super().say(value, request), request)

    def say_list(self, meta: Wire, page: Page, request: Request) -> bytes:
        """Return a call."""
        return self._call(super().say_list(meta, page, request), request)

    def _call(self, json: bytes, request: Request) -> bytes:
        callback = request.query_params.get("callback", "callback")
        if not CALLBACK.fullmatch(callback) or any(map(RESERVED.fullmatch, re.split(r"[.\[]", callback))):
            raise QuestionError("JSONP callback name is invalid.")
        # JavaScript of old takes these two for line ends, JSON does not.
        text = json.decode().replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        return f"{callback}({text})".encode()


class YamlRenderer(Renderer):
    """YAML."""

    format = "yaml"
    media_type = "text/yaml"

    def say(self, value: Wire, request: Request) -> bytes:
        """Return YAML."""
        return yaml.safe_dump(_plain(value)).encode()


class PlistRenderer(Renderer):
    """A binary property list, the only kind that knows null."""

    format = "plist"
    media_type = "application/x-plist"

    def say(self, value: Wire, request: Request) -> bytes:
        """Return a property list."""
        return plistlib.dumps(_plain(value), fmt=plistlib.FMT_BINARY)


class XmlRenderer(Renderer):
    """XML with the types of values as attributes."""

    format = "xml"
    media_type = "application/xml"

    def say(self, value: Wire, request: Request) -> bytes:
        """Return XML under `response`."""
        return _document("response", value)

    def say_one(self, value: Wire, request: Request) -> bytes:
        """Return XML under `object`."""
        return _document("object", value)


class FeedRenderer(JsonRenderer):
    """A list as a feed, which its view writes; all else, errors too, is JSON."""


class AtomRenderer(FeedRenderer):
    """Atom."""

    format = "atom"
    media_type = "application/atom+xml"


class RssRenderer(FeedRenderer):
    """RSS 2.0."""

    format = "rss"
    media_type = "application/rss+xml"


def _document(name: str, value: Wire) -> bytes:
    root = etree.Element(name)
    _fill(root, _plain(value))
    for thing in root.iterfind("objects/object"):
        del thing.attrib["type"]
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _plain(value: Wire) -> Any:
    """Return a value with its times as text."""
    return msgspec.to_builtins(value, order="sorted")


def _fill(element: etree._Element, values: Mapping[str, Any]) -> None:
    element.extend([_element(_tag(name), value) for name, value in sorted(values.items())])


def _tag(name: str) -> str:
    """Return a key as XML allows it in a tag: some sites number their problems."""
    return name if PLAIN_NAME.fullmatch(name) else "_" + NOT_IN_A_TAG.sub("_", name)


def _element(name: str, value: Any) -> etree._Element:
    element = etree.Element(name)
    if isinstance(value, str):
        element.text = NOT_IN_XML.sub("", value)
        return element
    element.set("type", _type_of(value))
    if isinstance(value, dict):
        _fill(element, value)
    elif isinstance(value, list):
        element.extend([_element("object" if isinstance(item, dict) else "value", item) for item in value])
    elif value is not None:
        element.text = str(value)
    return element


def _type_of(value: object) -> str:
    names = {bool: "boolean", int: "integer", float: "float", dict: "hash", list: "list", type(None): "null"}
    return names[type(value)]


RENDERERS: dict[str, type[Renderer]] = {
    "json": JsonRenderer,
    "jsonp": JsonpRenderer,
    "yaml": YamlRenderer,
    "xml": XmlRenderer,
    "plist": PlistRenderer,
    "atom": AtomRenderer,
    "rss": RssRenderer,
}
