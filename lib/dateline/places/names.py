"""A name while an article is weighed: its meanings, what speaks for each by itself, and how it is shared out."""

from collections.abc import Collection, Sequence
from math import exp, floor, log10
from typing import NamedTuple

from dateline.places.gazetteer import PRIMARY
from dateline.places.resolver import CAPITAL, WIDE, Meaning, apart, standing

SHARP = 1.4
"""How much likelier a meaning is that scores one more: e to this power."""
SPEAKS = 0.5
"""Weight from which a reason is worth saying, and enough to settle a close call."""
MISFIT = 6.0
"""Weight against a meaning of another kind than the words beside the name say ("the city of Turkey")."""
HAMLET = 20_000
"""People under which a place is seldom named where nothing else speaks of it."""
IN_HOME_COUNTRY = "in the country of the outlet's home"
COUNTRIES, UNITS = "all countries", "all units"

Part = tuple[float, str]
"""What speaks for a meaning: weight and words."""
Mark = str | tuple[int, int]
"""A country, a first-level unit, or a square of one degree."""


class Hint(NamedTuple):
    """A name that says where another is: its key, how much it weighs, and how they stand to each other."""

    key: str
    weight: float
    how: str = "in"  # or "near", "with" (in a row of places of one kind), "folk" (in the country of a demonym)


class Asked(NamedTuple):
    """A name in an article: its key, the hints beside it, and the kinds of place its words speak of ("city of X")."""

    key: str
    hints: frozenset[Hint] = frozenset()
    kinds: frozenset[str] = frozenset()


class Name:
    """A name while it is weighed: its meanings, what speaks for each before the others are heard, and shares."""

    def __init__(self, name: Asked, meanings: Sequence[Meaning], home: Meaning | None) -> None:
        """Hear what the kind of place, its people and the outlet's home say."""
        self.asked = name
        self.meanings = meanings
        self.fixed = standing(meanings)
        self.parts: list[list[Part]] = [[(CAPITAL, "a capital")] if m.capital else [] for m in meanings]
        for number, meaning in enumerate(meanings):
            if home:
                self.add(number, *of_home(meaning, home))
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
            self.voices[number] = loudness(self.meanings[number]), lent(self.meanings[number])
        return self.voices[number]

    def share(self) -> None:
        """Share the name out among its meanings by their scores."""
        best = max(self.scores)
        raw = [exp(SHARP * (score - best)) for score in self.scores]
        total = sum(raw)
        self.shares = [part / total for part in raw]


def of_home(meaning: Meaning, home: Meaning) -> Part:
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
        return (0.9 if obscure(meaning) else 1.5) * trust, IN_HOME_COUNTRY
    return (1.0, "") if away <= 300 else (0.0, "")


def obscure(meaning: Meaning) -> bool:
    """A place that is seldom named where nothing else speaks of its country."""
    usual = meaning.rank == PRIMARY
    return (
        meaning.kind in ("city", "admin2")
        and not meaning.capital
        and meaning.people < (HAMLET if usual else 10 * HAMLET)
    )


_PLAIN = frozenset("county district province state city region town township parish borough the of".split())


def root(key: str) -> str:
    """A name without the words for kinds of place: Houston and Houston County cannot speak for each other.

    >>> root("houston county")
    'houston'
    """
    return " ".join(word for word in key.split() if word not in _PLAIN) or key


def loudness(meaning: Meaning) -> float:
    """How loudly a name speaks of where the article is, if this is its meaning."""
    if meaning.kind in WIDE:
        return 1.0
    known = min(1.0, 0.3 + 0.12 * log10(meaning.people + 1))
    return known if meaning.rank == PRIMARY or meaning.people > 1_000_000 else 0.5 * known


def lent(meaning: Meaning) -> Collection[Mark]:
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
