"""Segments ▶ how often groups of articles use each word or phrase, and what the doubt of that hangs on."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dateline.frames import FEW, VOCABULARY
from dateline.search.index import Live
from dateline.search.segment import STOP, Segment

Array = NDArray[Any]
COMMON = 0.2
"""Part of the articles from which a word is too common to begin or end a phrase: of, the, said."""
_CHUNK = 2_000_000
_ARTICLE = 24
"""Bits of an article's number beside a word's or a phrase's."""
_SUMS = ("articles", "mentions", "squares", "crossed")


class _Texts(NamedTuple):
    """The articles of a segment: the number of each one's group, -1 for none, and its words."""

    group: Array
    length: Array


def words(segments: Sequence[Live], groups: pl.DataFrame) -> pl.DataFrame:
    """The words of articles (article_id, group; those of no group are left out): a frame of frames.VOCABULARY.

    Words that fewer than five of the articles use are left out. Sorted by term and group.
    """
    names = groups["group"].unique().sort()
    forms = [pl.Series(segment.forms.all(), dtype=pl.String) for segment, _ in segments]
    every, numbers = _merged(forms)
    frames = [_words(segment, _numbered(segment, live, groups, names)) for segment, live in segments]
    known = [frame.with_columns(term=own.gather(frame["term"])) for frame, own in zip(frames, numbers, strict=True)]
    return _table(known, every, names)


