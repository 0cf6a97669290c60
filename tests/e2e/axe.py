"""What axe finds on a page: rules of accessibility that are broken, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

Faults = list[list[str]]  # the rule and the place of each
EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
SIZES = {"runOnly": {"type": "rule", "values": ["target-size"]}}
HOUR_OF_A_DAY = "fc-timegrid-event"  # too narrow on a phone; the agenda has the same with room (2.5.8, equivalent)
RUN = """async ([context, options]) => {
    const { violations } = await axe.run(context ?? document, { ...options, resultTypes: ["violations"] });
    return violations.flatMap((rule) => rule.nodes.map((node) => [rule.id, node.html.slice(0, 200)]));
}"""


def faults(page: Page) -> Faults:
    """Return what is wrong with a page as it is shown, with everything unfolded.

    An unfolded menu covers parts of what is below it, so targets are measured before; afterwards those in the folds.
    """
    sizes = found_by(page, SIZES)
    unfold(page)
    if page.locator("main details").count():
        sizes += found_by(page, SIZES, context="main details")
    others = [[rule, place] for rule, place in found_by(page, EVERYTHING) if rule != "target-size"]
    return others + [[rule, place] for rule, place in sizes if HOUR_OF_A_DAY not in place]


def faults_by_colours(page: Page) -> dict[str, Faults]:
    """Return what is wrong with a page by day, and with its colours by night; it is left as by day."""
    found = {"light": faults(page)}
    page.emulate_media(color_scheme="dark")
    found["dark"] = found_by(page, COLOURS)
    page.emulate_media(color_scheme="light")
    return {scheme: seen for scheme, seen in found.items() if seen}


def unfold(page: Page) -> None:
    """Open what a page keeps folded."""
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")


def found_by(page: Page, rules: Mapping[str, Any], *, context: str | None = None) -> Faults:
    """Return what some rules find, on a page or in parts of it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: Faults = page.evaluate(RUN, [context, rules])
    return found
