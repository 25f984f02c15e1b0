"""Events beside a timeline: read from a CSV file, drawn as dashed lines with their words clear of each other."""

from datetime import date
from typing import Any

import polars as pl

from dateline.charts import theme
from dateline.errors import DatelineError

LABEL = 130
"""Width in px of an event's words."""


def read_events(path: str) -> pl.DataFrame:
    """Events from a CSV file: date (ISO), label, source; raises `DatelineError` when a column is missing or no date."""
    frame = pl.read_csv(path, infer_schema=False)
    missing = [name for name in ("date", "label", "source") if name not in frame.columns]
    if missing:
        raise DatelineError(f"{path}: the column {missing[0]} is missing; it has: {', '.join(frame.columns)}")
    dated = frame.with_columns(pl.col("date").str.to_date("%Y-%m-%d", strict=False))
    if dated["date"].null_count():
        raise DatelineError(f"{path}: a date is not of the form 2025-06-02")
    return dated.select("date", "label", "source").sort("date")


def rows(events: pl.DataFrame | None) -> list[tuple[date, str, str]]:
    """date, label, source of each event."""
    return [] if events is None else events.select("date", "label", "source").rows()


def layers(
    events: pl.DataFrame | None, span: tuple[date, date], size: tuple[float, float], top: float, style: theme.Style
) -> list[Any]:
    """Dashed lines with their words beside them from `top` px down, lower where they would run into each other."""
    (first, last), (width, height) = span, size
    charts: list[Any] = []
    shown: list[tuple[float, int]] = []
    for day, label, _ in rows(events):
        if first <= day <= last:
            x = (day - first).days / max((last - first).days, 1) * width
            early = x < width / 2
            left = x if early else x - LABEL
            level = next(n for n in range(99) if all(n != other or abs(left - at) > LABEL for at, other in shown))
            shown.append((left, level))
            charts.append(style.drawn("rule", x, 0, x, height, strokeDash=[3, 3], color=style["ink"]))
            place = {"align": "left" if early else "right", "baseline": "top", "x": x + (5 if early else -5),
                     "y": top + 4 + 34 * level, "fontSize": 12, "lineHeight": 15}  # fmt: skip
            said = [{"text": theme.wrap(label, 12, LABEL)}]
            charts.append(style.text(said, {}, **place, stroke=style["paper"], strokeWidth=4, opacity=0.9))
            charts.append(style.text(said, {}, **place))
    return charts
