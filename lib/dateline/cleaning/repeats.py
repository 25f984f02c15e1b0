"""How many of an outlet's articles have a line: the strongest sign of furniture, and the more the corpus grows."""

from collections.abc import Sequence

import polars as pl

PARAGRAPH = 80
"""UTF-8 bytes from which a line that ends as a sentence counts as a paragraph."""
VERSION, SAME = 0.5, 0.8
"""Share of an article's paragraph text that stands in a few of the outlet's articles (half of them at most), or in any:
beyond it the article is a version of another."""
MOST = 6
"""Other articles counted; more say no more."""
STOPS = r"[.!?…。！？।؟۔][\"'”’»)\]」』“）］]?$"
"""How a sentence ends, in Latin, Chinese, Japanese, Devanagari and Arabic script."""


def count(lines: pl.DataFrame, outlets: Sequence[str], most: int = MOST) -> pl.DataFrame:
    """In how many other articles of its outlet a line stands, `same`, and with its digits masked, `alike`.

    Takes article (a number, in order) and line, and each article's outlet; gives the same rows with these columns.
    `siblings` counts the outlet's other articles, `twice` how often the article itself says the line. An article
    received again counts once, and versions of one article (see `VERSION`) are no witnesses for each other.

    >>> lines = pl.DataFrame({"article": [0, 0, 1, 1], "line": ["A tea.", "Follow us", "Rain.", "Follow us"]})
    >>> count(lines, ["X", "X"])["same"].to_list()
    [0.0, 1.0, 0.0, 1.0]
    """
    number = {outlet: n for n, outlet in enumerate(sorted(set(outlets)))}
    line, owner = pl.col("line"), pl.lit(pl.Series([number[outlet] for outlet in outlets], dtype=pl.Int32))
    texts = lines.group_by("article", maintain_order=True).agg(text=line.str.join("\n"), alone=pl.len() == 1)
    texts = texts.with_columns(outlet=owner.gather("article"), text=pl.col("text").hash())
    texts = texts.with_columns(text=_key("outlet", "text"), of=pl.col("text").n_unique().over("outlet"))
    rows = lines.select(
        "article",
        "line",
        said=line.hash(),
        masked=line.str.replace_all(r"[0-9]+", "0").hash(),
        chars=line.str.len_chars(),
        long=(line.str.len_bytes() >= PARAGRAPH) & line.str.tail(2).str.contains(STOPS),
    ).join(texts, on="article", how="left", maintain_order="left")
    rows = rows.with_columns(
        first=_key("text", "said").is_first_distinct() & ~pl.col("alone"),
        first_alike=_key("text", "masked").is_first_distinct() & ~pl.col("alone"),
        said=_key("outlet", "said"),
        masked=_key("outlet", "masked"),
        mine=_key("article", "said"),
    )
    rows = rows.with_columns(texts=pl.col("first").sum().over("said"))
    weight = pl.when("long").then("chars").otherwise(0)
    whole = weight.sum().over("article").clip(200)
    rows = rows.with_columns(
        many=pl.when(pl.col("texts") > 1).then(weight).otherwise(0).sum().over("article") > SAME * whole,
        few=pl.when((pl.col("texts") > 1) & (pl.col("texts") * 2 <= pl.col("of")))
        .then(weight)
        .otherwise(0)
        .sum()
        .over("article")
        > VERSION * whole,
    ).with_columns(version=pl.col("many") | pl.col("few"))
    return rows.select(
        "article",
        "line",
        same=_others("first", "said", most),
        alike=_others("first_alike", "masked", most),
        siblings=(pl.col("of").cast(pl.Int32) - 1).clip(0, most).cast(pl.Float32),
        twice=pl.len().over("mine").clip(1, 4).cast(pl.Float32),
        version="version",
    )


def _key(scope: str, what: str) -> pl.Expr:
    """One number for a hash within a scope: multiplying spreads the scopes over all 64 bits (Knuth 1973)."""
    return pl.col(what) ^ (pl.col(scope).cast(pl.UInt64) + 1) * pl.lit(0x9E3779B97F4A7C15, dtype=pl.UInt64)


def _others(first: str, key: str, most: int) -> pl.Expr:
    witness = pl.col(first) & ~pl.col("version")
    own = (~pl.col("version") & ~pl.col("alone")).cast(pl.Int32)
    return (witness.sum().over(key).cast(pl.Int32) - own).clip(0, most).cast(pl.Float32)
