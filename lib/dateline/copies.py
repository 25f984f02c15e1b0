"""Articles ▶ stories: each text with its copies, tied to an original and never chained."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from dateline.frames import ARTICLES, STORIES

VERSION = "2"
"""Raise it when the same articles would be grouped otherwise: kept layers are made anew."""

SHORTEST = 25
"""Words a text must have to be called a copy: shorter ones (captions, notices) are alike by chance."""
RUN = 5
"""Words in a row that are compared: two texts on one event share few such runs, a reprint shares most."""
SHARED = 0.4
"""Of the shorter text's own runs, those that must stand in the other. Independent reports of one event share less
than .36 (150 pairs of BASIL)."""
ALIKE = 0.7
"""The same where boilerplate is counted too, as in a text that is nearly all boilerplate."""
COMMON = 4
"""Articles of one outlet that may hold a run before it is taken for boilerplate."""
STRETCH = 160
"""Own runs on end that stand in both texts, which say the same when less than `SHARED` of the text does: paragraphs
taken whole. The longest quotation that independent reports of one event share is shorter."""
SKETCH = 8
"""One run in this many is used to find candidates; all of them decide."""
SHORT = 200
"""Runs below which a text is sought by all of them: of one in eight too few are left."""
NEAR = 6
"""Articles before it that a run leads an article to, beside the first two that hold it."""

_UNSPACED = r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f])"
_MARKS = [*"\n\t\r.,;:!?\"'()[]{}<>/\\|*_~`@#$%^&+=-", *"’‘“”—–…«»„‚·•‹›\u00a0\u2009\u202f\ufeff"]
_BATCH = 3000
"""Texts taken into words at once."""
_PAIRS_AT_ONCE = 1500
_PAIR = ["a", "b"]
_PAIRS = {"a": pl.UInt32, "b": pl.UInt32}
Row = Mapping[str, Any]


def group(articles: pl.DataFrame) -> pl.DataFrame:
    """The story of each article: verbatim, edited, shortened and embedded copies, across outlets and within one.

    Takes article_id, text and published (null allowed), and outlet if there is one. Gives the same rows with the
    columns of frames.STORIES. Two texts are one story when at least 40% of the shorter one's runs of five words
    stand in the other (containment, Broder 1997), compared exactly; runs that five or more articles of one outlet
    hold are boilerplate and left out. The original is the earliest by day (an undated one last); of one day, the text
    that shares most with the others. Each copy shares enough with its original itself: a copy of a copy that does not
    is a story of its own. A text of fewer than 25 words, or none, is its own story.

    Titles and dates do not decide. *Verbatim*: all of it, but for a dateline or a credit. *Shortened*: most of a text
    that is shorter by a quarter or more. *Embedded*: within a longer text, or mostly not its
    original's. *Edited*: else.

    >>> text = "The two delegations met on Monday in Istanbul and " + " ".join(f"spoke of item {n}," for n in range(9))
    >>> day = pl.Series([None, None], dtype=pl.Datetime("us", "UTC"))
    >>> group(pl.DataFrame({"article_id": ["b", "a"], "text": [text, text.upper()], "published": day})).select(
    ...     "article_id", "story_id", "copy_kind", "copy_of").rows()
    [('b', 'a', 'verbatim', 'a'), ('a', 'a', 'original', None)]
    """
    ARTICLES.require(articles, "article_id", "published")
    outlet = pl.col("outlet").fill_null("") if "outlet" in articles.columns else pl.lit("")
    day, time = pl.col("published").dt.date(), pl.col("published").dt.time()
    known = (
        articles.select("article_id", pl.col("text").cast(pl.String), "published", day=day, outlet=outlet)
        .sort(day, time == pl.time(0), time, "article_id", nulls_last=True)  # a day alone comes after a known time
        .with_row_index("doc")
    )
    runs = pl.concat([_runs(part) for part in known.iter_slices(_BATCH)] or [_runs(known)])
    alike = _alike(_likely(runs), runs, known)
    tied = _tie(alike, known)
    asked = _indirect(alike, tied)
    if asked.height:
        alike = pl.concat([alike, _alike(asked, runs, known)])
        tied = _tie(alike, known)
    ids = known["article_id"]
    rows = [(ids[doc], ids[first], kind, ids[first]) for doc, (first, kind) in tied.items() if first != doc]
    copies = pl.DataFrame(rows, schema=STORIES.schema, orient="row")
    return _with_stories(articles, copies)


def _with_stories(articles: pl.DataFrame, copies: pl.DataFrame) -> pl.DataFrame:
    plain = articles.drop(*(name for name in STORIES.columns if name != "article_id"), strict=False)
    joined = plain.join(copies, on="article_id", how="left", maintain_order="left")
    return joined.with_columns(
        story_id=pl.coalesce("story_id", "article_id"), copy_kind=pl.col("copy_kind").fill_null("original")
    )


def _runs(articles: pl.DataFrame) -> pl.DataFrame:
    """Every run of five words of each text, in order, as a hash: doc, run."""
    text = pl.col("text").fill_null("").str.normalize("NFKC").str.to_lowercase()
    text = text.str.replace_many(_MARKS, [" "] * len(_MARKS))
    if articles.select(pl.col("text").str.contains(_UNSPACED).any()).item():
        text = text.str.replace_all(_UNSPACED, " $1 ")
    words = articles.select("doc", word=text.str.split(" ")).explode("word").filter(pl.col("word") != "")
    words = words.filter(pl.len().over("doc") >= SHORTEST).with_columns(pl.col("word").hash(0))
    run = pl.col("word")
    for step in range(1, RUN):
        run = run * 0x9E3779B97F4A7C15 + pl.col("word").shift(-step)
    within = words.select("doc", run=run, last=pl.col("doc").shift(1 - RUN)).filter(pl.col("doc") == pl.col("last"))
    return within.select("doc", "run")


def _likely(runs: pl.DataFrame) -> pl.DataFrame:
    """Pairs whose sketches share enough to be compared: a, b, with a before b.

    A run leads each article to the `NEAR` before it and to the first two that hold it, so that a text printed by
    hundreds costs no more than one printed by ten.
    """
    size = runs.group_by("doc").agg(size=pl.len())
    short = runs.join(size.filter(pl.col("size") < SHORT), on="doc", how="semi").select("run").unique()
    sketched = pl.col("run") % SKETCH == 0
    sketch = pl.concat([runs.filter(sketched), runs.filter(~sketched).join(short, on="run", how="semi")])
    sketch = sketch.sort("run", "doc")
    again = (pl.col("run") == pl.col("run").shift(1)) | (pl.col("run") == pl.col("run").shift(-1))
    seen = sketch.filter(again.fill_null(value=False)).unique(maintain_order=True)
    seen = seen.with_columns(
        first=pl.col("doc").first().over("run"), second=pl.col("doc").slice(1, 1).first().over("run")
    )
    led = [
        seen.select(a=pl.col("doc").shift(step), b="doc", same=pl.col("run") == pl.col("run").shift(step))
        .filter("same")
        .select(_PAIR)
        for step in range(1, NEAR + 1)
    ]
    led += [seen.select(a=name, b="doc").drop_nulls() for name in ("first", "second")]
    counted = pl.concat([pairs.group_by(_PAIR).agg(n=pl.len()) for pairs in led]).filter(pl.col("a") < pl.col("b"))
    counted = counted.group_by(_PAIR).agg(pl.sum("n")).filter(pl.col("n") >= 2)
    sized = counted.join(size.select(a="doc", x="size"), on="a").join(size.select(b="doc", y="size"), on="b")
    least = pl.min_horizontal("x", "y")
    shared = pl.col("n") * pl.when(least < SHORT).then(1).otherwise(SKETCH)
    return sized.filter(shared >= pl.min_horizontal(SHARED * least, STRETCH) / 2).select(_PAIR)


def _alike(asked: pl.DataFrame, runs: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The pairs that share enough, exactly: a, b, their sizes and the runs they share."""
    shared = pl.concat([_shared(part, runs) for part in asked.iter_slices(_PAIRS_AT_ONCE)] or [_shared(asked, runs)])
    near = shared.filter((pl.col("part") >= SHARED / 2) | (pl.col("shared") >= STRETCH))
    held = _own(_held(near, runs), runs, known)
    own = held.group_by("doc").agg(own=pl.col("own").sum())
    both = _both(near.select(_PAIR), held)
    full = (
        near.join(both.group_by(_PAIR).agg(shared_own=pl.col("own").sum()), on=_PAIR)
        .join(_stretches(both), on=_PAIR, how="left")
        .join(own.select(a="doc", own_a="own"), on="a")
        .join(own.select(b="doc", own_b="own"), on="b")
    )
    least = pl.min_horizontal("own_a", "own_b")
    enough = (least >= SHORTEST - RUN) & (pl.col("shared_own") / least >= SHARED)
    return full.filter(enough | (pl.col("part") >= ALIKE) | (pl.col("stretch") >= STRETCH)).sort(_PAIR)


