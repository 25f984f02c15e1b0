"""Words: one definition of folding, of a word and of a sentence, for all who read text."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache

PARTLY = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'", "ς": "σ", "‘": "'"}
"""Letters that Unicode does not take apart, and the two shapes of an apostrophe."""

UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters inside words that nobody sees: soft hyphen, joiners, marks of order."""

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s+[\"'“‘«(\[]?[^\W_a-zà-ÿ])|\n+")


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Lower case without accents: İSTANBUL, istanbul and Istanbul are one.

    >>> fold("İSTANBUL Kadıköy Türkiye’de")
    "istanbul kadikoy turkiye'de"
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    return "".join(PARTLY.get(c, c) for c in plain if not unicodedata.combining(c) and c not in UNSEEN)


def sentence(text: str, start: int, end: int) -> str:
    """The sentence around a place in a text, without its line breaks.

    >>> sentence("They met. Talks in Istanbul went on. Then rain.", 19, 27)
    'Talks in Istanbul went on.'
    """
    left, right = around(text, start, end)
    return " ".join(text[left:right].split())


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends.

    >>> around("They met. Talks in Istanbul went on. Then rain.", 19, 27)
    (9, 36)
    """
    ends = _ends(text)
    left, right = bisect_right(ends, start) - 1, bisect_left(ends, end)
    return ends[left] if left >= 0 else 0, ends[right] if right < len(ends) else len(text)


@lru_cache(maxsize=64)
def _ends(text: str) -> list[int]:
    """Where a text's sentences end; kept, for one article is asked about many times in a row."""
    return [match.end() for match in _SENTENCE_END.finditer(text)]
