"""The one Vega view of the explorer: timeline, outlets, map, words, laid out by signals for any width, either theme."""

from typing import Any

from dateline.charts import theme
from dateline.explorer import wordspec
from dateline.explorer.marks import axis, group, mark, signal

SHAPES = ("circle", "square", "triangle-up", "diamond")
"""A shape for each query, beside its colour."""


def spec(font: str) -> dict[str, Any]:
    """A Vega specification without data: every number, colour and size comes as a signal or a changeset."""
    return {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "autosize": "none", "padding": 0, "width": signal("W"), "height": signal("H"),
        "config": {"text": {"font": font}, "axis": {"labelFont": font, "titleFont": font}},
        "signals": _signals(), "data": [*_data(), *wordspec.data()], "projections": [_projection()],
        "scales": [*_scales(), wordspec.scale()],
        "marks": [_timeline(), _strip(), _dots(), _map(), *wordspec.marks()],
    }  # fmt: skip


def _signals() -> list[dict[str, Any]]:
    colours: dict[str, Any] = dict.fromkeys(theme.LIGHT, "#888888")
    given = {
        "width0": 700, "paint": colours | {"queries": ["#1d5d8c"] * 4, "pale": ["#bcd0de"] * 4}, "many": 1, "active": 0,
        "days": [0, 1], "brush": None, "pickedGroup": "", "pickedFirst": "", "pickedPlace": "", "rows": 9, "tall": 410,
        "wideMap": 640, "named": 120, "counts": 90,
        "topTime": 1, "topDots": 1, "most": 1, "formatTime": ".0%", "formatDots": ".0%",
        "titleTimeline": "", "titleStrip": "", "titleDots": "", "titleMap": "", "saidMap": "",
        "map": {"type": "mercator", "centre": 0, "scale": 100, "shift": [320, 200]},
        "near": {"by": 1, "x": 0.5, "y": 0.5},
    }  # fmt: skip
    made = {
        "W": "max(width0, 150)", "wide": "W >= 700", "narrow": "W < 460", "left": "40", "timeW": "W - left - 6",
        "timeY": "26", "timeH": "narrow ? 150 : 190", "stripY": "timeY + timeH + 30", "stripH": "30",
        "below": "stripY + stripH + 84",
        "dotsW": "wide ? floor(W * 0.42) : W", "rowH": "(narrow ? 38 : 27) + (many > 1 ? 4 * (many - 1) : 0)",
        "dotsX": "narrow ? 6 : named + 10", "dotsPlot": "max(dotsW - dotsX - (narrow ? 8 : counts + 14), 60)",
        "dotsH": "max(rows, 1) * rowH", "mapX": "wide ? dotsW + 28 : 0", "mapW": "W - mapX", "k": "mapW / wideMap",
        "mapY": "wide ? below : below + dotsH + 56", "mapH": "tall * k", "circle": "clamp(k, 0.62, 1.1)",
        "z": "k * near.by", "panX": "mapW * (0.5 - near.x * near.by)", "panY": "mapH * (0.5 - near.y * near.by)",
        "under": "wide ? below + max(dotsH, mapH + 58) + 12 : mapY + mapH + 70",
    }  # fmt: skip
    given, made = given | wordspec.GIVEN, made | wordspec.MADE
    return [*({"name": name, "value": value} for name, value in given.items()),
            *({"name": name, "update": said} for name, said in made.items())]  # fmt: skip


def _data() -> list[dict[str, Any]]:
    looked = [{"type": "lookup", "from": "areas", "key": "code", "fields": ["properties.code"], "as": ["area"]}]
    return [*({"name": name} for name in ("points", "gaps", "bars", "marks", "names", "areas", "places")),
            {"name": "land", "transform": [{"type": "geopath", "projection": "earth", "as": "path"}, *looked]},
            {"name": "strokes", "transform": [
                {"type": "sequence", "start": -300, "stop": signal("timeW"), "step": 9}]}]  # fmt: skip


def _projection() -> dict[str, Any]:
    return {
        "name": "earth", "type": signal("map.type"), "rotate": [signal("-map.centre"), 0, 0],
        "scale": signal("map.scale * z"),
        "translate": [signal("map.shift[0] * z + panX"), signal("map.shift[1] * z + panY")],
        "clipExtent": signal("[[0, 0], [mapW, mapH]]"),
    }  # fmt: skip


