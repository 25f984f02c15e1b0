"""The nouns: the columns, types and units of every frame."""

from dateline.frames.counted import (
    ATTENTION,
    BURSTS,
    CARRIED,
    CREDITED,
    DISTINCTIVE,
    FEW,
    FIRSTS,
    NAMED,
    NAMING,
    PAIRS,
    PROFILE,
    SHARES,
    UNLIKE,
)
from dateline.frames.found import COUNTS, DECISIONS, HITS, MENTIONS, PLACE_KINDS, RECEIPTS, SETTLED, USAGE, VOCABULARY
from dateline.frames.frame import UTC, Frame
from dateline.frames.received import ARTICLES, CATALOGUE, OUTLETS, REJECTS, REMOVED, STORIES, TEXTS

__all__ = [
    "ARTICLES",
    "ATTENTION",
    "BURSTS",
    "CARRIED",
    "CATALOGUE",
    "COUNTS",
    "CREDITED",
    "DECISIONS",
    "DISTINCTIVE",
    "FEW",
    "FIRSTS",
    "HITS",
    "MENTIONS",
    "NAMED",
    "NAMING",
    "OUTLETS",
    "PAIRS",
    "PLACE_KINDS",
    "PROFILE",
    "RECEIPTS",
    "REJECTS",
    "REMOVED",
    "SETTLED",
    "SHARES",
    "STORIES",
    "TEXTS",
    "UNLIKE",
    "USAGE",
    "UTC",
    "VOCABULARY",
    "Frame",
]
