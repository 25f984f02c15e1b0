"""Runs ▶ pairs of texts that share enough of them: candidates from a sketch, then compared exactly."""

import polars as pl

from dateline.copies import runs
from dateline.copies.runs import RUN, SHORTEST, Parts

SHARED = 0.4
"""Of the shorter text's own runs, those that must stand in the other. Independent reports of one event share less
than .36 (150 pairs of BASIL)."""
STRETCH = 160
"""Own runs on end that stand in both texts, which say the same when less than `SHARED` of the text does: paragraphs
taken whole. The longest quotation that independent reports of one event share is shorter."""
COVERED = 0.7
"""Of the shorter text's own words, those that stand in shared runs when it was edited a word here and there. This is
asked within one outlet instead of `SHARED` and `STRETCH`: a follow-up repeats the outlet's background whole."""
NEW = 40
"""Own runs on end that an edited text may have to itself, and no more than a fifth of it: more is news."""
ALIKE = 0.7
"""Of the shorter text's runs, boilerplate counted too; of the longer's, where the shorter is nearly all boilerplate."""
COMMON = 4
"""Articles of one outlet that may hold a run before it is taken for boilerplate."""
SKETCH = 10
"""One run in this many is used to find candidates; all of them decide."""
SHORT = 200
"""Runs below which a text is sought by all of them: of one in ten too few are left."""
NEAR = 6
"""Articles before it that a run leads an article to, beside the first two that hold it."""

PAIR = ["a", "b"]
_AT_ONCE = 1000
_DOC, _RUN = pl.col("doc"), pl.col("run")
_SAME = pl.col("run") == pl.col("run").shift(1)


