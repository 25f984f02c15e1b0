"""Shares side by side: which outlet's collected texts name something more often, and whether that can be told."""

from itertools import combinations
from typing import NamedTuple

import polars as pl

from dateline import queries, stats
from dateline.counting import PER, rated
from dateline.frames import FEW, PAIRS, SHARES
from dateline.queries import Saved


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


def pairs(shares: pl.DataFrame) -> pl.DataFrame:
    """Every two groups with five hits or more, by their difference: a frame of frames.PAIRS; takes frames.SHARES.

    The intervals, Newcombe's of differences and Katz's of ratios, are widened so that all of them hold together in 95
    of 100 collections (O. J. Dunn, JASA 56:52, 1961); beside them the false discovery rate (`stats.false_discovery`).
    Of mentions there are none, for those of one text are not independent.

    >>> table = pl.DataFrame({"group": ["A", "B"], "n": [56, 48], "total": [70, 80], "share": [0.8, 0.6]})
    >>> pairs(table).select("first", "second", pl.col("times").round(2), pl.col("chance").round(3)).rows()
    [('A', 'B', 1.33, 0.008)]
    """
    for name in ("group", "n", "total", "share"):
        SHARES.require(shares, name)
    told = _told(shares)
    two = [] if rated(shares) else list(combinations(told.select("group", "n", "total").iter_rows(), 2))
    chances = [stats.difference_p(*one, *other) for (_, *one), (_, *other) in two]
    found = stats.false_discovery(chances)
    rows = []
    for ((first, n1, total1), (second, n2, total2)), chance, false in zip(two, chances, found, strict=True):
        sure = 1 - 0.05 / len(two)
        low, high = stats.newcombe(n1, total1, n2, total2, sure)
        ends = stats.ratio(n1, total1, n2, total2, sure)
        times = n1 / total1 / (n2 / total2)
        rows.append((first, second, n1 / total1 - n2 / total2, low, high, times, *ends, chance, false))
    return pl.DataFrame(rows, schema=PAIRS.schema, orient="row")


def _told(shares: pl.DataFrame) -> pl.DataFrame:
    """The groups with five hits or more, the largest share first."""
    return shares.filter(pl.col("n") >= FEW).sort("share", "group", descending=[True, False])


def leading(shares: pl.DataFrame) -> Difference | None:
    """The difference of the two largest shares among groups with five hits or more; null when there are not two.

    Takes frames.SHARES. The interval holds for all pairs at once, of which this one was picked: see `pairs`.

    >>> table = pl.DataFrame({"group": ["A", "B"], "n": [56, 48], "total": [70, 80], "share": [0.8, 0.6]})
    >>> found = leading(table)
    >>> found.first, found.told_apart
    ('A', True)
    """
    compared = pairs(shares)
    return Difference(*compared.row(0)[:5]) if compared.height else None


def finding(shares: pl.DataFrame, what: str) -> str:
    """The headline that the shares support about naming `what`, and no more; of mentions the most and the fewest.

    >>> table = pl.DataFrame({"group": ["A", "B"], "n": [14, 12], "total": [70, 80], "share": [0.2, 0.15]})
    >>> finding(table, "Turkey")
    'A and B lead in naming Turkey; which of them leads cannot be told'
    """
    told = _told(shares)
    if rated(shares) and told.height > 1:
        (most, high), *_, (fewest, low) = told.select("group", "share").iter_rows()
        return f"{most}’s collected texts mention {what} {high:.1f} times in {PER:,} words, {fewest}’s {low:.1f} times"
    compared = pairs(shares)
    if not compared.height:
        return f"Too few of the collected texts name {what} to compare outlets"
    pair, times_low = Difference(*compared.row(0)[:5]), compared["times_low"][0]
    if ahead_of_all(shares, pair.first):
        twice = f", more than twice as often as {pair.second}’s, the next" if times_low > 2 else ""
        return f"{pair.first}’s collected texts name {what} most often{twice}"
    return f"{pair.first} and {pair.second} lead in naming {what}; which of them leads cannot be told"


