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
PART = 3
"""Articles with less than one in so many of the words are read, rather than all words looked through."""
_CHUNK, _FORMS = 2_000_000, 20_000
_ARTICLE = 24
"""Bits of an article's number beside a word's or a phrase's."""
_SUMS = ("articles", "mentions", "squares", "crossed")


class _Texts(NamedTuple):
    """The articles of a segment: the number of each one's group, -1 for none, and its words."""

    group: Array
    length: Array


class _Sums(NamedTuple):
    """Numbers of terms and groups, in order, and a row of _SUMS for each."""

    term: Array
    group: Array
    sums: Array


_NONE = _Sums(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, len(_SUMS))))


def words(segments: Sequence[Live], groups: pl.DataFrame) -> pl.DataFrame:
    """The words of articles (article_id, group; those of no group are left out): a frame of frames.VOCABULARY.

    Words that fewer than five of the articles use are left out. Sorted by term and group.
    """
    names = groups["group"].unique().sort()
    parts, met = [], []
    for segment, live in segments:
        own = _words(segment, _numbered(segment, live, groups, names))
        forms, which = np.unique(own.term, return_inverse=True)
        parts.append(own._replace(term=which))
        met.append(segment.forms.series.gather(forms))
    every, numbers = _merged(met)
    parts = [own._replace(term=number[own.term]) for own, number in zip(parts, numbers, strict=True)]
    return _table(parts, every, names)