def likely(parts: Parts, known: pl.DataFrame) -> pl.DataFrame:
    """Pairs whose sketches share half of what is demanded, for a sketch is a sample: a, b, with a before b, and own,
    whether they do so without boilerplate.

    A run leads each article to the `NEAR` before it and to the first two that hold it, so that a text printed by
    hundreds costs no more than one printed by ten.
    """
    size = runs.sizes(parts)
    sketch = _sketch(parts, size, known)
    often = sketch.filter(~pl.col("own")).group_by("doc").agg(all=pl.len(), drawn=pl.sum("drawn"))
    held = size.join(often, on="doc", how="left").join(known.select("doc", "outlet"), on="doc").fill_null(0)
    rest = pl.max_horizontal(pl.col("size").cast(pl.Int64) - pl.col("drawn") * SKETCH, SHORT // 2)
    own = pl.when(pl.col("size") < SHORT).then(pl.col("size") - pl.col("all")).otherwise(rest)
    held = held.select("doc", "size", "outlet", own=own)
    pairs = _led(sketch)
    for name in PAIR:
        pairs = pairs.join(held.rename({"doc": name}), on=name, suffix="_b")
    least, least_own = pl.min_horizontal("size", "size_b"), pl.min_horizontal("own", "own_b")
    shared = pl.when(least < SHORT).then("all").otherwise(pl.col("drawn") * SKETCH)
    shared_own = pl.when(least < SHORT).then("all_own").otherwise(pl.col("drawn_own") * SKETCH)
    paragraphs = ~_one_outlet("outlet", "outlet_b") & (shared_own >= STRETCH / 2)
    pairs = pairs.select(
        *PAIR, own=(shared_own >= SHARED * least_own / 2) | paragraphs, all=shared >= ALIKE * least / 2
    )
    return pairs.filter(pl.col("own") | pl.col("all")).select(*PAIR, "own")


def _sketch(parts: Parts, size: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """One run in ten, and all that short texts hold, where two texts hold them: doc, run, drawn, own."""
    short, drawn = size.filter(pl.col("size") < SHORT)["doc"], _RUN % SKETCH == 0
    sketch = _repeated(runs.among(runs.of(short, parts)["run"], parts, drawn))
    often = _often(sketch, known)
    return sketch.with_columns(drawn=drawn, own=~_RUN.is_in(often.implode()))


def _repeated(found: pl.DataFrame) -> pl.DataFrame:
    found = found.sort("run", maintain_order=True)
    found = found.filter((~_SAME | (_DOC.shift(1) != _DOC)).fill_null(value=True))
    return found.filter((_SAME | _SAME.shift(-1)).fill_null(value=False))


def _often(met: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """Boilerplate: the runs that more than `COMMON` articles of one outlet hold."""
    found = met["run"].sort()
    found = found.filter((found == found.shift(COMMON)).fill_null(value=False)).unique()
    met = met.join(found.to_frame(), on="run", how="semi").unique().join(known.select("doc", "outlet"), on="doc")
    return met.group_by("run", "outlet").agg(n=pl.len()).filter(pl.col("n") > COMMON)["run"].unique()


def _led(sketch: pl.DataFrame) -> pl.DataFrame:
    """Pairs that a run leads to, and how many do; one alone is chance: a, b, all, all_own, drawn, drawn_own."""
    row = pl.int_range(pl.len(), dtype=pl.UInt32)
    start = pl.when((~_SAME).fill_null(value=True)).then(row).forward_fill()
    seen = sketch.with_columns(place=row - start, first=_DOC.gather(start), second=_DOC.gather(start + 1))
    what = [pl.col("own"), pl.col("drawn"), _DOC.alias("b")]
    led = [seen.select(*what, "place", a=_DOC.shift(n)).filter(pl.col("place") >= n) for n in range(1, NEAR + 1)]
    for n, name in enumerate(("first", "second")):
        led.append(seen.select(*what, "place", a=name).filter(pl.col("place") > NEAR + n))
    own, drawn = pl.col("own"), pl.col("drawn")
    counts = {"all": pl.len(), "all_own": own.sum(), "drawn": drawn.sum(), "drawn_own": (own & drawn).sum()}
    return pl.concat(led).group_by(PAIR).agg(**counts).filter(pl.col("all") >= 2)


def hold(asked: pl.DataFrame, parts: Parts, known: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The pairs that may be alike, as `shared` has them, and the distinct runs of their texts, in order: doc, run, own.

    Own is what is no outlet's boilerplate, counted over all articles.
    """
    held = runs.of(_docs(asked)["doc"], parts)
    may_be = pl.col("own") & ((pl.col("part") >= SHARED / 2) | (pl.col("shared") >= STRETCH))
    near = shared(asked, held).join(asked, on=PAIR).filter(may_be | (pl.col("part") >= ALIKE)).drop("own")
    held = held.join(_docs(near), on="doc", how="semi", maintain_order="left")
    often = _often(runs.among(held["run"], parts), known)
    return near, held.with_columns(own=~_RUN.is_in(often.implode()))


def alike(compared: pl.DataFrame, held: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The pairs that share enough, exactly: a, b, their sizes and the runs they share."""
    own = held.filter("own").select("doc", "run").with_row_index("at")
    ends = own.group_by("doc").agg(own=pl.len(), start=pl.min("at"))
    ends = known.select("doc", "outlet").join(ends, on="doc", how="left")
    full = compared.join(_own_shared(compared, own), on=PAIR, how="left")
    for name in PAIR:
        full = full.join(ends.select(_DOC.alias(name), pl.exclude("doc").name.suffix(f"_{name}")), on=name)
    return full.fill_null(0).filter(_enough()).sort(PAIR)


def _enough() -> pl.Expr:
    """Whether two texts are one and its copy: taken, in whole or in part, or edited."""
    least = pl.min_horizontal("own_a", "own_b")
    a_is_shorter = pl.col("own_a") <= pl.col("own_b")

    def shorter(name: str) -> pl.Expr:
        return pl.when(a_is_shorter).then(f"{name}_a").otherwise(f"{name}_b").cast(pl.Int64)

    before, after = shorter("first") - shorter("start"), shorter("start") + least - 1 - shorter("last")
    new = pl.max_horizontal(before, after, shorter("gap"))
    edited = (shorter("covered") / (least + RUN - 1) >= COVERED) & (new <= pl.min_horizontal(NEW, least / 5))
    taken = (pl.col("shared_own") / least >= SHARED) | (pl.col("stretch") >= STRETCH)
    whole = pl.col("shared") / pl.max_horizontal("size_a", "size_b") >= ALIKE
    mostly = (pl.col("part") >= ALIKE) | edited | (taken & ~_one_outlet("outlet_a", "outlet_b"))
    return whole | ((least > SHORTEST - RUN) & mostly)


def _one_outlet(one: str, other: str) -> pl.Expr:
    return (pl.col(one) == pl.col(other)) & (pl.col(one) != "")


def _docs(pairs: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([pairs["a"], pairs["b"]]).unique().to_frame("doc")


def shared(asked: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """How many runs each pair shares, and of how many, all told: a, b, shared, size_a, size_b, part."""
    size = runs.sizes([held])
    held = held.select("doc", "run", at=pl.lit(0, pl.UInt32))
    found = [_both(some, held).group_by(PAIR).agg(shared=pl.len()) for some in _some(asked)]
    shared = pl.concat(found)
    shared = shared.join(size.select(a="doc", size_a="size"), on="a").join(size.select(b="doc", size_b="size"), on="b")
    return shared.with_columns(part=pl.col("shared") / pl.min_horizontal("size_a", "size_b"))


def _own_shared(asked: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Of each pair the own runs shared and the longest stretch of them; in each text where the first and the last
    stand, the words that they cover and the longest gap between them.
    """
    sides = {}
    for name in PAIR:
        at = pl.col(f"at_{name}").sort()
        sides[f"first_{name}"], sides[f"last_{name}"] = at.first(), at.last()
        sides[f"covered_{name}"] = at.diff().fill_null(RUN).clip(upper_bound=RUN).sum()
        sides[f"gap_{name}"] = at.diff().max() - 1
    stretch = (pl.col("at_a").sort() - pl.int_range(pl.len(), dtype=pl.UInt32)).rle().struct.field("len").max()
    found = [
        _both(some, own).group_by(PAIR).agg(shared_own=pl.len(), stretch=stretch, **sides) for some in _some(asked)
    ]
    return pl.concat(found)


def _some(asked: pl.DataFrame) -> list[pl.DataFrame]:
    return list(asked.iter_slices(_AT_ONCE)) or [asked]


def _both(asked: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The runs that both texts of a pair hold, with where they stand in each: a, b, at_a, at_b."""
    held = held.join(_docs(asked), on="doc", how="semi")
    one = asked.select(PAIR).join(held.select("run", a="doc", at_a="at"), on="a")
    one = one.select(*PAIR, "at_a", key=runs.keyed(pl.col("b")))
    return one.join(held.select(at_b="at", key=runs.keyed(_DOC)), on="key")
