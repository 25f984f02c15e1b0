"""What an explorer shows ▶ figures to publish: the same numbers, by the library's functions alone."""

from collections.abc import Callable
from typing import Any

import polars as pl

from dateline import charts, collection, geography, outlets, search, trends
from dateline.charts import Figure
from dateline.corpus import Corpus
from dateline.errors import DatelineError
from dateline.explorer.asked import Asked, days_said, plain

LEAST = 2
"""Stories by which a place is named to stand on a published map."""


def hits_of(corpus: Corpus, asked: Asked) -> pl.DataFrame:
    """The mentions of the active query that count: frames.HITS."""
    hits = corpus.search(plain(asked.query))
    if asked.prominent:
        hits = search.prominent(hits)
    if asked.place:
        hits = hits.join(corpus.count(asked.place_query), on="article_id", how="semi")
    return hits


def of_view(corpus: Corpus, asked: Asked, *, source: str = "") -> dict[str, Figure]:
    """The figures of the active query by name: outlets, time and places, each with its receipts.

    Raises `DatelineError` for mentions, which have no interval and are not drawn for publication.
    """
    hits = hits_of(corpus, asked)
    made: dict[str, Callable[..., Figure]] = {"outlets": by_outlet, "time": over_time, "places": on_map}
    return {name: make(corpus, asked, hits, source=source) for name, make in made.items()}


def by_outlet(corpus: Corpus, asked: Asked, hits: pl.DataFrame, *, source: str = "") -> Figure:
    """Shares by outlet on the days of the brush."""
    part: dict[str, Any] = {"unit": asked.unit, "outlets": asked.outlets, "between": asked.span, "shared": asked.shared}
    shares = trends.shares(hits, corpus, **part)
    made = outlets_figure(corpus, asked, shares, source=source)
    return made.backed_by(trends.receipts(hits, corpus, **part))


def outlets_figure(corpus: Corpus, asked: Asked, shares: pl.DataFrame, *, source: str = "") -> Figure:
    """A figure of shares that were counted."""
    _countable(asked)
    profile = collection.profile(corpus.catalogue())
    when = days_said(asked.span) if asked.span else collection.period(profile)
    return charts.dots(
        shares,
        title=outlets.finding(shares, asked.query.label),
        subtitle=f"Share of each outlet’s collected texts that name {asked.query.label}{_narrowed(asked)}, {when}. "
        "Dot: share. Bar: 95% interval.",
        note=outlets.note(shares, profile, asked.query, source, asked.unit) + _left_out(asked),
    )


def over_time(corpus: Corpus, asked: Asked, hits: pl.DataFrame, *, source: str = "") -> Figure:
    """Shares over time, of the outlets together."""
    _countable(asked)
    attention = trends.attention(hits, corpus, every=asked.every, by=None, unit=asked.unit, outlets=asked.outlets,
                                 between=asked.between, shared=asked.shared)  # fmt: skip
    return charts.timeline(
        attention,
        title=trends.finding(attention, asked.query.label, asked.every),
        subtitle=f"Share of the texts collected that name {asked.query.label}{_narrowed(asked)}, by "
        f"{trends.PERIODS[asked.every]}. Bar: 95% interval.",
        note=trends.note(attention, asked.every, asked.query, source) + _left_out(asked),
        receipts=trends.receipts(hits, corpus, by=None, unit=asked.unit, outlets=asked.outlets, between=asked.between,
                                 shared=asked.shared),
    )  # fmt: skip


def on_map(corpus: Corpus, asked: Asked, hits: pl.DataFrame, *, source: str = "") -> Figure:
    """The places that the stories with a hit name, on the days of the brush."""
    counted = geography.counted(corpus, outlets=asked.outlets, between=asked.span, shared=asked.shared)
    counted = counted.join(hits, on="article_id", how="semi")
    named = geography.named(counted)
    plotted = named.filter(pl.col("n") >= LEAST)
    return charts.map_of_places(
        named,
        title=geography.finding(named),
        subtitle=f"Stories that name {asked.query.label}{_narrowed(asked)}, by the places they name, "
        f"{days_said(asked.span)}",
        note=f"Unit: story, a text with its copies. Datelines are left out; a dashed ring is a name with a close rival."
        f"\nSource: {source or 'texts collected'}; gazetteer: GeoNames, CC BY 4.0; outlines: Natural Earth · "
        "analysis: dateline",
        least=LEAST,
        receipts=geography.receipts(counted, corpus, plotted),
    )


def _countable(asked: Asked) -> None:
    if asked.unit == "mention":
        raise DatelineError("mentions have no interval and are not published as a chart; choose stories or articles")


def _narrowed(asked: Asked) -> str:
    said = " in title or first 100 words" if asked.prominent else ""
    return said + (f" and {asked.place}" if asked.place else "")


def _left_out(asked: Asked) -> str:
    said = "" if asked.outlets is None else f" Outlets: {', '.join(asked.outlets)}."
    return said + ("" if asked.shared else " Stories that several outlets carry are left out.")


def comparison_figure(corpus: Corpus, query: str, *, unit: str = "story", name: str = "", source: str = "") -> Figure:
    """Shares of a query side by side, anywhere and in the title and first 100 words.

    Raises `QueryError` for a query that is not understood.
    """
    called = name or search.read_back(query)
    hits = corpus.search(query)
    shares = trends.shares(hits, corpus, unit=unit)
    profile = collection.profile(corpus.catalogue())
    return charts.dots(
        shares,
        title=outlets.finding(shares, called),
        subtitle=f"Share of each outlet’s collected texts that name {called}, {collection.period(profile)}. "
        "Dot: share. Bar: 95% interval.",
        note=outlets.note(shares, profile, query, source, unit),
        prominent=trends.shares(search.prominent(hits), corpus, unit=unit),
        receipts=corpus.receipts(hits),
    )
