"""Toponym recognition: which names in a text are places."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from dateline.places import matching, model, signals
from dateline.places.endings import joins, starts
from dateline.places.matching import Facts, Token

__all__ = ["Facts", "Span", "find", "keys", "span_of"]
_PLAIN = frozenset("county province state region district island islands city township parish metro".split())
"""Words that may stand after a name the gazetteer knows without them."""


class Span(NamedTuple):
    """A name found: offsets in its field, surface, folded key, and the name after a comma that says where ("Texas")."""

    start: int
    end: int
    surface: str
    key: str
    hint: str | None


class Words(NamedTuple):
    """A text, its words, and the runs of words that could be names, by the number of their first."""

    text: str
    words: Sequence[Token]
    language: str
    runs: Mapping[int, Sequence[tuple[int, str]]]


def words_of(text: str, language: str = "") -> Words:
    """A text taken apart, for `keys` and `find`; `language` is one whose endings are read (`tongues.HOME`)."""
    words, inside = matching.tokens(text, starts(language)), joins(language)
    runs = {n: list(matching.runs(text, words, n, inside)) for n, token in enumerate(words) if token.capital}
    return Words(text, words, language, runs)


def keys(texts: Iterable[Words]) -> set[str]:
    """Every run of words in these texts that could be a name, folded."""
    return {name for read in texts for runs in read.runs.values() for _, name in runs}


def find(read: Words, known: Mapping[str, Facts]) -> list[Span]:
    """The places named in a text, in order; they do not overlap and cross no line break.

    A name is found by the model (`model.py`) from its letters, what the gazetteer knows of it (`known`), and the words
    around it; it need not stand in the gazetteer.

    >>> facts = Facts(False, 15_000_000, False, False, False, False, False)
    >>> find(words_of("Talks in Istanbul went on"), {"istanbul": facts})
    [Span(start=9, end=17, surface='Istanbul', key='istanbul', hint=None)]
    """
    words = read.words
    found = matching.matches(read.text, words, read.runs, known)
    labels = model.label(signals.article(read.text, words, read.language, found, known), found, model.shipped())
    hints = {match.first: match.hint for match in found}
    spans: list[Span] = []
    begun = last = -1
    for number in [*sorted(labels), len(words)]:
        label = labels.get(number, 0)
        if begun >= 0 and (label != 2 or number != last + 1):
            spans.append(span_of(read, begun, last, known, hints.get(begun)))
            begun = -1
        if label == 1:
            begun = number
        last = number
    return spans


def span_of(read: Words, first: int, last: int, known: Mapping[str, Facts], hint: str | None) -> Span:
    """The name that goes from one word to another, by their numbers."""
    text, words = read.text, read.words
    start, end = words[first].start, words[last].end
    name = " ".join(token.folded for token in words[first : last + 1])
    facts = known.get(name)
    if facts is None and last > first and words[last].folded in _PLAIN:
        shorter = " ".join(token.folded for token in words[first:last])
        name = shorter if shorter in known else name
    short = facts and facts.abbreviation and not text[start:end].isupper()
    if text[end : end + 1] == "." and (short or re.search(r"\.[A-Z]$", text[start:end])):
        end += 1  # Ala., U.S.
    return Span(start, end, text[start:end], name, hint)
