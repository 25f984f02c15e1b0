"""Lines ▶ numbers: what a line looks like, where it stands, and how often its outlet says it."""

import re
from collections.abc import Iterator

import polars as pl

from dateline.cleaning.repeats import PARAGRAPH, STOPS
from dateline.cleaning.vocabulary import AGENCIES, DATED, START, TOLD

CUT = 160
"""Characters of a line that are looked at: a longer line is judged by its beginning and its end."""
SHORT = 300
"""Characters up to which a line may be what a rule or its words call it."""
FAR = 60
"""Lines beyond which a distance is not counted on."""
OTHER = "not of the article"
"""The reason for a line that only the model takes out and whose looks say nothing."""
WHOLE = 40_000
"""Characters of an article's paragraphs in which a line is looked for."""
HEADING = 40
"""Characters up to which a line may head a list."""

_SAID = {"agency": AGENCIES, **{f"says {name}": words for name, words in TOLD.items()}}
_WORDS: dict[str, int] = {}
"""What words tell, a bit for each of these."""
for _bit, _words in enumerate(_SAID.values()):
    for _word in _words:
        _WORDS[_word] = _WORDS.get(_word, 0) | 1 << _bit
_ANY = "|".join(map(re.escape, _WORDS))
"""One pattern: for so many words it is three times as fast as a search for a list of them."""
_ENDS = {"question": "?？؟", "quote": "\"'”’»」』“)］）]", "colon": ":：", "comma": ",،、，;"}
_STARTS = {"lower": r"^\p{Ll}", "digit": r"^[0-9]", "dash": r"^[-–—•·*►▶»›>|#@+]", "quote": "^[\"“„«‘'「『‹]"}
_COUNTS = {
    "upper": r"\p{Lu}",
    "digits": r"[0-9]",
    "commas": r"[,،、，;]",
    "stops": r"[.!?]['\"”’»)]* |[。！？]",
    "bars": r"[|/•·»›→]",
}
_NEAR = ("size", "stop", "caps", "same", "flags")
_SUMS = (("weight", 2), ("weight", 6), ("plain", 4), ("plain", 10), ("known", 3), ("known", 10))
_MARKS = {
    "long": pl.col("long"),
    "known": pl.col("alike") > 0,
    "more": (pl.col("says more") | pl.col("says tags")) & (pl.col("chars") <= HEADING),
    "comment": pl.col("says comment") & (pl.col("chars") <= HEADING),
    "selling": pl.col("says sign up") | pl.col("says advert") | pl.col("says share") | pl.col("says legal"),
}
"""Lines whose distance, above and below, tells something of a line."""
_SHAPE = [
    *("words", "chars", "bytes", "stop", "long", "plain", "size", "letters", "caps", "flags", "echo"),
    *(f"{name} share" for name in _COUNTS),
    *(f"end {name}" for name in _ENDS),
    *(f"start {name}" for name in _STARTS),
    *(f"says {name}" for name in (*DATED, *TOLD)),
    *("commas", "stops", "digits", "same", "alike", "siblings", "twice"),
]
_PLACE = ["back", "place", "depth", "total", "run", "weight above", "weight whole", "weight share", "span", "side"]
NAMES = [
    *_SHAPE,
    *_PLACE,
    *(f"{name} within {reach}" for name, reach in _SUMS),
    *(f"{name} {way}" for name in _MARKS for way in ("above", "below")),
    *(f"{name} at {step}" for step in (-2, -1, 1, 2) for name in _NEAR),
]
"""Every feature that the model may ask for."""


def table(counts: pl.DataFrame) -> pl.DataFrame:
    """The lines that `repeats.count` gives of whole articles, with all of `NAMES`, `agency` (names one), `telling`
    (worth a rule's look) and `kind` (what it is if no body).
    """
    frame = _shapes(counts)
    frame = frame.with_columns(_echoes(frame), *_span(frame))
    telling = (pl.col("flags") > 0) & (pl.col("chars") <= SHORT)
    return _places(frame).with_columns(telling=telling, kind=_kind())


