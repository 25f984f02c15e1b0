"""Toponym resolution: which place a name means here, with the runner-up's distance and a reason a person can read.

Every meaning of a name is scored by hand weights: what it is (`standing`), and what the article says of it
(`evidence.py`). The weights are round numbers set by hand. A few were chosen between two or three values with the
figures of TR-News, LGL and GeoVirus in view, so figures on those are a little kinder than on news nobody has looked at.
"""

from collections.abc import Iterable, Sequence
from math import asin, cos, log10, radians, sin, sqrt
from typing import NamedTuple

from dateline.places.gazetteer import ALTERNATE, PRIMARY

EARTH = 6371.0088  # km, IUGG mean radius; the sphere is off by up to about 0.5 %
UNSURE = 0.3
"""Margin under which a name stays unresolved unless something in the article speaks for its best meaning."""
APART = 50.0
"""Meanings within this many km of the best are no rivals: a town and its county."""

WIDE = frozenset(("country", "admin1", "continent", "region", "water", "mountain", "island"))
_KIND = {"country": 6.0, "continent": 6.0, "region": 5.0, "water": 4.5, "admin1": 3.6, "mountain": 3.5, "island": 3.5,
         "metonym": 5.0, "landmark": 3.5, "airport": 3.0, "city": 2.0, "admin2": 1.2}  # fmt: skip

CAPITAL = 2.0
"""Weight of being a country's capital; half of it under a name that is not the usual one."""


class Meaning(NamedTuple):
    """One place a name may mean."""

    place_id: int | None
    name: str
    kind: str
    country: str | None
    admin1: str | None
    lat: float
    lon: float
    people: int
    capital: bool
    rank: int


class Resolved(NamedTuple):
    """The best meaning of a name (null when unsure), its score, its lead over the next, and why."""

    meaning: Meaning | None
    score: float
    margin: float
    reason: str


class Scored(NamedTuple):
    """A meaning, its score, and what speaks for it: weights with words that are worth saying."""

    score: float
    meaning: Meaning
    parts: Sequence[tuple[float, str]]


def km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km on a sphere (haversine).

    >>> round(km(41.01, 28.95, 54.69, 25.28))
    1545
    """
    a = (
        sin(radians(lat2 - lat1) / 2) ** 2
        + cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH * asin(min(1.0, sqrt(a)))


def apart(one: Meaning, other: Meaning) -> float:
    """The km between two places."""
    return km(one.lat, one.lon, other.lat, other.lon)


def holds(wide: Meaning, inner: Meaning) -> bool:
    """Whether a country or unit holds a place.

    >>> texas = Meaning(1, "Texas", "admin1", "US", "US.TX", 31.0, -99.0, 30_000_000, False, 0)
    >>> paris = Meaning(2, "Paris", "city", "US", "US.TX", 33.7, -95.6, 25_000, False, 0)
    >>> holds(texas, paris), holds(paris, texas)
    (True, False)
    """
    if wide.kind == "country":
        return inner.country == wide.country and inner.kind != "country"
    if wide.kind == "admin1":
        return inner.admin1 == wide.admin1 and inner.kind not in ("country", "admin1")
    if wide.kind == "admin2":
        return inner.admin1 == wide.admin1 and inner.kind != "admin1" and apart(inner, wide) < 60
    return False


def standing(meanings: Sequence[Meaning]) -> list[float]:
    """How likely each meaning is before the article is read: its kind, its people, and how usual the name is for it."""
    towns = {
        m.admin1: m.people for m in meanings if m.kind == "city" and m.admin1 and (m.rank == PRIMARY or m.people > 1e6)
    }
    seats = {m.country for m in meanings if m.capital and m.rank == PRIMARY}
    scores = []
    for meaning in meanings:
        score = _KIND.get(meaning.kind, 2.0) + 0.9 * log10(meaning.people + 10)
        if meaning.rank == ALTERNATE and meaning.people < 1_000_000:
            score -= 1.2
        if meaning.capital:
            score += CAPITAL if meaning.rank == PRIMARY else CAPITAL / 2
        if meaning.kind in ("admin1", "admin2") and towns.get(meaning.admin1 or "", 0) > 0.1 * meaning.people:
            score -= 3.0  # a unit named after its chief town: the town is meant
        elif meaning.kind in ("admin1", "admin2") and meaning.country in seats:
            score -= 2.0  # a bare Washington is the capital
        scores.append(score)
    return scores


def ordered(scored: Iterable[Scored]) -> list[Scored]:
    """The likeliest first."""
    return sorted(scored, key=lambda row: (-row.score, row.meaning.place_id or 0, row.meaning.name))


def choose(scored: Iterable[Scored]) -> Resolved:
    """The best of the meanings, unless nothing tells it from the next."""
    ranked = ordered(scored)
    if not ranked:
        return Resolved(None, 0.0, 0.0, "not in the gazetteer")
    score, best, parts = ranked[0]
    rival = next((row.score for row in ranked[1:] if apart(best, row.meaning) > APART), None)
    margin = score if rival is None else score - rival
    spoken = [words for weight, words in sorted(parts, reverse=True) if words and weight > 0]
    reason = "; ".join(spoken[:2]) or (
        "the only place of that name" if len(ranked) == 1 else "the largest of that name"
    )
    if rival is not None and margin < UNSURE and not spoken:
        return Resolved(None, score, margin, f"{len(ranked)} places bear this name and nothing tells them apart")
    return Resolved(best, score, margin, reason)
