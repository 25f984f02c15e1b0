"""What an article tells of the places it names: its outlet's home, hints beside a name, and the other names.

The names are weighed together: in each round every name lends its likely meanings' countries, regions and
neighbourhoods to the others, the sure names more than the unsure, and then all are scored anew.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import exp, floor, log10, sqrt
from typing import NamedTuple

from dateline.places.gazetteer import DEMONYM, PRIMARY
from dateline.places.resolver import CAPITAL, WIDE, Meaning, Resolved, Scored, apart, choose, holds, ordered, standing

ROUNDS = 3
NEAR = 100.0
"""Within so many km a place is near another."""
SHARP = 1.4
"""How much likelier a meaning is that scores one more: e to this power."""
SPEAKS = 0.5
"""Weight from which a reason is worth saying, and enough to settle a close call."""
MISFIT = 6.0
"""Weight against a meaning of another kind than the words beside the name say ("the city of Turkey")."""

COUNTRY, UNIT, NEARBY = 4.0, 4.0, 3.5
"""Most that the other names of an article can say for a meaning in their country, unit and neighbourhood."""

FAR = 300.0
"""Farther than so many km from its home, an outlet seldom names a little place without saying where it is."""
IN_HOME_COUNTRY = "in the country of the outlet's home"
COUNTRY_NAMED = "its country is named in the article"
IN_COUNTRY = "other places named here are in its country"
COUNTRYWIDE = frozenset((IN_HOME_COUNTRY, COUNTRY_NAMED, IN_COUNTRY))
SURE = 7.0
"""Weight of a name after a comma: "Paris, Texas"."""
FAINT = 0.02
"""Share under which a meaning is not heard."""
DOUBT = 0.7
"""How many unheard names are thought to speak for another place."""
COUNTRIES, UNITS = "all countries", "all units"
Part = tuple[float, str]
"""What speaks for a meaning: weight and words."""
Mark = str | tuple[int, int]
"""A country, a first-level unit, or a square of one degree."""


class Hint(NamedTuple):
    """A name that says where another is: its key, how much it weighs, and how they stand to each other."""

    key: str
    weight: float
    how: str = "in"  # or "near", or "with": in a row of places of one kind


class Asked(NamedTuple):
    """A name in an article: its key, the hints beside it, and the kinds of place its words speak of ("city of X")."""

    key: str
    hints: frozenset[Hint] = frozenset()
    kinds: frozenset[str] = frozenset()


class _Name:
    """A name while it is weighed: its meanings, what speaks for each before the others are heard, and shares."""

    def __init__(self, name: Asked, meanings: Sequence[Meaning], home: Meaning | None) -> None:
        self.asked = name
        self.meanings = meanings
        self.fixed = standing(meanings)
        self.parts: list[list[Part]] = [[(CAPITAL, "a capital")] if m.capital else [] for m in meanings]
        for number, meaning in enumerate(meanings):
            if home:
                self.add(number, *_of_home(meaning, home))
            if name.kinds and meaning.kind not in name.kinds:
                self.fixed[number] -= MISFIT
        self.scores = list(self.fixed)
        self.shares: list[float] = []
        self.root = root(name.key)
        self.lost = ""
        self.voices: dict[int, tuple[float, Collection[Mark]]] = {}

    def add(self, number: int, weight: float, words: str) -> None:
        """Let something speak for a meaning."""
        self.fixed[number] += weight
        if weight >= SPEAKS and words:
            self.parts[number].append((weight, words))

    def voice(self, number: int) -> tuple[float, Collection[Mark]]:
        """How loudly a meaning speaks of where the article is, and for what."""
        if number not in self.voices:
            self.voices[number] = _loudness(self.meanings[number]), _lent(self.meanings[number])
        return self.voices[number]

    def share(self) -> None:
        """Share the name out among its meanings by their scores."""
        best = max(self.scores)
        raw = [exp(SHARP * (score - best)) for score in self.scores]
        total = sum(raw)
        self.shares = [part / total for part in raw]


class _Told:
    """What the names of an article tell one another in a round: weight by country, unit and neighbourhood."""

    def __init__(self, names: Mapping[Asked, _Name], counts: Mapping[Asked, int]) -> None:
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

    def of(self, name: _Name, meaning: Meaning) -> tuple[float, float, float]:
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

    def score(self, name: _Name) -> None:
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
    names = {name: _Name(name, known[name.key], home) for name in order if known.get(name.key)}
    _hear_hints(names.values())
    for _ in range(ROUNDS):
        told = _Told(names, counts)
        for one in names.values():
            told.score(one)
    best = {one.root: one.meanings[max(range(len(one.scores)), key=one.scores.__getitem__)] for one in names.values()}
    found = {name: _chosen(names.get(name), best, told, home) for name in set(whole)}
    return [found[name] for name in whole]


def rank(key: str, hints: Iterable[str], known: Mapping[str, Sequence[Meaning]]) -> list[Scored]:
    """What a name may mean outside any article, the likeliest first; `hints` are keys of wider places."""
    asked = Asked(key, frozenset(Hint(hint, 7.0) for hint in hints))
    names = [_Name(one, known[one.key], None) for one in (asked, *(Asked(hint.key) for hint in sorted(asked.hints)))
             if known.get(one.key)]  # fmt: skip
    if not names or names[0].asked is not asked:
        return []
    _hear_hints(names)
    return ordered(map(Scored, names[0].scores, names[0].meanings, names[0].parts))


def _chosen(name: _Name | None, best: Mapping[str, Meaning], told: _Told, home: Meaning | None) -> Resolved:
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
    far = home is not None and apart(first, home) > FAR
    if _obscure(first) and (not spoken if not far else spoken <= COUNTRYWIDE) and (home or others):
        return Resolved(
            None, scored[0].score, 0.0, f"known only as a little place in {first.country}, far from the rest"
        )
    return choose(scored)


def _words(meaning: Meaning, said: tuple[float, float, float], others: Sequence[Meaning]) -> Iterator[Part]:
    """What the other names say for a meaning, in words."""
    country, unit, near = said
    if country >= SPEAKS:
        named = any(other.kind == "country" and other.country == meaning.country for other in others)
        yield country, COUNTRY_NAMED if named else IN_COUNTRY
    if unit >= SPEAKS:
        named = any(other.kind == "admin1" and other.admin1 == meaning.admin1 for other in others)
        yield unit, "its region is named in the article" if named else "other places named here are in its region"
    if near >= SPEAKS:
        count = sum(other.kind not in WIDE and apart(other, meaning) < NEAR for other in others)
        if count:
            yield near, f"near {count} other place{'s' * (count > 1)} of the article"


_PLAIN = frozenset("county district province state city region town township parish borough the of".split())


def root(key: str) -> str:
    """A name without the words for kinds of place: Houston and Houston County cannot speak for each other.

    >>> root("houston county")
    'houston'
    """
    return " ".join(word for word in key.split() if word not in _PLAIN) or key


def _loudness(meaning: Meaning) -> float:
    """How loudly a name speaks of where the article is, if this is its meaning."""
    if meaning.kind in WIDE:
        return 1.0
    known = min(1.0, 0.3 + 0.12 * log10(meaning.people + 1))
    return known if meaning.rank == PRIMARY or meaning.people > 1_000_000 else 0.5 * known


def _lent(meaning: Meaning) -> Collection[Mark]:
    """The country, unit and neighbourhood that a name speaks for."""
    marks: list[Mark] = []
    if meaning.country:
        marks += [meaning.country, COUNTRIES]
    if meaning.admin1:
        marks += [meaning.admin1, UNITS]
    if meaning.kind not in WIDE:
        row, column = floor(meaning.lat), floor(meaning.lon)
        marks += [(row + up, column + right) for up in (-1, 0, 1) for right in (-1, 0, 1)]
    return marks


def _of_home(meaning: Meaning, home: Meaning) -> Part:
    """What the outlet's home says for a meaning."""
    if meaning.kind in WIDE:
        near = meaning.kind in ("country", "admin1") and meaning.country == home.country
        return (3.0, "") if near else (0.0, "")
    trust = 1.0 if meaning.rank == PRIMARY else 0.5  # an alternate name of a hamlet near by is seldom meant
    away = apart(meaning, home)
    if away <= 80:
        return (5.0 if away <= 30 else 4.2) * trust, f"{away:.0f} km from the outlet's home"
    if meaning.admin1 and meaning.admin1 == home.admin1:
        return 3.5 * trust, "in the region of the outlet's home"
    if meaning.country == home.country:
        return 1.5 * trust, IN_HOME_COUNTRY
    return (1.0, "") if away <= 300 else (0.0, "")