def _shapes(frame: pl.DataFrame) -> pl.DataFrame:
    """What can be told of a line by itself."""
    line = pl.col("line")
    frame = frame.with_columns(
        chars=line.str.len_chars().cast(pl.Int32), bytes=line.str.len_bytes().cast(pl.Int32), cut=line.str.head(CUT)
    )
    half = CUT // 2
    ends = pl.col("cut").str.head(half) + " " + line.str.tail(half)
    frame = frame.with_columns(
        shown=pl.col("chars").clip(1, CUT),
        words=pl.col("cut").str.count_matches(" ") + 1,
        low=(START + pl.when(pl.col("bytes") <= CUT).then("cut").otherwise(ends) + " ").str.to_lowercase(),
        stop=line.str.tail(2).str.contains(STOPS),
        **{name: pl.col("cut").str.count_matches(form) for name, form in _COUNTS.items()},
        **{f"end {name}": line.str.tail(1).is_in(list(marks)) for name, marks in _ENDS.items()},
        **{f"start {name}": pl.col("cut").str.contains(form) for name, form in _STARTS.items()},
        **{f"says {name}": pl.col("cut").str.contains(form) for name, form in DATED.items()},
    )
    return frame.with_columns(
        *_said(frame["low"]),
        **{f"{name} share": pl.col(name) / pl.col("shown") for name in _COUNTS},
        size=pl.col("chars").clip(0, 1000),
        letters=pl.col("shown") / pl.col("words"),
        caps=pl.col("upper") / pl.col("words"),
        long=pl.col("stop") & (pl.col("bytes") >= PARAGRAPH),
        plain=~pl.col("stop") & (pl.col("bytes") < 3 * PARAGRAPH),
    ).with_columns(flags=pl.sum_horizontal(f"says {name}" for name in (*DATED, *TOLD)))


def _said(low: pl.Series) -> list[pl.Series]:
    """What the words of lines tell of them: most have none of these words."""
    row, word = pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), pl.col("low")
    said = low.to_frame("low").select(row, "low").filter(word.str.contains(_ANY))
    said = said.select("row", word.str.extract_many(list(_WORDS), overlapping=True)).explode("low")
    said = said.with_columns(word.replace_strict(_WORDS, return_dtype=pl.UInt32)).group_by("row").agg(word.bitwise_or())
    told = pl.zeros(len(low), dtype=pl.UInt32, eager=True).scatter(said["row"], said["low"])
    return [((told & (1 << bit)) > 0).alias(name) for bit, name in enumerate(_SAID)]


def _kind() -> pl.Expr:
    """What a line is likely to be, if it is no body."""
    chars, says = pl.col("chars"), {name: pl.col(f"says {name}") for name in (*DATED, *TOLD)}
    kinds = {
        "byline": says["byline"] & (chars <= 80) & ~pl.col("stop"),
        "caption": says["credit"] & (chars <= SHORT),
        "date line": (says["clock"] | says["year"] | says["ago"]) & (chars <= 60),
        "newsletter": says["sign up"],
        "share bar": says["share"] & (chars <= 100),
        "comments": says["comment"] & (chars <= SHORT),
        "advertisement": says["advert"] & (chars <= SHORT),
        "legal notice": says["legal"],
        "related": (says["more"] | says["tags"] | says["media"]) & (chars <= 160),
        "pulled quote": pl.col("echo"),
        "navigation": ~pl.col("stop") & (pl.col("words") <= 3) & (chars <= HEADING),
        "headline": ~pl.col("stop") & (chars <= 160),
    }
    return pl.coalesce(*(pl.when(is_so).then(pl.lit(kind)) for kind, is_so in kinds.items()), pl.lit(OTHER))


def _echoes(frame: pl.DataFrame) -> pl.Series:
    """Whether a line that is no paragraph stands inside one of the article, as pulled quotes and captions do."""
    row = pl.int_range(pl.len(), dtype=pl.UInt32).alias("row")
    brief = frame.select(row, "article", "line", "long", "chars").filter(
        ~pl.col("long") & (pl.col("chars") > 20) & (pl.col("chars") <= SHORT)
    )
    paragraphs = frame.filter("long").join(brief, on="article", how="semi", maintain_order="left")
    whole = paragraphs.group_by("article").agg(whole=pl.col("line").str.head(2000).str.join("\n").str.head(WHOLE))
    said = pl.col("line").str.strip_chars(" .!?…\"'“”«»„‘’")
    found = brief.join(whole, on="article").filter(pl.col("whole").str.contains(said, literal=True))["row"]
    return pl.zeros(frame.height, dtype=pl.Boolean, eager=True).scatter(found, values=True).alias("echo")


