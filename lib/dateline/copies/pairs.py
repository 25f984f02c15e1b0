"""Runs ▶ pairs of texts that share enough of them: candidates from a sketch, then compared exactly."""

import polars as pl

from dateline.copies import runs
from dateline.copies.runs import RUN, SHORTEST, Parts

SHARED = 0.4
"""Of the shorter text's own runs, those that must stand in the other. Independent reports of one event share less
than .36 (150 pairs of BASIL)."""
WITHIN = 0.7
"""Within one outlet, of the shorter text's own words, those that must stand in shared runs. A follow-up repeats the
outlet's background whole and is new elsewhere; an edited text is changed a word here and there."""
NEW = 40
"""Within one outlet, own runs on end of the shorter text that may be missing in the other, though no more than a fifth
of it: more is a paragraph of news."""
ALIKE = 0.7
"""Of the shorter text's runs, boilerplate counted too: as in a text that is nearly all boilerplate."""
COMMON = 4
"""Articles of one outlet that may hold a run before it is taken for boilerplate."""
STRETCH = 160
"""Own runs on end that stand in texts of two outlets, which say the same when less than `SHARED` of the text does:
paragraphs taken whole. The longest quotation that independent reports of one event share is shorter."""
SKETCH = 8
"""One run in this many is used to find candidates; all of them decide."""
SHORT = 200
"""Runs below which a text is sought by all of them: of one in eight too few are left."""
NEAR = 6
"""Articles before it that a run leads an article to, beside the first two that hold it."""

_AT_ONCE = 1500
PAIR = ["a", "b"]


def likely(parts: Parts, known: pl.DataFrame) -> pl.DataFrame:
    """Pairs whose sketches share enough to be compared: a, b, with a before b.

    A run leads each article to the `NEAR` before it and to the first two that hold it, so that a text printed by
    hundreds costs no more than one printed by ten. Half of what is demanded is enough here: a sketch is a sample.
    """
    size = runs.sizes(parts)
    sketch = _sketch(parts, size, known)
    often = sketch.filter(~pl.col("own")).group_by("doc").agg(many=pl.len(), often=pl.sum("sketched"))
    size = size.join(often, on="doc", how="left").with_columns(pl.col("many", "often").fill_null(0))
    own = pl.col("size") - pl.when(pl.col("size") < SHORT).then("many").otherwise(pl.col("often") * SKETCH)
    size = size.select("doc", "size", own=own.clip(lower_bound=SHORTEST - RUN)).join(
        known.select("doc", "outlet"), on="doc"
    )
    pairs = _led(sketch)
    for name in PAIR:
        pairs = pairs.join(size.rename({"doc": name}), on=name, suffix="_b")
    least, least_own = pl.min_horizontal("size", "size_b"), pl.min_horizontal("own", "own_b")
    brief = least < SHORT
    shared = pl.when(brief).then("n").otherwise(pl.col("sketched") * SKETCH)
    shared_own = pl.when(brief).then("n_own").otherwise(pl.col("sketched_own") * SKETCH)
    within = (pl.col("outlet") == pl.col("outlet_b")) & (pl.col("outlet") != "")
    enough = (shared_own >= SHARED * least_own / 2) | (shared >= ALIKE * least / 2)
    return pairs.filter(enough | (~within & (shared_own >= STRETCH / 2))).select(PAIR)


