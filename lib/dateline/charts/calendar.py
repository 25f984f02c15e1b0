"""The calendar of what was collected: a cell an outlet and day; an empty day was not collected."""

from datetime import timedelta

import altair as alt
import polars as pl

from dateline.charts import theme
from dateline.charts.figure import Figure

ROW = 24


def calendar(days: pl.DataFrame, *, title: str, subtitle: str, note: str) -> Figure:
    """Articles collected by outlet and day: a figure. Takes outlet, day, n (`collection.days`), n over 0."""
    short = theme.short_names(days["outlet"].unique().sort())
    rows = [
        {"outlet": short[outlet], "day": day.isoformat(), "next": (day + timedelta(days=1)).isoformat(), "n": n}
        for outlet, day, n in days.select("outlet", "day", "n").iter_rows()
    ]
    order, most = list(short.values()), max([row["n"] for row in rows], default=1)
    base = alt.Chart(alt.InlineData(values=rows), width=560, height=ROW * max(len(order), 1))
    y = alt.Y(
        "outlet:N",
        scale=alt.Scale(domain=order),
        title=None,
        axis=alt.Axis(grid=True, gridColor=theme.SAND, gridWidth=14),
    )
    x = alt.X(
        "day:T", title=None, scale=alt.Scale(type="utc"),
        axis=alt.Axis(
            format="%-d %b %Y", orient="top", tickCount=6, grid=False, labelColor=theme.SOFT, labelOverlap=True
        ),
    )  # fmt: skip
    shade = alt.Color(
        "n:Q",
        title="Articles that day",
        scale=alt.Scale(range=[theme.PALE, theme.BLUE]),
        legend=alt.Legend(
            orient="top",
            direction="horizontal",
            titleOrient="left",
            gradientLength=150,
            gradientThickness=9,
            format="d",
            values=sorted({1, (1 + most) // 2, most}),
            labelColor=theme.SOFT,
        ),
    )
    cells = base.mark_bar(height=14).encode(
        x=x, x2="next:T", y=y, color=shade,
        tooltip=["outlet:N", alt.Tooltip("day:T", format="%-d %B %Y"), alt.Tooltip("n:Q", title="articles")],
    )  # fmt: skip
    words = f"Calendar. {title.rstrip('.')}. {subtitle.rstrip('.')}. " + _alt(days)
    return Figure(theme.frame(cells, title, subtitle, note, words), days, title, subtitle, note, words)


def _alt(days: pl.DataFrame) -> str:
    said = days.group_by("outlet").agg(
        pl.len().alias("days"), pl.col("n").sum(), pl.col("day").min(), pl.col("day").max().alias("last")
    )
    return "; ".join(
        f"{outlet}: {n:,} articles on {count} days, {first} to {last}"
        for outlet, count, n, first, last in said.sort("outlet").iter_rows()
    )
