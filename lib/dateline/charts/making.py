"""A drawn chart and its words ▶ a figure in the size its style asks for, its headline held against its claim."""

import re
import warnings
from collections.abc import Callable
from typing import Any

import polars as pl

from dateline.charts import rendering, theme
from dateline.charts.claims import Claim
from dateline.charts.figure import Figure

Draw = Callable[[float, float | None, theme.Style], dict[str, Any]]
"""Width and height in px (null: as tall as it needs) and style ▶ a Vega-Lite chart without its words."""
_Framed = Callable[[float, float | None, float], dict[str, Any]]
_SIZE = re.compile(r'<svg [^>]*?\bwidth="([\d.]+)" height="([\d.]+)"')
LEAST, ROOMY = 60, 150
"""Height in px under which no chart is drawn; under which the note gives way, its type set smaller."""
NOTES = (theme.NOTE, 11, 10, 9)
"""Sizes of a note's type in px, the smallest that can be read last."""


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
    """A figure; `kind` is a phrase, and `words.alt` is said after headline and subtitle.

    A height that is asked for is reached by measuring a first drawing. Where a long note leaves the chart too little,
    its type is set smaller; a picture that is taller even so is drawn, with a warning. How it looks on a phone is drawn
    when a page asks for it.
    """
    warning = claim.failure(data, style.locale) if claim else ""
    alt = f"{style.say(kind)}. {words.title.rstrip('.')}. {words.subtitle.rstrip('.')}. {words.alt}"
    words = words._replace(alt=f"{warning} {alt}" if warning else alt)

    def framed(width: float, height: float | None, small: float = theme.NOTE) -> dict[str, Any]:
        return theme.frame(draw(width, height, style), words, style, warning, small=small)

    spec = framed(style.inner, style.height and style.height / 2)
    if style.height is not None:
        spec = _fitted(framed, style.width, style.height)

    def on_phone() -> dict[str, Any]:
        phone = style.phone
        return theme.frame(draw(phone.inner, None, phone), words, phone, warning)

    return Figure(
        spec, data, words.title, words.subtitle, words.note, words.alt, receipts, style.zoom, style.mm, style.locale,
        None if style.narrow else on_phone,
    )  # fmt: skip


def _fitted(framed: _Framed, width: float, height: float) -> dict[str, Any]:
    """The chart in exactly the size asked for: what is left over goes to its margins."""
    inside = width - theme.FRAME["left"] - theme.FRAME["right"]
    for small in NOTES:
        wide, tall = _measured(framed(inside, height / 2, small))
        left = height / 2 + height - tall  # for the chart
        if left >= ROOMY:
            break
    inside += min(width - wide, 0)
    spec = framed(inside, max(left, LEAST), small)
    wide, tall = _measured(spec)
    if tall > height + 1 and left > LEAST:  # a map takes its height in steps
        spec = framed(inside, max(left + height - tall, LEAST), small)
        wide, tall = _measured(spec)
    if tall > height + theme.FRAME["bottom"]:
        warnings.warn(
            f"the words leave no room for the chart: it is {tall - height:.0f} px taller than asked; shorten its note",
            stacklevel=4,
        )
    padding = dict(theme.FRAME)
    padding["right"] += max(width - wide, -padding["right"])
    padding["bottom"] += max(height - tall, -padding["bottom"])
    return {**spec, "config": {**spec["config"], "padding": padding}}


def _measured(spec: dict[str, Any]) -> tuple[float, float]:
    found = _SIZE.search(rendering.svg(spec, "", ""))
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)
