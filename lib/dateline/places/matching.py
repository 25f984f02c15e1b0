"""Names of the gazetteer in a text: its words, and the longest names they make."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from dateline.words import fold

LONGEST = 6
"""Words a name may have."""
LARGE = 100_000
"""People from which a settlement is better known than most persons who bear its name."""
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


def tokens(text: str, small: Collection[str] = ()) -> list[Token]:
    """The words of a text; those among `small` count as having a capital."""
    found = []
    for match in _WORD.finditer(text):
        folded, capital = _seen(match[0])
        found.append(Token(*match.span(), match[0], folded, capital or folded in small))
    return found


@lru_cache(maxsize=200_000)
def _seen(word: str) -> tuple[str, bool]:
    return fold(word), word[0].isupper()


def runs(text: str, words: Sequence[Token], first: int, inside: Collection[str] = ()) -> Iterator[tuple[int, str]]:
    """Names that could begin at a token: number of the last token and key, the longest last.

    Words among `inside` may be part of one though they have no capital: Baltijos jūroje.
    """
    name = []
    for number in range(first, min(first + LONGEST, len(words))):
        token = words[number]
        if number > first and not _BETWEEN.fullmatch(text[words[number - 1].end : token.start]):
            return
        name.append(token.folded)
        more = number > first and (token.folded in inside or (len(token.text) == 1 and token.text != "s"))
        if token.capital or token.text[0].isdigit() or more:
            yield number, " ".join(name)
        elif token.folded not in _SMALL:
            return


def matches(
    text: str, words: Sequence[Token], runs: Mapping[int, Sequence[tuple[int, str]]], known: Mapping[str, Facts]
) -> list[Match]:
    """The longest names of the gazetteer, from left to right; `runs` by the number of the token they begin at."""
    found: list[tuple[int, int, str]] = []
    for number, named in runs.items():
        if found and number <= found[-1][1]:
            continue
        for last, name in reversed(named):
            if name in known and not _is_acronym(text, words, number, (last, name), known):
                if not (name.startswith("the ") and _better(name[4:], name, known)):
                    found.append((number, last, name))
                break
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


def _better(name: str, longer: str, known: Mapping[str, Facts]) -> bool:
    """Whether a name without its article is the one meant: Netherlands, but The Hague."""
    facts, other = known.get(name), known[longer]
    return facts is not None and facts.wide >= other.wide and facts.people >= min(other.people, LARGE)
