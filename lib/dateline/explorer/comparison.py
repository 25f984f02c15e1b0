"""Widgets over the functions of this library: they hold no analysis of their own."""

from typing import Any

import ipywidgets as widgets

from dateline import collection, outlets, search, trends
from dateline.charts import Figure, dots, rendering
from dateline.corpus import Corpus
from dateline.errors import QueryError


def comparison_figure(corpus: Corpus, query: str, *, unit: str = "story", name: str = "", source: str = "") -> Figure:
    """Shares of a query side by side, as the comparison widget draws them: the same figure without widgets.

    Raises `QueryError` for a query that is not understood.
    """
    called = name or search.read_back(query)
    hits = corpus.search(query)
    shares = trends.shares(hits, corpus, unit=unit)
    profile = collection.profile(corpus.catalogue())
    return dots(
        shares,
        title=outlets.finding(shares, called),
        subtitle=f"Share of each outlet’s collected texts that name {called}, {collection.period(profile)}. "
        "Dot: share. Bar: 95% interval.",
        note=outlets.note(shares, profile, query, source, unit),
        prominent=trends.shares(search.prominent(hits), corpus, unit=unit),
        receipts=corpus.receipts(hits),
    )


class Comparison(widgets.VBox):
    """A query box, the unit, and a chart that follows; `figure` is what it shows, to publish it."""

    def __init__(self, corpus: Corpus, query: str, *, unit: str = "story", source: str = "") -> None:
        """Draw `query`; later queries are typed and sent with Enter."""
        self._corpus, self._source = corpus, source
        self.query = widgets.Text(
            value=query, description="Query", continuous_update=False, layout=widgets.Layout(width="38rem")
        )
        self.unit = widgets.ToggleButtons(options=["story", "article"], value=unit, description="Unit")
        self.said = widgets.Label()
        self.figure = comparison_figure(corpus, query, unit=unit, source=source)
        self.said.value = f"Searched for {search.read_back(query)}"
        self._view = rendering.view(self.figure.spec, self.figure.alt)
        super().__init__([self.query, self.unit, self.said, self._view])
        self.query.observe(self._follow, "value")
        self.unit.observe(self._follow, "value")

    def _follow(self, _: object) -> None:
        """Draw what the controls say; a query that is not understood leaves the chart and says why."""
        try:
            figure = comparison_figure(self._corpus, self.query.value, unit=self.unit.value, source=self._source)
        except QueryError as error:
            self.said.value = str(error).splitlines()[0]
            return
        self.figure = figure
        self.said.value = f"Searched for {search.read_back(self.query.value)}"
        with self._view.hold_sync():
            self._view.spec, self._view.alt_text = rendering.guard(figure.spec), figure.alt
            self._view.revision += 1

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """The widget, and its chart as PNG and text for readers without a kernel."""
        return rendering.still(super(), self.figure.png(), self.figure.alt)


def compare(corpus: Corpus, query: str, *, unit: str = "story", source: str = "") -> Comparison:
    """Compare outlets by a query, in a notebook: type another query and the chart follows. Raises `QueryError`."""
    return Comparison(corpus, query, unit=unit, source=source)
