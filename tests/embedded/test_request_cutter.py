"""Cutting a connection's bytes into requests."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clist.embedded.request_cutter import LARGEST_HEAD, RequestCutter, path_of

GET = b"GET /a?b=/ws/c HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /b HTTP/1.1\r\nContent-Length: 18\r\n\r\nGET /ws/ HTTP/1.1\r"
EMPTY_POST = b"POST /c HTTP/1.1\r\ncontent-length: 0\r\n\r\n"
UPGRADE = b"GET /ws/live HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
CHUNKED = b"POST /d HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
CASES = [
    ([GET], [b"/a"]),
    ([GET, GET], [b"/a", b"/a"]),
    ([POST, GET], [b"/b", b"/a"]),
    ([EMPTY_POST, POST, GET], [b"/c", b"/b", b"/a"]),
    ([GET, UPGRADE, GET], [b"/a", b"/ws/live"]),
    ([CHUNKED, UPGRADE], [b"/d"]),
    ([b"POST /e HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", GET], [b"/e"]),
    ([b"POST /e HTTP/1.1\r\nContent-Length: +5\r\n\r\n", GET], [b"/e"]),
    ([b"rubbish\r\n\r\n", GET], [b"", b"/a"]),
]


def cut(chunks: list[bytes]) -> tuple[bytes, list[bytes]]:
    """What a cutter gives for some chunks: all bytes, and the paths of the requests."""
    cutter = RequestCutter()
    pieces = [piece for chunk in chunks for piece in cutter.feed(chunk)]
    return b"".join(piece.content for piece in pieces), [piece.path for piece in pieces if piece.path is not None]


@pytest.mark.parametrize(("requests", "paths"), CASES)
def test_cutter_finds_the_requests_in_one_chunk_and_byte_by_byte(requests: list[bytes], paths: list[bytes]) -> None:
    whole = b"".join(requests)
    assert cut([whole]) == (whole, paths)
    assert cut([whole[at : at + 1] for at in range(len(whole))]) == (whole, paths)


@given(case=st.sampled_from(CASES), cuts=st.lists(st.integers(0, 200), max_size=6))
def test_cutter_gives_the_same_however_the_bytes_come(case: tuple[list[bytes], list[bytes]], cuts: list[int]) -> None:
    requests, paths = case
    whole = b"".join(requests)
    edges = [0, *sorted(cuts), len(whole)]
    assert cut([whole[one:other] for one, other in itertools.pairwise(edges)]) == (whole, paths)


def test_cutter_passes_on_a_head_that_never_ends() -> None:
    endless = b"GET /a HTTP/1.1\r\nX: " + b"x" * LARGEST_HEAD
    assert cut([endless, UPGRADE]) == (endless + UPGRADE, [b"/a"])


@given(st.binary(max_size=300))
def test_cutter_loses_no_byte_of_rubbish(rubbish: bytes) -> None:
    too_much = b"x" * LARGEST_HEAD  # for it to wait any longer
    assert cut([rubbish, too_much])[0] == rubbish + too_much


@pytest.mark.parametrize(
    ("head", "path"),
    [
        (b"GET /ws/live?x=1 HTTP/1.1\r\n\r\n", b"/ws/live"),
        (b"GET / HTTP/1.1\r\n\r\n", b"/"),
        (b"GET /two words HTTP/1.1\r\n\r\n", b""),
        (b"\r\n\r\n", b""),
    ],
)
def test_path_of_reads_the_request_line(head: bytes, path: bytes) -> None:
    assert path_of(head) == path
