"""One view of the earth with what was named in it: countries shaded, settlements as circles, names beside them."""

from collections.abc import Collection
from math import pi, sqrt
from typing import Any

import polars as pl

from dateline.charts import inset, labels, projection, theme

LARGEST = 20
"""Radius in px of the circle of the place named most."""
LED = 8
"""Places, the most named first, whose names may be led to by a line."""
SAID = 3
"""Places named most whose names may cover other circles."""
ROOM = 12_000
"""Square px of a map for each name on it."""


class Sheet:
    """A map without the words around it.

    rows: a circle each. named: the places whose names stand beside theirs. A sheet with another `below` it, which shows
    a part of it closer, frames that part and leaves its names to it; one with a view `above` it has no key of its own.
    """

    def __init__(
        self, points: pl.DataFrame, areas: pl.DataFrame, view: projection.View, highlight: Collection[str],
        style: theme.Style, *, below: "Sheet | None" = None, above: projection.View | None = None,
    ) -> None:  # fmt: skip
        """Set circles and names; takes frames.NAMED, of settlements and of countries."""
        self.view, self.style, self.below = view, style, below
        self._part = self if above else None
        rows = _circled(points, view, highlight, above or view)
        self.rows = [row for row in rows if not above or (0 <= row["x"] <= view.width and 0 <= row["y"] <= view.height)]
        key = inset.key([(row["n"], row["r"]) for row in rows], style) if not above else None
        world = inset.locator(view, style) if view.kind == "mercator" and not above and not style.narrow else None
        boxes, self._insets = inset.corners([part for part in (key, world) if part], self.rows, view.width, view.height)
        self._ground = _areas(areas, view, style, keyed=above is None)
        framed = [inset.framed(below.view, view)] if below else []
        self.named, self._names = self._labels([*boxes, *framed])

    def chart(self) -> dict[str, Any]:
        """The map as a layered chart."""
        circles = _circles(self.rows, self.view, self.style)
        edges = [inset.frame(sheet.view, self.view, self.style) for sheet in (self._part, self.below) if sheet]
        return {
            "layer": [self._ground, *self._insets, *circles, *edges, *self._names],
            "width": self.view.width, "height": self.view.height,
            "resolve": {"scale": {"color": "independent", "size": "independent"}},
        }  # fmt: skip

    def _labels(self, boxes: list[labels.Box]) -> tuple[set[int], list[dict[str, Any]]]:
        """The highlighted first, then the largest, each where it covers nothing: who is named, and the layers."""
        view, style = self.view, self.style
        ordered = sorted(self.rows, key=lambda row: (not row["chosen"], -row["n"], row["name"]))
        closer = {row["place"] for row in self.below.rows} if self.below else set()
        marks = [
            labels.Mark(row["x"], row["y"], row["r"], _said(row, style) if row["place"] not in closer else "",
                        row["chosen"] or rank < SAID)
            for rank, row in enumerate(ordered)
        ]  # fmt: skip
        most = max(round(view.width * view.height / ROOM), 8)
        spots = labels.place(marks, view.width, view.height, kept=boxes, led=LED, most=most)
        placed = [(row, mark, spot) for row, mark, spot in zip(ordered, marks, spots, strict=True) if spot]
        layers = [
            style.drawn("rule", mark.x, mark.y, spot.x + (-2 if spot.align == "left" else 2), spot.y, strokeWidth=0.8,
                        color=style["ink"])
            for _, mark, spot in placed if spot.led
        ]  # fmt: skip
        for align in ("left", "right"):
            for chosen in (False, True):
                some = [
                    {"x": spot.x, "y": spot.y, "text": spot.text}
                    for row, _, spot in placed if spot.align == align and row["chosen"] == chosen
                ]  # fmt: skip
                look = {"align": align, "baseline": "middle", "fontWeight": "bold" if chosen else "normal"}
                halo = {"stroke": style["paper"], "strokeWidth": 3, "opacity": 0.8}
                layers.append(style.text(some, _placed(view), **look, **halo))
                layers.append(style.text(some, _placed(view), **look, color=style["accent" if chosen else "ink"]))
        return {row["place"] for row, _, _ in placed}, layers


def _said(row: dict[str, Any], style: theme.Style) -> str:
    return f"{row['name']} {style.number(row['n'])}"


def _circled(
    points: pl.DataFrame, view: projection.View, highlight: Collection[str], measure: projection.View
) -> list[dict[str, Any]]:
    """A circle a place, the largest first so that none hides another; as large as on the view that is the `measure`."""
    most = int(str(points["n"].max() or 1))
    largest = LARGEST * min(1.0, max(measure.width / 700, 0.7), max(measure.height / 420, 0.7))
    rows = []
    on_top = points.sort(pl.col("name").is_in(list(highlight)), "n", "name", descending=[False, True, False])
    for place, row in enumerate(on_top.iter_rows(named=True)):
        x, y = view.at(row["lat"], row["lon"])
        radius = max(inset.SMALLEST, largest * sqrt(row["n"] / most))
        rows.append({
            "place": place, "name": row["name"], "n": row["n"], "x": round(x, 1), "y": round(y, 1), "r": radius,
            "size": round(pi * radius**2, 1), "chosen": row["name"] in highlight, "unsure": row["unsure"] > 0.5,
        })  # fmt: skip
    return rows


def _areas(areas: pl.DataFrame, view: projection.View, style: theme.Style, keyed: bool) -> dict[str, Any]:
    """The countries in sight, each with its name and number of stories, shaded by it."""
    counts = {code: (n, name) for code, n, name in areas.select("country_code", "n", "name").iter_rows()}
    features = projection.countries(view)
    for feature in features:
        n, name = counts.get(feature["properties"]["code"], (0, ""))
        feature["properties"] |= {"n": n, "name": name}
    most = max((f["properties"]["n"] for f in features) if keyed else (n for n, _ in counts.values()), default=0)
    shade = {
        "test": "datum.properties.n > 0", "field": "properties.n", "type": "quantitative",
        "title": style.say("shade"),
        "scale": {"domain": [0, most or 1], "range": [style["land_low"], style["land_high"]]},
        "legend": None if not keyed else {
                   "orient": "top", "direction": "horizontal", "titleOrient": "left", "gradientLength": 120,
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
    solid = {"type": "circle", "opacity": 0.75, "stroke": style["paper"], "strokeWidth": 0.7, "clip": True}
    ring = {"type": "point", "filled": False, "strokeDash": [3, 2], "strokeWidth": 1.6, "opacity": 1, "clip": True}
    return [
        {"data": {"values": [row for row in rows if row["unsure"] == unsure]}, "mark": mark, "encoding": encoding}
        for unsure, mark in ((False, solid), (True, ring))
    ]
