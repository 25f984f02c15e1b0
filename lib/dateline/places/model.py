"""The tagger's model: a linear-chain conditional random field (Lafferty et al. 2001) over the words of a line.

Its weights are one small array file, made by `train.py`; only words with a capital, and those inside a name of the
gazetteer, are asked about: all others are outside, so a chain is a short run of candidates.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dateline.places import signals
from dateline.places.matching import Match, Token
from dateline.places.signals import Article, Group

LABELS = ("O", "B", "I")
Scores = tuple[float, float, float]
_NONE: Scores = (0.0, 0.0, 0.0)
WEIGHTS = Path(__file__).parent / "tagger.npz"
SHARED = 0.5
"""How much of what is said of a name comes from all its places in the text, and not from this one alone."""
MOST = 500_000
"""Sums that are kept."""


class Model(NamedTuple):
    """Weights by feature, from label to label, and what was summed before."""

    weights: Mapping[str, Scores]
    steps: Sequence[Scores]
    summed: dict[Group, Scores]

    def score(self, group: Group) -> Scores:
        """The sum of the weights of a group of features, kept for the next time."""
        make, facts = group
        outside = begins = inside = 0.0
        for feature in make(*facts):
            o, b, i = self.weights.get(feature, _NONE)
            outside, begins, inside = outside + o, begins + b, inside + i
        if len(self.summed) > MOST:
            self.summed.clear()
        made = self.summed[group] = (outside, begins, inside)
        return made


@cache
def shipped() -> Model:
    """The model that comes with the package."""
    return load(WEIGHTS)


def load(path: Path) -> Model:
    """A model from its file: `features` (their names, line by line), `weights` (one row a feature) and `steps`."""
    import numpy as np  # noqa: PLC0415  it starts threads when it is imported

    with np.load(path) as held:
        rows = held["weights"].astype(float).tolist()
        names = held["features"].tobytes().decode().split("\n")
        weights = {name: _three(row) for name, row in zip(names, rows, strict=True)}
        return Model(weights, [_three(row) for row in held["steps"].tolist()], {})


def _three(row: Sequence[float]) -> Scores:
    return row[0], row[1], row[2]


def candidates(words: Sequence[Token], found: Sequence[Match]) -> dict[int, Match | None]:
    """The words that are asked about, by number, each with the name of the gazetteer it is part of."""
    inside = {number: match for match in found for number in range(match.first, match.last + 1)}
    return {n: inside.get(n) for n, token in enumerate(words) if token.capital or n in inside}


def label(whole: Article, found: Sequence[Match], model: Model) -> dict[int, int]:
    """The label of every candidate, by number: 0 outside, 1 begins a name, 2 goes on with it."""
    asked = candidates(whole.words, found)
    scores = _shared(whole, asked, {n: _scores(whole, n, match, model) for n, match in asked.items()})
    labels: dict[int, int] = {}
    chain: list[int] = []
    for number in [*asked, -1]:
        if chain and (number != chain[-1] + 1 or whole.lines[number] != whole.lines[chain[-1]]):
            labels.update(zip(chain, _best([scores[n] for n in chain], model.steps), strict=True))
            chain = []
        chain.append(number)
    return labels


def _shared(whole: Article, asked: Mapping[int, Match | None], own: Mapping[int, Scores]) -> Mapping[int, Scores]:
    """The scores of words, those of a name that stands in the text more than once drawn towards their mean.

    A name has one sense in a text, as words do (Gale, Church and Yarowsky 1992).
    """
    alike: dict[tuple[str, str], list[int]] = {}
    for number, match in asked.items():
        alike.setdefault((whole.words[number].folded, match.key if match else ""), []).append(number)
    shared = dict(own)
    for numbers in alike.values():
        if len(numbers) > 1:
            means = [sum(column) / len(numbers) for column in zip(*(own[n] for n in numbers), strict=True)]
            for n in numbers:
                o, b, i = (here + SHARED * (mean - here) for here, mean in zip(own[n], means, strict=True))
                shared[n] = o, b, i
    return shared


def _scores(whole: Article, number: int, match: Match | None, model: Model) -> Scores:
    outside = begins = inside = 0.0
    known = model.summed
    for group in signals.groups(whole, number, match):
        o, b, i = known.get(group) or model.score(group)
        outside, begins, inside = outside + o, begins + b, inside + i
    return outside, begins, inside


def _best(scores: Sequence[Scores], steps: Sequence[Scores]) -> list[int]:
    """The likeliest labels of a run of candidates between words that are outside (Viterbi 1967)."""
    come = steps[0]
    best = [come[to] + scores[0][to] for to in range(3)]
    best[2] = float("-inf")  # a name does not go on before it begins
    back: list[list[int]] = []
    for row in scores[1:]:
        via = [_from(best, steps, to) for to in range(3)]
        best = [best[one] + steps[one][to] + row[to] for to, one in enumerate(via)]
        back.append(via)
    at = max(range(3), key=lambda one: best[one] + steps[one][0])
    path = [at]
    for via in reversed(back):
        at = via[at]
        path.append(at)
    return path[::-1]


def _from(best: Sequence[float], steps: Sequence[Scores], to: int) -> int:
    """The label before, on the likeliest way to a label; a name goes on only from a name."""
    return max((1, 2) if to == 2 else (0, 1, 2), key=lambda one: best[one] + steps[one][to])