def _shared(asked: pl.DataFrame, runs: pl.DataFrame) -> pl.DataFrame:
    """How many runs each pair shares, and of how many, all told: a, b, shared, size_a, size_b, part."""
    held = _held(asked, runs)
    size = held.group_by("doc").agg(size=pl.len())
    shared = _both(asked, held).group_by(_PAIR).agg(shared=pl.len())
    shared = shared.join(size.select(a="doc", size_a="size"), on="a").join(size.select(b="doc", size_b="size"), on="b")
    return shared.with_columns(part=pl.col("shared") / pl.min_horizontal("size_a", "size_b"))


def _held(asked: pl.DataFrame, runs: pl.DataFrame) -> pl.DataFrame:
    """Every distinct run of the texts asked for, and where it stands first: doc, run, at."""
    wanted = pl.concat([asked["a"], asked["b"]]).unique().to_frame("doc")
    held = runs.join(wanted, on="doc", how="semi", maintain_order="left").with_row_index("at")
    return held.unique(["doc", "run"], keep="first")


def _both(asked: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The runs that both texts of a pair hold, with where they stand in the first."""
    one = asked.select(_PAIR).join(held, left_on="a", right_on="doc")
    return one.join(held.select("doc", "run"), left_on=["b", "run"], right_on=["doc", "run"])


def _own(held: pl.DataFrame, runs: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The runs with whether they are a text's own, and no outlet's boilerplate."""
    met = (
        runs.join(held.select("run").unique(), on="run", how="semi")
        .unique()
        .join(known.select("doc", "outlet"), on="doc")
    )
    often = met.group_by("run", "outlet").agg(n=pl.len()).filter(pl.col("n") > COMMON).select("run").unique()
    marked = held.join(often.with_columns(own=pl.lit(value=False)), on="run", how="left")
    return marked.with_columns(pl.col("own").fill_null(value=True))


def _stretches(both: pl.DataFrame) -> pl.DataFrame:
    """The longest stretch of own runs on end that each pair shares: a, b, stretch."""
    ordered = both.filter("own").sort(*_PAIR, "at")
    one = pl.col("at") - pl.int_range(pl.len(), dtype=pl.UInt32).over(_PAIR)
    return ordered.group_by(*_PAIR, one.alias("one")).agg(n=pl.len()).group_by(_PAIR).agg(stretch=pl.max("n"))


def _tie(alike: pl.DataFrame, known: pl.DataFrame) -> dict[int, tuple[int, str]]:
    """The original and kind of every article that shares enough with another, by number."""
    near: dict[int, dict[int, Row]] = {}
    for row in alike.iter_rows(named=True):
        near.setdefault(row["a"], {})[row["b"]] = row
        near.setdefault(row["b"], {})[row["a"]] = row
    weight = [(doc, round(sum(row["part"] for row in found.values()), 6)) for doc, found in near.items()]
    schema: dict[str, Any] = {"doc": pl.UInt32, "weight": pl.Float64}
    order = (
        known.select("doc", "day")
        .join(pl.DataFrame(weight, schema=schema, orient="row"), on="doc")
        .sort("day", -pl.col("weight"), "doc", nulls_last=True)
    )
    tied: dict[int, tuple[int, str]] = {}
    for doc in order["doc"]:
        firsts = [other for other in near[doc] if tied.get(other, (None,))[0] == other]
        best = max(firsts, key=lambda other: (near[doc][other]["part"], -other), default=None)
        tied[doc] = (doc, "original") if best is None else (best, _kind(near[doc][best], doc))
    return tied


def _kind(row: Row, copy: int) -> str:
    own, other = (row["size_b"], row["size_a"]) if copy == row["b"] else (row["size_a"], row["size_b"])
    of_copy, of_original = row["shared"] / own, row["shared"] / other
    if of_copy >= 0.95 and of_original >= 0.9:
        return "verbatim"
    if of_copy >= 0.75 and own < 0.75 * other:
        return "shortened"
    return "embedded" if own > 1.15 * other or of_copy < 0.4 else "edited"


def _indirect(alike: pl.DataFrame, tied: Mapping[int, tuple[int, str]]) -> pl.DataFrame:
    """Pairs of an article and the original of its like that were not compared yet."""
    known = set(alike.select(_PAIR).iter_rows())
    ends: Iterable[tuple[int, int]] = [(one, two) for a, b in known for one, two in ((a, b), (b, a))]
    pairs = {tuple(sorted((doc, tied[other][0]))) for doc, other in ends if tied[other][0] != doc}
    return pl.DataFrame(sorted(pairs - known), schema=_PAIRS, orient="row")
