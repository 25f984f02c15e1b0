"""Attention over time: a point and its interval for each period, and what was not collected drawn as such."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import altair as alt
import polars as pl

from dateline.charts import theme
from dateline.charts.figure import Figure
from dateline.errors import DatelineError
from dateline.frames import ATTENTION, FEW

WIDTH, HEIGHT, STRIP = 640, 260, 60
LABEL = 130
"""Width in px of an event's words."""
READING = (
    "Dot: share. Shaded: not collected. Hollow: days of that period were not collected. "
    "Grey: fewer than five hits, no interval."
)


def timeline(
    attention: pl.DataFrame,
    *,
    title: str,
    subtitle: str,
    note: str,
    events: pl.DataFrame | None = None,
    receipts: pl.DataFrame | None = None,
) -> Figure:
    """Shares of one group over time, with the texts collected under them: a figure.

    Takes frames.ATTENTION of one group; undated units are said under the chart. Five hits or more: dot and 95% bar,
    hollow where days of the period are missing. Fewer: a grey dot, no bar. Periods without data are shaded and named.
    Nothing is joined by a line. `events` (date, label, source) are dashed lines; their sources go into the note.
    Raises `DatelineError` when a column is missing or there is more than one group.
    """
    ATTENTION.require(attention, "period", "group", "n", "total", "share", "low", "high", "status")
    if attention["group"].n_unique() > 1:
        raise DatelineError("a timeline shows one group; filter the frame, or ask attention() with by=None")
    dated = attention.drop_nulls("period").sort("period")
    undated = int(attention.filter(pl.col("period").is_null())["total"].sum())
    rows = _rows(dated)
    span = [rows[0]["from"], rows[-1]["to"]] if rows else ["2000-01-01", "2000-01-08"]
    note = f"{READING} {note}"
    note += f"\n{undated:,} undated texts are left out." if undated else ""
    note += "".join(f"\n{label}: {source}." for _, label, source in _events(events)) if events is not None else ""
    above = alt.LayerChart(
        layer=[
            *_gaps(rows, span),
            *_points(rows, span, 1.35 if events is not None else 1.1),
            *_marks_of(events, span, rows),
        ],
        width=WIDTH,
        height=HEIGHT,
    )
    below = _strip(rows, span)
    body = alt.vconcat(above, below, spacing=14)
    words = _alt(dated, title, subtitle)
    return Figure(theme.frame(body, title, subtitle, note, words), dated, title, subtitle, note, words, receipts)


def _rows(dated: pl.DataFrame) -> list[dict[str, Any]]:
    """One row a period, with its ends and middle as ISO dates."""
    starts: list[date] = dated["period"].to_list()
    step = min(((b - a).days for a, b in pairwise(starts)), default=7)
    rows = []
    for number, row in enumerate(dated.iter_rows(named=True)):
        start = row["period"]
        end = starts[number + 1] if number + 1 < len(starts) else start + timedelta(days=step)
        days = (end - start).days
        middle = f"{start + timedelta(days=days // 2)}T{12 * (days % 2):02}:00:00Z"
        rows.append({
            "from": start.isoformat(), "to": end.isoformat(), "middle": middle,
            "n": row["n"], "total": row["total"], "share": row["share"], "low": row["low"], "high": row["high"],
            "status": row["status"], "said": f"{row['n']:,} of {row['total']:,}",
            "look": "none" if row["total"] == 0 else "few" if row["n"] < FEW else row["status"],
        })  # fmt: skip
    return rows


def _x(span: list[str], axis: alt.Axis | None) -> alt.X:
    return alt.X("middle:T", axis=axis, scale=alt.Scale(type="utc", domain=span, nice=False))


def _gaps(rows: list[dict[str, Any]], span: list[str]) -> list[alt.Chart]:
    """Bands of periods without data, run together, each with its word where there is room."""
    bands: list[dict[str, Any]] = []
    for row in rows:
        if row["look"] == "none":
            if bands and bands[-1]["to"] == row["from"]:
                bands[-1]["to"] = row["to"]
            else:
                bands.append({"from": row["from"], "to": row["to"]})
    whole = max((date.fromisoformat(span[1]) - date.fromisoformat(span[0])).days, 1)
    for band in bands:
        long = (date.fromisoformat(band["to"]) - date.fromisoformat(band["from"])).days
        band["word"] = "not collected" if long / whole * WIDTH > 80 else ""
    scale = alt.Scale(type="utc", domain=span, nice=False)
    base = alt.Chart(alt.InlineData(values=bands))
    shade = base.mark_rect(color=theme.SAND).encode(x=alt.X("from:T", scale=scale, axis=None), x2="to:T")
    word = base.mark_text(align="left", baseline="top", dx=5, dy=5, color=theme.SOFT, fontSize=12, font=theme.FONT)
    return [shade, word.encode(x=alt.X("from:T", scale=scale, axis=None), y=alt.value(0), text="word:N")]