def _scales() -> list[dict[str, Any]]:
    return [
        {"name": "time", "type": "utc", "domain": signal("days"), "range": signal("[0, timeW]")},
        {"name": "share", "type": "linear", "domain": signal("[0, topTime * 1.08]"), "range": signal("[timeH, 0]")},
        {"name": "texts", "type": "linear", "domain": {"data": "bars", "field": "total"}, "zero": True,
         "range": signal("[stripH, 0]")},
        {"name": "dot", "type": "linear", "domain": signal("[0, topDots * 1.06]"), "range": signal("[0, dotsPlot]")},
        {"name": "shade", "type": "sqrt", "domain": signal("[0, max(most, 1)]"),
         "range": signal("[paint.land_low, paint.land_high]")},
        {"name": "shape", "type": "ordinal", "domain": [0, 1, 2, 3], "range": list(SHAPES)},
    ]  # fmt: skip


def _title(which: str, x: str = "0", y: str = "-14") -> dict[str, Any]:
    look = {"fontSize": {"value": 14}, "fontWeight": {"value": "bold"}, "fill": signal("paint.ink")}
    room = {"map": "mapW", "dots": "dotsW", "timeline": "W"}[which]
    look |= {"limit": signal(room)}
    return mark("text", None, {"text": signal(f"title{which.capitalize()}"), "x": signal(x), "y": signal(y), **look})


_COLOUR = signal("paint.queries[datum.q]")
_PALE = signal("paint.pale[datum.q]")
_FADE = {"opacity": signal("many == 1 || datum.q == active ? 1 : 0.75")}
_FILL = signal("datum.look == 'observed' ? paint.queries[datum.q] : paint.paper")
_STROKE = signal("datum.look == 'few' || datum.look == 'zero' ? paint.grey : paint.queries[datum.q]")


def _timeline() -> dict[str, Any]:
    """Points with their intervals, joined where periods follow each other; what was not collected is hatched."""
    middle = "(scale('time', datum.from) + scale('time', datum.to)) / 2"
    shift = "(datum.q - (many - 1) / 2) * min(6, 0.6 * (scale('time', datum.to) - scale('time', datum.from)) / many)"
    x = signal(f"{middle} + {shift}")
    period = "(scale('time', datum.to) - scale('time', datum.from))"
    strokes = mark(
        "rule",
        "strokes",
        {
            "x": signal("datum.data - scale('time', parent.from)"),
            "x2": signal("datum.data - scale('time', parent.from) + timeH"),
            "y": signal("timeH"),
            "y2": {"value": 0},
            "stroke": signal("paint.hatch"),
            "strokeWidth": {"value": 1},
        },
    )
    gap = {
        "type": "group", "from": {"data": "gaps"}, "clip": True, "interactive": False,
        "encode": {"update": {
            "x": {"scale": "time", "field": "from"}, "x2": {"scale": "time", "field": "to"}, "y": {"value": 0},
            "y2": signal("timeH"), "fill": signal("paint.sand")}},
        "marks": [strokes],
    }  # fmt: skip
    words = mark("text", "gaps", {
        "text": signal(f"{period} > 78 ? 'not collected' : ''"), "x": signal(middle), "y": {"value": 13},
        "align": {"value": "center"}, "fontSize": {"value": 12}, "fill": signal("paint.soft")})  # fmt: skip
    line = {
        "type": "group", "from": {"facet": {"name": "stretch", "data": "points", "groupby": "run"}},
        "interactive": False,
        "marks": [mark("line", "stretch", {
            "x": x, "y": {"scale": "share", "field": "value"}, "stroke": _COLOUR, "strokeWidth": {"value": 1},
            "strokeOpacity": {"value": 0.55}})],
    }  # fmt: skip
    bars = mark("rule", "points", {
        "x": x, "y": {"scale": "share", "signal": "isValid(datum.low) ? datum.low : datum.value"},
        "y2": {"scale": "share", "signal": "isValid(datum.high) ? datum.high : datum.value"}, "stroke": _PALE,
        "strokeWidth": signal(f"clamp({period} / many * 0.6, 1.5, 5)"), "strokeCap": {"value": "round"},
        "strokeOpacity": signal("isValid(datum.low) ? 1 : 0")})  # fmt: skip
    dots = mark("symbol", "points", {
        "x": x, "y": {"scale": "share", "field": "value"}, "shape": {"scale": "shape", "field": "q"},
        "size": signal(f"clamp(4 * {period}, 12, datum.look == 'observed' ? 62 : 42)"), "fill": _FILL,
        "stroke": _STROKE, "strokeWidth": signal(f"{period} > 6 ? 1.8 : 1"), "tooltip": signal("datum.tip"), **_FADE,
        "cursor": {"value": "pointer"}}, interactive=True, name="moments")  # fmt: skip
    chosen = mark("rect", None, {
        "x": signal("brush ? scale('time', brush[0]) : 0"), "x2": signal("brush ? scale('time', brush[1]) : 0"),
        "y": {"value": 0}, "y2": signal("timeH + 30 + stripH"), "fill": signal("paint.accent"),
        "fillOpacity": signal("brush ? 0.1 : 0"), "stroke": signal("paint.accent"),
        "strokeOpacity": signal("brush ? 0.9 : 0"), "strokeWidth": {"value": 1}})  # fmt: skip
    picked = mark("rule", "points", {
        "x": signal(middle), "y": {"value": 0}, "y2": signal("timeH"), "stroke": signal("paint.accent"),
        "strokeDash": {"value": [3, 2]},
        "strokeOpacity": signal("pickedFirst === datum.first ? 0.9 : 0")})  # fmt: skip
    ruler = axis("share", "left", grid=True, tickCount=4, format=signal("formatTime"), minExtent=34, maxExtent=34)
    return group("left", "timeY", "timeW", "timeH", gap, words, picked, bars, line, dots, chosen,
                  _title("timeline", "-left", "-12"), axes=[ruler])  # fmt: skip


