"""A query and an index ▶ hits, or counts: what the segments say, put into frames."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from dateline.errors import QueryError
from dateline.frames import ARTICLES, COUNTS, HITS
from dateline.search.building import build, part
from dateline.search.index import Live
from dateline.search.language import Outlet, Place, Query, parse
from dateline.search.matching import Context, Matcher
from dateline.search.spans import Found

__all__ = ["Context", "Live", "count", "find", "find_in", "prominent", "some"]

LEAD = 100
"""Words at the beginning of a text that count, with the title, as a prominent place."""


def find(query: str, articles: pl.DataFrame) -> pl.DataFrame:
    """Every mention of a query's terms in the articles that answer it: one row a place, the columns of frames.HITS.

    Takes article_id, title, text, and outlet where the query asks for one. What a word is stands in search/tokens.py,
    what a query may say in search/language.py. AND and NOT look at title and text together; terms after NOT give no
    rows. Where terms overlap the first counts, and of those that begin together the longest. Demonyms are other words:
    Turkish is not Turkey. Raises `QueryError`, also for place:, which only a corpus can answer.

    >>> table = pl.DataFrame({"article_id": ["a"], "title": ["In TÜRKİYE"], "text": ["Turkey's port; a turkey-shoot."]})
    >>> find("Turkey OR Türkiye", table).select("field", "start", "end", "surface").rows()
    [('title', 3, 10, 'TÜRKİYE'), ('text', 0, 6, 'Turkey'), ('text', 17, 23, 'turkey')]
    """
    ARTICLES.require(articles, "article_id", "title")
    tree = parse(query)

    def mentions(_: Place) -> pl.DataFrame:
        raise QueryError("place: asks a corpus, whose places were found; a table of texts has none")

    def of_outlet(outlet: Outlet) -> pl.Series:
        ARTICLES.require(articles, "outlet")
        return articles.filter(pl.col("outlet") == outlet.text)["article_id"]

    segment = build([articles.select("article_id", "title", "text")])
    return find_in(tree, [(segment, None)], Context(mentions, of_outlet), lambda _: articles)


def prominent(hits: pl.DataFrame) -> pl.DataFrame:
    """Those of the hits that stand in the title or among the text's first LEAD words.

    Where outlets' texts differ in length, a longer one has more places to name something; its first words do not.

    >>> table = pl.DataFrame({"article_id": ["a"], "title": ["A pier"], "text": ["word " * 120 + "pier"]})
    >>> prominent(find("pier", table))["field"].to_list()
    ['title']
    """
    return hits.filter((pl.col("field") == "title") | (pl.col("word") <= LEAD))


def count(tree: Query, index: Sequence[Live], context: Context, *, lead: bool = False) -> pl.DataFrame:
    """Mentions in each article that answers a query: the columns of frames.COUNTS, in the index's order.

    With `lead` only those in the title and the text's first LEAD words are counted.
    """
    parts = [COUNTS.empty()]
    for segment, live in index:
        article, mentions = Matcher(tree, segment, context).counts(LEAD if lead else None)
        rows = pl.DataFrame({"article_id": segment.ids[article], "mentions": mentions}, schema=COUNTS.schema)
        parts.append(rows if live is None else rows.filter(pl.Series(live[article])))
    return pl.concat(parts)


def some(index: Sequence[Live], ids: pl.Series) -> list[Live]:
    """An index of some of its articles alone, which is searched in no time when they are few."""
    made: list[Live] = []
    for segment, live in index:
        chosen = segment.ids.is_in(ids.implode()).to_numpy()
        articles = np.flatnonzero(chosen if live is None else chosen & live)
        if len(articles):
            made.append((part(segment, articles), None))
    return made


def find_in(
    tree: Query, index: Sequence[Live], context: Context, texts: Callable[[pl.Series], pl.DataFrame] | None
) -> pl.DataFrame:
    """Every mention in an index: the columns of frames.HITS.

    `texts` gives article_id, title and text of some articles: what stands between the words of a phrase is read there.
    Without it a phrase's surface is its first word alone.
    """
    parts = [HITS.empty()]
    for segment, live in index:
        matcher = Matcher(tree, segment, context)
        found = matcher.mentions()
        article = segment.article_of(found.start)
        if live is not None:
            found, article = Found(*(column[live[article]] for column in found)), article[live[article]]
        start, end = segment.start_of(found.start), segment.end_of(found.end - 1)
        names = np.array([term.text for term in matcher.terms], object)
        field = segment.field_of(found.start) % 2
        numbers, which = np.unique(segment.number_of(found.start), return_inverse=True)
        rows = pl.DataFrame({
            "article_id": segment.ids[article], "field": pl.Series(["title", "text"])[field],
            "start": start, "end": end,
            "surface": pl.Series([segment.written[number] for number in numbers.tolist()], dtype=pl.String)[which],
            "term": pl.Series(names[found.term], dtype=pl.String),
            "word": found.start - segment.fields[segment.field_of(found.start)] + 1,
        }, schema=HITS.schema)  # fmt: skip
        parts.append(
            rows if texts is None or (found.words == 1).all() else rows.with_columns(surface=_surfaces(rows, texts))
        )
    return pl.concat(parts)


def _surfaces(rows: pl.DataFrame, texts: Callable[[pl.Series], pl.DataFrame]) -> pl.Series:
    """What is written at the places of hits."""
    said = texts(rows["article_id"].unique()).select("article_id", "title", "text").unique("article_id")
    joined = rows.join(said, on="article_id", how="left", maintain_order="left")

    def each() -> Iterator[str]:
        for field, start, end, title, text in joined.select("field", "start", "end", "title", "text").iter_rows():
            whole: Any = title if field == "title" else text
            yield whole[start:end]

    return pl.Series(each(), dtype=pl.String)
