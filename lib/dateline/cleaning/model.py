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


def gains(features: pl.DataFrame, odds: pl.Series) -> pl.Series:
    """What each line speaks for being body, once the lines of articles whose best ones are doubted are lifted."""
    lifted = features.select("article", odds=odds).join(
        lift(features.select("article", "bytes", odds=odds)), on="article", how="left", maintain_order="left"
    )
    gain = (pl.col("odds") + pl.col("lift").fill_null(0)).clip(-SURE, SURE) + BIAS
    return lifted.select(gain).to_series()


def lift(lines: pl.DataFrame) -> pl.DataFrame:
    """What articles' lines are given because even the best ones are doubted: lists, letters, live reports.

    Takes article, bytes and odds; gives article and lift, for those that have a paragraph.

    >>> odds = {"article": [1, 1, 1, 2, 2], "bytes": [500] * 5, "odds": [40, 60, -300, 400, -300]}
    >>> lift(pl.DataFrame(odds)).rows()
    [(1, 160), (2, 0)]
    """
    size, weighed = pl.col("size").cast(pl.Int64), pl.col("odds") * pl.col("size").cast(pl.Int64)
    paragraphs = lines.filter(pl.col("bytes") >= PARAGRAPH).with_columns(size=pl.col("bytes").clip(upper_bound=LONGEST))
    paragraphs = paragraphs.sort("article", "odds", "size", descending=[False, True, True]).select(
        "article",
        total=size.cum_sum().over("article"),
        weighed=weighed.cum_sum().over("article"),
        enough=(size.sum().over("article") * BEST).clip(upper_bound=BEST_BYTES),
    )
    best = paragraphs.filter(pl.col("total") >= pl.col("enough")).unique("article", keep="first", maintain_order=True)
    return best.select("article", lift=(TRUSTED - pl.col("weighed") // pl.col("total")).clip(0))


def stretches(gains: Sequence[int], settled: Container[int] = ()) -> list[bool]:
    """Which lines of an article are body: the likeliest sequence when each change costs `SWITCH` (Viterbi 1967).

    Lines that are `settled` otherwise say nothing, and the body goes on behind them.

    >>> stretches([200, -10, 200, -300]), stretches([200, -300, -10, -300, 200], {1, 3})[2]
    ([True, True, True, False], True)
    """
    lead, leads = 0, []
    for number, gain in enumerate(gains):
        lead = SWITCH if lead > SWITCH else -SWITCH if lead < -SWITCH else lead
        lead += 0 if number in settled else gain
        leads.append(lead)
    body, kept = lead >= 0, []
    for lead in reversed(leads):
        body = lead > SWITCH or (body and lead >= -SWITCH)
        kept.append(body)
    return kept[::-1]
