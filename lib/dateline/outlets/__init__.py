"""Outlets side by side: who names what, how differently, whose text, and whether that can be told.

comparing: shares of a query; naming: places and countries; wording: distinctive words; differing: more than chance?;
carrying: whose text, and who had it first.
"""

from dateline.frames import FEW
from dateline.outlets.comparing import Difference, ahead_of_all, doubt, finding, leading, mean, note, pairs, said
from dateline.outlets.texts import divided, largest, sides, texts

__all__ = [
    "FEW", "Difference", "ahead_of_all", "divided", "doubt", "finding", "largest", "leading", "mean", "note", "pairs",
    "said", "sides", "texts",
]  # fmt: skip
