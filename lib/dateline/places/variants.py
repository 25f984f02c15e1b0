"""Other ways to write a name the gazetteer does not have: St and Saint, Houston and Houston County, North Lagos."""

import re
from collections.abc import Iterator

_SPELT = {"st": "saint", "saint": "st", "ste": "sainte", "mt": "mount", "mount": "mt", "ft": "fort", "fort": "ft",
          "pt": "point", "co": "county", "is": "islands", "n": "north", "s": "south"}  # fmt: skip
_UNIT = frozenset(
    "county parish borough province district state prefecture oblast governorate department canton".split()
)
_TOWN = frozenset("city town township village municipality".split())
_SIDES = frozenset(
    "north south east west northern southern eastern western central northeast northwest southeast southwest "
    "northeastern northwestern southeastern southwestern upper lower inner downtown midtown greater metro "
    "metropolitan mainland rural".split()
)
UNITS = frozenset(("admin1", "admin2"))
TOWNS = frozenset(("city", "admin2"))
WHOLE = frozenset(("country", "admin1", "continent", "region", "island", "water", "city"))
_TOLD = re.compile(
    rf"^(?:{'|'.join([*_SPELT, *_SIDES])}) |^(?:{'|'.join(_UNIT | _TOWN)}) of .| (?:{'|'.join(_UNIT | _TOWN)}|co|s)$"
)
"""What a key must hold to have any: most runs of words do not."""
PARTED = 50_000
"""People of a place whose parts are named by compass: North London, but not South Plains."""


def variants(key: str) -> Iterator[tuple[str, frozenset[str] | None]]:
    """Other keys to look up, the closest first, each with the kinds of place it may then mean (null: all).

    >>> [other for other, _ in variants("st landry county")]
    ['saint landry county', 'st landry']
    >>> [other for other, _ in variants("northern ghana")]
    ['ghana']
    """
    if not _TOLD.search(key):
        return
    words = key.split()
    first, last, rest = words[0], words[-1], words[1:]
    if first in _SPELT:
        yield " ".join((_SPELT[first], *rest)), None
        if "s" in rest:
            yield key.replace(" s", "s"), None
    if last == "s":
        yield " ".join(words[:-1]), None
    if last == "co":
        yield " ".join((*words[:-1], "county")), None
    if len(words) > 2 and words[1] == "of" and first in _UNIT | _TOWN:
        yield " ".join(words[2:]), UNITS if first in _UNIT else TOWNS
    if last in _UNIT:
        yield " ".join(words[:-1]), UNITS
    if last in _TOWN:
        yield " ".join(words[:-1]), TOWNS
    if last == "area" and first == "greater":
        yield " ".join(words[1:-1]), WHOLE
    if first in _SIDES:
        yield " ".join(rest), WHOLE
