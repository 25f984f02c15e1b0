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
    """Oblivious decision trees (Kohavi 1994): each asks its questions of every line, and the answers choose a leaf."""

    start: int
    questions: list[pl.Expr]
    leaves: list[pl.Expr]


@cache
def trees() -> Trees:
    """The shipped weights."""
    return decode(WEIGHTS.read_text("utf8"))


def decode(text: str) -> Trees:
    """Weights as `build` writes them: the start, questions (feature, above), and trees (questions, leaves)."""
    data = json.loads(text)
    questions = [
        (pl.col(name) > above).cast(pl.UInt8).alias(str(number))
        for number, (name, above) in enumerate(data["questions"])
    ]
    leaves = [
        pl.lit(pl.Series(values, dtype=pl.Int16)).gather(_place(asked)).alias(str(number))
        for number, (asked, values) in enumerate(data["trees"])
    ]
    return Trees(data["start"], questions, leaves)


def _place(asked: Sequence[int]) -> pl.Expr:
    """The leaf's number: the answers read as binary digits, the first the lowest."""
    first, *others = (pl.col(str(question)) for question in asked)
    return sum((answer * pl.lit(1 << n, dtype=pl.UInt8) for n, answer in enumerate(others, 1)), first)


def log_odds(features: pl.DataFrame, model: Trees | None = None) -> pl.Series:
    """For each line the log-odds of being body, in hundredths."""
    model = model or trees()
    leaves = features.select(model.questions).select(model.leaves)
    return leaves.select(pl.sum_horizontal(pl.all().cast(pl.Int32)) + model.start).to_series()


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
