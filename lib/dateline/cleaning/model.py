"""The line model: how likely each line is body, and which stretch of lines that makes the body."""

import json
from collections.abc import Container, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from dateline.cleaning.repeats import PARAGRAPH

WEIGHTS = Path(__file__).parent / "weights.json"
UNIT = 100
"""Parts of a log-odds that the weights are whole numbers of: sums are exact, whatever their order."""
SWITCH = 30
"""What it costs to go from body to boilerplate or back, in those parts."""
BIAS = 40
"""What is given to every line, in those parts: a line of doubt stays."""
SURE = 400
"""Log-odds beyond which a single line says no more than this."""


TRUSTED, BEST, BEST_BYTES = 220, 0.3, 3000
"""Log-odds that the best lines of an article should have, where they are lifted to it: those lines that make up this
share of its paragraphs' text, or this many bytes."""
LONGEST = 1500
"""Bytes of a line that are weighed."""


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
    """Weights as `train.py` writes them: the start, questions (feature, above), and trees (questions, leaves)."""
    data = json.loads(text)
    questions = [
        (pl.col(name) > above).cast(pl.UInt8).alias(str(number))
        for number, (name, above) in enumerate(data["questions"])
    ]
    leaves = [
        pl.lit(pl.Series(values, dtype=pl.Int32)).gather(_place(asked)).alias(str(number))
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
    return leaves.select(pl.sum_horizontal(pl.all()) + model.start).to_series()


def stretches(odds: Sequence[int], settled: Container[int] = ()) -> list[bool]:
    """Which lines of an article are body: the likeliest sequence when each change costs `SWITCH` (Viterbi 1967).

    Lines that are `settled` otherwise say nothing, and the body goes on behind them.

    >>> stretches([200, -10, 200, -300]), stretches([200, -300, -10, -300, 200], {1, 3})[2]
    ([True, True, True, False], True)
    """
    if not odds:
        return []
    out, body = 0, 0
    came: list[tuple[bool, bool]] = []
    for number, raw in enumerate(odds):
        gain = 0 if number in settled else max(-SURE, min(SURE, raw)) + BIAS
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


def lift(odds: Sequence[int], sizes: Sequence[int]) -> int:
    """What the lines of an article are given because even its best ones are doubted: lists, letters, live reports.

    >>> lift([40, 60, -300], [500, 500, 500]), lift([400, -300], [500, 500])
    (160, 0)
    """
    paragraphs = sorted(
        ((odd, min(size, LONGEST)) for odd, size in zip(odds, sizes, strict=True) if size >= PARAGRAPH), reverse=True
    )
    enough = min(BEST * sum(size for _, size in paragraphs), BEST_BYTES)
    total, weighed = 0, 0
    for odd, size in paragraphs:
        total += size
        weighed += odd * size
        if total >= enough:
            break
    return max(0, TRUSTED - weighed // total) if total else 0


def body(odds: Sequence[int], sizes: Sequence[int], settled: Container[int] = ()) -> list[bool]:
    """Which lines of an article are body, by their log-odds and their sizes in bytes."""
    more = lift(odds, sizes)
    return stretches([odd + more for odd in odds], settled)
