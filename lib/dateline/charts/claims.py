"""What a typed headline claims: checked against the numbers each time the figure is made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from dateline import outlets
from dateline.charts.phrases import say
from dateline.frames import FEW


@dataclass(frozen=True)
class Claim:
    """Words, and whether the plotted numbers bear them out. `holds` takes the figure's data.

    >>> Claim("two outlets or more", lambda data: data.height > 1).failure(pl.DataFrame({"group": ["A"]}))
    'The numbers no longer support this headline: two outlets or more.'
    """

    words: str
    holds: Callable[[pl.DataFrame], bool]

    def failure(self, data: pl.DataFrame, locale: str = "en") -> str:
        """A sentence for the picture when the claim does not hold; else nothing."""
        return "" if self.holds(data) else say("failed", locale, words=self.words)


def ahead(first: str, second: str) -> Claim:
    """That one group's share is larger than another's, and can be told apart from it (`outlets.pairs`)."""

    def holds(data: pl.DataFrame) -> bool:
        pair = outlets.pairs(data).filter((pl.col("first") == first) & (pl.col("second") == second))
        return pair.height == 1 and float(pair["low"].item()) > 0

    return Claim(f"{first} ahead of {second}", holds)


def leads(group: str) -> Claim:
    """That a group's share is larger than every other's, and can be told apart from each."""

    def holds(data: pl.DataFrame) -> bool:
        known = group in data["group"].to_list()
        return known and outlets.leading(data) is not None and outlets.ahead_of_all(data, group)

    return Claim(f"{group} ahead of all others", holds)


def share_above(group: str, share: float) -> Claim:
    """That the whole interval of a group's share (0 to 1) lies above a share."""

    def holds(data: pl.DataFrame) -> bool:
        low = data.filter((pl.col("group") == group) & (pl.col("n") >= FEW))["low"].to_list()
        return bool(low) and low[0] > share

    return Claim(f"{group} above {100 * share:g}%", holds)


def peaks(period: date) -> Claim:
    """That the share of a period, with five hits or more, is the largest of all such periods."""

    def holds(data: pl.DataFrame) -> bool:
        enough = data.filter(pl.col("n") >= FEW).sort("share", descending=True)
        return enough.height > 0 and enough["period"][0] == period

    return Claim(f"the largest share in the period from {period}", holds)


def most_named(*names: str) -> Claim:
    """That these settlements are the ones named most, in this order."""

    def holds(data: pl.DataFrame) -> bool:
        points = data.filter(pl.col("kind") != "country").sort("n", descending=True, maintain_order=True)
        return points["name"].head(len(names)).to_list() == list(names)

    return Claim(f"{', '.join(names)} named most", holds)
