"""Bars drawn by the server."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from apps.contests.charts import HEIGHT, Bar, Chart, draw


def test_bars_stand_as_high_as_their_numbers() -> None:
    bars = [Bar(label="May", number=4, tick="M"), Bar(label="June", number=0), Bar(label="July", number=2)]
    drawn = LexborHTMLParser(draw(Chart(key="months", title="By month", bars=bars, width=300)))
    heights = [float(node.attributes["height"] or "") for node in drawn.css("rect")]
    assert heights[0] == 2 * heights[2] > 0 == heights[1]
    assert [node.text() for node in drawn.css("rect title")] == ["May: 4", "June: 0", "July: 2"]
    assert [node.text() for node in drawn.css("text")] == ["4", "M"]
    assert drawn.css_first("svg").attributes["aria-label"] == "By month"
    assert drawn.css_first("svg").attributes["viewBox"] == f"0 0 300 {HEIGHT}"


def test_large_numbers_are_grouped() -> None:
    drawn = LexborHTMLParser(draw(Chart(key="k", title="t", bars=[Bar(label="1500–1599", number=15163)])))
    assert [node.text() for node in drawn.css("text, title")] == ["1500–1599: 15,163", "15,163"]


def test_one_of_many_is_still_seen() -> None:
    drawn = LexborHTMLParser(
        draw(Chart(key="k", title="t", bars=[Bar(label="a", number=1), Bar(label="b", number=5000)]))
    )
    assert drawn.css_first("rect").attributes["height"] == "2.0"


def test_labels_are_text_and_never_markup() -> None:
    drawn = draw(Chart(key="k", title='"><b>', bars=[Bar(label="<b>", number=1, tick="<i>")]))
    assert LexborHTMLParser(drawn).css("b, i") == []
