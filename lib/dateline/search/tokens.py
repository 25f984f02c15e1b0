"""What a word is, and texts ▶ their words: where each starts, how long it is, and what stands before it.

A word is a run of letters and digits (Unicode's L and N) with the marks on them; characters that are not seen (soft
hyphens, joiners) are part of it, and an apostrophe of any kind is not. Two words are the same when they fold alike:
case, accents and what is not seen aside. Between the words of a phrase may stand anything but a stop: a line's end, or
one of . ! ? … unless a letter or digit follows a dot at once, as in U.S. or 3.5.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dateline.words import UNSEEN, fold

_UNKNOWN, _OTHER, _LETTER, _MARK, _STOP, _DOT = 255, 0, 1, 2, 3, 4
_APOSTROPHES = range(0x2B9, 0x2C0)
"""Modifier letters that are written for an apostrophe: Ukrainian обʼєкт is two words as об'єкт is."""
_kinds = np.full(0x110000, _UNKNOWN, np.uint8)
LONG = 64
"""Characters from which a word's hash is a cryptographic one; a polynomial tells shorter ones apart."""


class Words(NamedTuple):
    """The words of some texts, one after the other.

    `first` says at which word each text begins, and has one entry more; `start` is the first character in its text and
    `length` the number of characters; `hash` tells words apart by their letters as written; `stop` says that a stop
    stands before the word, or that it is its text's first.
    """

    first: NDArray[np.int64]
    start: NDArray[np.int32]
    length: NDArray[np.int32]
    hash: NDArray[np.uint64]
    stop: NDArray[np.bool_]


def key(word: str) -> str:
    """A word as it is compared: folded, its letters and digits alone.

    >>> key("İSTANBUL"), key("Straße"), key("co\\u00adoperate")
    ('istanbul', 'strasse', 'cooperate')
    """
    folded = fold(word)
    return folded if folded.isalnum() else "".join(c for c in folded if c.isalnum())


def _kind(code: int) -> int:
    character = chr(code)
    category = unicodedata.category(character)
    if category[0] in "LN" and code not in _APOSTROPHES:
        return _LETTER
    if category[0] == "M" or character in UNSEEN:
        return _MARK
    if character == ".":
        return _DOT
    return _STOP if character in "\n\r\v\f\x85\u2028\u2029!?…" else _OTHER


@cache
def _weights() -> NDArray[np.uint64]:
    """A number that looks random for each character (splitmix64: G. L. Steele et al., OOPSLA 2014)."""
    mixed = np.arange(0x110000, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 2**64)


@cache
def _powers(base: int, bits: int) -> NDArray[np.uint64]:
    """1, base, base², ... modulo 2⁶⁴: so many as `bits` bits count."""
    made = np.full(1 << bits, base, np.uint64)
    made[0] = 1
    return np.cumprod(made, dtype=np.uint64)


def split(texts: Sequence[str]) -> Words:
    """The words of texts, by the definition above.

    >>> words = split(["İSTANBUL, U.S. talks", "", "one. Two"])
    >>> words.first.tolist(), words.start.tolist(), words.length.tolist()
    ([0, 4, 4, 6], [0, 10, 12, 15, 0, 5], [8, 1, 1, 5, 3, 3])
    >>> words.stop.tolist()
    [True, False, False, True, True, True]
    """
    codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le"), np.uint32)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    begins = np.concatenate([[0], np.cumsum(lengths)])
    kinds = _kinds[codes]
    if (kinds == _UNKNOWN).any():
        for code in np.unique(codes[kinds == _UNKNOWN]).tolist():
            _kinds[code] = _kind(code)
        kinds = _kinds[codes]
    inside = (kinds == _LETTER) | (kinds == _MARK)
    edge = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if inside[:1].any():
        edge = np.concatenate([[0], edge])
    start, end = edge[::2].copy(), edge[1::2]
    start, end = _without_leading_marks(kinds, start, end)
    weights = _weights()[codes]
    weights[~inside] = 0
    marks = np.flatnonzero(kinds == _MARK)
    on = np.searchsorted(start, marks, "right") - 1
    weights[marks[(on < 0) | (marks >= end[on])] if len(end) else marks] = 0  # on nothing: part of no word
    bits = len(codes).bit_length()
    weights *= _powers(_BASE, bits)[: len(codes)]
    hashed = np.add.reduceat(weights, start) * _powers(_INVERSE, bits)[start] if len(start) else weights[:0]
    whole = end - start
    for at in np.flatnonzero(whole > LONG).tolist():
        hashed[at] = int.from_bytes(blake2b(codes[start[at] : end[at]].tobytes(), digest_size=8).digest(), "little")
    first = np.searchsorted(start, begins)
    stop = np.zeros(len(start), np.bool_)
    dots = np.flatnonzero(kinds == _DOT)
    stops = np.concatenate(
        [np.flatnonzero(kinds == _STOP), dots[kinds[np.minimum(dots + 1, len(codes) - 1)] != _LETTER]]
    )
    after = np.searchsorted(start, stops)
    stop[after[after < len(start)]] = True
    stop[first[:-1][first[:-1] < first[1:]]] = True
    own = np.repeat(begins[:-1], np.diff(first))
    return Words(first, (start - own).astype(np.int32), whole.astype(np.int32), hashed, stop)


def _without_leading_marks(
    kinds: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Runs that begin with a mark begin at their first letter, and are none without a letter."""
    odd = np.flatnonzero(kinds[start] == _MARK)
    for at in odd.tolist():
        letters = np.flatnonzero(kinds[start[at] : end[at]] == _LETTER)
        start[at] = start[at] + letters[0] if len(letters) else end[at]
    kept = start < end
    return start[kept], end[kept]