def _strip() -> dict[str, Any]:
    """The texts collected, or their words: what every share above is a share of."""
    bars = mark("rect", "bars", {
        "x": {"scale": "time", "field": "from", "offset": 0.5}, "x2": {"scale": "time", "field": "to", "offset": -0.5},
        "y": {"scale": "texts", "field": "total"}, "y2": signal("stripH"), "fill": signal("paint.strip"),
        "tooltip": signal("{'': datum.first + ' to ' + datum.last, collected: format(datum.total, ',') + "
                           "' ' + lower(split(titleStrip, ' ')[0])}")},
        interactive=True)  # fmt: skip
    word = mark("text", None, {"text": signal("titleStrip"), "y": {"value": -6}, "fontSize": {"value": 12},
                                "fill": signal("paint.soft")})  # fmt: skip
    ruler = axis("time", "bottom", tickCount=signal("floor(timeW / 90)"), labelOverlap="greedy",
                 labelSeparation=8, labelFlush=12)  # fmt: skip
    return group("left", "stripY", "timeW", "stripH", bars, word, axes=[ruler])


def _dots() -> dict[str, Any]:
    """An outlet a row: name, dots with intervals for each query, and how many of how many for the active one."""
    row = "(datum.y + 0.5) * rowH + (narrow ? 9 : 0)"
    y = signal(f"{row} + (datum.q - (many - 1) / 2) * 7")
    back = mark("rect", "names", {
        "x": signal("-dotsX"), "width": signal("dotsW"), "y": signal("datum.y * rowH"), "height": signal("rowH"),
        "fill": signal("paint.accent"), "cursor": {"value": "pointer"},
        "fillOpacity": signal("pickedGroup === datum.group ? 0.12 : 0")},
        interactive=True, name="outlets")  # fmt: skip
    name = mark("text", "names", {
        "text": signal("datum.group"), "x": signal("narrow ? 0 : -10"), "y": signal(f"{row} - (narrow ? 19 : 0)"),
        "align": signal("narrow ? 'left' : 'right'"), "baseline": {"value": "middle"}, "fontSize": {"value": 13},
        "fill": signal("paint.ink"), "limit": signal("narrow ? dotsW * 0.48 : named")})  # fmt: skip
    count = mark("text", "names", {
        "text": signal("datum.count"), "x": signal("narrow ? dotsPlot : dotsPlot + 12"),
        "y": signal(f"{row} - (narrow ? 19 : 0)"), "align": signal("narrow ? 'right' : 'left'"),
        "baseline": {"value": "middle"}, "fontSize": {"value": 12}, "fill": signal("paint.soft"),
        "limit": signal("narrow ? dotsW * 0.48 : 300")})  # fmt: skip
    bars = mark("rule", "marks", {
        "x": {"scale": "dot", "signal": "isValid(datum.low) ? datum.low : datum.value"},
        "x2": {"scale": "dot", "signal": "isValid(datum.high) ? datum.high : datum.value"}, "y": y, "stroke": _PALE,
        "strokeWidth": signal("many > 1 ? 4 : 7"), "strokeCap": {"value": "round"},
        "strokeOpacity": signal("isValid(datum.low) ? 1 : 0")})  # fmt: skip
    dots = mark("symbol", "marks", {
        "x": {"scale": "dot", "field": "value"}, "y": y, "shape": {"scale": "shape", "field": "q"},
        "size": signal("datum.look == 'observed' ? (many > 1 ? 60 : 100) : 56"), "fill": _FILL, "stroke": _STROKE,
        "strokeWidth": {"value": 1.8}, "opacity": signal("datum.look == 'zero' ? 0 : 1"),
        "tooltip": signal("datum.tip"), "cursor": {"value": "pointer"}}, interactive=True, name="shares")  # fmt: skip
    ruler = axis("dot", "top", grid=True, tickCount=signal("max(2, floor(dotsPlot / 70))"), labelPadding=4,
                 format=signal("formatDots"), labelFlush=True)  # fmt: skip
    return group("dotsX", "below", "dotsPlot", "dotsH", back, name, count, bars, dots, _title("dots", "-dotsX", "-30"),
                  axes=[ruler])  # fmt: skip


