"""What stands in the corners of a map: a key of circle sizes, and a locator of a region on the earth."""

from collections.abc import Iterable, Sequence
from math import pi
from typing import Any, NamedTuple

from dateline.charts import projection, theme
from dateline.charts.labels import Box

PAD = 8
SMALLEST = 2.0
"""Radius in px of the smallest circle."""


class Inset(NamedTuple):
    """Layers drawn from a corner at (0, 0) and what they take, in px."""

    width: float
    height: float
    layers: list[dict[str, Any]]


def sizes(largest: int) -> list[int]:
    """Round numbers for a key of circles, the largest first, none above `largest`.

    >>> sizes(234), sizes(3), sizes(1)
    ([200, 50, 10], [3, 1], [1])
    """
    steps = sorted({m * 10**e for e in range(7) for m in (1, 2, 5)}, reverse=True)
    if largest < 5:
        return sorted({largest, 1}, reverse=True)
    first = next(step for step in steps if step <= largest)
    rest = [step for step in steps if step <= first / 4][:3:2]
    return [first, *rest]


def key(circles: Iterable[tuple[int, float]], style: theme.Style) -> Inset | None:
    """Circles in the sizes the map draws, with the stories each stands for; takes (stories, radius) of the map's."""
    most, radius = max(circles, default=(0, 0.0))
    if not most:
        return None
    shown = [(n, max(SMALLEST, radius * (n / most) ** 0.5)) for n in sizes(most)]
    tall, ring = 2 * shown[0][1], {"type": "point", "filled": False, "color": style["ink"], "strokeWidth": 1}
    layers = [
        style.text(
            [{"text": style.say("circles") + " "}], {}, fontSize=11, x=0, y=6, baseline="middle", color=style["soft"]
        )
    ]
    x = shown[0][1]
    for number, (n, r) in enumerate(shown):
        y, up = 16 + tall - r, 16 + tall - 2 * r
        label = max(up, 16) if number == 0 else max(up, 16 + 12.5 * number)
        layers.append(_at(x, y, {**ring, "size": pi * r * r, "opacity": 1}))
        words = [{"text": style.number(n)}]
        layers.append(style.text(words, {}, fontSize=11, x=2 * x + 8, y=label, baseline="middle"))
        layers.append(style.drawn("rule", x, up, 2 * x + 6, label, strokeWidth=0.6))
    return Inset(2 * x + 44, max(22 + tall, 16 + 12.5 * len(shown)), layers)


def locator(view: projection.View, style: theme.Style, width: float = 124) -> Inset:
    """The earth with the part in view framed."""
    world = projection.fit([], width, width / 2, margin=0)
    ground = style.drawn("rect", -4, -4, width + 4, world.height + 4, color=style["paper"], stroke=style["grid"])
    earth = {
        "data": {"values": projection.countries(world)},
        "mark": {"type": "geoshape", "fill": style["hatch"], "stroke": style["hatch"], "strokeWidth": 0.3},
        "projection": {"type": world.kind, "scale": world.scale, "translate": list(world.shift)},
    }
    return Inset(width, world.height, [ground, earth, frame(view, world, style)])


def frame(part: projection.View, view: projection.View, style: theme.Style) -> dict[str, Any]:
    """A frame on a view around what another shows."""
    return style.drawn("rect", *framed(part, view), filled=False, color=style["accent"], strokeWidth=1.5)


def framed(part: projection.View, view: projection.View) -> Box:
    """What a view shows, in px of another."""
    west, south, east, north = part.bounds
    lons = [max(-180.0, min(180.0, part.centre + west)), max(-180.0, min(180.0, part.centre + east))]
    return Box(*view.at(north, lons[0]), *view.at(south, lons[1]))


def corners(
    insets: Sequence[Inset], marks: Sequence[dict[str, Any]], width: float, height: float
) -> tuple[list[Box], list[dict[str, Any]]]:
    """Each inset in the free corner where it covers the fewest circles: what they take, and their layers."""
    taken: list[Box] = []
    layers: list[dict[str, Any]] = []
    for part in insets:
        spots = [
            Box(x, y, x + part.width, y + part.height)
            for y in (height - part.height - PAD, PAD)
            for x in (PAD, width - part.width - PAD)
        ]
        free = [box for box in spots if not any(box.meets(other) for other in taken)] or spots
        best = min(free, key=lambda box: sum(_circle(row).meets(box) for row in marks))
        taken.append(best)
        layers += [_moved(layer, best.left, best.top) for layer in part.layers]
    return taken, layers


def _circle(row: dict[str, Any]) -> Box:
    return Box(row["x"] - row["r"], row["y"] - row["r"], row["x"] + row["r"], row["y"] + row["r"])


def _at(x: float, y: float, mark: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"values": [{}]}, "mark": {**mark, "x": x, "y": y}, "encoding": {}}


def _moved(layer: dict[str, Any], dx: float, dy: float) -> dict[str, Any]:
    """A layer set off by some px; what is drawn in one of the map's corners has its own origin there."""
    if "projection" in layer:
        x, y = layer["projection"]["translate"]
        return {**layer, "projection": {**layer["projection"], "translate": [x + dx, y + dy]}}
    shift = {"x": dx, "x2": dx, "y": dy, "y2": dy}
    mark = {name: value + shift.get(name, 0) if name in shift else value for name, value in layer["mark"].items()}
    ends = {name: {"value": end["value"] + shift[name]} for name, end in layer["encoding"].items() if name in shift}
    return {**layer, "mark": mark, "encoding": {**layer["encoding"], **ends}}
