"""Articles ▶ stories: each text with its copies, tied to an original and never chained."""

import polars as pl

from dateline.frames import ARTICLES, STORIES

VERSION = "1"
"""Raise it when the same articles would be grouped otherwise: kept layers are made anew."""

SHORTEST = 25
"""Words a text must have to be called a copy: shorter ones (captions, notices) are alike by chance."""

_KEY = r"[^\pL\pN]+"


def group(articles: pl.DataFrame) -> pl.DataFrame:
    """The story of each article: verbatim copies, across outlets and within one.

    Takes article_id, text and published (null allowed). Gives the same rows with the columns of frames.STORIES.
    Two texts are verbatim copies when they are equal letter by letter and digit by digit, whatever their case,
    punctuation and spacing. The original is the earliest (an undated one last, then by article_id); each copy is tied
    to it directly. A text of fewer than 25 words, or none, is its own story.

    >>> text = "The two delegations met on Monday in Istanbul " * 4
    >>> day = pl.Series([None, None], dtype=pl.Datetime("us", "UTC"))
    >>> group(pl.DataFrame({"article_id": ["b", "a"], "text": [text, text.upper()], "published": day})).select(
    ...     "article_id", "story_id", "copy_kind", "copy_of").rows()
    [('b', 'a', 'verbatim', 'a'), ('a', 'a', 'original', None)]
    """
    ARTICLES.require(articles, "article_id", "published")
    key = pl.col("text").str.normalize("NFKC").str.to_lowercase().str.replace_all(_KEY, " ").str.strip_chars()
    keyed = articles.select("article_id", "published", key=key).with_columns(
        key=pl.when(pl.col("key").str.count_matches(" ") + 1 >= SHORTEST).then("key").otherwise(None)
    )
    order = ["published", "article_id"]
    first = (
        keyed.filter(pl.col("key").is_not_null())
        .sort(order, nulls_last=True)
        .unique("key", keep="first", maintain_order=True)
    )
    original = keyed.join(first.select("key", original="article_id"), on="key", how="left", maintain_order="left")
    story = original.select(
        story_id=pl.coalesce("original", "article_id"),
        copy_kind=pl.when(pl.col("original").fill_null(pl.col("article_id")) == pl.col("article_id"))
        .then(pl.lit("original")).otherwise(pl.lit("verbatim")),
        copy_of=pl.when(pl.col("original") != pl.col("article_id")).then("original").otherwise(None),
    ).cast({name: kind for name, kind in STORIES.schema.items() if name != "article_id"})  # fmt: skip
    return pl.concat([articles.drop(*story.columns, strict=False), story], how="horizontal")
