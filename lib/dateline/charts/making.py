"""A drawn chart and its words ▶ a figure in the size its style asks for, its headline held against its claim."""

import re
from collections.abc import Callable
from typing import Any

import polars as pl

from dateline.charts import rendering, theme
from dateline.charts.claims import Claim
from dateline.charts.figure import Figure

Draw = Callable[[float, float | None], dict[str, Any]]
"""Width and height in px (null: as tall as it needs) ▶ a Vega-Lite chart without its words."""
_SIZE = re.compile(r'<svg [^>]*?\bwidth="([\d.]+)" height="([\d.]+)"')
LEAST = 60
"""Height in px under which no chart is drawn."""


def figure(
    draw: Draw,
    data: pl.DataFrame,
    words: theme.Words,
    *,
    kind: str,
    style: theme.Style,
    claim: Claim | None,
    receipts: pl.DataFrame | None,
) -> Figure:
    """A figure; `words.alt` is said after headline and subtitle.

    A height that is asked for is reached by measuring a first drawing.
    """
    warning = claim.failure(data) if claim else ""
    alt = f"{kind}. {words.title.rstrip('.')}. {words.subtitle.rstrip('.')}. {words.alt}"
    alt = f"{warning} {alt}" if warning else alt

    def framed(width: float, height: float | None) -> dict[str, Any]:
        return theme.frame(draw(width, height), words._replace(alt=alt), style, warning)

    spec = framed(style.inner, style.height and style.height / 2)
    if style.height is not None:
        spec = _fitted(framed, spec, style.width, style.height)
    return Figure(spec, data, words.title, words.subtitle, words.note, alt, receipts, style.zoom, style.mm)


def _fitted(framed: Draw, spec: dict[str, Any], width: float, height: float) -> dict[str, Any]:
    """The chart in exactly the size asked for: what is left over goes to its margins."""
    wide, tall = _measured(spec)
    inside = width - theme.FRAME["left"] - theme.FRAME["right"]
    spec = framed(inside + min(width - wide, 0), max(height / 2 + height - tall, LEAST))
    wide, tall = _measured(spec)
    padding = dict(theme.FRAME)
    padding["right"] += max(width - wide, -padding["right"])
    padding["bottom"] += max(height - tall, -padding["bottom"])
    return {**spec, "config": {**spec["config"], "padding": padding}}


def _measured(spec: dict[str, Any]) -> tuple[float, float]:
    found = _SIZE.search(rendering.svg(spec, "", ""))
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)
