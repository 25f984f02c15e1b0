"""Texts ▶ their runs of five words, as hashes: w-shingles (Broder, On the resemblance and containment, 1997)."""

import polars as pl

RUN = 5
"""Words in a row that are compared: two texts on one event share few such runs, a reprint shares most."""
SHORTEST = 25
"""Words a text must have to be called a copy: shorter ones (captions, notices) are alike by chance."""

_BATCH = 800
"""Texts taken into words at once."""
_SLOTS = 2**24
_UNSPACED = r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f])"
_LATIN = r"[^\x00-\x7f\u00c0-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e]"
"""What is not ASCII nor one of the Latin letters that NFKC leaves as they are."""
_BLANK = [*"\n\t\r.,;:!?\"'()[]{}<>/\\|*_~`@#$%^&+=-", *"’‘“”—–‐‑…«»„‚·•‹›′″●■€£™©®\u00a0\u2009\u202f"]
_NOTHING = [*"\u00ad\u200b\u200d\u200e\u200f\u2060\ufeff"]
_ODD = (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F)
"""Any large odd numbers: they keep apart two runs of the same words in another order."""

Parts = list[pl.DataFrame]
"""Every run of every text in order, some hundreds of texts a frame: doc, run. In one frame they would be held twice."""


def make(texts: pl.DataFrame) -> Parts:
    """The runs of each text of `SHORTEST` words or more; `texts` has doc and text, by doc.

    Case, punctuation and the encoding of letters do not matter. Where words are not spaced, a letter is a word.
    """
    return [_runs(part) for part in texts.iter_slices(_BATCH)] or [_runs(texts)]


def _runs(texts: pl.DataFrame) -> pl.DataFrame:
    words = _spaced(texts).select("doc", word=pl.col("text").str.to_lowercase().str.split(" ")).explode("word")
    nothing = pl.select(pl.lit("").hash(0)).item()
    words = words.select("doc", one=pl.col("word").hash(0)).filter(pl.col("one") != nothing)
    one, two = pl.col("one"), pl.col("two")
    words = words.with_columns(two=one * _ODD[0] + one.shift(-1), last=pl.col("doc").shift(1 - RUN))
    run = (two * _ODD[1] + two.shift(-2)) * _ODD[2] + one.shift(-4)
    runs = words.select("doc", "last", run=run).filter(pl.col("doc") == pl.col("last")).select("doc", "run")
    short = sizes([runs]).filter(pl.col("size") <= SHORTEST - RUN)
    return runs.join(short, on="doc", how="anti", maintain_order="left") if short.height else runs


def _spaced(texts: pl.DataFrame) -> pl.DataFrame:
    """The texts with blanks for punctuation, in NFKC: that is slow, and most texts are in it already."""
    text = pl.col("text")
    texts = texts.select("doc", _blanked(text.fill_null("")))
    others = texts.filter(text.str.len_bytes() != text.str.len_chars()).filter(text.str.contains(_LATIN))
    if others.height == 0:
        return texts
    written = _blanked(text.str.normalize("NFKC")).str.replace_all(_UNSPACED, " $1 ")
    plain = texts.join(others, on="doc", how="anti", maintain_order="left")
    return pl.concat([plain, others.with_columns(written)]).sort("doc")


def _blanked(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many([*_BLANK, *_NOTHING], [" "] * len(_BLANK) + [""] * len(_NOTHING))


def sizes(parts: Parts) -> pl.DataFrame:
    """How many runs each text has, repeated ones too: doc, size."""
    counted = [part.select(pl.col("doc").rle().struct.unnest()).select(doc="value", size="len") for part in parts]
    return pl.concat(counted)


def of(docs: pl.Series, parts: Parts) -> pl.DataFrame:
    """Every distinct run of the texts asked for, by text and place: doc, run."""
    last = max((part["doc"][-1] for part in parts if part.height), default=0)
    wanted = _bits(docs, last + 1)
    found = (part.filter(wanted.gather(part["doc"])) for part in parts)
    return pl.concat([part.filter(keyed(pl.col("doc")).is_first_distinct()) for part in found])


def keyed(doc: pl.Expr) -> pl.Expr:
    """A run and the text it is sought in, as one number: joins and sets of one column are several times as fast."""
    return pl.col("run") + doc.cast(pl.UInt64) * _ODD[0]


def among(wanted: pl.Series, parts: Parts, drawn: pl.Expr | None = None) -> pl.DataFrame:
    """Every place where one of the wanted runs stands, or one that is drawn, and a few of the others: doc, run.

    Most runs stand in one text only; a table of bits sends them away (Bloom 1970, one hash).
    """
    bits = _bits(wanted % _SLOTS, _SLOTS)
    drawn = pl.lit(value=False) if drawn is None else drawn
    return pl.concat([part.filter(drawn | bits.gather(part["run"] % _SLOTS)) for part in parts])


def _bits(places: pl.Series, size: int) -> pl.Series:
    return pl.zeros(size, dtype=pl.Boolean, eager=True).scatter(places.unique(), values=True)
