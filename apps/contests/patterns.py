"""Regular expressions that strangers type, read into a cheap subset and written anew for PostgreSQL.

PostgreSQL's expressions are not Python's (`\\b` is a backspace there), and some of them cost it minutes or gigabytes.
"""

from __future__ import annotations

import re

MAX_REPEATS = 100  # the product of all counts in a pattern, because PostgreSQL writes counted parts out
MAX_STARS = 12
MAX_DEPTH = 8

PIECE = re.compile(
    r"""
    (?P<escape>\\.)
  | (?P<set>\[\^?(?:\\.|[^\\\]\[])+\])
  | (?P<open>\((?:\?:)?)
  | (?P<close>\))
  | (?P<bar>\|)
  | (?P<edge>[\^$])
  | (?P<count>\{(?P<least>[0-9]{1,2})(?P<comma>,)?(?P<most>[0-9]{1,2})?\}\??)
  | (?P<star>[*+?]\??)
  | (?P<any>\.)
  | (?P<sign>[^\\\[\](){}*+?|^$.])
    """,
    re.VERBOSE | re.DOTALL,
)
ATOMS = frozenset({"escape", "set", "close", "any", "sign"})
CLASSES = frozenset("dDsSwW")
WORD_EDGES = {"b": r"\y", "B": r"\Y"}
MEMBER = re.compile(r"\\.|.", re.DOTALL)


class PatternError(ValueError):
    """A pattern is broken, or uses what is not run here: back references, look-around, large counts."""


def for_database(pattern: str) -> str:
    """Return a pattern in PostgreSQL's spelling.

    Raises:
        PatternError: it lies outside the subset.
    """
    written: list[str] = []
    depth = stars = 0
    repeats, can_repeat = 1, False
    for piece in _pieces(pattern):
        kind = piece.lastgroup
        depth += (kind == "open") - (kind == "close")
        if kind in ("star", "count"):
            if not can_repeat:
                raise PatternError("nothing to repeat")
            stars += kind == "star"
            repeats *= _count(piece) if kind == "count" else 1
        if not 0 <= depth <= MAX_DEPTH or stars > MAX_STARS or repeats > MAX_REPEATS:
            raise PatternError("unbalanced or too costly")
        text = _write(piece)
        written.append(text)
        can_repeat = kind in ATOMS and text not in WORD_EDGES.values()
    if depth:
        raise PatternError("a group is not closed")
    return "".join(written)


def _pieces(pattern: str) -> list[re.Match[str]]:
    pieces: list[re.Match[str]] = []
    at = 0
    while at < len(pattern):
        piece = PIECE.match(pattern, at)
        if piece is None:
            raise PatternError(f"{pattern[at]!r} at {at} means nothing here")
        pieces.append(piece)
        at = piece.end()
    return pieces


def _write(piece: re.Match[str]) -> str:
    kind, text = piece.lastgroup, piece[0]
    if kind == "escape":
        return _escape(text[1])
    if kind == "set":
        return _set(text)
    if kind == "sign":
        return _literal(text)
    return "(?:" if kind == "open" else text


def _literal(sign: str) -> str:
    return sign if sign.isalnum() or not sign.isascii() else f"\\{sign}"


def _escape(sign: str) -> str:
    if sign in CLASSES:
        return f"\\{sign}"
    if sign in WORD_EDGES:
        return WORD_EDGES[sign]
    if sign.isascii() and sign.isalnum():
        raise PatternError(f"\\{sign} is not run here")
    return _literal(sign)


def _count(piece: re.Match[str]) -> int:
    least = int(piece["least"])
    most = int(piece["most"]) if piece["most"] else least
    if piece["most"] and (not piece["comma"] or most < least):
        raise PatternError("a count ends before it begins")
    return max(most, 1)


def _set(text: str) -> str:
    """Return a bracket expression with every sign escaped that could mean more than itself."""
    body = text[1:-1]
    negated = body.startswith("^")
    members = MEMBER.findall(body[negated:])
    written: list[str] = []
    at = 0
    while at < len(members):
        if at + 2 < len(members) and members[at + 1] == "-":
            written.append(_range(members[at], members[at + 2]))
            at += 3
        else:
            written.append(_member(members[at]))
            at += 1
    return f"[{'^' if negated else ''}{''.join(written)}]"


def _member(member: str) -> str:
    if member in (r"\d", r"\s", r"\w"):
        return member
    sign = member[-1]
    if len(member) == 2 and sign.isascii() and sign.isalnum():
        raise PatternError(f"{member} is not run here")
    return _literal(sign)


def _range(first: str, last: str) -> str:
    low, high = _member(first), _member(last)
    if first[-1] > last[-1] or low[-1] != first[-1] or {low, high} & {r"\d", r"\s", r"\w"}:
        raise PatternError(f"{first}-{last} is no range")
    return f"{low}-{high}"