def _hear_hints(names: Collection[_Name]) -> None:
    """Let "Texas" speak for the Paris in it, and "Atlanta" for the Georgia that holds one."""
    byname: dict[str, list[_Name]] = defaultdict(list)
    for name in names:
        byname[name.asked.key].append(name)
    for name in names:
        for hint in sorted(name.asked.hints):
            for outer in byname.get(hint.key, ())[:1]:
                _hear_hint(name, outer, hint)
    for name in names:
        name.scores = list(name.fixed)


def _hear_hint(name: _Name, outer: _Name, hint: Hint) -> None:
    wides = [(number, wide) for number, wide in enumerate(outer.meanings) if wide.rank != DEMONYM]
    if not wides or hint.key == name.asked.key:
        return
    first = max(wides, key=lambda row: outer.fixed[row[0]])[1]
    if hint.how == "with":
        for number, meaning in enumerate(name.meanings):
            if meaning.kind == first.kind and meaning.rank != DEMONYM:
                name.add(number, hint.weight, f"in a row with {first.name}")
    elif hint.how == "near":
        outer.share()
        for number, meaning in enumerate(name.meanings):
            near = max(
                (outer.shares[i] for i, m in wides if m.kind not in WIDE and apart(m, meaning) < NEAR), default=0
            )
            name.add(number, hint.weight * sqrt(near), f"named beside {outer.meanings[0].name}")
    elif first.kind != "country" or all(m.kind != "country" or m.rank == DEMONYM for m in name.meanings):
        _hear_holder(name, outer, wides, hint)  # but "Georgia, Russia and Turkey" are countries in a row


