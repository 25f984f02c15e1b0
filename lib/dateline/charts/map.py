"""A map: settlements as circles, countries as areas, fitted to its points."""

from collections.abc import Collection
from math import pi, sqrt
from typing import Any, Literal

import altair as alt
import polars as pl

from dateline.charts import labels, projection, theme
from dateline.charts.figure import Figure
from dateline.frames import NAMED, SETTLED

WIDTH, HEIGHT = 700, 460
OUTLINES = "outlines"
LARGEST = 20
"""Radius in px of the circle of the place named most."""
_LAND, _SHADES = "#f1efea", ["#e9e3d3", "#c9b98f"]


def map_of_places(
    named: pl.DataFrame,
    *,
    title: str,
    subtitle: str,
    note: str,
    highlight: Collection[str] = (),
    least: int = 2,
    receipts: pl.DataFrame | None = None,
) -> Figure:
    """Settlements as circles whose area is the number of stories, countries shaded by theirs: a figure.

    Takes frames.NAMED. Places named by fewer than `least` stories are left out, but for those in `highlight`, which are
    drawn in red. A dashed ring is a name whose meaning has a close rival in half of its mentions. The view is the
    closest that holds every circle. Raises `DatelineError` when a column is missing.
    """
    NAMED.require(named, "name", "kind", "country_code", "lat", "lon", "n", "unsure")
    chosen = pl.col("name").is_in(list(highlight))
    points = named.filter(pl.col("kind").is_in(SETTLED) & ((pl.col("n") >= least) | chosen))
    areas = named.filter((pl.col("kind") == "country") & pl.col("country_code").is_not_null())
    view = projection.fit(points.select("lat", "lon").rows(), WIDTH, HEIGHT)
    marks = _marks(points, view, set(highlight))
    outlines = _outlines(areas, view)
    layers = [_areas(outlines, view), *_circles(marks, view), *_labels(marks, view)]
    chart = alt.LayerChart(layer=layers, width=view.width, height=view.height).resolve_scale(
        color="independent", size="independent"
    )
    words = _alt(points, areas, title, subtitle)
    data = pl.concat([points, areas])
    framed = theme.frame(chart, title, subtitle, note, words)
    return Figure(framed, data, title, subtitle, note, words, receipts, {OUTLINES: outlines})


def _marks(points: pl.DataFrame, view: projection.View, highlight: set[str]) -> list[dict[str, Any]]:
    most = int(str(points["n"].max() or 1))
    rows = []
    on_top = points.sort(pl.col("name").is_in(list(highlight)), "n", "name", descending=[False, True, False])
    for row in on_top.iter_rows(named=True):
        x, y = view.at(row["lat"], row["lon"])
        radius = max(2.5, LARGEST * sqrt(row["n"] / most))
        rows.append({
            "name": row["name"], "n": row["n"], "x": round(x, 1), "y": round(y, 1), "r": radius,
            "size": round(pi * radius**2, 1), "chosen": row["name"] in highlight, "unsure": row["unsure"] > 0.5,
        })  # fmt: skip
    return rows


def _outlines(areas: pl.DataFrame, view: projection.View) -> list[dict[str, Any]]:
    """The countries in sight as GeoJSON features, each with its name and number of stories."""
    counts = {code: (n, name) for code, n, name in areas.select("country_code", "n", "name").iter_rows()}
    features = projection.countries(view)
    for feature in features:
        n, name = counts.get(feature["properties"]["code"], (0, ""))
        feature["properties"] |= {"n": n, "name": name}
    return features


