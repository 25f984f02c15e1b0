"""Articles ▶ stories: each text with its copies, tied to an original and never chained."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from dateline.copies import pairs, runs
from dateline.copies.pairs import COMMON, PAIR, SHARED
from dateline.frames import ARTICLES, STORIES

__all__ = ["COMMON", "SHARED", "VERSION", "group"]

VERSION = "3"
"""Raise it when the same articles would be grouped otherwise: kept layers are made anew."""

Row = Mapping[str, Any]


def group(articles: pl.DataFrame) -> pl.DataFrame:
    """The story of each article: verbatim, edited, shortened and embedded copies, across outlets and within one.

    Takes article_id, text and published (null allowed), and outlet if there is one. Gives the same rows with the
    columns of frames.STORIES. Two texts are one story when at least 40% of the shorter one's runs of five words
    stand in the other (containment, Broder 1997), or 160 of them on end, or when it is changed a word here and there
    only; within one outlet the 40% are 70%, for its follow-ups repeat its background. All is compared exactly, and
    runs that five or more articles of one outlet hold are boilerplate and left out, but where 70% of a text stands in
    the other with them. Articles of no outlet are taken for one outlet's boilerplate, and for several's copies.

    The original is the earliest by day (an undated one last); of one day, the text that shares most with the others.
    Each copy shares enough with its original itself: a copy of a copy that does not is a story of its own. A text of
    fewer than 25 words, or none, is its own story.

    Titles and dates do not decide. *Verbatim*: all of it, but for a dateline or a credit. *Shortened*: most of a text
    that is shorter by a quarter or more. *Embedded*: within a longer text, or mostly not its
    original's. *Edited*: else.

    >>> text = "The two delegations met on Monday in Istanbul and " + " ".join(f"spoke of item {n}," for n in range(9))
    >>> day = pl.Series([None, None], dtype=pl.Datetime("us", "UTC"))
    >>> group(pl.DataFrame({"article_id": ["b", "a"], "text": [text, text.upper()], "published": day})).select(
    ...     "article_id", "story_id", "copy_kind", "copy_of").rows()
    [('b', 'a', 'verbatim', 'a'), ('a', 'a', 'original', None)]
    """
    ARTICLES.require(articles, "article_id", "published")
    outlet = pl.col("outlet").fill_null("") if "outlet" in articles.columns else pl.lit("")
    day, time = pl.col("published").dt.date(), pl.col("published").dt.time()
    known = (
        articles.select("article_id", pl.col("text").cast(pl.String), "published", day=day, outlet=outlet)
        .sort(day, time == pl.time(0), time, "article_id", nulls_last=True)  # a day alone comes after a known time
        .with_row_index("doc")
    )
    parts = runs.make(known.select("doc", "text"))
    near, held = pairs.hold(pairs.likely(parts, known), parts, known)
    alike = pairs.alike(near, held, known)
    tied = _tie(alike, known)
    asked = _indirect(alike, tied)
    if asked.height:
        alike = pl.concat([alike, pairs.alike(pairs.shared(asked, held), held, known)])
        tied = _tie(alike, known)
    ids = known["article_id"]
    rows = [(ids[doc], ids[first], kind, ids[first]) for doc, (first, kind) in tied.items() if first != doc]
    copies = pl.DataFrame(rows, schema=STORIES.schema, orient="row")
    return _with_stories(articles, copies)


def _with_stories(articles: pl.DataFrame, copies: pl.DataFrame) -> pl.DataFrame:
    plain = articles.drop(*(name for name in STORIES.columns if name != "article_id"), strict=False)
    joined = plain.join(copies, on="article_id", how="left", maintain_order="left")
    return joined.with_columns(
        story_id=pl.coalesce("story_id", "article_id"), copy_kind=pl.col("copy_kind").fill_null("original")
    )


def _tie(alike: pl.DataFrame, known: pl.DataFrame) -> dict[int, tuple[int, str]]:
    """The original and kind of every article that shares enough with another, by number."""
    near: dict[int, dict[int, Row]] = {}
    for row in alike.iter_rows(named=True):
        near.setdefault(row["a"], {})[row["b"]] = row
        near.setdefault(row["b"], {})[row["a"]] = row
    weight = [(doc, round(sum(row["part"] for row in found.values()), 6)) for doc, found in near.items()]
    schema: dict[str, Any] = {"doc": pl.UInt32, "weight": pl.Float64}
    order = (
        known.select("doc", "day")
        .join(pl.DataFrame(weight, schema=schema, orient="row"), on="doc")
        .sort("day", -pl.col("weight"), "doc", nulls_last=True)
    )
    tied: dict[int, tuple[int, str]] = {}
    for doc in order["doc"]:
        firsts = [other for other in near[doc] if tied.get(other, (None,))[0] == other]
        best = max(firsts, key=lambda other: (near[doc][other]["part"], -other), default=None)
        tied[doc] = (doc, "original") if best is None else (best, _kind(near[doc][best], doc))
    return tied


def _kind(row: Row, copy: int) -> str:
    own, other = (row["size_b"], row["size_a"]) if copy == row["b"] else (row["size_a"], row["size_b"])
    of_copy, of_original = row["shared"] / own, row["shared"] / other
    if of_copy >= 0.95 and of_original >= 0.9:
        return "verbatim"
    if of_copy >= 0.75 and own < 0.75 * other:
        return "shortened"
    return "embedded" if own > 1.15 * other or of_copy < 0.4 else "edited"


def _indirect(alike: pl.DataFrame, tied: Mapping[int, tuple[int, str]]) -> pl.DataFrame:
    """Pairs of an article and the original of its like that were not compared yet."""
    known = set(alike.select(PAIR).iter_rows())
    ends: Iterable[tuple[int, int]] = [(one, two) for a, b in known for one, two in ((a, b), (b, a))]
    asked = {tuple(sorted((doc, tied[other][0]))) for doc, other in ends if tied[other][0] != doc}
    return pl.DataFrame(sorted(asked - known), schema=dict.fromkeys(PAIR, pl.UInt32), orient="row")
