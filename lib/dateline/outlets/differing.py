"""Which outlets differ more than chance: in the places they name, in the words they use."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dateline import search, stats
from dateline.corpus import Corpus
from dateline.frames import FEW, UNLIKE
from dateline.geography import counted
from dateline.outlets.texts import texts

SHUFFLES, LEAST, MOST, OF_WORDS = 499, 20, 200, 100
"""Shuffles of the outlets' names; fewest stories of an outlet to compare; most that are drawn, for places and words."""
FALSE = 0.05
_COLUMNS = {"number": pl.Int64, "item": pl.Int64, "n": pl.Float64}
Array = NDArray[Any]


def by_places(corpus: Corpus, *, level: str = "country") -> pl.DataFrame:
    """How unlike the others each outlet is in the countries or settlements its stories name: a frame of frames.UNLIKE.

    `level` is "country" (any place in it, and its people) or "place". See `unlike`.
    """
    item = pl.col("country_code") if level == "country" else pl.col("place_id")
    named = counted(corpus).drop_nulls(item.meta.output_name()).select("article_id", item=item)
    once = named.unique().join(texts(corpus), on="article_id").select("group", unit="article_id", item="item", n=1)
    return unlike(once)


def by_words(corpus: Corpus) -> pl.DataFrame:
    """How unlike the others each outlet is in the words its stories use: a frame of frames.UNLIKE. See `unlike`."""
    chosen = drawn(texts(corpus).rename({"article_id": "unit"}), OF_WORDS)
    used = search.used(corpus.segments(), chosen["unit"])
    return unlike(used.rename({"article_id": "unit", "term": "item", "mentions": "n"}).join(chosen, on="unit"))


def drawn(units: pl.DataFrame, most: int = MOST) -> pl.DataFrame:
    """At most so many units (unit, group) of each group, always the same: no group weighs more for being large."""
    order = pl.col("unit").hash(1979).rank("ordinal").over("group")
    return units.filter(order <= most).sort("group", "unit")


def unlike(used: pl.DataFrame, *, shuffles: int = SHUFFLES, most: int = MOST) -> pl.DataFrame:
    """How unlike all others together each group is, and how unlike chance would make it: a frame of frames.UNLIKE.

    Takes group, unit (a story), item (a word, a place) and n (how often it stands there); items of fewer than five
    units say nothing and are left out. Two samples of one source are
    unlike too, the more so the smaller they are: so groups' names are shuffled over the units, each group keeping its
    number of them, and what is measured is set beside what shuffling gives (permutation test: R. A. Fisher, The Design
    of Experiments, 1935; B. Phipson, G. K. Smyth, Stat. Appl. Genet. Mol. Biol. 9:39, 2010). Of a group `most` units
    are drawn at most; groups of fewer than 20 are left out. Shuffles are the same at each call.

    >>> rows = [("AB"[n % 2], n, ["rain", "sun"][n % 2], 1) for n in range(60)]
    >>> unlike(pl.DataFrame(rows, schema=["group", "unit", "item", "n"], orient="row")).select("outlet", "bits").rows()
    [('A', 1.0), ('B', 1.0)]
    """
    units = drawn(used.select("unit", "group").unique(), most)
    units = units.filter(pl.len().over("group") >= LEAST).with_row_index("number")
    groups = units["group"].unique().sort()
    rows = used.join(units.select("unit", "number"), on="unit").filter(pl.len().over("item") >= FEW)
    rows = rows.with_columns(item=pl.col("item").rank("dense") - 1)
    if len(groups) < 2 or not rows.height:
        return UNLIKE.empty()
    number, item, n = (rows[name].cast(kind).to_numpy() for name, kind in _COLUMNS.items())
    label = units.join(pl.DataFrame({"group": groups}).with_row_index("label"), on="group", maintain_order="left")
    own = label["label"].to_numpy().astype(np.int64)
    cell = item * len(groups)
    draw = np.random.Generator(np.random.PCG64(1979))

    def bits(labels: Array) -> Array:
        counted = np.bincount(cell + labels[number], n, (int(item.max()) + 1) * len(groups))
        table = np.ascontiguousarray(counted.reshape(-1, len(groups)).T)
        return stats.jensen_shannon(table, table.sum(0) - table)

    seen, shuffled = bits(own), np.array([bits(draw.permutation(own)) for _ in range(shuffles)])
    chance = (1 + (shuffled >= seen).sum(0)) / (shuffles + 1)
    low, high = np.quantile(shuffled, [0.025, 0.975], axis=0)
    made = pl.DataFrame({
        "outlet": groups, "stories": units.group_by("group").len().sort("group")["len"], "bits": seen,
        "by_chance": shuffled.mean(0), "low": low, "high": high, "chance": chance,
        "false_found": stats.false_discovery(chance.tolist()),
    })  # fmt: skip
    return made.cast(UNLIKE.schema).sort(pl.col("bits") - pl.col("by_chance"), "outlet", descending=[True, False])


def finding(unlike: pl.DataFrame, what: str) -> str:
    """The headline that frames.UNLIKE supports, and no more; `what` is compared: "the countries named", say.

    >>> row = {"outlet": "A", "bits": 0.4, "by_chance": 0.2, "false_found": 0.01}
    >>> finding(pl.DataFrame([row, row | {"outlet": "B", "false_found": 0.2}]), "the countries named")
    'In the countries named A differs from the others more than chance would have it'
    """
    told = unlike.filter(pl.col("false_found") <= FALSE)["outlet"].to_list()
    if not unlike.height:
        return f"Too few stories to compare outlets by {what}"
    if not told:
        return f"In {what} no outlet differs from the others more than chance would have it"
    who = said(told) if len(told) < unlike.height else "every outlet"
    verb = "differ" if len(told) > 1 and len(told) < unlike.height else "differs"
    return f"In {what} {who} {verb} from the others more than chance would have it"


def said(names: Sequence[str]) -> str:
    """Names in a row.

    >>> said(["A"]), said(["A", "B", "C"])
    ('A', 'A, B and C')
    """
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)
