"""The texts by which outlets are compared: of each outlet's story, its earliest full text."""

import polars as pl

from dateline.corpus import Corpus


def texts(corpus: Corpus) -> pl.DataFrame:
    """The earliest full text of every story in every outlet: article_id, group (the outlet). Kept with the corpus."""

    def made() -> pl.DataFrame:
        full = corpus.catalogue().filter(pl.col("text_kind") == "full").sort("published", "article_id", nulls_last=True)
        outlet = pl.col("outlet").fill_null("(unknown)")
        once = full.with_columns(group=outlet).unique(["group", "story_id"], keep="first", maintain_order=True)
        return once.select("article_id", "group").sort("article_id")

    return corpus.kept("outlets' texts", made)
