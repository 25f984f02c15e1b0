"""A map: settlements as circles, countries as areas, fitted to its points."""

from collections.abc import Collection, Mapping
from math import pi, sqrt
from typing import Any

import polars as pl

from dateline.charts import inset, labels, making, projection, theme
from dateline.charts.claims import Claim
from dateline.charts.figure import Figure
from dateline.frames import NAMED, SETTLED

ASPECT = 0.66
"""Height of a map in parts of its width, where a style asks for none."""
LARGEST = 20
"""Radius in px of the circle of the place named most."""
LED = 8
"""Places, the most named first, whose names may be led to by a line."""
ROOM = 12_000
"""Square px of a map for each name on it."""


def map_of_places(
    named: pl.DataFrame,
    *,
    title: str,
    subtitle: str,
    note: str,
    highlight: Collection[str] = (),
    least: int = 2,
    found: Mapping[str, int] | None = None,
    claim: Claim | None = None,
    style: theme.Style = theme.HOUSE,
    receipts: pl.DataFrame | None = None,
) -> Figure:
    """Settlements as circles whose area is the number of stories, countries shaded by theirs: a figure.

    Takes frames.NAMED. Places named by fewer than `least` stories are left out, but for those in `highlight`, which are
    drawn in another colour. A dashed ring is a name whose meaning has a close rival in half of its mentions. The view
    is the closest that holds every circle; a locator shows where on the earth it lies. First-level units are counted
    under the map, and never drawn as points. Names are those of the places named most, as many as there is room for;
    how many are without is said. `found` (`geography.summary`) puts what could not be placed into the
    picture. `claim`: what the headline claims (`charts.claims`). Raises `DatelineError` when a column is missing.
    """
    NAMED.require(named, "name", "kind", "country_code", "lat", "lon", "n", "unsure")
    chosen = pl.col("name").is_in(list(highlight))
    points = named.filter(pl.col("kind").is_in(SETTLED) & ((pl.col("n") >= least) | chosen))
    areas = named.filter((pl.col("kind") == "country") & pl.col("country_code").is_not_null())
    beside = _beside(named, found, style)

    def draw(width: float, height: float | None, style: theme.Style) -> dict[str, Any]:
        tall = height or max(round(ASPECT * width), 260)
        view = projection.fit(points.select("lat", "lon").rows(), width, tall, margin=40 if width > 480 else 26)
        return _map(points, areas, view, highlight=set(highlight), beside=beside, style=style)

    words = theme.Words(title, subtitle, note, _alt(points, areas, beside, style))
    data = pl.concat([points, areas])
    return making.figure(draw, data, words, kind="map", style=style, claim=claim, receipts=receipts)


def _beside(named: pl.DataFrame, found: Mapping[str, int] | None, style: theme.Style) -> list[str]:
    """What is not on the map, in words."""
    said = []
    if found is not None:
        n, total = (style.number(found[name]) for name in ("without", "stories"))
        said.append(style.say("without", said=style.say("of", n=n, total=total)))
    regions = named.filter(pl.col("kind") == "admin1").height
    return said + ([style.say("regions", n=style.number(regions))] if regions else [])


def _map(
    points: pl.DataFrame, areas: pl.DataFrame, view: projection.View, *, highlight: set[str], beside: list[str],
    style: theme.Style,
) -> dict[str, Any]:  # fmt: skip
    marks = _marks(points, view, highlight)
    key = inset.key([(row["n"], row["r"]) for row in marks], style)
    world = inset.locator(view, style) if view.kind == "mercator" and not style.narrow else None
    boxes, insets = inset.corners([part for part in (key, world) if part], marks, view.width, view.height)
    names, unnamed = _labels(marks, view, boxes, style)
    layers = [_areas(areas, view, style), *insets, *_circles(marks, view, style), *names]
    if said := [*beside, *([style.say("more places", n=style.number(unnamed))] if unnamed else [])]:
        lines = theme.wrap("; ".join(said), 12, view.width)
        place = {"x": 0, "y": view.height + 10, "baseline": "top", "lineHeight": 15}
        layers.append(style.text([{"text": lines}], {}, fontSize=12, color=style["ink"], **place))
    return {
        "layer": layers, "width": view.width, "height": view.height,
        "resolve": {"scale": {"color": "independent", "size": "independent"}},
    }  # fmt: skip


def _marks(points: pl.DataFrame, view: projection.View, highlight: set[str]) -> list[dict[str, Any]]:
    most = int(str(points["n"].max() or 1))
    largest = LARGEST * min(1.0, max(view.width / 700, 0.7), max(view.height / 420, 0.7))
    rows = []
    on_top = points.sort(pl.col("name").is_in(list(highlight)), "n", "name", descending=[False, True, False])
    for row in on_top.iter_rows(named=True):
        x, y = view.at(row["lat"], row["lon"])
        radius = max(2.5, largest * sqrt(row["n"] / most))
        rows.append({
            "name": row["name"], "n": row["n"], "x": round(x, 1), "y": round(y, 1), "r": radius,
            "size": round(pi * radius**2, 1), "chosen": row["name"] in highlight, "unsure": row["unsure"] > 0.5,
        })  # fmt: skip
    return rows