def phrases(segments: Sequence[Live], groups: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Two words in a row, as `words`; of `known`, what `words` gave, those that are not in every fifth article."""
    names, most = groups["group"].unique().sort(), COMMON * groups.height
    counted = known.group_by("term").agg(pl.col("articles").sum()).filter(pl.col("articles") < most)
    chosen = counted["term"].sort()
    keys, texts, before = [np.zeros(0, np.uint64)], [_Texts(np.zeros(0, np.int32), np.zeros(0, np.int64))], 0
    for segment, live in segments:
        texts.append(_numbered(segment, live, groups, names))
        keys.append(_pairs(segment, texts[-1].group, chosen, before))
        before += len(segment.articles)
    every = np.concatenate(keys)
    every.sort()
    pair, article, many = _runs(every, _ARTICLE)
    firsts = np.flatnonzero(np.diff(pair, prepend=~pair[:1]))
    sizes = np.diff(np.append(firsts, len(pair)))
    often, chance = np.repeat(sizes >= FEW, sizes), sizes[sizes >= FEW]
    item = np.repeat(np.arange(len(chance)), chance)
    together = _Texts(*(np.concatenate(parts) for parts in zip(*texts, strict=True)))
    sums = _sums(item, article[often], many[often], together)
    found = pair[firsts[sizes >= FEW]]
    terms = chosen.gather(found // max(len(chosen), 1)) + " " + chosen.gather(found % max(len(chosen), 1))
    return _table([sums], terms, names)


def used(segments: Sequence[Live], articles: pl.Series) -> pl.DataFrame:
    """The words of a few articles, one row an article and word: article_id, term, mentions."""
    frames = [pl.DataFrame(schema={"article_id": pl.String, "term": pl.String, "mentions": pl.Int64})]
    for segment, live in segments:
        chosen = segment.ids.is_in(articles.to_list()).to_numpy() & (True if live is None else live)
        begins, ends = segment.begins_as_places[:-1][chosen], segment.ends_as_places[chosen]
        parts = [segment.word[begin:end] & ~STOP for begin, end in zip(begins, ends, strict=True)]
        form = np.searchsorted(segment.words_of, np.concatenate([np.zeros(0, np.uint32), *parts]), "right") - 1
        article = np.repeat(np.flatnonzero(chosen), ends.astype(np.int64) - begins)
        key = form.astype(np.uint64) << np.uint64(_ARTICLE) | article.astype(np.uint64)
        key.sort()
        term, article, many = _runs(key, _ARTICLE)
        names = pl.Series(segment.forms.all(), dtype=pl.String)
        columns = {"article_id": segment.ids.gather(article), "term": names.gather(term), "mentions": many}
        frames.append(pl.DataFrame(columns))
    return pl.concat(frames)


def _merged(parts: Sequence[pl.Series]) -> tuple[pl.Series, list[pl.Series]]:
    """All strings of some parts once, and the number of each part's there."""
    if len(parts) == 1:
        return parts[0], [pl.Series(range(len(parts[0])), dtype=pl.Int64)]
    every = pl.concat([pl.Series(dtype=pl.String), *parts]).unique().sort()
    numbered = pl.DataFrame({"term": every}).with_row_index("number")
    joined = [pl.DataFrame({"term": part}).join(numbered, on="term", maintain_order="left") for part in parts]
    return every, [frame["number"].cast(pl.Int64) for frame in joined]


def _numbered(segment: Segment, live: Array | None, groups: pl.DataFrame, names: pl.Series) -> _Texts:
    numbered = pl.DataFrame({"group": names}).with_row_index("number")
    rows = pl.DataFrame({"article_id": segment.ids}).join(
        groups.join(numbered, on="group"), on="article_id", how="left", maintain_order="left"
    )
    number = rows["number"].cast(pl.Int32).fill_null(-1).to_numpy().copy()
    if live is not None:
        number[~live] = -1
    return _Texts(number, segment.lengths)


def _words(segment: Segment, texts: _Texts) -> pl.DataFrame:
    """The sums of one segment, its words taken form by form: their places are there, in order."""
    article_of = np.repeat(np.arange(len(texts.group), dtype=np.uint32), texts.length)
    bounds = segment.bounds[segment.words_of]
    alone = bool((texts.group < 0).any())
    frames = [_empty()]
    for begin, end in _chunks(bounds):
        form = np.repeat(np.arange(end - begin, dtype=np.uint64), np.diff(bounds[begin : end + 1]))
        article = article_of[segment.places[bounds[begin] : bounds[end]]]
        key = form << np.uint64(_ARTICLE) | article
        if alone:
            key = key[texts.group[article] >= 0]
        key.sort(kind="stable")  # quick: each way of writing a form is sorted
        frames.append(_sums(*_runs(key, _ARTICLE), texts).with_columns(pl.col("term") + begin))
    return pl.concat(frames)


def _runs(key: Array, bits: int) -> tuple[Array, Array, Array]:
    """Sorted keys of two parts, the second of so many bits ▶ each once, in its parts, and how often it stands."""
    begins = np.flatnonzero(np.diff(key, prepend=~key[:1]))
    many = np.diff(np.append(begins, len(key)))
    first, second = key[begins] >> np.uint64(bits), key[begins] & np.uint64((1 << bits) - 1)
    return first.astype(np.int64), second.astype(np.int64), many


def _chunks(bounds: Array) -> Iterator[tuple[int, int]]:
    """Forms with some two million places at a time."""
    begin = 0
    while begin < len(bounds) - 1:
        end = max(int(np.searchsorted(bounds, bounds[begin] + _CHUNK, "right")) - 1, begin + 1)
        yield begin, end
        begin = end


def _pairs(segment: Segment, group: Array, chosen: pl.Series, before: int) -> Array:
    """Two words in a row and their article, in one number, for each place where both are chosen."""
    forms = pl.DataFrame({"term": pl.Series(segment.forms.all(), dtype=pl.String)})
    numbered = pl.DataFrame({"term": chosen}).with_row_index("number")
    joined = forms.join(numbered, on="term", how="left", maintain_order="left")
    number = np.repeat(joined["number"].cast(pl.Int64).fill_null(-1).to_numpy(), np.diff(segment.words_of))
    made = [np.zeros(0, np.uint64)]
    for at in range(0, len(segment.word), _CHUNK):
        word = segment.word[at : at + _CHUNK + 1]
        own = number[word & ~STOP]
        here = np.flatnonzero((own[:-1] >= 0) & (own[1:] >= 0) & (word[1:] < STOP))
        article = segment.article_of(here + at)
        here, article = here[group[article] >= 0], article[group[article] >= 0]
        pair = (own[here] * len(chosen) + own[here + 1]).astype(np.uint64)
        made.append(pair << np.uint64(_ARTICLE) | (article + before).astype(np.uint64))
    return np.concatenate(made)


def _sums(item: Array, article: Array, many: Array, texts: _Texts) -> pl.DataFrame:
    """For each item and group: articles, mentions, their squares, and mentions times the article's words."""
    groups = int(texts.group.max(initial=0)) + 1
    cell = item * groups + texts.group[article]
    weights = (None, many, many * many, many * texts.length[article])
    sums = [np.bincount(cell, weight) for weight in weights]
    used = np.flatnonzero(sums[0])
    columns = {name: made[used].astype(np.int64) for name, made in zip(_SUMS, sums, strict=True)}
    return pl.DataFrame({"term": used // groups, "group": used % groups, **columns})


def _table(sums: Sequence[pl.DataFrame], terms: pl.Series, names: pl.Series) -> pl.DataFrame:
    """The sums of all segments, of terms that five articles use, with the names of terms and groups."""
    merged = pl.concat([_empty(), *sums])
    if len(sums) > 1:
        merged = merged.group_by("term", "group").agg(pl.col(_SUMS).sum())
    often = merged.filter(pl.col("articles").sum().over("term") >= FEW)
    named = often.with_columns(term=terms.gather(often["term"]), group=names.gather(often["group"]))
    return named.select(*VOCABULARY.columns).cast(VOCABULARY.schema).sort("term", "group")


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(("term", "group", *_SUMS), pl.Int64))