def _hear_holder(name: _Name, outer: _Name, wides: Sequence[tuple[int, Meaning]], hint: Hint) -> None:
    holding = [(number, wide) for number, wide in wides if wide.kind in ("country", "admin1", "admin2")]
    held: set[int] = set()
    for number, meaning in enumerate(name.meanings):
        holders = [(i, wide) for i, wide in holding if holds(wide, meaning)]
        if holders:
            name.add(number, hint.weight, f"named with {holders[0][1].name}")
            held.update(i for i, _ in holders)
        elif hint.weight >= SURE:
            name.add(number, -1.0, "")
    state = max(wides, key=lambda row: outer.fixed[row[0]])[1]
    if not held and hint.weight >= SURE and state.kind == "admin1" and not any(map(_famous, name.meanings)):
        name.lost = f"no place of that name in {state.name} is known"
    for number in held:
        outer.add(number, 4.0, f"named with {name.meanings[0].name}")


def _famous(meaning: Meaning) -> bool:
    """A place that is named without saying where it is."""
    return meaning.kind in WIDE or (meaning.rank == PRIMARY and meaning.people > 100_000)


def _obscure(meaning: Meaning) -> bool:
    """A place that is seldom named where nothing else speaks of its country."""
    usual = meaning.rank == PRIMARY
    return (
        meaning.kind in ("city", "admin2") and not meaning.capital and meaning.people < (20_000 if usual else 200_000)
    )
