"""A figure: a chart with the numbers, the note and the words that belong to it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import altair as alt
import polars as pl

from dateline.charts import rendering

_SIDE = re.compile(r'(?<= )(width|height)="([\d.]+)"')


@dataclass(frozen=True)
class Figure:
    """A chart and what it needs to be believed.

    chart: Vega-Lite, as a mapping or an Altair chart; `alt.VConcatChart.from_dict(figure.spec)` makes one to go on
    with. Ours are mappings, for Altair copies and checks every part at each step, three times the work of drawing.
    data: the plotted numbers, one row a mark. title, subtitle, note, alt: its words; the note names unit, source and
    limits. receipts: the sentences behind the numbers (frames.RECEIPTS), if given. zoom: px of the picture for each of
    the chart's; mm: its width in print, for SVG and PDF. locale: the language of its fixed words. on_phone: draws the
    same chart set for a phone, if this one is wider.
    """

    chart: Mapping[str, Any] | alt.VConcatChart
    data: pl.DataFrame
    title: str
    subtitle: str
    note: str
    alt: str
    receipts: pl.DataFrame | None = None
    zoom: float = 1.0
    mm: float | None = None
    locale: str = "en"
    on_phone: Callable[[], Mapping[str, Any]] | None = None

    @property
    def spec(self) -> dict[str, Any]:
        """The Vega-Lite specification."""
        return dict(self.chart if isinstance(self.chart, Mapping) else self.chart.to_dict())

    @cached_property
    def narrow(self) -> dict[str, Any] | None:
        """The specification of the same chart set for a phone; null when this one is."""
        return dict(self.on_phone()) if self.on_phone else None

    def svg(self, mark: str = "") -> str:
        """The figure as SVG with its title and alternative text; raises `ExportError` when it cannot be drawn.

        A `mark` ("Draft: not for publication") is a tag at its upper edge, as in the other forms.
        """
        return rendering.said(self._drawn(mark), self.title, self.alt, self.locale)

    def png(self, scale: float = 2, mark: str = "") -> bytes:
        """The figure as PNG, `scale` pixels for each of its own; raises `ExportError` when it cannot be drawn."""
        return rendering.pixels(rendering.drawn(self.spec, mark), self.title, self.alt, scale * self.zoom)

    def stills(self, mark: str = "") -> dict[str, bytes]:
        """The figure as chart.svg, chart.png, chart@2x.png and chart.pdf, laid out once; raises `ExportError`."""
        drawn = rendering.drawn(self.spec, mark)
        sized = self._sized(drawn)
        return {
            "chart.svg": rendering.said(sized, self.title, self.alt, self.locale).encode(),
            "chart.png": rendering.pixels(drawn, self.title, self.alt, self.zoom),
            "chart@2x.png": rendering.pixels(drawn, self.title, self.alt, 2 * self.zoom),
            "chart.pdf": rendering.pdf(sized),
        }

    def _drawn(self, mark: str) -> str:
        return self._sized(rendering.drawn(self.spec, mark))

    def _sized(self, drawn: str) -> str:
        return drawn if self.zoom == 1 and self.mm is None else _SIDE.sub(self._side, drawn, count=2)

    def _side(self, side: re.Match[str]) -> str:
        unit, zoom = ("mm", self.zoom * 25.4 / 96) if self.mm else ("", self.zoom)
        return f'{side[1]}="{round(float(side[2]) * zoom, 2):g}{unit}"'

    def backed_by(self, receipts: pl.DataFrame) -> "Figure":
        """The same figure with the sentences behind its numbers (frames.RECEIPTS)."""
        return replace(self, receipts=receipts)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a notebook shows: an interactive view, a PNG with alternative text, and that text."""
        return rendering.bundle(self.spec, self.alt, self.title)
