"""XML answers: parsed without entities and network, with the place of whatever is missing or no number."""

from __future__ import annotations

from lxml import etree

from apps.resources.adapters.base import AdapterError, Reply, clean


def root_of(reply: Reply, tag: str) -> etree._Element:
    """Return the outermost element, which must have this tag.

    Raises:
        AdapterError: the body is no XML, or of another kind.
    """
    reply.refuse_challenge()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(reply.body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise AdapterError(f"not XML: {clean(str(error))}; it begins {reply.body[:60]!r}", place="body") from error
    if root.tag != tag:
        raise AdapterError(f"the document is <{clean(str(root.tag))[:60]}>, not <{tag}>", place="body")
    return root


def child_of(element: etree._Element, tag: str) -> etree._Element:
    """Return the first child of this tag.

    Raises:
        AdapterError: there is none.
    """
    found = element.find(tag)
    if found is None:
        raise AdapterError(f"<{element.tag!s}> has no <{tag}>", place=f"{element.tag!s}/{tag}")
    return found


def text_of(element: etree._Element, name: str) -> str:
    """Return an attribute that must be there and not be empty.

    Raises:
        AdapterError: it is not.
    """
    value = clean(element.get(name) or "")
    if not value:
        raise AdapterError(f"<{element.tag!s}> has no attribute {name}", place=f"{element.tag!s}[{name}]")
    return value


def number_of(element: etree._Element, name: str) -> float | None:
    """Return an attribute that is a number; None where it is absent or empty.

    Raises:
        AdapterError: it is another text.
    """
    value = (element.get(name) or "").strip()
    if not value:
        return None
    try:
        number = float(value)
        return int(number) if number == int(number) else number
    except (ValueError, OverflowError) as error:
        raise AdapterError(f"{value[:60]!r} is no number", place=f"{element.tag!s}[{name}]") from error
