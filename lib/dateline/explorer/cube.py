"""What the views show of a corpus: what the library's functions give, asked so that it can be asked again at once."""

from collections.abc import Callable
from typing import Any

import polars as pl

from dateline import geography, outlets, search, trends
from dateline.corpus import Corpus
from dateline.counting import Units
from dateline.explorer.asked import Asked, plain
from dateline.outlets import wording
from dateline.queries import Saved

KEPT = 12
"""Answers that are kept of each kind: those of four queries, and of what was asked just before."""
WORDS = 12
"""Words that are shown."""


class Cube:
    """The units found for each query, kept, so that other days or periods are sums over them.

    `shares`, `attention` and `places` are what `trends.shares`, `trends.attention` and `geography.named` give; the
    first without its interval from days drawn anew, which takes a hundred times as long.
    """

    def __init__(self, corpus: Corpus) -> None:
        """Take the corpus; nothing is asked yet."""
        self.corpus = corpus
        self._kept: dict[tuple[Any, ...], Any] = {}
        self._revision: object = None

    def once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:  # noqa: ANN401  what `make` makes
        """What `make` makes; the oldest are let go."""
        revision = self.corpus.kept("explored", object, decided=True)
        if revision is not self._revision:
            self._kept, self._revision = {}, revision
        made = self._kept.pop(key) if key in self._kept else make()
        self._kept[key] = made
        same = [other for other in self._kept if other[0] == key[0]]
        for other in same[:-KEPT]:
            del self._kept[other]
        return made

    def units(self, asked: Asked, by: str | None, unit: str | None = None) -> Units:
        """What could hold a hit, on all days."""
        unit = unit or asked.unit
        make = lambda: Units(self.corpus, by, unit, asked.part)  # noqa: E731
        found: Units = self.once(("units", by, unit, asked.part), make)
        return found

    def counts(self, asked: Asked, query: Saved) -> pl.DataFrame:
        """How often each article mentions a query: frames.COUNTS, of articles that name the place asked for."""

        def make() -> pl.DataFrame:
            counts = self.corpus.count(plain(query), prominent=asked.prominent)
            if asked.place:
                counts = counts.join(self.corpus.count(asked.place_query), on="article_id", how="semi")
            return counts

        counts: pl.DataFrame = self.once(("counts", query, asked.prominent, asked.place), make)
        return counts

    def hits(self, asked: Asked) -> pl.DataFrame:
        """Every mention of the active query: frames.HITS, as `counts` counts them."""

        def make() -> pl.DataFrame:
            hits = self.corpus.search(plain(asked.query))
            if asked.prominent:
                hits = search.prominent(hits)
            if asked.place:
                hits = hits.join(self.corpus.count(asked.place_query), on="article_id", how="semi")
            return hits

        hits: pl.DataFrame = self.once(("hits", asked.query, asked.prominent, asked.place), make)
        return hits

    def mentions_of(self, place: tuple[int | None, str, str], articles: pl.Series) -> pl.DataFrame:
        """The mentions of a place (its id, name and kind) in some articles that count: frames.MENTIONS."""
        number, name, kind = place
        same = (pl.col("name") == name) & (pl.coalesce("place_kind", "kind") == kind) & (pl.col("role") != "dateline")
        same &= pl.col("place_id").eq_missing(pl.lit(number, pl.Int64))
        wanted = pl.LazyFrame({"article_id": articles})
        return self.corpus.mentions().filter(same).join(wanted, on="article_id", how="semi").collect()

    def found(self, asked: Asked, query: Saved, by: str | None) -> pl.DataFrame:
        """The units that hold a hit, on all days."""
        key = ("found", query, asked.narrow, by, asked.unit)
        made: pl.DataFrame = self.once(key, lambda: self.units(asked, by).found(self.counts(asked, query)))
        return made

    def shares(self, asked: Asked, query: Saved) -> pl.DataFrame:
        """Shares by outlet on the days of the brush: frames.SHARES."""

        def make() -> pl.DataFrame:
            units = self.units(asked, "outlet").on(asked.span)
            return trends.side_by_side(units, units.within(self.found(asked, query, "outlet")), anew=False)

        shares: pl.DataFrame = self.once(("shares", query, asked.narrow, asked.unit, asked.span), make)
        return shares

    def attention(self, asked: Asked, query: Saved) -> pl.DataFrame:
        """Shares over time, of the outlets together: frames.ATTENTION."""

        def make() -> pl.DataFrame:
            units = self.units(asked, None).on(asked.between)
            return trends.over_time(units, units.within(self.found(asked, query, None)), asked.every)

        key = ("attention", query, asked.narrow, asked.unit, asked.between, asked.every)
        attention: pl.DataFrame = self.once(key, make)
        return attention

    def unplaced(self, asked: Asked) -> tuple[int, int]:
        """How many stories with a hit there are on the days of the brush, and how many of them name no place."""
        units = self.units(asked, None, "story").on(asked.span)
        stories = units.within(self.found(asked.but(unit="story"), asked.query, None)).height
        return stories, stories - geography.naming(units, self._by_day(asked))

    def _by_day(self, asked: Asked) -> pl.DataFrame:
        units = self.units(asked, None, "story")
        made: pl.DataFrame = self.once(
            ("by day", asked.query, asked.narrow), lambda: geography.by_day(units, self.counts(asked, asked.query))
        )
        return made

    def places(self, asked: Asked, *, brushed: bool = True) -> pl.DataFrame:
        """The places that the stories with a hit name: frames.NAMED; on all days shown, or those of the brush."""
        units = self.units(asked, None, "story")
        days = asked.span if brushed else asked.between
        by_day = self._by_day(asked)
        named: pl.DataFrame = self.once(
            ("places", asked.query, asked.narrow, days), lambda: geography.within(units.on(days), by_day)
        )
        return named

    def compared(self, asked: Asked, group: str | None) -> int:
        """The texts whose words `keywords` compares, by its arguments: one of each story in each outlet."""
        stories = asked.but(unit="story")
        units = self.units(stories, "outlet").on(asked.span)
        if group is None:
            return units.all().height
        return units.within(self.found(stories, asked.query, "outlet")).height

    def keywords(self, asked: Asked, group: str | None) -> pl.DataFrame:
        """The words of an outlet where it names the active query, or those that go with it: frames.DISTINCTIVE.

        On the days of the brush. What `wording.distinctive` gives within the stories with a hit, or `wording.keywords`
        of those beside the others; the surest alone.
        """

        def make() -> pl.DataFrame:
            stories, query = asked.but(unit="story"), asked.query
            units = self.units(stories, "outlet").on(asked.span)
            found = units.within(self.found(stories, query, "outlet"))
            held, other = outlets.divided(units, found, self.counts(asked, query))
            if group is not None:
                return wording.distinctive(self.corpus, group, within=held, enough=WORDS)
            return wording.keywords(self.corpus, held, other, name=query.label, query=query, enough=WORDS)

        found: pl.DataFrame = self.once(("keywords", asked.query, asked.narrow, asked.span, group), make)
        return found
