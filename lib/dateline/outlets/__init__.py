"""Outlets side by side: who names what, how differently, whose text, and whether that can be told.

comparing: shares of a query; naming: places and countries; wording: distinctive words; differing: more than chance?;
carrying: whose text, and who had it first.
"""

from dateline.frames import FEW
from dateline.outlets.comparing import (
    Difference,
    ahead_of_all,
    apart,
    doubt,
    finding,
    leading,
    mean,
    note,
    pairs,
    said,
)  # fmt: skip
from dateline.outlets.texts import texts

__all__ = [
    "FEW", "Difference", "ahead_of_all", "apart", "doubt", "finding", "leading", "mean", "note", "pairs", "said",
    "texts",
]  # fmt: skip
