"""Toponym resolution: which place a name means here, with the runner-up's distance and a reason a person can read."""

from collections.abc import Iterable, Mapping, Sequence
from math import asin, cos, log10, radians, sin, sqrt
from typing import NamedTuple

from dateline.places.gazetteer import ALTERNATE, PRIMARY

EARTH = 6371.0088  # km, IUGG mean radius; the sphere is off by up to about 0.5 %
UNSURE = 0.3
"""Margin under which a name stays unresolved unless something in the article speaks for its best meaning."""

WIDE = frozenset(("country", "admin1", "continent", "region", "water", "mountain", "island"))
_KIND = {"country": 6.0, "continent": 6.0, "region": 5.0, "water": 4.5, "admin1": 3.6, "mountain": 3.5, "island": 3.5,
         "metonym": 5.0, "landmark": 3.5, "airport": 3.0, "city": 2.0, "admin2": 1.2}  # fmt: skip


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


Ranked = tuple[float, Meaning, list[tuple[float, str]]]


class Context(NamedTuple):
    """What an article tells: the outlet's home, and the countries and units it names."""

    home: Meaning | None
    countries: frozenset[str]
    units: frozenset[str]
    points: tuple[tuple[float, float], ...]


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


def choose(meanings: Sequence[Meaning], hints: Iterable[Sequence[Meaning]], context: Context) -> Resolved:
    """Rank what a name may mean; `hints` are the meanings of names given with it, as Texas in "Paris, Texas"."""
    ranked = rank(meanings, hints, context)
    if not ranked:
        return Resolved(None, 0.0, 0.0, "not in the gazetteer")
    score, best, parts = ranked[0]
    rivals = [row[0] for row in ranked[1:] if km(best.lat, best.lon, row[1].lat, row[1].lon) > 50]
    margin = score - max(rivals) if rivals else score
    spoken = [words for weight, words in sorted(parts, reverse=True) if words]
    reason = "; ".join(spoken[:2]) or (
        "the only place of that name" if len(ranked) == 1 else "the largest of that name"
    )
    if rivals and margin < UNSURE and not spoken:
        return Resolved(None, score, margin, f"{len(ranked)} places bear this name and nothing tells them apart")
    return Resolved(best, score, margin, reason)


def rank(meanings: Sequence[Meaning], hints: Iterable[Sequence[Meaning]], context: Context) -> list[Ranked]:
    """What a name may mean, the likeliest first: score, meaning, and what speaks for it."""
    inside = [hint for hint in hints if hint]
    cities = {
        m.admin1: m.people for m in meanings if m.kind == "city" and m.admin1 and (m.rank == PRIMARY or m.people > 1e6)
    }
    ranked: list[Ranked] = []
    for meaning in meanings:
        parts = list(_parts(meaning, inside, context))
        if meaning.kind in ("admin1", "admin2") and cities.get(meaning.admin1 or "", 0) > 0.1 * meaning.people:
            parts.append((-3.0, ""))  # a unit named after its chief town: the town is meant
        ranked.append((sum(weight for weight, _ in parts), meaning, parts))
    return sorted(ranked, key=lambda row: (-row[0], row[1].place_id or 0, row[1].name))


def _parts(meaning: Meaning, hints: Sequence[Sequence[Meaning]], context: Context) -> Iterable[tuple[float, str]]:
    """What speaks for a meaning: weight, and words when it is worth saying."""
    yield _KIND.get(meaning.kind, 2.0), ""
    yield 0.9 * log10(meaning.people + 10), ""
    yield -1.2 if meaning.rank == ALTERNATE and meaning.people < 1_000_000 else 0.0, ""
    yield (3.0, "a capital") if meaning.capital else (0.0, "")
    for hint in hints:
        held = next((wide for wide in hint if _within(meaning, wide)), None)
        yield (7.0, f"named with {held.name}") if held else (-1.0, "")
    if meaning.kind in WIDE:
        if context.home and meaning.kind in ("country", "admin1") and meaning.country == context.home.country:
            yield 3.0, ""
        return
    trust = 1.0 if meaning.rank == PRIMARY else 0.5  # an alternate name of a hamlet near by is seldom meant
    if context.home:
        away = km(meaning.lat, meaning.lon, context.home.lat, context.home.lon)
        if away <= 80:
            yield 5.0 * trust, f"{away:.0f} km from the outlet's home"
        elif meaning.admin1 and meaning.admin1 == context.home.admin1:
            yield 3.5 * trust, "in the region of the outlet's home"
        elif meaning.country == context.home.country:
            yield 1.5 * trust, "in the country of the outlet's home"
        elif away <= 300:
            yield 1.0, ""
    if meaning.admin1 in context.units:
        yield 2.5 * trust, "its region is named in the article"
    elif meaning.country in context.countries:
        yield 1.8 * trust, "its country is named in the article"
    near = sum(km(meaning.lat, meaning.lon, *point) < 120 for point in context.points)
    if near:
        yield min(2.0, 0.8 * near) * trust, f"near {near} other places of the article"


def _within(meaning: Meaning, wide: Meaning) -> bool:
    if wide.kind == "country":
        return meaning.country == wide.country and meaning.kind != "country"
    if wide.kind == "admin1":
        return meaning.admin1 == wide.admin1 and meaning.kind not in ("country", "admin1")
    if wide.kind == "admin2":
        return meaning.admin1 == wide.admin1 and km(meaning.lat, meaning.lon, wide.lat, wide.lon) < 60
    return False


def context_of(named: Mapping[str, Sequence[Meaning]], home: Meaning | None) -> Context:
    """What the names of an article tell of where it is: names with one clear wide meaning, and sure points."""
    countries: set[str] = set()
    units: set[str] = set()
    points = []
    for meanings in named.values():
        wide = next((m for kind in ("country", "admin1") for m in meanings if m.kind == kind), None)
        town = any(m.kind == "city" and m.rank == PRIMARY and wide and m.people > 0.1 * wide.people for m in meanings)
        if wide and wide.kind == "country" and wide.country:
            countries.add(wide.country)
        elif wide and wide.admin1 and not town:
            units.add(wide.admin1)
        if len(meanings) == 1 and meanings[0].kind not in WIDE:
            points.append((meanings[0].lat, meanings[0].lon))
    return Context(home, frozenset(countries), frozenset(units), tuple(points))