def _span(frame: pl.DataFrame) -> list[pl.Series]:
    """How deep a line stands in the stretch with the most paragraph text for its lines; 0 outside, `side` says where.

    The stretch is a maximum-sum subarray (Bentley 1984), as in body text extraction by Finn et al. 2001.
    """
    import numpy as np  # noqa: PLC0415  it starts threads when it is imported

    worth = frame.select(pl.when("long").then(pl.col("chars").clip(0, 600)).otherwise(-FAR)).to_series().to_numpy()
    row, article = np.arange(frame.height), frame["article"].rle_id().to_numpy().astype(np.int64)
    starts = np.flatnonzero(np.diff(article, prepend=-1))
    before = np.cumsum(worth, dtype=np.int64) - worth
    apart = article * 2**32  # keeps what stands in one article out of the next one's minimum
    least = np.minimum.accumulate(before - apart) + apart
    total = before + worth - least
    high, low = np.zeros((2, len(starts)), dtype=np.int64)
    ends = np.flatnonzero(total == np.maximum.reduceat(total, starts)[article])[::-1]
    high[article[ends]] = ends  # the first of several that are as good, for the last one written stays
    begins = np.flatnonzero((before == least[high][article]) & (row <= high[article]))
    low[article[begins]] = begins
    low, high = low[article], high[article]
    inside = np.minimum(20, np.minimum(row - low + 1, high - row + 1))
    outside = -np.maximum(-FAR, np.maximum(row - high, low - row))
    span = np.where((low <= row) & (row <= high), inside, outside)
    side = (row > high).astype(np.int8) - (row < low)
    return [pl.Series("span", span, dtype=pl.Int32), pl.Series("side", side, dtype=pl.Int8)]


def _places(frame: pl.DataFrame) -> pl.DataFrame:
    """Where a line stands in its article, and among which lines."""
    here = pl.col("row")
    frame = frame.with_columns(
        row=pl.int_range(pl.len(), dtype=pl.Int32),
        weight=pl.when("long").then(pl.col("bytes").clip(0, 1500)).otherwise(0).cast(pl.Int64),
        **{f"is {name}": mark for name, mark in _MARKS.items()},
    ).with_columns(begin=here.min().over("article"), end=here.max().over("article"))
    frame = frame.with_columns(known="is known")
    change = (pl.col("plain") != pl.col("plain").shift(1)) | (here == pl.col("begin"))
    frame = frame.with_columns(
        *(_within(name, reach).alias(f"{name} within {reach}") for name, reach in _SUMS),
        *(_above(name) for name in _MARKS),
        *(_below(name) for name in _MARKS),
        back=(pl.col("end") - here).clip(0, 300),
        place=(here - pl.col("begin")).clip(0, 300),
        depth=(here - pl.col("begin")) / (pl.col("end") - pl.col("begin") + 1),
        total=pl.col("end") - pl.col("begin") + 1,
        stretch=change.fill_null(True).cum_sum(),
    ).with_columns(
        _sum("weight", pl.col("begin"), here).alias("weight above"),
        _sum("weight", pl.col("begin"), pl.col("end")).alias("weight whole"),
        run=pl.len().over("stretch").clip(0, FAR),
    )
    return frame.with_columns(
        (pl.col("weight above") / (pl.col("weight whole") + 1)).alias("weight share"), *_neighbours()
    )


def _neighbours() -> Iterator[pl.Expr]:
    """Some features of the lines around, -1 beyond the article."""
    for step in (-2, -1, 1, 2):
        inside = pl.col("article").shift(-step) == pl.col("article")
        for name in _NEAR:
            there = pl.when(inside).then(pl.col(name).shift(-step).cast(pl.Float32))
            yield there.otherwise(-1.0).fill_null(-1.0).alias(f"{name} at {step}")


def _sum(name: str, low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """The sum of a column between two row numbers, both included."""
    running = pl.col(name).cast(pl.Int64).cum_sum()
    return running.gather(high) - running.gather(low) + pl.col(name).cast(pl.Int64).gather(low)


def _within(name: str, reach: int) -> pl.Expr:
    row = pl.col("row")
    return _sum(name, pl.max_horizontal("begin", row - reach), pl.min_horizontal("end", row + reach))


def _above(name: str) -> pl.Expr:
    """Lines to the last one of a kind above."""
    at = pl.when(f"is {name}").then("row").shift(1).forward_fill()
    return pl.when(at >= pl.col("begin")).then((pl.col("row") - at).clip(0, FAR)).otherwise(FAR).alias(f"{name} above")


def _below(name: str) -> pl.Expr:
    """Lines to the next one of a kind below."""
    at = pl.when(f"is {name}").then("row").shift(-1).backward_fill()
    return pl.when(at <= pl.col("end")).then((at - pl.col("row")).clip(0, FAR)).otherwise(FAR).alias(f"{name} below")
