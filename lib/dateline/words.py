"""Words: one definition of folding, of a word and of a sentence, for all who read text."""

import re
import unicodedata
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
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return max((e for e in ends if e <= start), default=0), min((e for e in ends if e >= end), default=len(text))
