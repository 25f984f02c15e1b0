"""The calendar of what was collected: a cell an outlet and day; an empty day was not collected."""

from datetime import timedelta
from typing import Any

import polars as pl

from dateline.charts import languages, making, theme
from dateline.charts.figure import Figure

ROW = 24


def calendar(days: pl.DataFrame, *, title: str, subtitle: str, note: str, style: theme.Style = theme.HOUSE) -> Figure:
    """Articles collected by outlet and day: a figure. Takes outlet, day, n (`collection.days`), n over 0."""
    names = days["outlet"].unique().sort()
    short = theme.short_names(names, 30 if not style.narrow else 18)
    rows = [
        {"outlet": short[outlet], "day": day.isoformat(), "next": (day + timedelta(days=1)).isoformat(), "n": n}
        for outlet, day, n in days.select("outlet", "day", "n").iter_rows()
    ]
    left = max((theme.letters(name, 13) for name in short.values()), default=0) * 1.08 + 8

    def draw(width: float, height: float | None) -> dict[str, Any]:
        tall = ROW * max(len(short), 1) if height is None else max(height - 60, 12 * len(short))
        return _cells(rows, list(short.values()), width - left, tall, style)

    words = theme.Words(title, subtitle, note, _alt(days, style.locale))
    return making.figure(draw, days, words, kind="Calendar", style=style, claim=None, receipts=None)


def _cells(
    rows: list[dict[str, Any]], order: list[str], width: float, height: float, style: theme.Style
) -> dict[str, Any]:
    most = max([row["n"] for row in rows], default=1)
    band = round(height / max(len(order), 1) * 0.6, 1)
    day = style.axis(
        format=languages.axis_day(style.locale), orient="top", tickCount=3 if style.narrow else 6, grid=False,
        labelOverlap=True, labelFlush=True,
    )  # fmt: skip
    legend = {
        "orient": "top", "direction": "horizontal", "titleOrient": "left", "gradientLength": 150,
        "gradientThickness": 9, "offset": 4, "format": "d", "values": sorted({1, (1 + most) // 2, most}),
        "labelColor": style["soft"],
    }  # fmt: skip
    encoding = {
        "x": {"field": "day", "type": "temporal", "scale": {"type": "utc"}, "axis": day, "title": None},
        "x2": {"field": "next"},
        "y": {
            "field": "outlet", "type": "nominal", "scale": {"domain": order}, "title": None,
            "axis": {"grid": True, "gridColor": style["sand"], "gridWidth": band},
        },
        "color": {
            "field": "n", "type": "quantitative", "title": "Articles that day", "legend": legend,
            "scale": {"range": [style["pale"], style["main"]]},
        },
        "tooltip": [
            {"field": "outlet", "type": "nominal"}, {"field": "day", "type": "temporal", "format": "%-d %B %Y"},
            {"field": "n", "type": "quantitative", "title": "articles"},
        ],
    }  # fmt: skip
    mark = {"type": "bar", "height": band}
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding, "width": width, "height": height}


def _alt(days: pl.DataFrame, locale: str) -> str:
    said = days.group_by("outlet").agg(
        pl.len().alias("days"), pl.col("n").sum(), pl.col("day").min(), pl.col("day").max().alias("last")
    )
    return "; ".join(
        f"{outlet}: {languages.number(n, locale)} articles on {count} days, {first} to {last}"
        for outlet, count, n, first, last in said.sort("outlet").iter_rows()
    )