def _points(rows: list[dict[str, Any]], span: list[str], room: float) -> list[alt.Chart]:
    base = alt.Chart(alt.InlineData(values=rows))
    top = max(
        [row["high"] for row in rows if row["look"] in ("observed", "incomplete")]
        + [row["share"] or 0 for row in rows]
        + [0.01]
    )
    step = next((s for s in (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2) if top / s <= 6), 0.5)
    ticks = [round(n * step, 3) for n in range(int(top / step) + 2) if n * step <= 1]
    axis = alt.Axis(format=".0%" if step >= 0.01 else ".1%", values=ticks, labelColor=theme.SOFT)
    y = alt.Y("share:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, top * room], nice=False))
    x = _x(span, None)
    tip = [
        alt.Tooltip("from:T", title="from", format="%-d %B %Y"), alt.Tooltip("said:N", title="texts"),
        alt.Tooltip("share:Q", format=".1%"), alt.Tooltip("low:Q", format=".1%"), alt.Tooltip("high:Q", format=".1%"),
        alt.Tooltip("status:N"),
    ]  # fmt: skip
    dot: dict[str, Any] = {"filled": True, "opacity": 1}
    looks = [
        ("observed", {"size": 70, "color": theme.BLUE, **dot}),
        ("incomplete", {"size": 60, "fill": "white", "stroke": theme.BLUE, "strokeWidth": 2, **dot}),
        ("few", {"size": 40, "filled": False, "color": theme.GREY, "strokeWidth": 1.5}),
    ]
    bars = base.transform_filter("datum.look === 'observed' || datum.look === 'incomplete'").mark_rule(
        strokeWidth=5, strokeCap="round", color=theme.PALE
    )
    dots = [base.transform_filter(f"datum.look === '{look}'").mark_point(**how) for look, how in looks]
    return [
        bars.encode(x=x, y=alt.Y("low:Q"), y2="high:Q", tooltip=tip),
        *(mark.encode(x=x, y=y, tooltip=tip) for mark in dots),
    ]


def _strip(rows: list[dict[str, Any]], span: list[str]) -> alt.Chart:
    """The denominator: texts collected in each period."""
    axis = alt.Axis(format="%-d %b %Y", tickCount=6, grid=False, labelColor=theme.SOFT, labelOverlap=True)
    words = alt.TitleParams("Texts collected", anchor="start", frame="group", fontSize=12, fontWeight="normal",
                            color=theme.SOFT, font=theme.FONT)  # fmt: skip
    base = alt.Chart(alt.InlineData(values=rows), width=WIDTH, height=STRIP, title=words)
    scale = alt.Scale(type="utc", domain=span, nice=False)
    drawn: alt.Chart = base.mark_bar(color="#b9b09f", stroke="white", strokeWidth=1).encode(
        x=alt.X("from:T", axis=axis, scale=scale, title=None), x2="to:T",
        y=alt.Y("total:Q", title=None, axis=alt.Axis(tickCount=2, labelColor=theme.SOFT, format="d")),
        y2=alt.datum(0),
        tooltip=[alt.Tooltip("from:T", title="from", format="%-d %B %Y"), alt.Tooltip("total:Q", title="texts")],
    )  # fmt: skip
    return drawn


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


def _events(events: pl.DataFrame | None) -> list[tuple[date, str, str]]:
    return [] if events is None else events.select("date", "label", "source").rows()


def _marks_of(events: pl.DataFrame | None, span: list[str], rows: list[dict[str, Any]]) -> list[alt.Chart]:
    """Dashed lines with their words beside them, set lower where they would run into each other."""
    first, last = date.fromisoformat(span[0]), date.fromisoformat(span[1])
    shown: list[dict[str, Any]] = []
    for day, label, _ in _events(events):
        if rows and first <= day <= last:
            x = (day - first).days / max((last - first).days, 1) * WIDTH
            left = x if x < WIDTH / 2 else x - LABEL
            level = next(n for n in range(99) if all(n != o["level"] or abs(left - o["left"]) > LABEL for o in shown))
            shown.append({"at": day.isoformat(), "lines": theme.wrap(label, 12, LABEL), "left": left,
                          "early": x < WIDTH / 2, "level": level})  # fmt: skip
    scale = alt.Scale(type="utc", domain=span, nice=False)
    charts: list[alt.Chart] = []
    for row in shown:
        early = row["early"]
        base = alt.Chart(alt.InlineData(values=[{"at": row["at"], "lines": row["lines"]}]))
        x_axis = alt.X("at:T", scale=scale, axis=None)
        charts.append(base.mark_rule(strokeDash=[3, 3], color=theme.INK).encode(x=x_axis))
        text = base.mark_text(
            align="left" if early else "right", baseline="top", dx=5 if early else -5, dy=4 + 34 * row["level"],
            fontSize=12, lineHeight=15, color=theme.INK, font=theme.FONT,
        )  # fmt: skip
        charts.append(text.encode(x=x_axis, y=alt.value(0), text="lines:N"))
    return charts


def _alt(dated: pl.DataFrame, title: str, subtitle: str) -> str:
    said = [
        f"{row['period']}: {row['n']:,} of {row['total']:,}" if row["total"] else f"{row['period']}: not collected"
        for row in dated.iter_rows(named=True)
    ]
    return (
        f"Timeline. {title.rstrip('.')}. {subtitle.rstrip('.')}. By first day of each period: " + "; ".join(said) + "."
    )
