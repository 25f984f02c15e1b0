"""What is written over a timeline: events from a CSV file, and bursts, their words clear of lines and of each other."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import polars as pl

from dateline.charts import theme
from dateline.charts.labels import Box
from dateline.errors import DatelineError

LABELS = (200, 130, 100, 76, 56)
"""Widths in px that an event's words may take, the best first."""
LINE, GAP = 15, 5
"""Px from line to line of words, and from words to a dashed line."""


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


class Annotations(NamedTuple):
    """Layers drawn over a plot, and the px they take from its upper edge."""

    layers: list[dict[str, Any]]
    depth: float


def over(
    events: pl.DataFrame | None, bursts: pl.DataFrame | None, span: tuple[date, date], size: tuple[float, float],
    style: theme.Style,
) -> Annotations:  # fmt: skip
    """What is written over a plot of `size` px from the first day of `span` to its last: bursts, and events under them.

    Bursts are bars along the top, each with its share and the usual one. An event is a dashed line that hangs from its
    words, so that it crosses neither the words of a burst nor those of another event.
    """
    width, height = size

    def px(day: date) -> float:
        return (day - span[0]).days / max((span[1] - span[0]).days, 1) * width

    layers, above = _bursts(bursts, px, width, style)
    depth = max((spot.box.bottom + 2 for spot in above), default=0.0)
    inside = [(px(day), label) for day, label, _ in rows(events) if span[0] <= day <= span[1]]
    for spot in _placed(inside, width, above):
        line = style.drawn("rule", spot.x, spot.top, spot.x, height, strokeDash=[3, 3], color=style["ink"])
        place = {"align": spot.align, "baseline": "top", "x": spot.x + (GAP if spot.align == "left" else -GAP),
                 "y": spot.top, "fontSize": 12, "lineHeight": LINE}  # fmt: skip
        said = [{"text": spot.lines}]
        halo = style.text(said, {}, **place, stroke=style["paper"], strokeWidth=4, opacity=0.9)
        layers += [line, halo, style.text(said, {}, **place)]
        depth = max(depth, spot.box.bottom + 6)
    return Annotations(layers, depth)


class _Spot(NamedTuple):
    """Where an event's line begins, and its words beside it; of a burst the words alone, and no line in sight."""

    x: float
    top: float
    align: str
    lines: list[str]
    box: Box


def _placed(inside: list[tuple[float, str]], width: float, above: list[_Spot]) -> list[_Spot]:
    """A spot for each event, in the order that lets fewest lines cross words and needs the least height."""
    early = [event for event in inside if event[0] < width / 2]
    late = [event for event in inside if event[0] >= width / 2][::-1]
    orders = [[*early, *late], [*late, *early], inside, inside[::-1]]
    tried = [_in_order(order, width, above) for order in orders]
    return min(tried, key=lambda spots: (_crossed(spots), max((spot.box.bottom for spot in spots), default=0)))


def _in_order(events: list[tuple[float, str]], width: float, above: list[_Spot]) -> list[_Spot]:
    """Each event as high as it may be beside those before it; narrow words before crossed ones."""
    placed = list(above)
    for x, label in events:
        spots = [_spot(x, label, side, wide) for wide in LABELS for side in _sides(x, width)]
        spots = [spot for spot in spots if spot.box.left >= 0 and spot.box.right <= width] or spots[:1]
        lowered = [_lowered(spot, placed) for spot in spots]
        placed.append(min(lowered, key=lambda spot: (_crossed([*placed, spot]), spot.box.bottom)))
    return placed[len(above) :]


def _crossed(spots: list[_Spot]) -> int:
    """How many lines run through words."""
    return sum(
        one.box.left < other.x < one.box.right and other.top < one.box.bottom
        for one in spots for other in spots if one is not other
    )  # fmt: skip


def _sides(x: float, width: float) -> tuple[str, str]:
    return ("left", "right") if x < width / 2 else ("right", "left")


def _spot(x: float, label: str, align: str, wide: float) -> _Spot:
    lines = theme.wrap(label, 12, wide)
    across = max(theme.letters(line, 12) for line in lines) + GAP
    left = x if align == "left" else x - across
    return _Spot(x, 0, align, lines, Box(left, 0, left + across, LINE * len(lines)))


def _lowered(spot: _Spot, placed: list[_Spot]) -> _Spot:
    """The spot moved down until its words and its line meet no words that were placed."""
    for _ in placed:
        line = Box(spot.x - GAP, spot.top, spot.x + GAP, float("inf"))
        hit = [other.box.bottom for other in placed if other.box.meets(spot.box) or other.box.meets(line)]
        if not hit:
            break
        down = max(hit) + 2 - spot.top
        box = spot.box._replace(top=spot.box.top + down, bottom=spot.box.bottom + down)
        spot = spot._replace(top=spot.top + down, box=box)
    return spot


def _bursts(
    found: pl.DataFrame | None, px: Callable[[date], float], width: float, style: theme.Style
) -> tuple[list[dict[str, Any]], list[_Spot]]:
    """The four heaviest bursts, and where they stand."""
    layers: list[dict[str, Any]] = []
    shown = [] if found is None else found.sort("weight", descending=True).head(4).sort("first_day").to_dicts()
    spots: list[_Spot] = []
    for row in shown:
        left, right = px(row["first_day"]), px(row["last_day"] + timedelta(days=1))
        text = style.say("burst", share=style.percent(row["share"], 0), usual=style.percent(row["usual"], 0))
        wide = theme.letters(text, 12)
        start = max(min(left, width - wide), 0.0)
        ends = min(start, left) - GAP, max(start + wide, right) + GAP
        boxes = (Box(ends[0], 24 * level, ends[1], 24 * level + 22) for level in range(9))
        box = next(box for box in boxes if not any(box.meets(spot.box) for spot in spots))
        spots.append(_Spot(float("-inf"), box.top, "left", [text], box))
        y, accent = 3 + box.top, style["accent"]
        layers.append(style.drawn("rule", left, y, max(right, left + 3), y, color=accent, strokeWidth=4))
        layers.append(style.text([{"text": text}], {}, fontSize=12, color=accent, x=start, y=y + 4, baseline="top"))
    return layers, spots
