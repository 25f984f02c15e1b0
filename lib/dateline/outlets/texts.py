"""The texts by which outlets are compared: of each outlet's story, its earliest full text."""

from collections.abc import Iterable

import polars as pl

from dateline.corpus import Corpus
from dateline.counting import Days, Part, Units


def texts(corpus: Corpus, within: pl.DataFrame | None = None) -> pl.DataFrame:
    """The earliest full text of every story in every outlet: article_id, group (the outlet). Kept with the corpus.

    With `within` (a frame with article_id) the earliest of these: of each story with a hit, say, a text that has it.
    """
    if within is None:
        return corpus.kept("outlets' texts", lambda: _earliest(corpus.catalogue()))
    return _earliest(corpus.catalogue().join(within, on="article_id", how="semi"))


def _earliest(articles: pl.DataFrame) -> pl.DataFrame:
    full = articles.filter(pl.col("text_kind") == "full").sort("published", "article_id", nulls_last=True)
    outlet = pl.col("outlet").fill_null("(unknown)")
    once = full.with_columns(group=outlet).unique(["group", "story_id"], keep="first", maintain_order=True)
    return once.select("article_id", "group").sort("article_id")


def largest(corpus: Corpus) -> str:
    """The outlet with the most stories, the first by name of equal ones; "(no outlet)" without a full text."""
    counted = texts(corpus)["group"].value_counts(name="n").sort("n", "group", descending=[True, False])
    return str(counted["group"][0]) if counted.height else "(no outlet)"


def sides(
    hits: pl.DataFrame,
    corpus: Corpus,
    *,
    outlets: Iterable[str] | None = None,
    between: Days | None = None,
    shared: bool = True,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The articles with a hit, and those of the outlets' stories that hold none: article_id, group, each.

    Of a part of the corpus, asked for and refused as in `trends.shares`; hits are frames.HITS or COUNTS. Their words
    are what `wording.keywords` compares.
    """
    units = Units(corpus, "outlet", "story", Part.of(outlets, between, shared=shared))
    return divided(units, units.within(units.found(hits)), hits)


def divided(units: Units, found: pl.DataFrame, hits: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The articles with a hit of the units that were found, and all of the others: article_id, group, each."""
    members = units.members().join(units.all().select("number"), on="number", how="semi")
    held = members.join(found, on="number", how="semi").join(hits, on="article_id", how="semi")
    other = members.join(found, on="number", how="anti")
    return held.select("article_id", "group"), other.select("article_id", "group")
