"""The words in the explorer's Vega view: a row a word, in two columns below outlets and map where there is room."""

from typing import Any

from dateline.explorer.marks import group, mark, signal

GIVEN: dict[str, Any] = {
    "wordsOn": False, "wordRows": 0, "worded": 110, "wordTimes": 40, "wordCounts": 70, "topWords": 10, "titleWords": "",
    "saidWords": "", "noteWords": "", "wordsLate": False,
}  # fmt: skip
"""Signals that are set."""
MADE = {
    "inTwo": "W >= 900", "wordColumns": "inTwo && wordRows > 6 ? 2 : 1", "perColumn": "inTwo ? 6 : 12",
    "wordH": "narrow ? 38 : 25",
    "wordsY": "under + 74", "wordsH": "min(wordRows, perColumn) * wordH",
    "wordsW": "inTwo ? floor(W / 2) - 14 : W", "wordsX": "narrow ? 6 : worded + 10",
    "wordsPlot": "max(wordsW - wordsX - (narrow ? 12 : wordTimes + wordCounts + 26), 60)",
    "H": "wordsOn ? under + (wordRows ? 74 + wordsH + 28 : wordsLate ? 46 : 24) : under",
}  # fmt: skip
"""Signals that follow from others; the view's height among them."""
_LATE = {"opacity": signal("wordsLate ? 0.3 : 1")}


def data() -> list[dict[str, Any]]:
    """The words, those of each column, and where the axis has lines."""
    parts = ["datum.y < perColumn", "datum.y >= perColumn"]
    columns = [
        {"name": f"words{at}", "source": "words", "transform": [{"type": "filter", "expr": said}]}
        for at, said in enumerate(parts)
    ]
    return [{"name": "words"}, {"name": "steps"}, *columns]


def scale() -> dict[str, Any]:
    """How many times as often, each step a multiple."""
    return {"name": "times", "type": "log", "domain": signal("[1, max(topWords, 2)]"), "clamp": True,
            "range": signal("[0, wordsPlot]")}  # fmt: skip


def marks() -> list[dict[str, Any]]:
    """Title, both columns, and what is left out."""
    look = {"fontSize": {"value": 12}, "fill": signal("paint.soft"), "limit": signal("W")}
    shown = {"opacity": signal("wordsOn ? 1 : 0")}
    title = mark("text", None, {
        "text": signal("titleWords"), "y": signal("under + 18"), "fontSize": {"value": 14}, "limit": signal("W"),
        "fontWeight": {"value": "bold"}, "fill": signal("paint.ink"), **shown})  # fmt: skip
    said = mark("text", None, {
        "text": signal("wordsLate ? 'counting words…' : wordRows ? saidWords : ''"), "y": signal("under + 38"), **look,
        **shown})  # fmt: skip
    note = mark("text", None, {
        "text": signal("noteWords"), "y": signal("wordsY + wordsH + 20"), "tooltip": signal("noteWords"), **look,
        "opacity": signal("wordsOn && wordRows && !wordsLate ? 1 : 0")}, interactive=True)  # fmt: skip
    return [title, said, _column(0), _column(1), note]


def _column(at: int) -> dict[str, Any]:
    """Some of the words: name, bar, dot, how many times as often and in how many stories."""
    rows = f"words{at}"
    row = f"(datum.y - {at} * perColumn + 0.5) * wordH + (narrow ? 9 : 0)"
    above = f"{row} - (narrow ? 18 : 0)"
    there = {"opacity": signal(f"wordsOn && wordRows && wordColumns > {at} ? (wordsLate ? 0.3 : 1) : 0")}
    line = {"x": {"scale": "times", "field": "v"}, "y": {"value": 0},
            "y2": signal(f"clamp(wordRows - {at} * perColumn, 0, perColumn) * wordH"),
            "stroke": signal("datum.v == 1 ? paint.soft : paint.grid"), **there}  # fmt: skip
    roomy = "(!narrow || topWords <= 20 || indexof([1, 10, 100, 1000], datum.v) >= 0)"
    number = {"text": signal(f"{roomy} ? format(datum.v, ',') + '×' : ''"), "x": {"scale": "times", "field": "v"},
              "y": {"value": -6}, "align": {"value": "center"}, "fontSize": {"value": 12},
              "fill": signal("paint.soft"), **there}  # fmt: skip
    back = mark("rect", rows, {
        "x": signal("-wordsX"), "width": signal("wordsW"), "y": signal(f"(datum.y - {at} * perColumn) * wordH"),
        "height": signal("wordH"), "fill": {"value": "transparent"}, "cursor": {"value": "pointer"},
        "tooltip": signal("datum.tip")}, interactive=True, name=f"terms{at}")  # fmt: skip
    name = mark("text", rows, {
        "text": signal("datum.term"), "x": signal("narrow ? 4 : -10"), "y": signal(above),
        "align": signal("narrow ? 'left' : 'right'"), "baseline": {"value": "middle"}, "fontSize": {"value": 13},
        "fill": signal("paint.ink"), "limit": signal("narrow ? wordsW * 0.48 : worded"), **_LATE})  # fmt: skip
    look = {"y": signal(above), "baseline": {"value": "middle"}, "fontSize": {"value": 12}, **_LATE}
    often = mark("text", rows, {
        "text": signal("narrow ? datum.said + ', ' + datum.count : datum.said"), "align": {"value": "right"},
        "x": signal("narrow ? wordsPlot : wordsPlot + 14 + wordTimes"), "fill": signal("paint.ink"),
        **look})  # fmt: skip
    counted = mark("text", rows, {
        "text": signal("narrow ? '' : datum.count"), "x": signal("wordsPlot + 24 + wordTimes"),
        "fill": signal("paint.soft"), **look})  # fmt: skip
    bar = mark("rule", rows, {
        "x": {"scale": "times", "field": "low"}, "x2": {"scale": "times", "field": "high"}, "y": signal(row),
        "stroke": signal("paint.pale[active]"), "strokeWidth": {"value": 7}, "strokeCap": {"value": "round"},
        **_LATE})  # fmt: skip
    beyond = mark("symbol", rows, {
        "x": signal("wordsPlot + 4"), "y": signal(row), "shape": {"value": "triangle-right"},
        "size": {"value": 70}, "fill": signal("paint.pale[active]"),
        "opacity": signal("datum.beyond ? (wordsLate ? 0.3 : 1) : 0")})  # fmt: skip
    dot = mark("symbol", rows, {
        "x": {"scale": "times", "field": "times"}, "y": signal(row), "size": {"value": 90},
        "fill": signal("paint.queries[active]"), **_LATE})  # fmt: skip
    grid, numbers = mark("rule", "steps", line), mark("text", "steps", number)
    x = "wordsX" if at == 0 else "wordsX + wordsW + 28"
    return group(x, "wordsY", "wordsPlot", "wordsH", grid, numbers, back, name, often, counted, bar, beyond, dot)
