"""What an article tells of the places it names: its outlet's home, hints beside a name, and the other names.

The names are weighed together: in each round every name lends its likely meanings' countries, regions and
neighbourhoods to the others, the sure names more than the unsure, and then all are scored anew.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import floor, sqrt

from dateline.places.gazetteer import PRIMARY
from dateline.places.hints import NEAR, SURE, hear
from dateline.places.names import COUNTRIES, IN_HOME_COUNTRY, SPEAKS, UNITS, Asked, Hint, Mark, Name, Part, obscure
from dateline.places.resolver import WIDE, Meaning, Resolved, Scored, apart, choose, ordered

ROUNDS = 3

COUNTRY, UNIT, NEARBY = 4.0, 4.0, 3.5
"""Most that the other names of an article can say for a meaning in their country, unit and neighbourhood."""

FAR = 300.0
"""Farther than so many km from its home, an outlet seldom names a little place without saying where it is."""
COUNTRY_NAMED = "its country is named in the article"
IN_COUNTRY = "other places named here are in its country"
COUNTRYWIDE = frozenset((IN_HOME_COUNTRY, COUNTRY_NAMED, IN_COUNTRY))
FAINT = 0.02
"""Share under which a meaning is not heard."""
DOUBT = 0.7
"""How many unheard names are thought to speak for another place."""


class _Told:
    """What the names of an article tell one another in a round: weight by country, unit and neighbourhood."""

    def __init__(self, names: Mapping[Asked, Name], counts: Mapping[Asked, int]) -> None:
        self.own: dict[str, dict[Mark, float]] = {}
        self.all: dict[Mark, float] = {COUNTRIES: 0.0, UNITS: 0.0}
        for asked, name in names.items():
            name.share()
            own = self.own.setdefault(name.root, {})
            often = sqrt(counts[asked])
            for number, share in enumerate(name.shares):
                if share > FAINT:
                    loudness, marks = name.voice(number)
                    weight = often * share * loudness
                    for mark in marks:
                        own[mark] = own.get(mark, 0.0) + weight
                        self.all[mark] = self.all.get(mark, 0.0) + weight

    def of(self, name: Name, meaning: Meaning) -> tuple[float, float, float]:
        """What the other names say for a meaning: by its country, its unit, and its neighbourhood."""
        own, every = self.own[name.root], self.all
        country = unit = near = 0.0
        if (code := meaning.country) in every:
            others = every[COUNTRIES] - own.get(COUNTRIES, 0.0)
            country = COUNTRY * (every[code] - own.get(code, 0.0)) / (others + DOUBT)
        if (code := meaning.admin1) in every:
            others = every[UNITS] - own.get(UNITS, 0.0)
            unit = UNIT * (every[code] - own.get(code, 0.0)) / (others + DOUBT)
        if meaning.kind in WIDE:
            return country, unit, 0.0
        square = (floor(meaning.lat), floor(meaning.lon))
        if square in every:
            others = every[square] - own.get(square, 0.0)
            near = NEARBY * others / (others + 1.0)
        return (country, unit, near) if meaning.rank == PRIMARY else (country / 2, unit / 2, near / 2)

    def score(self, name: Name) -> None:
        """Score a name's meanings anew."""
        for number, meaning in enumerate(name.meanings):
            name.scores[number] = name.fixed[number] + sum(self.of(name, meaning))


def resolve_all(asked: Sequence[Asked], home: Meaning | None, known: Mapping[str, Sequence[Meaning]]) -> list[Resolved]:
    """One meaning for each name of an article, in order; a hint given once holds wherever the name stands."""
    hints: dict[str, frozenset[Hint]] = {}
    kinds: dict[str, frozenset[str]] = {}
    for name in asked:
        hints[name.key] = hints.get(name.key, frozenset()) | name.hints
        kinds[name.key] = kinds.get(name.key, frozenset()) | name.kinds
    whole = [Asked(n.key, n.hints or hints[n.key], n.kinds or kinds[n.key]) for n in asked]
    counts = Counter(whole)
    for key in sorted({hint.key for found in hints.values() for hint in found} - hints.keys()):
        counts[Asked(key)] = 1
    order = sorted(counts, key=lambda name: (name.key, sorted(name.hints), sorted(name.kinds)))
    names = {name: Name(name, known[name.key], home) for name in order if known.get(name.key)}
    hear(names.values())
    for _ in range(ROUNDS):
        told = _Told(names, counts)
        for one in names.values():
            told.score(one)
    best = {one.root: one.meanings[max(range(len(one.scores)), key=one.scores.__getitem__)] for one in names.values()}
    found = {name: _chosen(names.get(name), best, told, home) for name in set(whole)}
    return [found[name] for name in whole]


def rank(key: str, hints: Iterable[str], known: Mapping[str, Sequence[Meaning]]) -> list[Scored]:
    """What a name may mean outside any article, the likeliest first; `hints` are keys of wider places."""
    asked = Asked(key, frozenset(Hint(hint, SURE) for hint in hints))
    names = [Name(one, known[one.key], None) for one in (asked, *(Asked(hint.key) for hint in sorted(asked.hints)))
             if known.get(one.key)]  # fmt: skip
    if not names or names[0].asked is not asked:
        return []
    hear(names)
    return ordered(map(Scored, names[0].scores, names[0].meanings, names[0].parts))


def _chosen(name: Name | None, best: Mapping[str, Meaning], told: _Told, home: Meaning | None) -> Resolved:
    """The best meaning of a name, with what speaks for it; `best` has that of every name by its root."""
    if name is None:
        return choose(())
    scored = ordered(map(Scored, name.scores, name.meanings, name.parts))
    first = scored[0].meaning
    if name.lost:
        return Resolved(None, scored[0].score, 0.0, name.lost)
    others = [meaning for key, meaning in best.items() if key != name.root]
    scored[0] = scored[0]._replace(parts=[*scored[0].parts, *_words(first, told.of(name, first), others)])
    spoken = {words for _, words in scored[0].parts}
    near = home is None or first.country != home.country or apart(first, home) <= FAR
    if obscure(first) and (not spoken if near or len(scored) == 1 else spoken <= COUNTRYWIDE) and (home or others):
        return Resolved(
            None, scored[0].score, 0.0, f"known only as a little place in {first.country}, far from the rest"
        )
    return choose(scored)


def _words(meaning: Meaning, said: tuple[float, float, float], others: Sequence[Meaning]) -> Iterator[Part]:
    """What the other names say for a meaning, in words."""
    country, unit, near = said
    if unit >= SPEAKS:
        named = any(other.kind == "admin1" and other.admin1 == meaning.admin1 for other in others)
        yield unit, "its region is named in the article" if named else "other places named here are in its region"
    elif country >= SPEAKS:
        named = any(other.kind == "country" and other.country == meaning.country for other in others)
        yield country, COUNTRY_NAMED if named else IN_COUNTRY
    if near >= SPEAKS:
        count = sum(other.kind not in WIDE and apart(other, meaning) < NEAR for other in others)
        if count:
            yield near, f"near {count} other place{'s' * (count > 1)} of the article"
