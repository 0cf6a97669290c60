"""Cuts what a client sends on one HTTP/1.1 connection into requests, without changing a byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LARGEST_HEAD = 64 * 1024
HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of one request. `path` is set on the first piece of each, that with its whole head."""

    content: bytes
    path: bytes | None = None


class RequestCutter:
    """Fed with what comes, it yields pieces. After a request whose end it cannot tell, all that follows belongs to it.

    That is so for chunked bodies and for heads that no sane client sends; the server behind judges those.
    """

    def __init__(self) -> None:
        self._kept = b""  # the beginning of a head
        self._body_left = 0
        self._endless = False

    def feed(self, content: bytes) -> Iterator[Piece]:
        """Yield the pieces that are complete by now."""
        content, self._kept = self._kept + content, b""
        while content:
            if self._endless:
                yield Piece(content)
                return
            if self._body_left:
                body, content = content[: self._body_left], content[self._body_left :]
                self._body_left -= len(body)
                yield Piece(body)
                continue
            end = content.find(HEAD_END)
            if end < 0 and len(content) < LARGEST_HEAD:
                self._kept = content
                return
            split = end + len(HEAD_END) if end >= 0 else len(content)
            head, content = content[:split], content[split:]
            self._read_framing(head, whole=end >= 0)
            yield Piece(head, path_of(head))

    def _read_framing(self, head: bytes, *, whole: bool) -> None:
        lengths = []
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            match name.strip().lower():
                case b"transfer-encoding" | b"upgrade":
                    self._endless = True
                case b"content-length":
                    lengths.append(value.strip())
        plain = all(length.isdigit() for length in lengths) and len(set(lengths)) <= 1
        if not whole or not plain:
            self._endless = True
        elif lengths:
            self._body_left = int(lengths[0])


def path_of(head: bytes) -> bytes:
    """Return the path that a request line asks for, b"" where there is none."""
    words = head.partition(b"\r\n")[0].split(b" ")
    return words[1].partition(b"?")[0] if len(words) == 3 else b""
