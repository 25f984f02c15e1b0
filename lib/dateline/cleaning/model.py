"""The line model: how likely each line is body, and which stretch of lines that makes the body."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

WEIGHTS = Path(__file__).parent / "weights.json"
UNIT = 100
"""Parts of a log-odds that the weights are whole numbers of: sums are exact, whatever their order."""
SWITCH = 30
"""What it costs to go from body to boilerplate or back, in those parts."""
BIAS = 40
"""What is given to every line, in those parts: a line of doubt stays."""
SURE = 400
"""Log-odds beyond which a single line says no more than this."""


class Trees(NamedTuple):
    """Oblivious decision trees (Kohavi 1994): each asks the same questions of every line, and adds one leaf."""

    start: int
    questions: list[tuple[str, float]]
    trees: list[tuple[list[int], list[int]]]


@cache
def trees(path: Path = WEIGHTS) -> Trees:
    """The shipped weights."""
    return decode(path.read_text("utf8"))


def decode(text: str) -> Trees:
    """Weights as `build` writes them."""
    data = json.loads(text)
    questions = [(name, above) for name, above in data["questions"]]
    return Trees(data["start"], questions, [(asked, leaves) for asked, leaves in data["trees"]])


def log_odds(features: pl.DataFrame, model: Trees | None = None) -> pl.Series:
    """For each line the log-odds of being body, in hundredths."""
    model = model or trees()
    asked = features.select(
        (pl.col(name) > above).cast(pl.UInt8).alias(str(number))
        for number, (name, above) in enumerate(model.questions)
    )
    sums = asked.select(
        pl.lit(pl.Series(leaves, dtype=pl.Int32))
        .gather(pl.sum_horizontal(pl.col(str(number)) * (1 << place) for place, number in enumerate(questions)))
        .alias(str(tree))
        for tree, (questions, leaves) in enumerate(model.trees)
    )
    return sums.select(pl.sum_horizontal(pl.all()) + model.start).to_series()


def stretches(odds: Sequence[int]) -> list[bool]:
    """Which lines of an article are body: the likeliest sequence when each change costs `SWITCH` (Viterbi 1967).

    >>> stretches([200, -10, 200, -300])
    [True, True, True, False]
    """
    if not odds:
        return []
    out, body = 0, 0
    came: list[tuple[bool, bool]] = []
    for number, raw in enumerate(odds):
        gain = max(-SURE, min(SURE, raw)) + BIAS
        if number == 0:
            out, body = 0, gain
        else:
            stay_out, stay_body = out >= body - SWITCH, body >= out - SWITCH
            came.append((not stay_out, stay_body))
            out, body = (out if stay_out else body - SWITCH), (body if stay_body else out - SWITCH) + gain
    state = body >= out
    kept = [state]
    for from_body, stays in reversed(came):
        state = stays if state else from_body
        kept.append(state)
    return kept[::-1]


def body(odds: Iterable[int], sizes: Iterable[int]) -> list[list[bool]]:
    """`stretches` of several articles, whose lines follow on each other."""
    flat = list(odds)
    kept, begin = [], 0
    for size in sizes:
        kept.append(stretches(flat[begin : begin + size]))
        begin += size
    return kept
