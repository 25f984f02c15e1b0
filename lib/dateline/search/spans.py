"""Matches and tallies of a segment: in order, apart, together, and which of some are among others."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Found(NamedTuple):
    """Matches in order: the word each begins at, how many words it has, and which term of the query it is."""

    start: Array
    words: Array
    term: Array

    @property
    def end(self) -> Array:
        """One past each match's last word."""
        return self.start + self.words


class Tally(NamedTuple):
    """Articles of a segment, in order, and how many mentions each has."""

    article: Array
    mentions: Array

    def less(self) -> "Tally":
        """The same, to be taken away."""
        return Tally(self.article, -self.mentions)


def first(lists: list[Array]) -> Array:
    """The first of some lists of places; none when there are none."""
    return lists[0] if lists else np.zeros(0, np.uint32)


def among(articles: Array, others: Array) -> Array:
    """Which of the first are among the second; both in order."""
    if not len(others):
        return np.zeros(len(articles), np.bool_)
    among: Array = others[np.minimum(np.searchsorted(others, articles), len(others) - 1)] == articles
    return among


def of(counted: Tally, articles: Array | None) -> Tally:
    """The tally of these articles alone."""
    if articles is None:
        return counted
    if 8 * len(articles) < len(counted.article):
        at = np.searchsorted(counted.article, articles)
        at = at[among(articles, counted.article)]
        return Tally(counted.article[at], counted.mentions[at])
    kept = among(counted.article, articles)
    return Tally(counted.article[kept], counted.mentions[kept])


def total(tallies: list[Tally]) -> Tally:
    """Tallies added up; articles without a mention left out."""
    if len(tallies) == 1:
        return tallies[0]
    articles = np.concatenate([np.zeros(0, np.int64), *(tally.article for tally in tallies)])
    counted = np.bincount(articles, np.concatenate([np.zeros(0), *(tally.mentions for tally in tallies)]))
    every = np.flatnonzero(counted)
    return Tally(every, counted[every].astype(np.int64))


def only(found: Found, kept: Array) -> Found:
    """The matches that are kept."""
    return Found(*(column[kept] for column in found))


def in_order(parts: list[Found]) -> Found:
    """Matches by their beginning, the longer first, then by term; each once."""
    start, words, term = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.lexsort((term, -words, start)) if len(parts) > 1 else slice(None)
    start, words, term = start[order], words[order], term[order]
    new = np.ones(len(start), np.bool_)
    new[1:] = (start[1:] != start[:-1]) | (words[1:] != words[:-1])
    return only(Found(start, words, term), new)


def apart(parts: list[Found]) -> Found:
    """Matches that do not overlap: the first counts, and of those that begin together the longest."""
    found = in_order(parts)
    end = found.end
    if (found.start[1:] >= end[:-1]).all():
        return found
    longer = np.flatnonzero(found.words > 1)
    start, stop = found.start[longer], end[longer]
    begun = np.zeros(len(longer), np.bool_)  # before all of those before it have ended
    begun[1:] = start[1:] < np.maximum.accumulate(stop)[:-1]
    kept, free = ~begun, 0
    for at in np.flatnonzero(begun).tolist():
        free = free if begun[at - 1] else stop[at - 1]
        kept[at] = start[at] >= free
        free = stop[at] if kept[at] else free
    chosen = longer[kept]
    single = np.flatnonzero(found.words == 1)
    on = np.searchsorted(found.start[chosen], found.start[single], "right") - 1
    covered = (on >= 0) & (found.start[single] < end[chosen][on]) if len(chosen) else np.zeros(len(single), np.bool_)
    return only(found, np.sort(np.concatenate([chosen, single[~covered]])))


def touched(one: Found, other: Found) -> Array:
    """Which matches overlap one of the other's."""
    if not len(other.start):
        return np.zeros(len(one.start), np.bool_)
    reach = np.maximum.accumulate(other.end)
    before = np.searchsorted(other.start, one.end) - 1  # the last that begins before this one's end
    touched: Array = (before >= 0) & (reach[before] > one.start)
    return touched


def inside(words: Array) -> Array:
    """0, 1, ... for each match up to its number of words."""
    begins = np.repeat(np.cumsum(words) - words, words)
    inside: Array = np.arange(len(begins)) - begins
    return inside
