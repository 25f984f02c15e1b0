"""Shares side by side: which outlet's collected texts name something more often, and whether that can be told."""

from typing import NamedTuple

import polars as pl

from dateline import search, stats
from dateline.frames import FEW, SHARES


class Difference(NamedTuple):
    """Two groups, the first with the larger share; difference and interval in shares (0 to 1)."""

    first: str
    second: str
    points: float
    low: float
    high: float

    @property
    def told_apart(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def leading(shares: pl.DataFrame) -> Difference | None:
    """The difference of the two largest shares among groups with five hits or more; null when there are not two.

    Takes frames.SHARES. Newcombe's 95 % interval for one pair; that the pair was picked for being the largest is not
    allowed for, so a difference near the edge is no finding.

    >>> table = pl.DataFrame({"group": ["A", "B"], "n": [56, 48], "total": [70, 80], "share": [0.8, 0.6]})
    >>> found = leading(table)
    >>> found.first, found.told_apart
    ('A', True)
    """
    for name in ("group", "n", "total", "share"):
        SHARES.require(shares, name)
    best = shares.filter(pl.col("n") >= FEW).sort("share", "group", descending=[True, False]).head(2)
    if best.height < 2:
        return None
    one, two = best.rows(named=True)
    low, high = stats.newcombe(one["n"], one["total"], two["n"], two["total"])
    return Difference(one["group"], two["group"], one["share"] - two["share"], low, high)


def finding(shares: pl.DataFrame, what: str) -> str:
    """The headline that the shares support about naming `what`, and no more.

    >>> table = pl.DataFrame({"group": ["A", "B"], "n": [14, 12], "total": [70, 80], "share": [0.2, 0.15]})
    >>> finding(table, "Turkey")
    'A and B lead in naming Turkey; which of them leads cannot be told'
    """
    pair = leading(shares)
    if pair is None:
        return f"Too few of the collected texts name {what} to compare outlets"
    if pair.told_apart and _ahead_of_all(shares, pair.first):
        return f"{pair.first}’s collected texts name {what} most often"
    return f"{pair.first} and {pair.second} lead in naming {what}; which of them leads cannot be told"


def _ahead_of_all(shares: pl.DataFrame, group: str) -> bool:
    first = shares.filter(pl.col("group") == group).row(0, named=True)
    others = shares.filter((pl.col("group") != group) & (pl.col("total") > 0)).iter_rows(named=True)
    return all(stats.newcombe(first["n"], first["total"], row["n"], row["total"])[0] > 0 for row in others)


def doubt(shares: pl.DataFrame) -> str | None:
    """The difference of the leading two in words, with its interval; null when there are not two to compare.

    >>> doubt(pl.DataFrame({"group": ["A", "B"], "n": [14, 12], "total": [70, 80], "share": [0.2, 0.15]}))
    'A less B: 5 points [−7 to 17]'
    """
    pair = leading(shares)
    if pair is None:
        return None
    points, low, high = (f"{100 * value:.0f}".replace("-0", "0").replace("-", "−") for value in pair[2:])
    return f"{pair.first} less {pair.second}: {points} points [{low} to {high}]"


def note(shares: pl.DataFrame, profile: pl.DataFrame, query: str, source: str, unit: str = "story") -> str:
    """The note under a chart of shares: unit, denominator, what was asked, the leading difference, and the source.

    Takes frames.SHARES and frames.PROFILE.
    """
    total, articles = int(shares["total"].sum()), int(shares["articles_total"].sum())
    seen = profile["days_seen"].to_list() or [0]
    between = doubt(shares)
    what = "story, a text with its copies in the same outlet" if unit == "story" else "article, copies counted each"
    return (
        f"Unit: {what}: {total:,} of {articles:,} full texts; headlines alone are left out. "
        f"Searched for {search.read_back(query)}, case and accents aside; other forms of "
        f"the word are not counted. Days collected differ by outlet ({min(seen)} to {max(seen)})."
        + (f" {between}." if between else "")
        + ("\nSource: " + source if source else "")
        + " · analysis: dateline"
    )