def ahead_of_all(shares: pl.DataFrame, group: str) -> bool:
    """Whether a group's share lies above each other's, all differences' intervals holding together."""
    first = shares.filter(pl.col("group") == group).row(0, named=True)
    others = shares.filter((pl.col("group") != group) & (pl.col("total") > 0)).select("n", "total").rows()
    sure = 1 - 0.05 / (len(others) * (len(others) + 1) / 2)
    return all(stats.newcombe(first["n"], first["total"], n, total, sure)[0] > 0 for n, total in others)


def mean(shares: pl.DataFrame) -> tuple[float, float, float] | None:
    """The mean of the outlets' shares, each weighing the same, and its 95% interval; null without an outlet.

    Takes frames.SHARES. Where outlets were collected in unequal numbers the share of all their texts together is that
    of the largest; this is not. See `stats.mean`.

    >>> [round(end, 3) for end in mean(pl.DataFrame({"n": [14, 12], "total": [70, 80]}))]
    [0.175, 0.126, 0.247]
    """
    counted = shares.filter(pl.col("total") > 0).select("n", "total").rows()
    return stats.mean(counted) if counted else None


def said(share: dict[str, object], what: str) -> str:
    """What a row of frames.SHARES says in words, and no more: none found is "not found", and a few are not divided.

    >>> said({"group": "A", "n": 0, "total": 360}, "Odesa")
    'A: Odesa was not found in this collection: 0 of 360, at most 0.8% of texts like these'
    >>> said({"group": "A", "n": 3, "total": 360}, "Odesa")
    'A: 3 of 360 name Odesa'
    >>> said({"group": "A", "n": 36, "total": 360, "share": 0.1, "low": 0.073, "high": 0.135}, "Odesa")
    'A: 36 of 360 name Odesa: 10.0% [7.3 to 13.5]'
    """
    n, total = int(str(share["n"])), int(str(share["total"]))
    if not total:
        return f"{share['group']}: nothing was collected"
    if not n:
        most = 100 * stats.most_when_none(total)
        return (f"{share['group']}: {what} was not found in this collection: 0 of {total:,}, "
                f"at most {most:.1f}% of texts like these")  # fmt: skip
    counted = f"{share['group']}: {n:,} of {total:,} name {what}"
    if n < FEW:
        return counted
    middle, low, high = (100 * float(str(share[end])) for end in ("share", "low", "high"))
    return f"{counted}: {middle:.1f}% [{low:.1f} to {high:.1f}]"


def doubt(shares: pl.DataFrame) -> str | None:
    """The difference of the leading two in words, with its interval; null when there are not two to compare.

    >>> doubt(pl.DataFrame({"group": ["A", "B"], "n": [14, 12], "total": [70, 80], "share": [0.2, 0.15]}))
    'A less B: 5 points [−7 to 17]'
    """
    pair = leading(shares)
    if pair is None:
        return None
    points, low, high = _points(pair)
    return f"{pair.first} less {pair.second}: {points} {'point' if points == '1' else 'points'} [{low} to {high}]"


def _points(pair: Difference) -> list[str]:
    return [f"{100 * value:.0f}".replace("-0", "0").replace("-", "−") for value in pair[2:]]


def note(shares: pl.DataFrame, profile: pl.DataFrame, query: str | Saved, source: str, unit: str = "story") -> str:
    """The note under a chart of shares: unit, denominator, what was asked, the leading difference, and the source.

    Takes frames.SHARES and frames.PROFILE.
    """
    total, articles = int(shares["total"].sum()), int(shares["articles_total"].sum())
    seen = profile["days_seen"].to_list() or [0]
    between = "No intervals: mentions in one text are not independent" if rated(shares) else doubt(shares)
    what, of = {
        "story": ("story, a text with its copies in the same outlet", "of"),
        "article": ("article, copies counted each", "of"),
        "mention": ("mention, in copies too", "words in"),
    }[unit]
    return (
        f"Unit: {what}: {total:,} {of} {articles:,} full texts; headlines alone are left out. "
        f"Searched for {queries.said(query)}, case and accents aside; other forms of "
        f"the word are not counted. Days collected differ by outlet ({min(seen)} to {max(seen)})."
        + (f" {between}." if between else "")
        + ("\nSource: " + source if source else "")
        + " · analysis: dateline"
    )
