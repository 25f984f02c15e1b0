"""What an explorer shows ▶ figures to publish: the same numbers, by the library's functions alone."""

from collections.abc import Callable
from typing import Any

import polars as pl

from dateline import charts, collection, geography, outlets, search, trends
from dateline.charts import Figure
from dateline.corpus import Corpus
from dateline.counting import PER
from dateline.explorer import cube, keywords
from dateline.explorer.asked import Asked, ask, days_said, plain
from dateline.explorer.controls import label, narrowed
from dateline.outlets import wording
from dateline.queries import Saved

SOURCE = "texts collected"
"""Where the numbers are from, unless it is said."""
NAMED = 3
"""Outlets that a title names; of more, how many there are."""
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


def of_view(corpus: Corpus, asked: Asked, *, source: str = "", group: str | None = None) -> dict[str, Figure]:
    """The figures of the active query by name: outlets, time, places, and words where some are told, with receipts.

    `group` is the outlet whose words they are; without, they are those that go with the query.
    """
    hits = hits_of(corpus, asked)
    made: dict[str, Callable[..., Figure]] = {"outlets": by_outlet, "time": over_time, "places": on_map}
    figures = {name: make(corpus, asked, hits, source=source) for name, make in made.items()}
    words = of_words(corpus, asked, hits, group, source=source) if asked.words else None
    return figures if words is None else {**figures, "words": words}


def by_outlet(corpus: Corpus, asked: Asked, hits: pl.DataFrame, *, source: str = "") -> Figure:
    """Shares by outlet on the days of the brush."""
    part: dict[str, Any] = {"unit": asked.unit, "outlets": asked.outlets, "between": asked.span, "shared": asked.shared}
    shares = trends.shares(hits, corpus, **part)
    made = outlets_figure(corpus, asked, shares, source=source)
    return made.backed_by(trends.receipts(hits, corpus, **part))


def outlets_figure(corpus: Corpus, asked: Asked, shares: pl.DataFrame, *, source: str = "") -> Figure:
    """A figure of shares that were counted."""
    return charts.dots(
        shares,
        title=outlets.finding(shares, label(asked)),
        subtitle=subtitles(corpus, asked)["outlets"],
        note=outlets.note(shares, collection.profile(corpus.catalogue()), asked.query, source or SOURCE, asked.unit)
        + left_out(asked),
    )


def over_time(corpus: Corpus, asked: Asked, hits: pl.DataFrame, *, source: str = "") -> Figure:
    """Shares over time, of the outlets together."""
    attention = trends.attention(hits, corpus, every=asked.every, by=None, unit=asked.unit, outlets=asked.outlets,
                                 between=asked.between, shared=asked.shared)  # fmt: skip
    return charts.timeline(
        attention,
        title=whose(asked) + trends.finding(attention, label(asked), asked.every),
        subtitle=subtitles(corpus, asked)["time"],
        note=trends.note(attention, asked.every, asked.query, source or SOURCE) + left_out(asked),
        receipts=trends.receipts(hits, corpus, by=None, unit=asked.unit, outlets=asked.outlets, between=asked.between,
                                 shared=asked.shared),
    )  # fmt: skip


def on_map(corpus: Corpus, asked: Asked, hits: pl.DataFrame, *, source: str = "") -> Figure:
    """The places that the stories with a hit name, on the days of the brush."""
    counted = geography.counted(corpus, outlets=asked.outlets, between=asked.span, shared=asked.shared)
    counted = counted.join(hits, on="article_id", how="semi")
    named = geography.named(counted)
    plotted = named.filter(pl.col("n") >= LEAST)
    asked_for, settled = f"that name {label(asked.but(unit='story'))}", "city" in named["kind"]
    return charts.map_of_places(
        named,
        title=geography.finding(named) if settled else f"No settlement is named in stories {asked_for}",
        subtitle=f"Stories {asked_for}, by the places they name, {days_said(asked.span)}",
        note=f"Unit: story, a text with its copies. Datelines are left out; a dashed ring is a name with a close rival."
        f"\nSource: {source or SOURCE}; gazetteer: GeoNames, CC BY 4.0; outlines: Natural Earth · "
        f"analysis: dateline{left_out(asked)}",
        least=LEAST,
        receipts=geography.receipts(counted, corpus, plotted),
    )


def of_words(corpus: Corpus, asked: Asked, hits: pl.DataFrame, group: str | None, *, source: str = "") -> Figure | None:
    """The words of an outlet where it names the query, or those that go with it; null without any, or in many texts."""
    if not has_words(corpus, asked, group):
        return None
    target, other = outlets.sides(hits, corpus, outlets=asked.outlets, between=asked.span, shared=asked.shared)
    if group is None:
        found = wording.keywords(corpus, target, other, name=asked.query.label, query=asked.query, enough=cube.WORDS)
    else:
        found = wording.distinctive(corpus, group, within=target)
        target = target.filter(pl.col("group") == group)
    words = wording.shown(found, cube.WORDS)
    if not words.height:
        return None
    return charts.words(
        found,
        title=keywords.headline(found, asked, group),
        subtitle=f"{keywords.title(asked, group)}. {keywords.compared(group)}",
        note=wording.note(source or SOURCE) + left_out(asked),
        most=cube.WORDS,
        receipts=wording.sentences(corpus, words, target),
    )


def has_words(corpus: Corpus, asked: Asked, group: str | None) -> bool:
    """Whether words are counted, as in the view: in so many texts at most, and of an outlet that has one with a hit."""
    shown = cube.Cube(corpus)
    few = shown.compared(asked, group) <= keywords.MOST
    if group is None or not few:
        return few
    shares = shown.shares(asked.but(unit="story"), asked.query)
    return bool(shares.filter(pl.col("group") == group)["n"].sum())


def subtitles(corpus: Corpus, asked: Asked) -> dict[str, str]:
    """What the figures of outlets and of time say under their titles."""
    when = days_said(asked.span) if asked.span else collection.period(collection.profile(corpus.catalogue()))
    each, together = "each outlet’s collected texts", "the texts collected"
    by = f"by {trends.PERIODS[asked.every]}"
    if asked.unit == "mention":
        rate = f"Mentions of {label(asked)}{', ' if narrowed(asked) else ' '}in {PER:,} words of"
        return {"outlets": f"{rate} {each}, {when}.", "time": f"{rate} {together}, {by}."}
    return {
        "outlets": f"Share of {each} that name {label(asked)}, {when}. Dot: share. Bar: 95% interval.",
        "time": f"Share of {together} that name {label(asked)}, {by}. Bar: 95% interval.",
    }


def whose(asked: Asked) -> str:
    """What a title begins with when outlets are chosen; nothing of all.

    >>> whose(ask("Odesa", outlets=["The Knot", "The Reef"]))
    'The Knot, The Reef: '
    """
    if asked.outlets is None:
        return ""
    return f"{', '.join(asked.outlets) if len(asked.outlets) <= NAMED else f'{len(asked.outlets)} outlets'}: "


def left_out(asked: Asked) -> str:
    """What a note says of a part of the corpus; nothing of the whole."""
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
        subtitle=subtitles(corpus, ask(Saved(called, called, query), unit=unit))["outlets"],
        note=outlets.note(shares, profile, query, source, unit),
        prominent=trends.shares(search.prominent(hits), corpus, unit=unit),
        receipts=corpus.receipts(hits),
    )