def _areas(areas: pl.DataFrame, view: projection.View, style: theme.Style) -> dict[str, Any]:
    """The countries in sight, each with its name and number of stories, shaded by it."""
    counts = {code: (n, name) for code, n, name in areas.select("country_code", "n", "name").iter_rows()}
    features = projection.countries(view)
    for feature in features:
        n, name = counts.get(feature["properties"]["code"], (0, ""))
        feature["properties"] |= {"n": n, "name": name}
    most = max((feature["properties"]["n"] for feature in features), default=0)
    shade = {
        "test": "datum.properties.n > 0", "field": "properties.n", "type": "quantitative",
        "title": style.say("shade"),
        "scale": {"domain": [0, most or 1], "range": [style["land_low"], style["land_high"]]},
        "legend": {"orient": "top", "direction": "horizontal", "titleOrient": "left", "gradientLength": 120,
                   "gradientThickness": 8, "offset": 4, "format": ",d", "tickCount": 2, "titleLimit": 220},
    }  # fmt: skip
    return {
        "data": {"values": features},
        "mark": {"type": "geoshape", "stroke": style["paper"], "strokeWidth": 0.7, "clip": True},
        "encoding": {
            "color": {"condition": shade, "value": style["land"]},
            "tooltip": [{"field": "properties.name", "type": "nominal", "title": style.say("country")},
                        {"field": "properties.n", "type": "quantitative", "format": ",d",
                         "title": style.say("stories")}],
        },
        "projection": {"type": view.kind, "rotate": [-view.centre, 0, 0], "scale": view.scale,
                       "translate": list(view.shift)},
    }  # fmt: skip


def _placed(view: projection.View) -> dict[str, Any]:
    def scale(*domain: float) -> dict[str, Any]:
        return {"type": "quantitative", "axis": None, "scale": {"domain": list(domain), "nice": False, "zero": False}}

    return {"x": {"field": "x", **scale(0, view.width)}, "y": {"field": "y", **scale(view.height, 0)}}


def _circles(rows: list[dict[str, Any]], view: projection.View, style: theme.Style) -> list[dict[str, Any]]:
    encoding = {
        **_placed(view),
        "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
        "color": {"condition": {"test": "datum.chosen", "value": style["accent"]}, "value": style["main"]},
        "tooltip": [{"field": "name", "type": "nominal", "title": style.say("place")},
                    {"field": "n", "type": "quantitative", "format": ",d", "title": style.say("stories")}],
    }  # fmt: skip
    solid = {"type": "circle", "opacity": 0.8, "stroke": style["paper"], "strokeWidth": 1, "clip": True}
    ring = {"type": "point", "filled": False, "strokeDash": [3, 2], "strokeWidth": 1.6, "opacity": 1, "clip": True}
    return [
        {"data": {"values": [row for row in rows if row["unsure"] == unsure]}, "mark": mark, "encoding": encoding}
        for unsure, mark in ((False, solid), (True, ring))
    ]


def _labels(
    rows: list[dict[str, Any]], view: projection.View, boxes: list[labels.Box], style: theme.Style
) -> tuple[list[dict[str, Any]], int]:
    """The highlighted first, then the largest, each where it covers nothing; and how many are without a name."""
    ordered = sorted(rows, key=lambda row: (not row["chosen"], -row["n"], row["name"]))
    marks = [
        labels.Mark(row["x"], row["y"], row["r"], f"{row['name']} {style.number(row['n'])}", row["chosen"])
        for row in ordered
    ]
    most = max(round(view.width * view.height / ROOM), 6)
    places = labels.place(marks, view.width, view.height, kept=boxes, led=LED, most=most)
    layers = [
        style.drawn("rule", mark.x, mark.y, spot.x + (-2 if spot.align == "left" else 2), spot.y, strokeWidth=0.8,
                    color=style["ink"])
        for mark, spot in zip(marks, places, strict=True) if spot is not None and spot.led
    ]  # fmt: skip
    for align in ("left", "right"):
        for chosen in (False, True):
            some = [
                {"x": spot.x, "y": spot.y, "text": spot.text}
                for row, spot in zip(ordered, places, strict=True)
                if spot is not None and spot.align == align and row["chosen"] == chosen
            ]
            look = {"align": align, "baseline": "middle", "fontWeight": "bold" if chosen else "normal"}
            halo = {"stroke": style["paper"], "strokeWidth": 3, "opacity": 0.8}
            layers.append(style.text(some, _placed(view), **look, **halo))
            layers.append(style.text(some, _placed(view), **look, color=style["accent" if chosen else "ink"]))
    return layers, places.count(None)


def _alt(points: pl.DataFrame, areas: pl.DataFrame, beside: list[str], style: theme.Style) -> str:
    def said(frame: pl.DataFrame) -> str:
        some = (f"{name} {style.number(n)}" for name, n in frame.head(12).select("name", "n").iter_rows())
        return ", ".join(some) or style.say("none")

    parts = []
    if counts := points["n"].to_list():
        least, most = (style.number(n) for n in (min(counts), max(counts)))
        parts.append(style.say("settlements", n=style.number(len(counts)), least=least, most=most))
    parts += [style.say("settlements are", said=said(points)), style.say("countries are", said=said(areas))]
    doubtful = points.filter(pl.col("unsure") > 0.5)
    parts += [style.say("rivals", said=said(doubtful))] if doubtful.height else []
    return " ".join([*parts, *([f"{'; '.join(beside)}."] if beside else [])])
