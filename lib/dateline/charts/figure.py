"""A figure: a chart with the numbers, the note and the words that belong to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import altair as alt
import polars as pl

from dateline.charts import rendering


@dataclass(frozen=True)
class Figure:
    """A chart and what it needs to be believed.

    chart: the Altair chart, framed. data: the plotted numbers, one row a mark. title, subtitle, note, alt: its words;
    the note names unit, source and limits. receipts: the sentences behind the numbers (frames.RECEIPTS), if given.
    datasets: what the chart draws by name, such as outlines; Altair would copy them at every step.
    """

    chart: alt.VConcatChart
    data: pl.DataFrame
    title: str
    subtitle: str
    note: str
    alt: str
    receipts: pl.DataFrame | None = None
    datasets: Mapping[str, Any] = field(default_factory=dict)

    @property
    def spec(self) -> dict[str, Any]:
        """The Vega-Lite specification."""
        made = dict(self.chart.to_dict())
        return made | {"datasets": {**made.get("datasets", {}), **self.datasets}} if self.datasets else made

    def svg(self) -> str:
        """The figure as SVG with its title and alternative text; raises `ExportError` when it cannot be drawn."""
        return rendering.svg(self.spec, self.title, self.alt)

    def png(self, scale: float = 2) -> bytes:
        """The figure as PNG, `scale` pixels for each of its own; raises `ExportError` when it cannot be drawn."""
        return rendering.png(self.spec, self.title, self.alt, scale)

    def backed_by(self, receipts: pl.DataFrame) -> "Figure":
        """The same figure with the sentences behind its numbers (frames.RECEIPTS)."""
        return replace(self, receipts=receipts)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a notebook shows: an interactive view, a PNG with alternative text, and that text."""
        return rendering.bundle(self.spec, self.alt, self.title)
