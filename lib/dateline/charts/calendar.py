"""The calendar of what was collected: a cell an outlet and day; an empty day, hatched, was not collected."""

from datetime import timedelta
from typing import Any

import polars as pl

from dateline.charts import languages, making, theme
from dateline.charts.figure import Figure
from dateline.charts.hatching import hatched

ROW = 24
HATCH = 6
"""Px between the strokes of a day that was not collected."""


def calendar(days: pl.DataFrame, *, title: str, subtitle: str, note: str, style: theme.Style = theme.HOUSE) -> Figure:
    """Articles collected by outlet and day: a figure. Takes outlet, day, n (`collection.days`), n over 0."""
    names = days["outlet"].unique().sort()

    def draw(width: float, height: float | None, style: theme.Style) -> dict[str, Any]:
        short = theme.short_names(names, 30 if not style.narrow else 18)
        rows = [
            {"outlet": short[outlet], "day": day.isoformat(), "next": (day + timedelta(days=1)).isoformat(), "n": n,
             "said": style.day(day)}
            for outlet, day, n in days.select("outlet", "day", "n").iter_rows()
        ]  # fmt: skip
        left = max((theme.letters(name, 13) for name in short.values()), default=0) + 8
        tall = ROW * max(len(short), 1) if height is None else max(height - 80, 12 * len(short))
        return _cells(rows, list(short.values()), (left, width - left, tall), style)

    words = theme.Words(title, subtitle, note, _alt(days, style))
    return making.figure(draw, days, words, kind="calendar", style=style, claim=None, receipts=None)


def _cells(
    rows: list[dict[str, Any]], order: list[str], size: tuple[float, float, float], style: theme.Style
) -> dict[str, Any]:
    """The cells; `size` is the px of the names at the left, and width and height of the plot."""
    left, width, height = size
    most = max([row["n"] for row in rows], default=1)
    step = height / max(len(order), 1)
    band = round(max(step * 0.6, step - 16), 1)
    day = style.axis(
        format=languages.axis_day(style.locale), orient="top", tickCount=3 if style.narrow else 6, grid=False,
        labelOverlap=True, labelFlush=24,
    )  # fmt: skip
    legend = {
        "orient": "top", "direction": "horizontal", "titleOrient": "left", "gradientLength": 150,
        "gradientThickness": 9, "offset": 4, "format": ",d", "values": sorted({1, (1 + most) // 2, most}),
        "labelColor": style["soft"],
    }  # fmt: skip
    encoding = {
        "x": {"field": "day", "type": "temporal", "scale": {"type": "utc"}, "axis": day, "title": None},
        "x2": {"field": "next"},
        "y": {"field": "outlet", "type": "nominal", "scale": {"domain": order}, "title": None, "axis": style.axis(
            labelColor=style["ink"], grid=True, gridColor=style["sand"], gridWidth=band)},
        "color": {
            "field": "n", "type": "quantitative", "title": style.say("cells"), "legend": legend,
            "scale": {"range": [style["pale"], style["main"]]},
        },
        "tooltip": [
            {"field": "outlet", "type": "nominal", "title": style.say("outlet")},
            {"field": "said", "type": "nominal", "title": style.say("day")},
            {"field": "n", "type": "quantitative", "title": style.say("articles"), "format": ",d"},
        ],
    }  # fmt: skip
    cells = {"data": {"values": rows}, "mark": {"type": "bar", "height": band}, "encoding": encoding}
    tops = [step * (number + 0.5) - band / 2 for number in range(len(order) if rows else 0)]
    empty = _hatch([(0, top, width) for top in tops], band, style)
    return {"layer": [empty, cells, *_key(-left, height + 14, style)], "width": width, "height": height}


def _hatch(bands: list[tuple[float, float, float]], high: float, style: theme.Style) -> dict[str, Any]:
    """Bands of strokes, each (x, y, width) in px, as one shape."""
    lines = [
        [[round(x + x1, 1), round(y + y1, 1)], [round(x + x2, 1), round(y + y2, 1)]]
        for x, y, wide in bands for x1, y1, x2, y2 in hatched(0, wide, high, HATCH)
    ]  # fmt: skip
    shape = {"type": "Feature", "properties": {}, "geometry": {"type": "MultiLineString", "coordinates": lines}}
    return {
        "data": {"values": [shape] if lines else []},
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
        "mark": {"type": "geoshape", "filled": False, "stroke": style["hatch"], "strokeWidth": 0.8, "clip": False},
    }  # fmt: skip


def _key(x: float, y: float, style: theme.Style) -> list[dict[str, Any]]:
    """What hatching means."""
    words = style.text(
        [{"text": style.say("not collected")}], {}, fontSize=12, x=x + 30, y=y + 6, baseline="middle",
        color=style["soft"],
    )  # fmt: skip
    ground = style.drawn("rect", x, y, x + 24, y + 12, color=style["sand"])
    return [ground, _hatch([(x, y, 24)], 12, style), words]


def _alt(days: pl.DataFrame, style: theme.Style) -> str:
    said = days.group_by("outlet").agg(
        pl.len().alias("days"), pl.col("n").sum(), pl.col("day").min(), pl.col("day").max().alias("last")
    )
    return "; ".join(
        style.say("on days", outlet=outlet, n=style.number(n), days=style.number(count), first=first, last=last)
        for outlet, count, n, first, last in said.sort("outlet").iter_rows()
    )
