"""Articles ▶ a segment of the token index: words numbered as they are met, then by form, and each one's places."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dateline.search import tokens
from dateline.search.segment import STOP, Segment, Strings

Array = NDArray[Any]
BATCH = 1_000_000
"""Characters whose words are made at once."""
_SLOTS = 1 << 22
_CHUNK = 1 << 20
_WRAP = 1 << 16


class _Vocabulary:
    """Words numbered in the order they are met: by a table of their hashes, and a dictionary where two share a slot."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self._slot = np.zeros(_SLOTS, np.uint32)
        self._hash = np.zeros(1 << 16, np.uint64)
        self._other: dict[int, int] = {}

    def numbers(self, hashed: Array, texts: list[str], words: tokens.Words) -> Array:
        """The number of each word of some texts."""
        number: Array = self._slot[hashed & np.uint64(_SLOTS - 1)]
        unmet = np.flatnonzero((self._hash[number] != hashed) | (number >= len(self.written)))
        if len(unmet):
            different, first, which = np.unique(hashed[unmet], return_index=True, return_inverse=True)
            known = [self._other.get(one, -1) for one in different.tolist()]
            for place in np.argsort(first).tolist():
                if known[place] < 0:
                    known[place] = self._enter(int(different[place]), int(unmet[first[place]]), texts, words)
            number[unmet] = np.array(known, np.uint32)[which]
        return number

    def _enter(self, hashed: int, at: int, texts: list[str], words: tokens.Words) -> int:
        number, slot = len(self.written), hashed & (_SLOTS - 1)
        text = texts[int(np.searchsorted(words.first, at, "right")) - 1]
        self.written.append(text[words.start[at] : words.start[at] + words.length[at]])
        if number == len(self._hash):
            self._hash = np.concatenate([self._hash, np.zeros(number, np.uint64)])
        self._hash[number] = hashed
        if self._slot[slot] or (number and slot == int(self._hash[0]) & (_SLOTS - 1)):
            self._other[hashed] = number
        else:
            self._slot[slot] = number
        return number


def build(parts: Iterable[pl.DataFrame]) -> Segment:
    """Read articles, part by part: article_id, title and text, null allowed; `key`, if there, is kept beside them."""
    vocabulary, articles = _Vocabulary(), [pl.DataFrame(schema={"article_id": pl.String, "key": pl.UInt64})]
    word, start, wraps, fields = _read(_texts(parts, articles), vocabulary)
    known = pl.concat(articles)
    order = pl.DataFrame({
        "form": pl.Series([tokens.key(one) for one in vocabulary.written], dtype=pl.String),
        "written": pl.Series(vocabulary.written, dtype=pl.String),
        "letters": pl.Series([len(one) for one in vocabulary.written], dtype=pl.Int32),
    }).with_row_index("met").sort("form", "written")  # fmt: skip
    number = np.zeros(order.height, np.uint32)
    number[order["met"].to_numpy()] = np.arange(order.height, dtype=np.uint32)
    for at in range(0, len(word), _CHUNK):
        part = word[at : at + _CHUNK]
        part[:] = number[part & ~STOP] | (part & STOP)
    bounds, places = _places(word, order.height)
    forms = order["form"].rle().struct.unnest() if order.height else pl.DataFrame({"len": [], "value": []})
    words_of = np.concatenate([[0], np.cumsum(forms["len"].to_numpy())]).astype(np.int64)
    holders, times, held = _holders(places, bounds[words_of], np.diff(fields[::2]))
    strings = {"written": order["written"], "forms": forms["value"], "articles": known["article_id"]}
    texts = {name: Strings.of(series.cast(pl.String)) for name, series in strings.items()}
    return Segment({
        "word": word, "start": start, "wraps": wraps, "fields": fields, "places": places, "bounds": bounds,
        "letters": order["letters"].to_numpy(), "keys": known["key"].to_numpy(),
        "words_of": words_of, "holders": holders, "times": times, "held": held,
        **{name: one.data for name, one in texts.items()},
        **{f"{name}_at": one.begins for name, one in texts.items()},
    })  # fmt: skip


def part(segment: Segment, articles: Array) -> Segment:
    """The segment of some of a segment's articles, by their numbers in order; it shares the words themselves."""
    begin, end = segment.fields[2 * articles], segment.fields[2 * articles + 2]
    ends = np.cumsum(end - begin)
    moved = ends - end
    at = np.arange(ends[-1] if len(ends) else 0) - np.repeat(moved, end - begin)
    fields = segment.fields[2 * articles[:, None] + [0, 1]] + moved[:, None]
    wraps = segment.arrays["wraps"]
    owner = np.searchsorted(begin, wraps, "right") - 1
    inside = (owner >= 0) & (wraps < end[owner]) if len(articles) else np.zeros(len(wraps), np.bool_)
    word = segment.word[at]
    bounds, places = _places(word, len(segment.written))
    holders, times, held = _holders(places, bounds[segment.words_of], end - begin)
    ids = Strings.of(segment.ids.gather(articles))
    made = Segment({
        **segment.arrays, "holders": holders, "times": times, "held": held,
        "word": word, "start": segment.arrays["start"][at], "places": places, "bounds": bounds,
        "wraps": wraps[inside] + moved[owner[inside]], "fields": np.append(fields.ravel(), len(word)),
        "keys": segment.arrays["keys"][articles], "articles": ids.data, "articles_at": ids.begins,
    })  # fmt: skip
    made.written, made.forms = segment.written, segment.forms
    return made


