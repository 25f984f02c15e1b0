"""How a few words or phrases are used in some articles: as names, always in the same surroundings, on how many days."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dateline.frames import USAGE
from dateline.search import tokens
from dateline.search.index import Live
from dateline.search.segment import STOP, Segment

Array = NDArray[Any]
AROUND = 5
"""Words before a mention, and words after it, that are its surroundings."""


class _Seen(NamedTuple):
    """Mentions: their article and its day, their surroundings, capitals and the words after them."""

    article: Array
    day: Array
    around: Array
    capital: Array
    after: Counter[str]


def usage(segments: Sequence[Live], articles: pl.DataFrame, terms: Sequence[str]) -> pl.DataFrame:
    """How terms, words or two words in a row, are used in articles (article_id, day): a frame of frames.USAGE.

    Surroundings are compared within one segment of the index.

    >>> from dateline.search import build
    >>> texts = ["We like Riga and rain.", "Oh, Riga."]
    >>> articles = pl.DataFrame({"article_id": ["a", "b"], "title": ["", ""], "text": texts})
    >>> usage([(build([articles]), None)], articles.with_columns(day=1), ["riga", "rain"]).rows()
    [('riga', 2, 1, 1.0, 0.5, 'and', 0.5), ('rain', 1, 1, 0.0, 1.0, None, 0.0)]
    """
    found: dict[str, list[_Seen]] = {term: [] for term in terms}
    for number, (segment, live) in enumerate(segments):
        there = pl.DataFrame({"article_id": segment.ids}).join(
            articles.select("article_id", "day", there=True), on="article_id", how="left", maintain_order="left"
        )
        day = there["day"].cast(pl.Int32).fill_null(-1).to_numpy()
        wanted = there["there"].fill_null(value=False).to_numpy() & (True if live is None else live)
        for term, parts in found.items():
            places = _places(segment, term.split(" "))
            article = segment.article_of(places)
            places, article = places[wanted[article]], article[wanted[article]]
            seen = _seen(segment, places, len(term.split(" ")))
            parts.append(_Seen(article + (number << 32), day[article], *seen))
    rows = [(term, *_summary(parts)) for term, parts in found.items()]
    return pl.DataFrame(rows, schema=USAGE.schema, orient="row")


def _places(segment: Segment, term: Sequence[str]) -> Array:
    """Where the first word of a term stands, before the second if it has one."""
    first, *more = (_of(segment, word) for word in term)
    for second in more:
        first = np.intersect1d(first, second - 1, assume_unique=True)
        first = first[segment.word[first + 1] < STOP]
    return first


def _of(segment: Segment, form: str) -> Array:
    """Where a form stands, in order."""
    at = bisect_left(segment.forms, form)
    if at == len(segment.forms) or segment.forms[at] != form:
        return np.zeros(0, np.int64)
    begin, end = segment.bounds[segment.words_of[at]], segment.bounds[segment.words_of[at + 1]]
    return np.sort(segment.places[begin:end].astype(np.int64))


def _seen(segment: Segment, places: Array, length: int) -> tuple[Array, Array, Counter[str]]:
    """Of each place: what stands before and after it in its field, in a number each; its capital; and all next words.

    A capital is 1, none 0; both 2 more where that says nothing: after a stop, and in titles.
    """
    field = segment.field_of(places)
    hashed = []
    for side in (range(-1, -AROUND - 1, -1), range(length, length + AROUND)):
        near = places[:, None] + np.array(side)
        inside = (near >= segment.fields[field][:, None]) & (near < segment.fields[field + 1][:, None])
        words = np.where(inside, segment.word[np.where(inside, near, 0)] & ~STOP, STOP)
        mixed = np.zeros(len(places), np.uint64)
        for column in words.T.astype(np.uint64):
            mixed = (mixed ^ column) * np.uint64(0x9E3779B97F4A7C15)
        hashed.append(mixed.view(np.int64))
    silent = (segment.word[places] >= STOP) | (field % 2 == 0)
    numbers, which = np.unique(segment.number_of(places), return_inverse=True)
    large = np.array([segment.written[number][:1].isupper() for number in numbers.tolist()], np.bool_)
    capital = large[which].astype(np.int64) + 2 * silent
    following, often = np.unique(words[:, 0][words[:, 0] < STOP], return_counts=True)
    after = Counter(dict(zip(map(segment.written.__getitem__, following.tolist()), often.tolist(), strict=True)))
    return np.stack(hashed, axis=1), capital, after


def _summary(parts: Sequence[_Seen]) -> tuple[object, ...]:
    """The columns of frames.USAGE but for the term."""
    article, day, around, capital = (np.concatenate([part[at] for part in parts]) for at in range(4))
    if not len(article):
        return 0, 0, None, None, None, None
    said = capital[capital < 2] if (capital < 2).any() else capital - 2
    many, days = len(np.unique(article)), len(np.unique(day[day >= 0]))
    same = max(_commonest(article, side) for side in around.T)
    following = sum((part.after for part in parts), Counter[str]())
    word = min(following, key=lambda word: (-following[word], word), default=None)
    after = (None, 0.0) if word is None else (tokens.key(word), following[word] / len(article))
    return many, days, float(said.mean()), same / many, *after


def _commonest(article: Array, side: Array) -> int:
    """In how many articles the commonest of some numbers stands."""
    order = np.lexsort((article, side))
    article, side = article[order], side[order]
    new = np.diff(side, prepend=~side[:1]) != 0
    once = np.flatnonzero(new | (np.diff(article, prepend=-1) != 0))
    return int(np.diff(np.append(np.flatnonzero(new[once]), len(once))).max())
