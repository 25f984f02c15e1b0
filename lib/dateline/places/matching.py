"""Names of the gazetteer in a text: its words, and the longest names they make."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dateline.words import fold

LONGEST = 6
"""Words a name may have."""
_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[ \u00a0]|[-–’'.][ \u00a0]?|\.-|’s ")
_SMALL = frozenset(
    "of the and de la le les du des del della di da do dos das el al upon on sur am an der den i y e en in".split()
)


class Facts(NamedTuple):
    """What the gazetteer says of a name as a whole."""

    wide: bool  # a country, first-level unit, continent, region or sea bears it
    people: int  # most people of a place that bears it as its usual name
    demonym: bool
    word: bool
    given: bool
    surname: bool
    abbreviation: bool


class Token(NamedTuple):
    """A word: its offsets, letters, folded letters, and whether it begins with a capital."""

    start: int
    end: int
    text: str
    folded: str
    capital: bool


class Match(NamedTuple):
    """A name of the gazetteer in a text: numbers of its first and last token, its key, and what is known of it."""

    first: int
    last: int
    key: str
    facts: Facts
    hint: str | None


def tokens(text: str) -> list[Token]:
    """The words of a text."""
    return [Token(m.start(), m.end(), m[0], fold(m[0]), m[0][0].isupper()) for m in _WORD.finditer(text)]


def runs(text: str, words: Sequence[Token], first: int) -> Iterator[tuple[int, str]]:
    """Names that could begin at a token: number of the last token and key, the longest last."""
    name = []
    for number in range(first, min(first + LONGEST, len(words))):
        token = words[number]
        if number > first and not _BETWEEN.fullmatch(text[words[number - 1].end : token.start]):
            return
        name.append(token.folded)
        if token.capital or token.text[0].isdigit() or (len(token.text) == 1 and number > first and token.text != "s"):
            yield number, " ".join(name)
        elif token.folded not in _SMALL:
            return


def matches(text: str, words: Sequence[Token], known: Mapping[str, Facts]) -> list[Match]:
    """The longest names of the gazetteer, from left to right."""
    found: list[tuple[int, int, str]] = []
    number = 0
    while number < len(words):
        best = None
        if words[number].capital:
            named = (run for run in runs(text, words, number) if run[1] in known)
            best = max((run for run in named if not _is_acronym(text, words, number, run, known)), default=None)
        if best is None:
            number += 1
        else:
            found.append((number, best[0], best[1]))
            number = best[0] + 1
    out = []
    for place, (first, last, name) in enumerate(found):
        hint = None
        if place + 1 < len(found):
            after, _, wider = found[place + 1]
            between = text[words[last].end : words[after].start]
            if between in (", ", " (") and known[wider].wide and not known[wider].demonym:
                hint = wider
        out.append(Match(first, last, name, known[name], hint))
    return out


def _is_acronym(
    text: str, words: Sequence[Token], first: int, run: tuple[int, str], known: Mapping[str, Facts]
) -> bool:
    """Whether letters like IPO are hardly the small town of Ipo: alone in capitals, and no dateline."""
    last, name = run
    facts, word = known[name], words[first]
    if last > first or facts.wide or facts.people >= 500_000 or not (1 < len(word.text) <= 5 and word.text.isupper()):
        return False
    beside = [words[other] for other in (first - 1, first + 1) if 0 <= other < len(words)]
    starts = not text[: word.start].rpartition("\n")[2].strip()
    return not starts and not all(near.text.isupper() for near in beside)
