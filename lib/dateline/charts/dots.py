"""Outlets side by side: a dot for the share, a bar for its interval, the counts beside them."""

from typing import Any

import altair as alt
import polars as pl

from dateline import stats
from dateline.charts import theme
from dateline.charts.figure import Figure
from dateline.frames import FEW, SHARES

ROW = 30
INNER = 570
"""Width in px of dots and counts together; the outlets' names stand left of them."""


def dots(
    shares: pl.DataFrame,
    *,
    title: str,
    subtitle: str,
    note: str,
    highlight: str | None = None,
    receipts: pl.DataFrame | None = None,
) -> Figure:
    """Shares by group on an axis from zero, the largest first: a figure.

    Takes frames.SHARES. Five hits or more: dot and 95% bar. One to four: a grey dot, no bar. None: no dot, and how
    large the share can be at most. At the right the count and its total. `highlight` names the group drawn in red.
    Raises `DatelineError` when a column is missing.
    """
    for name in ("group", "n", "total", "share", "low", "high"):
        SHARES.require(shares, name)
    data = shares.with_columns(
        marks=pl.when(pl.col("n") >= FEW)
        .then(pl.lit("enough"))
        .when(pl.col("n") > 0)
        .then(pl.lit("few"))
        .otherwise(pl.lit("none")),
        label=pl.Series([_label(n, total) for n, total in shares.select("n", "total").iter_rows()], dtype=pl.String),
    ).sort([pl.col("n") < FEW, "share", "group"], descending=[False, True, False])
    rows = data.select("group", "n", "total", "share", "low", "high", "marks", "label").to_dicts()
    top = max([row["high"] if row["marks"] == "enough" else row["share"] or 0 for row in rows], default=0.1) or 0.1
    short = theme.short_names(data["group"])
    rows = [{**row, "group": short[row["group"]], "outlet": row["group"]} for row in rows]
    order, highlight = [row["group"] for row in rows], short.get(highlight or "")
    counts = 7 * max((len(row["label"]) for row in rows), default=0) + 8
    body = alt.hconcat(_plot(rows, order, top, highlight, INNER - counts), _counts(rows, order, counts), spacing=8)
    words = _alt(rows, title, subtitle)
    return Figure(
        theme.frame(body, title, subtitle, note, words),
        data.drop("marks", "label"),
        title,
        subtitle,
        note,
        words,
        receipts,
    )


def _label(n: int, total: int) -> str:
    if total == 0:
        return "no texts collected"
    if n == 0:
        return f"0 of {total:,}, at most {stats.most_when_none(total):.1%}"
    return f"{n:,} of {total:,}"


def _plot(
    rows: list[dict[str, Any]], order: list[str], top: float, highlight: str | None, width: int
) -> alt.LayerChart:
    base = alt.Chart(alt.InlineData(values=rows), width=width, height=ROW * max(len(rows), 1))
    y = alt.Y("group:N", scale=alt.Scale(domain=order), title=None, axis=alt.Axis(labelFontSize=14))
    axis = alt.Axis(format=".0%" if top > 0.04 else ".1%", orient="top", tickCount=5, labelColor=theme.SOFT)
    x = alt.X("share:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, top * 1.06], nice=False, zero=True))
    chosen = alt.datum.group == highlight if highlight else alt.datum.group == ""
    tip = [
        alt.Tooltip("outlet:N"), alt.Tooltip("label:N", title="texts"),
        alt.Tooltip("share:Q", format=".1%"), alt.Tooltip("low:Q", format=".1%"), alt.Tooltip("high:Q", format=".1%"),
    ]  # fmt: skip
    enough, few = base.transform_filter(alt.datum.marks == "enough"), base.transform_filter(alt.datum.marks == "few")
    bars = enough.mark_rule(strokeWidth=8, strokeCap="round").encode(
        x=alt.X("low:Q"),
        x2="high:Q",
        y=y,
        color=alt.condition(chosen, alt.value("#eab8ae"), alt.value(theme.PALE)),
        tooltip=tip,
    )
    filled = enough.mark_circle(size=110, opacity=1).encode(
        x=x, y=y, color=alt.condition(chosen, alt.value(theme.RED), alt.value(theme.BLUE)), tooltip=tip
    )
    grey = few.mark_point(size=70, color=theme.GREY, filled=False, strokeWidth=2).encode(x=x, y=y, tooltip=tip)
    empty = base.mark_point(size=0, opacity=0).encode(x=x, y=y)  # keeps a row for groups without a mark
    return alt.LayerChart(layer=[empty, bars, filled, grey])


def _counts(rows: list[dict[str, Any]], order: list[str], width: int) -> alt.Chart:
    base = alt.Chart(alt.InlineData(values=rows), width=width, height=ROW * max(len(rows), 1))
    y = alt.Y("group:N", scale=alt.Scale(domain=order), axis=None)
    texts: alt.Chart = base.mark_text(align="left", fontSize=13, color=theme.SOFT, x=0, font=theme.FONT).encode(
        y=y, text="label:N"
    )
    return texts


def _alt(rows: list[dict[str, Any]], title: str, subtitle: str) -> str:
    said = [
        f"{row['outlet']}: {row['share']:.1%} ({row['label']}; 95% interval {row['low']:.1%} to {row['high']:.1%})"
        if row["marks"] == "enough"
        else f"{row['outlet']}: {row['label']}"
        for row in rows
    ]
    return f"Dot plot. {title.rstrip('.')}. {subtitle.rstrip('.')}. " + "; ".join(said) + "."