def _areas(features: list[dict[str, Any]], view: projection.View) -> alt.Chart:
    most = max((feature["properties"]["n"] for feature in features), default=0)
    shade = alt.Color(
        "properties.n:Q",
        scale=alt.Scale(domain=[0, most or 1], range=_SHADES),
        title="Stories naming the country",
        legend=alt.Legend(orient="top", direction="horizontal", titleOrient="left", gradientLength=120,
                          gradientThickness=8, format="d", tickCount=2, labelColor=theme.SOFT, titleLimit=220),
    )  # fmt: skip
    drawn: alt.Chart = (
        alt.Chart(alt.NamedData(name=OUTLINES))
        .mark_geoshape(stroke="#ffffff", strokeWidth=0.7, clip=True)
        .encode(
            color=alt.condition("datum.properties.n > 0", shade, alt.value(_LAND)),
            tooltip=[alt.Tooltip("properties.name:N", title="country"), alt.Tooltip("properties.n:Q", title="stories")],
        )
        .project(type=view.kind, rotate=[-view.centre, 0, 0], scale=view.scale, translate=list(view.shift))
    )
    return drawn


def _placed(rows: list[dict[str, Any]], view: projection.View) -> alt.Chart:
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, view.width], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[view.height, 0], nice=False, zero=False))
    made: alt.Chart = alt.Chart(alt.InlineData(values=rows)).encode(x=x, y=y)
    return made


def _circles(rows: list[dict[str, Any]], view: projection.View) -> list[alt.Chart]:
    tip = [alt.Tooltip("name:N", title="place"), alt.Tooltip("n:Q", title="stories")]
    colour = alt.condition("datum.chosen", alt.value(theme.RED), alt.value(theme.BLUE))
    size = alt.Size("size:Q", scale=None, legend=None)
    sure, unsure = ([row for row in rows if row["unsure"] == doubt] for doubt in (False, True))
    solid = _placed(sure, view).mark_circle(opacity=0.8, stroke="#ffffff", strokeWidth=1, clip=True)
    ring = _placed(unsure, view).mark_point(filled=False, strokeDash=[3, 2], strokeWidth=1.6, opacity=1, clip=True)
    return [mark.encode(size=size, color=colour, tooltip=tip) for mark in (solid, ring)]


def _labels(rows: list[dict[str, Any]], view: projection.View) -> list[alt.Chart]:
    """The highlighted first, then the largest, each where it covers nothing."""
    ordered = sorted(rows, key=lambda row: (not row["chosen"], -row["n"], row["name"]))
    marks = [labels.Mark(row["x"], row["y"], row["r"], f"{row['name']} {row['n']:,}", row["chosen"]) for row in ordered]
    places = labels.place(marks, view.width, view.height)
    shown = [
        {"x": spot.x, "y": spot.y, "text": spot.text, "align": spot.align, "chosen": row["chosen"]}
        for row, spot in zip(ordered, places, strict=True) if spot is not None
    ]  # fmt: skip
    charts = []
    aligns: tuple[Literal["left"], Literal["right"]] = ("left", "right")
    for align in aligns:
        for chosen in (False, True):
            some = [row for row in shown if row["align"] == align and row["chosen"] == chosen]
            look: dict[str, Any] = {"color": theme.RED, "fontWeight": "bold"} if chosen else {"color": theme.INK}
            halo = _placed(some, view).mark_text(
                align=align, baseline="middle", fontSize=13, font=theme.FONT, stroke="white", strokeWidth=3,
                opacity=0.8, fontWeight="bold" if chosen else "normal",
            )  # fmt: skip
            mark = _placed(some, view).mark_text(align=align, baseline="middle", fontSize=13, font=theme.FONT, **look)
            charts += [halo.encode(text="text:N"), mark.encode(text="text:N")]
    return charts


def _alt(points: pl.DataFrame, areas: pl.DataFrame, title: str, subtitle: str) -> str:
    def said(frame: pl.DataFrame) -> str:
        return ", ".join(f"{name} {n:,}" for name, n in frame.head(12).select("name", "n").iter_rows()) or "none"

    return (
        f"Map. {title.rstrip('.')}. {subtitle.rstrip('.')}. Settlements, the most named first: {said(points)}. "
        f"Countries: {said(areas)}."
    )
