"""The texts by which outlets are compared: of each outlet's story, its earliest full text."""

import polars as pl

from dateline.corpus import Corpus
from dateline.errors import DatelineError


def texts(corpus: Corpus) -> pl.DataFrame:
    """The earliest full text of every story in every outlet: article_id, group (the outlet). Kept with the corpus."""

    def made() -> pl.DataFrame:
        full = corpus.catalogue().filter(pl.col("text_kind") == "full").sort("published", "article_id", nulls_last=True)
        outlet = pl.col("outlet").fill_null("(unknown)")
        once = full.with_columns(group=outlet).unique(["group", "story_id"], keep="first", maintain_order=True)
        return once.select("article_id", "group").sort("article_id")

    return corpus.kept("outlets' texts", made)


def largest(corpus: Corpus) -> str:
    """The outlet with the most stories, the first by name of equal ones. Raises `DatelineError` without a full text."""
    counted = texts(corpus)["group"].value_counts(name="n").sort("n", "group", descending=[True, False])
    if not counted.height:
        raise DatelineError(f"{corpus.path} holds no full text to compare outlets by")
    return str(counted["group"][0])
