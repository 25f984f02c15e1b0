"""Texts ▶ their runs of five words, as hashes: w-shingles (Broder, On the resemblance and containment, 1997)."""

import polars as pl

RUN = 5
"""Words in a row that are compared: two texts on one event share few such runs, a reprint shares most."""
SHORTEST = 25
"""Words a text must have to be called a copy: shorter ones (captions, notices) are alike by chance."""

_BATCH = 300
"""Texts taken into words at once: few, so that their words stay within the processor's cache."""
_SLOTS = 2**24
_UNSPACED = r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f])"
_MARKS = [*"\n\t\r.,;:!?\"'()[]{}<>/\\|*_~`@#$%^&+=-", *"’‘“”—–…«»„‚·•‹›\u00a0\u2009\u202f\ufeff"]
_ODD = (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F)
"""Any large odd numbers: they keep two runs of the same words in another order apart."""

Parts = list[pl.DataFrame]
"""Every run of every text in order, some hundred texts a frame: doc, run. In one frame they would be held twice."""


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
    return runs.filter(~pl.col("doc").is_in(short["doc"].implode())) if short.height else runs


def _spaced(texts: pl.DataFrame) -> pl.DataFrame:
    """The texts with blanks for punctuation; NFKC is slow, and changes nothing in a text that is ASCII but for it."""
    text = pl.col("text")
    texts = texts.select("doc", _blanked(text.fill_null("")))
    foreign = text.str.len_bytes() != text.str.len_chars()
    others = texts.filter(foreign).with_columns(_blanked(text.str.normalize("NFKC")).str.replace_all(_UNSPACED, " $1 "))
    return pl.concat([texts.filter(~foreign), others]).sort("doc")


def _blanked(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many(_MARKS, [" "] * len(_MARKS))


def sizes(parts: Parts) -> pl.DataFrame:
    """How many runs each text has, repeated ones too: doc, size."""
    counted = [part.select(pl.col("doc").rle().struct.unnest()).select(doc="value", size="len") for part in parts]
    return pl.concat(counted)


def of(docs: pl.Series, parts: Parts) -> pl.DataFrame:
    """Every distinct run of the texts asked for, and where it stands first: doc, run, at."""
    last = max((part["doc"].max() or 0 for part in parts), default=0)
    wanted = pl.zeros(last + 1, dtype=pl.Boolean, eager=True).scatter(docs.unique(), values=True)
    held = pl.concat([part.filter(wanted.gather(part["doc"])) for part in parts]).with_row_index("at")
    return held.unique(["doc", "run"], keep="first", maintain_order=True)


def among(wanted: pl.Series, parts: Parts) -> pl.DataFrame:
    """Every place where one of the wanted runs stands: doc, run.

    Most runs are in one text only; a table of bits (Bloom 1970, one hash) sends them away before the join.
    """
    bits = pl.zeros(_SLOTS, dtype=pl.Boolean, eager=True).scatter((wanted % _SLOTS).unique(), values=True)
    maybe = [part.filter(bits.gather(part["run"] % _SLOTS)) for part in parts]
    return pl.concat(maybe).join(wanted.unique().to_frame("run"), on="run", how="semi", maintain_order="left")