def _map() -> dict[str, Any]:
    """Countries shaded by stories, settlements as circles by area; names where they cover nothing."""
    land = {
        "type": "path", "from": {"data": "land"}, "name": "countries", "encode": {"update": {
            "path": {"field": "path"},
            "fill": signal("datum.area ? scale('shade', datum.area.n) : paint.land"), "stroke": signal("paint.paper"),
            "strokeWidth": {"value": 0.7}, "tooltip": signal("datum.area ? datum.area.tip : null"),
            "cursor": signal("datum.area ? 'pointer' : near.by > 1 ? 'move' : 'default'")}},
    }  # fmt: skip
    size = "PI * pow(datum.r * circle, 2)"
    x, y = signal("datum.x * z + panX"), signal("datum.y * z + panY")
    chosen = "pickedPlace === join(datum.place, '/')"
    circles = mark("symbol", "places", {
        "x": x, "y": y, "size": signal(size), "tooltip": signal("datum.tip"), "cursor": {"value": "pointer"},
        "fill": signal(f"{chosen} ? paint.accent : datum.unsure ? 'transparent' : paint.queries[active]"),
        "fillOpacity": {"value": 0.75}, "strokeDash": signal("datum.unsure ? [3, 2] : []"),
        "stroke": signal("datum.unsure ? paint.queries[active] : paint.paper"),
        "strokeWidth": signal("datum.unsure ? 1.6 : 1")}, interactive=True, name="circles")  # fmt: skip
    labels = mark("text", "circles", {
        "text": signal("datum.datum.label || near.by > 1 ? datum.datum.name : ''"),
        "fontSize": signal("narrow ? 11 : 12"), "fill": signal("paint.ink"),
        "stroke": signal("paint.paper"), "strokeWidth": {"value": 0}})  # fmt: skip
    labels["transform"] = [{
        "type": "label", "size": signal("near && [mapW, mapH]"),  # set anew when the map is another
        "offset": [1], "padding": 0,
        "anchor": ["right", "left", "top", "bottom", "top-right", "bottom-right", "top-left", "bottom-left"],
        "sort": {"field": "datum.datum.n", "order": "descending"},
    }]  # fmt: skip
    ground = group("0", "0", "mapW", "mapH", land, circles, labels, clip=True)
    said = mark("text", None, {
        "text": signal("saidMap"), "x": {"value": 0}, "y": signal("mapH + 14"), "fontSize": {"value": 12},
        "fill": signal("paint.soft"), "limit": signal("mapW")})  # fmt: skip
    return group("mapX", "mapY", "mapW", "mapH", ground, said, _title("map", "0", "-30"))
