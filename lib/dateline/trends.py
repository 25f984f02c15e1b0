"""Hits ▶ shares: how many of the units collected name something, against how many could have."""

import polars as pl

from dateline import stats
from dateline.corpus import Corpus
from dateline.errors import DatelineError
from dateline.frames import SHARES

ALL = "(all)"
UNITS = ("story", "article")


def shares(hits: pl.DataFrame, corpus: Corpus, *, by: str | None = "outlet", unit: str = "story") -> pl.DataFrame:
    """Share of each outlet's collected full texts that hold a hit: a frame of frames.SHARES, by group.

    A unit counts when its title or its text holds a hit. With `by="outlet"` copies are collapsed within the outlet
    only: an outlet that ran another's text did run it. With `by=None` there is one row, and copies are collapsed over
    all outlets; so outlets may sum to more. Headlines alone and truncated texts are left out of both sides. The
    interval is Wilson's 95 % on units: it speaks of texts like those collected, not of texts that were not collected.
    Raises `DatelineError` for another `by` or `unit`.

    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.csv").write_text("title,text\\nA,Odesa is open again now.\\nB,Gdynia is shut again now.\\n")
    >>> corpus = Corpus(folder / "corpus")
    >>> _ = corpus.add(folder / "a.csv", outlet="Halyard")
    >>> shares(corpus.search("Odesa"), corpus).select("group", "n", "total", "share").rows()
    [('Halyard', 1, 2, 0.5)]
    """
    if by not in ("outlet", None) or unit not in UNITS:
        raise DatelineError(
            f"shares are by 'outlet' or None and of {' or '.join(UNITS)}, not by {by!r} and of {unit!r}"
        )
    columns = corpus.articles().filter(pl.col("text_kind") == "full").select("article_id", "outlet", "story_id")
    table = columns.collect().with_columns(
        group=pl.col("outlet").fill_null("(unknown)") if by else pl.lit(ALL),
        unit=pl.col("story_id" if unit == "story" else "article_id"),
        hit=pl.col("article_id").is_in(hits["article_id"].unique().to_list()),
    )
    counted = (
        table.group_by("group")
        .agg(
            n=pl.col("unit").filter(pl.col("hit")).n_unique(),
            total=pl.col("unit").n_unique(),
            articles=pl.col("hit").sum(),
            articles_total=pl.len(),
        )
        .sort("group")
        .cast(dict.fromkeys(("n", "total", "articles", "articles_total"), pl.Int64))
    )
    ends = pl.DataFrame([stats.wilson(n, total) for n, total in counted.select("n", "total").iter_rows()],
                        schema={"low": pl.Float64, "high": pl.Float64}, orient="row")  # fmt: skip
    status = pl.when(pl.col("n") == 0).then(pl.lit("zero")).otherwise(pl.lit("observed"))
    joined = pl.concat([counted, ends], how="horizontal")
    return joined.with_columns(share=pl.col("n") / pl.col("total"), status=status).select(*SHARES.columns)
