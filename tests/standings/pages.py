"""What tests read on pages of results."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from apps.contests.models import Contest
from apps.standings.models import Standing


def texts(page: LexborHTMLParser | LexborNode, selector: str) -> list[str]:
    """Return the texts of what a selector finds, with runs of blanks made one."""
    return [" ".join(node.text(separator=" ").split()) for node in page.css(selector)]


def row_id(contest: Contest, key: str) -> int:
    """Return the id of somebody's row."""
    return Standing.objects.get(contest=contest, account__key=key).pk