def _sketch(parts: Parts, size: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """One run in eight, and all that short texts hold, where two texts hold them: doc, run, own, by run and doc."""
    sketched = pl.col("run") % SKETCH == 0
    sketch = _repeated(pl.concat([part.filter(sketched) for part in parts]))
    short = size.filter(pl.col("size") < SHORT)["doc"]
    if len(short):
        sketch = pl.concat([sketch, _repeated(runs.among(runs.of(short, parts)["run"], parts).filter(~sketched))])
    often = _often(sketch, known)
    return sketch.with_columns(own=~pl.col("run").is_in(often["run"].implode()), sketched=sketched)


def _repeated(runs: pl.DataFrame) -> pl.DataFrame:
    doc, run = pl.col("doc"), pl.col("run")
    runs = runs.sort("run", maintain_order=True)
    runs = runs.filter(((doc != doc.shift(1)) | (run != run.shift(1))).fill_null(value=True))
    return runs.filter(((run == run.shift(1)) | (run == run.shift(-1))).fill_null(value=False))


def _often(met: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Boilerplate: the runs that more than `COMMON` articles of one outlet hold."""
    met = met.join(met.group_by("run").len().filter(pl.col("len") > COMMON), on="run", how="semi")
    met = met.unique().join(known.select("doc", "outlet"), on="doc")
    return met.group_by("run", "outlet").agg(n=pl.len()).filter(pl.col("n") > COMMON).select("run").unique()


def _led(sketch: pl.DataFrame) -> pl.DataFrame:
    """Pairs that a run leads to, and how many do: a, b, n; only one where there are more, a run is chance."""
    doc, run, row = pl.col("doc"), pl.col("run"), pl.int_range(pl.len(), dtype=pl.UInt32)
    start = pl.when((run != run.shift(1)).fill_null(value=True)).then(row).forward_fill()
    seen = sketch.with_columns(place=row - start, first=doc.gather(start), second=doc.gather(start + 1))
    led = [
        seen.select("place", "own", "sketched", a=doc.shift(step), b=doc).filter(pl.col("place") >= step)
        for step in range(1, NEAR + 1)
    ]
    led += [
        seen.select("place", "own", "sketched", a=name, b=doc).filter(pl.col("place") > NEAR + n)
        for n, name in enumerate(("first", "second"))
    ]
    own, sketched = pl.col("own"), pl.col("sketched")
    counted = (
        pl.concat(led)
        .group_by(PAIR)
        .agg(n=pl.len(), n_own=own.sum(), sketched=sketched.sum(), sketched_own=(own & sketched).sum())
    )
    return counted.filter(pl.col("n") >= 2)


def alike(asked: pl.DataFrame, parts: Parts, known: pl.DataFrame) -> pl.DataFrame:
    """The pairs that share enough, exactly: a, b, their sizes and the runs they share."""
    held = runs.of(pl.concat([asked["a"], asked["b"]]), parts)
    compared = [_shared(some, held) for some in asked.iter_slices(_AT_ONCE)] or [_shared(asked, held)]
    near = pl.concat(compared).filter((pl.col("part") >= SHARED / 2) | (pl.col("shared") >= STRETCH))
    held = _own(held.join(_docs(near), on="doc", how="semi", maintain_order="left"), parts, known)
    found = [_own_shared(some, held) for some in near.iter_slices(_AT_ONCE)] or [_own_shared(near, held)]
    own = held.group_by("doc").agg(own=pl.len(), start=pl.min("at"))
    texts = known.select("doc", "outlet").join(own, on="doc", how="left")
    full = near.join(pl.concat(found), on=PAIR, how="left")
    for name in PAIR:
        full = full.join(texts.select(pl.col("doc").alias(name), pl.exclude("doc").name.suffix(f"_{name}")), on=name)
    return full.fill_null(0).filter(_enough()).sort(PAIR)


def _enough() -> pl.Expr:
    """Whether two texts of two outlets, or two of one, are a text and its copy."""
    least = pl.min_horizontal("own_a", "own_b")
    told = least > SHORTEST - RUN
    one_outlet = (pl.col("outlet_a") == pl.col("outlet_b")) & (pl.col("outlet_a") != "")
    shorter = pl.col("own_a") <= pl.col("own_b")
    covered = pl.when(shorter).then("covered_a").otherwise("covered_b") / (least + RUN - 1)
    before = (
        pl.when(shorter).then(pl.col("first_a") - pl.col("start_a")).otherwise(pl.col("first_b") - pl.col("start_b"))
    )
    after = (
        pl.when(shorter)
        .then(pl.col("start_a") + pl.col("own_a") - pl.col("last_a"))
        .otherwise(pl.col("start_b") + pl.col("own_b") - pl.col("last_b"))
    )
    new = pl.max_horizontal(before, after, pl.when(shorter).then("gap_a").otherwise("gap_b"))
    edited = (covered >= WITHIN) & (new <= pl.min_horizontal(NEW, least / 5))
    taken = (pl.col("shared_own") / least >= SHARED) | (pl.col("stretch") >= STRETCH)
    whole = pl.col("shared") / pl.max_horizontal("size_a", "size_b") >= ALIKE
    return whole | told & ((pl.col("part") >= ALIKE) | edited | (~one_outlet & taken))


def _docs(pairs: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([pairs["a"], pairs["b"]]).unique().to_frame("doc")


def _shared(asked: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """How many runs each pair shares, and of how many, all told: a, b, shared, size_a, size_b, part."""
    held = held.join(_docs(asked), on="doc", how="semi")
    size = held.group_by("doc").agg(size=pl.len())
    shared = _both(asked, held).group_by(PAIR).agg(shared=pl.len())
    shared = shared.join(size.select(a="doc", size_a="size"), on="a").join(size.select(b="doc", size_b="size"), on="b")
    return shared.with_columns(part=pl.col("shared") / pl.min_horizontal("size_a", "size_b"))


def _both(asked: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The runs that both texts of a pair hold, with where they stand in each: a, b, run, at, at_b."""
    one = asked.select(PAIR).join(held.select("doc", "run", "at"), left_on="a", right_on="doc")
    one = one.select(*PAIR, "at", key=pl.col("run") + pl.col("b").cast(pl.UInt64) * 0x9E3779B97F4A7C15)
    return one.join(
        held.select(at_b="at", key=pl.col("run") + pl.col("doc").cast(pl.UInt64) * 0x9E3779B97F4A7C15), on="key"
    )


def _own(held: pl.DataFrame, parts: Parts, known: pl.DataFrame) -> pl.DataFrame:
    """The runs that are no outlet's boilerplate, counted anew."""
    often = _often(runs.among(held["run"], parts), known)
    return held.join(often, on="run", how="anti", maintain_order="left").drop("at").with_row_index("at")


def _own_shared(near: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Of each pair the own runs shared and the longest stretch of them; in each text where the first and the last
    stand, the words that they cover and the longest gap between them."""
    sides = {}
    for name, at in (("a", pl.col("at").cast(pl.Int64).sort()), ("b", pl.col("at_b").cast(pl.Int64).sort())):
        sides[f"first_{name}"], sides[f"last_{name}"] = at.first(), at.last()
        sides[f"covered_{name}"] = at.diff().fill_null(RUN).clip(upper_bound=RUN).sum()
        sides[f"gap_{name}"] = at.diff().max()
    stretch = (pl.col("at").sort() - pl.int_range(pl.len(), dtype=pl.UInt32)).rle().struct.field("len").max()
    both = _both(near, own.join(_docs(near), on="doc", how="semi"))
    return both.group_by(PAIR).agg(shared_own=pl.len(), stretch=stretch, **sides)