def phrases(segments: Sequence[Live], groups: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Two words in a row, as `words`; of `known`, what `words` gave, those that are not in every fifth article."""
    names, most = groups["group"].unique().sort(), COMMON * groups.height
    counted = known.group_by("term").agg(pl.col("articles").sum()).filter(pl.col("articles") < most)
    chosen = counted["term"].sort()
    keys, texts, before = [np.zeros(0, np.uint64)], [_Texts(np.zeros(0, np.int32), np.zeros(0, np.int64))], 0
    for segment, live in segments:
        texts.append(_numbered(segment, live, groups, names))
        keys.append(_pairs(segment, texts[-1], chosen, before))
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
        columns = {"article_id": segment.ids.gather(article), "term": segment.forms.series.gather(term),
                   "mentions": many}  # fmt: skip
        frames.append(pl.DataFrame(columns))
    return pl.concat(frames)


def _merged(parts: Sequence[pl.Series]) -> tuple[pl.Series, list[Array]]:
    """All strings of some parts once, and the number of each part's there."""
    if len(parts) == 1:
        return parts[0], [np.arange(len(parts[0]))]
    every = pl.concat([pl.Series(dtype=pl.String), *parts]).unique()
    numbered = pl.DataFrame({"term": every}).with_row_index("number")
    joined = [pl.DataFrame({"term": part}).join(numbered, on="term", maintain_order="left") for part in parts]
    return every, [frame["number"].cast(pl.Int64).to_numpy() for frame in joined]


def _numbered(segment: Segment, live: Array | None, groups: pl.DataFrame, names: pl.Series) -> _Texts:
    numbered = pl.DataFrame({"group": names}).with_row_index("number")
    rows = pl.DataFrame({"article_id": segment.ids}).join(
        groups.join(numbered, on="group"), on="article_id", how="left", maintain_order="left"
    )
    number = rows["number"].cast(pl.Int32).fill_null(-1).to_numpy().copy()
    if live is not None:
        number[~live] = -1
    return _Texts(number, segment.lengths)


def _words(segment: Segment, texts: _Texts) -> _Sums:
    """The sums of one segment, some forms at a time; where they are of few articles, by reading these."""
    if PART * texts.length[texts.group >= 0].sum() < len(segment.word):
        return _words_of_few(segment, texts)
    parts = [_NONE]
    for begin in range(0, len(segment.forms), _FORMS):
        end = min(begin + _FORMS, len(segment.forms))
        bounds = segment.held[begin : end + 1]
        form = np.repeat(np.arange(begin, end), np.diff(bounds))
        article, many = (side[bounds[0] : bounds[-1]] for side in (segment.holders, segment.times))
        inside = texts.group[article] >= 0
        if not inside.all():
            form, article, many = form[inside], article[inside], many[inside]
        parts.append(_sums(form, article, many, texts))
    return _Sums(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _words_of_few(segment: Segment, texts: _Texts) -> _Sums:
    form = np.repeat(np.arange(len(segment.forms), dtype=np.uint64), np.diff(segment.words_of))
    keys = [np.zeros(0, np.uint64)]
    for word, article in _read(segment, texts):
        keys.append(form[word & ~STOP] << np.uint64(_ARTICLE) | article.astype(np.uint64))
    key = np.concatenate(keys)
    key.sort()
    return _sums(*_runs(key, _ARTICLE), texts)


def _read(segment: Segment, texts: _Texts) -> Iterator[tuple[Array, Array]]:
    """The words of the articles in a group, some articles at a time, and the article that each stands in."""
    chosen = np.flatnonzero(texts.group >= 0)
    begins, ends = segment.begins_as_places[:-1][chosen], segment.ends_as_places[chosen]
    cuts = np.flatnonzero(np.diff(np.cumsum(texts.length[chosen]) // _CHUNK)) + 1
    for some in np.split(np.arange(len(chosen)), cuts):
        places = zip(begins[some].tolist(), ends[some].tolist(), strict=True)
        cut = [segment.word[begin:end] for begin, end in places]
        yield np.concatenate([segment.word[:0], *cut]), np.repeat(chosen[some], texts.length[chosen[some]])


def _runs(key: Array, bits: int) -> tuple[Array, Array, Array]:
    """Sorted keys of two parts, the second of so many bits ▶ each once, in its parts, and how often it stands."""
    begins = np.flatnonzero(np.diff(key, prepend=~key[:1]))
    many = np.diff(np.append(begins, len(key)))
    first, second = key[begins] >> np.uint64(bits), key[begins] & np.uint64((1 << bits) - 1)
    return first.astype(np.int64), second.astype(np.int64), many


def _pairs(segment: Segment, texts: _Texts, chosen: pl.Series, before: int) -> Array:
    """Two words in a row and their article, in one number, for each place where both are chosen."""
    forms = pl.DataFrame({"term": segment.forms.series})
    numbered = pl.DataFrame({"term": chosen}).with_row_index("number")
    joined = forms.join(numbered, on="term", how="left", maintain_order="left")
    number = np.repeat(joined["number"].cast(pl.Int64).fill_null(-1).to_numpy(), np.diff(segment.words_of))
    made = [np.zeros(0, np.uint64)]
    for word, article in _read(segment, texts):
        own = number[word & ~STOP]
        here = np.flatnonzero((own[:-1] >= 0) & (own[1:] >= 0) & (word[1:] < STOP))
        pair = (own[here] * len(chosen) + own[here + 1]).astype(np.uint64)
        made.append(pair << np.uint64(_ARTICLE) | (article[here] + before).astype(np.uint64))
    return np.concatenate(made)


def _sums(item: Array, article: Array, many: Array, texts: _Texts) -> _Sums:
    """The sums of items, in order, over the articles that use them so many times."""
    if not len(item):
        return _NONE
    groups = int(texts.group.max()) + 1
    cell = (item - item[0]) * groups + texts.group[article]
    weights = (None, many, many.astype(np.float64) ** 2, many * texts.length[article])
    sums = [np.bincount(cell, weight) for weight in weights]
    used = np.flatnonzero(sums[0])
    return _Sums(used // groups + item[0], used % groups, np.stack([one[used] for one in sums], axis=1))


def _table(parts: Sequence[_Sums], terms: pl.Series, names: pl.Series) -> pl.DataFrame:
    """The sums of all segments, of terms that five articles use, with the names of terms and groups."""
    term, group, sums = (np.concatenate(columns) for columns in zip(_NONE, *parts, strict=True))
    order = np.argsort(term * (len(names) + 1) + group, kind="stable")  # quick: each segment's are in order
    term, group, sums = term[order], group[order], sums[order]
    once = np.flatnonzero((np.diff(term, prepend=-1) != 0) | (np.diff(group, prepend=-1) != 0))
    term, group, sums = term[once], group[once], np.add.reduceat(sums, once) if len(once) else sums
    firsts = np.flatnonzero(np.diff(term, prepend=-1))
    total = np.add.reduceat(sums[:, 0], firsts) if len(firsts) else sums[:, 0]
    often = np.repeat(total >= FEW, np.diff(np.append(firsts, len(term))))
    columns = dict(zip(_SUMS, sums[often].T.astype(np.int64), strict=True))
    made = pl.DataFrame({"term": terms.gather(term[often]), "group": names.gather(group[often]), **columns})
    return made.select(*VOCABULARY.columns).cast(VOCABULARY.schema).sort("term", "group")