def _read(batches: Iterable[list[str]], vocabulary: _Vocabulary) -> tuple[Array, Array, Array, Array]:
    """Number and start of every word (with `STOP`; in 16 bits), where these count anew, and where fields begin."""
    words_of, starts = [np.zeros(0, np.uint32)], [np.zeros(0, np.uint16)]
    wraps, first, before = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], 0
    for texts in batches:
        words = tokens.split(texts)
        number = vocabulary.numbers(words.hash, texts, words)
        number[words.stop] |= STOP
        words_of.append(number)
        starts.append(words.start.astype(np.uint16))
        wraps.append(_wraps(words.start, words.first) + before)
        first.append(words.first[:-1] + before)
        before += len(number)
    return _joined(words_of), _joined(starts), _joined(wraps), np.concatenate([*first, [before]])


def _joined(parts: list[Array]) -> Array:
    """Parts one after the other, each let go when it is copied."""
    made = np.empty(sum(map(len, parts)), parts[0].dtype)
    at = len(made)
    while parts:
        part = parts.pop()
        made[at - len(part) : at] = part
        at -= len(part)
    return made


def _wraps(start: Array, fields: Array) -> Array:
    """The words at which the first character, kept in 16 bits, begins to count anew; once for each time."""
    far = np.flatnonzero(start >= _WRAP)
    before = np.maximum(far - 1, 0)
    same = np.searchsorted(fields, far, "right") == np.searchsorted(fields, before, "right")
    wraps: Array = np.repeat(far, start[far] // _WRAP - np.where(same, start[before] // _WRAP, 0))
    return wraps


def _places(word: Array, many: int) -> tuple[Array, Array]:
    """Where each word stands, in order, one word after the other; and where each one's places begin."""
    counted = np.zeros(many, np.int64)
    for at in range(0, len(word), _CHUNK):
        counted += np.bincount(word[at : at + _CHUNK] & ~STOP, minlength=many)
    bounds = np.concatenate([[0], np.cumsum(counted)])
    places, free = np.zeros(len(word), np.uint32), bounds[:-1].copy()
    for at in range(0, len(word), _CHUNK):
        packed = (word[at : at + _CHUNK] & ~STOP).astype(np.uint64) << np.uint64(32)
        packed |= np.arange(at, at + len(packed), dtype=np.uint64)
        packed.sort()
        own = (packed >> np.uint64(32)).astype(np.uint32)
        begins = np.flatnonzero(np.diff(own, prepend=own[0] + np.uint32(1)))
        sizes = np.diff(np.append(begins, len(own)))
        places[np.arange(len(own)) + np.repeat(free[own[begins]] - begins, sizes)] = packed.astype(np.uint32)
        free[own[begins]] += sizes
    return bounds, places


def _holders(places: Array, bounds: Array, lengths: Array) -> tuple[Array, Array, Array]:
    """The articles of each form in order, how often each uses it, and where each form's begin; `lengths` in words."""
    article_of = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    holders, times, held = [np.zeros(0, np.uint32)], [np.zeros(0, np.uint32)], [np.zeros(1, np.int64)]
    begin = 0
    while begin < len(bounds) - 1:
        end = max(int(np.searchsorted(bounds, bounds[begin] + _CHUNK, "right")) - 1, begin + 1)
        form = np.repeat(np.arange(end - begin, dtype=np.uint64), np.diff(bounds[begin : end + 1]))
        key = form << np.uint64(32) | article_of[places[bounds[begin] : bounds[end]]]
        key.sort(kind="stable")  # quick: each way of writing a form is sorted
        first = np.flatnonzero(np.diff(key, prepend=~key[:1]))
        holders.append(key[first].astype(np.uint32))
        times.append(np.diff(np.append(first, len(key))).astype(np.uint32))
        many = np.bincount((key[first] >> np.uint64(32)).astype(np.int64), minlength=end - begin)
        held.append(np.cumsum(many) + held[-1][-1])
        begin = end
    return _joined(holders), _joined(times), np.concatenate(held)


def _texts(parts: Iterable[pl.DataFrame], articles: list[pl.DataFrame]) -> Iterator[list[str]]:
    """Titles and texts in turn, a million characters at a time; the articles they are of are put into the list."""
    for part in parts:
        key = pl.col("key") if "key" in part.columns else pl.lit(0)
        articles.append(part.select(pl.col("article_id").cast(pl.String), key.cast(pl.UInt64).alias("key")))
        sizes = part.select(pl.sum_horizontal(pl.col("title", "text").str.len_bytes())).to_series().to_numpy()
        cuts = np.flatnonzero(np.diff(np.cumsum(sizes) // BATCH, prepend=0)).tolist()
        for begin, end in zip([0, *cuts], [*cuts, part.height], strict=True):
            some = part[begin:end]
            yield [text or "" for pair in zip(some["title"], some["text"], strict=True) for text in pair]
