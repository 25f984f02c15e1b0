"""What speaks for and against a word being part of a place's name: the features of the tagger's model."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from dateline.places.matching import Facts, Match, Token
from dateline.places.tongues import around

_CLASSES = {
    "in": "in near outside across throughout inside northern southern eastern western central downtown southeastern "
          "southwestern northeastern northwestern",
    "at": "at from to around into toward towards between through via leaving visit visits visited visiting reach "
          "reached entered within over against for with by of",
    "title": "mr mrs ms miss dr sir lord lady president minister premier chancellor senator sen rep gov governor judge "
             "justice prof professor coach captain capt lt col gen sgt officer sheriff deputy detective pastor father "
             "sister prince princess king queen st saint spokesman spokeswoman secretary attorney councilman "
             "councilwoman councillor mayor chief director rev reverend cpl pvt cmdr commissioner alderman trustee",
    "says": "said says told added wrote replied tweeted explained who whose argued insisted testified asked noted "
            "recalled admitted shrugged laughed smiled",
    "org": "university college school church hospital street st avenue ave road rd park hotel club fc united city "
           "times post tribune news herald journal bank airlines airways inc corp co ltd group company institute "
           "foundation center centre cup open act treaty agreement accord department police court high elementary "
           "library museum chronicle gazette star sun daily weekly energy holdings partners associates drive lane "
           "boulevard bridge stadium arena theatre theater festival award prize party union association council "
           "commission authority agency office bureau board league",
    "wide": "county province state region district island islands river lake mountain mountains valley bay sea gulf "
            "peninsula township parish prefecture oblast governorate canton",
    "day": "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
           "september october november december jan feb mar apr aug sept oct nov dec",
    "compass": "north south east west greater upper lower inner outer new old central san santa los las el la saint",
    "kin": "son daughter wife husband brother sister mother father widow uncle aunt nephew niece",
    "born": "born lives lived living resident residents native based town village city suburb capital province moved "
            "grew raised headquartered travelled traveled arrived flew",
    "small": "the a an and or but as if when that this his her their its was is are were has have had will would",
}  # fmt: skip
_CLASS = {word: name for name, words in _CLASSES.items() for word in words.split()}


@lru_cache(maxsize=100_000)
def shape(text: str) -> str:
    """A word's letters in outline: Xx, XX, X, xx, 9.

    >>> [shape(word) for word in ("Vilnius", "NATO", "A", "met", "2025", "McKay")]
    ['Xx', 'XX', 'X', 'xx', '9', 'XxX']
    """
    if text.isdigit():
        return "9"
    if len(text) == 1:
        return "X" if text.isupper() else "x"
    if text.isupper():
        return "XX"
    if text.islower():
        return "xx"
    if text[0].isupper():
        return "Xx" if text[1:].islower() else "XxX"
    return "xX"


def of_word(text: str | None, word: str, away: int) -> list[str]:
    """What a word says of the one that stands `away` words from it; null stands for the end of a line."""
    if text is None:
        return [f"{away}:edge"]
    form = shape(text)
    said = [f"{away}:w={word}", f"{away}:s={form}", f"{away}:c={_CLASS.get(word, '')}/{form}"]
    if away == 0:
        ends = [f"0:x4={word[-4:]}", f"0:x3={word[-3:]}", f"0:x2={word[-2:]}"]
        return [*said, *ends, f"0:p3={word[:3]}", f"0:n={min(len(word), 8)}"]
    return [*said, f"{away}:x3={word[-3:]}"] if abs(away) == 1 else said


def of_name(known: str, away: int) -> list[str]:
    """What the gazetteer says of a neighbouring word alone, as a first name or surname."""
    return [f"{away}:k={known}"]


def of_marks(near: str, far: str, before: str, after: str) -> list[str]:
    """What the words and marks on both sides say."""
    return [f"g-={near}", f"g+={far}", f"opens={near in OPENS}", f"b={before}", f"a={after}", f"b={before}&a={after}"]


def of_text(person: bool, placed: bool, ordinary: bool, shouted: bool, opens: bool) -> list[str]:
    """What the rest of the text says of the word."""
    return [f"person={person}", f"ordinary={ordinary}/{opens}", f"placed={placed}/{person}", f"shouted={shouted}"]


def of_language(language: str, case: float, facts: str, form: str, opens: bool) -> list[str]:
    """What a language that bends its names says by their endings and by the words around them."""
    told = [f"l={language}&m={facts}", f"l={language}&case={case}&m={facts}", f"l={language}&s={form}&opens={opens}"]
    return [f"l={language}", f"l={language}&case={case}&{form}", f"case={case}&m={facts}", *told]


def of_unknown(form: str, before: str, after: str, opens: bool, elsewhere: str) -> list[str]:
    """What speaks for a word that is in no name of the gazetteer."""
    told = [f"m=none&b={before}", f"m=none&a={after}", f"m=none&opens={opens}&{form}"]
    return ["m=none", *told, f"m=none&{elsewhere}"]


def of_known_after(part: str, facts: str, before: str) -> list[str]:
    """A name of the gazetteer behind a word."""
    return [f"m={part}{facts}&b={before}", f"m={part}&b={before}"]


def of_known_before(part: str, facts: str, after: str) -> list[str]:
    """A name of the gazetteer before a word."""
    return [f"m={part}{facts}&a={after}", f"m={part}&a={after}"]


def of_known(part: str, facts: str, form: str, opens: bool, hint: str) -> list[str]:
    """What the gazetteer says of a name, and how it is written."""
    told = [f"m={part}{facts}", f"m={part}&{form}", f"hint={hint}", f"m={part}&opens={opens}&{facts}"]
    return [*told, f"m={part}{facts}&s={form}"]


def of_known_elsewhere(part: str, facts: str, person: bool, placed: bool, word: str) -> list[str]:
    """A name of the gazetteer, and what the rest of the text says of it."""
    told = [f"m={part}{facts}&person={person}", f"m={part}{facts}&placed={placed}"]
    return [*told, f"m={part}&ordinary={word}"]


def of_known_length(part: str, length: int, person: bool) -> list[str]:
    """A name of several words, whose last may be a person's."""
    return [f"m={part}&n={length}&person={person}"]


OPENS = frozenset((".", "¶", "“", '"', "«", "„", ":"))
"""Marks behind which any word has a capital."""
Group = tuple[Callable[..., list[str]], tuple[Any, ...]]
"""Features that depend on the same few facts: what makes them, and the facts."""


def gap(between: str) -> str:
    """What stands between two words, in few kinds."""
    if between == " ":
        return "_"
    if any(mark in between for mark in ".!?:"):
        return "." if " " in between or between.strip(".") else ".."
    return between.strip()[:2] or "_"


@lru_cache(maxsize=100_000)
def of_facts(facts: Facts | None) -> str:
    """What the gazetteer says of a name, in few kinds."""
    if facts is None:
        return "-"
    people = sum(facts.people >= size for size in (1, 1_000, 5_000, 15_000, 100_000, 1_000_000))
    flags = zip(
        "WDwgsa", (facts.wide, facts.demonym, facts.word, facts.given, facts.surname, facts.abbreviation), strict=True
    )
    return f"{people}{''.join(flag for flag, holds in flags if holds)}"


class Article(NamedTuple):
    """A text with its words: the numbers of the words on the line of each, and what the text as a whole says of them.

    People by title or first name, words after "in", names with a wider place after them, words in small letters, and
    whether all is in capitals.
    """

    text: str
    words: Sequence[Token]
    language: str
    lines: Sequence[range]
    persons: frozenset[str]
    placed: frozenset[str]
    hinted: frozenset[str]
    ordinary: frozenset[str]
    shouted: bool
    kinds: Mapping[str, str]

    def near(self, number: int, away: int) -> Token | None:
        """The word that stands `away` words from another on its line."""
        other = number + away
        return self.words[other] if other in self.lines[number] else None


def article(
    text: str, words: Sequence[Token], language: str, found: Sequence[Match], known: Mapping[str, Facts]
) -> Article:
    """Look through a text once."""
    persons, placed = set(), set()
    for one, two in pairwise(words):
        if not two.capital or (between := text[one.end : two.start]) not in (" ", ". "):
            continue
        kind = _CLASS.get(one.folded)
        if kind == "title":
            persons.add(two.folded)
        elif between == " " and kind == "in" and not one.capital:
            placed.add(two.folded)
        elif between == " " and one.capital and kind is None and (first := known.get(one.folded)) and first.given:
            persons.add(two.folded)
    return Article(
        text, words, language, _lines(text, words), frozenset(persons), frozenset(placed),
        frozenset(match.key for match in found if match.hint),
        frozenset(token.folded for token in words if not token.capital),
        sum(token.text.isupper() for token in words) > 0.6 * max(len(words), 1),
        {token.folded: of_facts(known.get(token.folded)) for token in words if token.capital},
    )  # fmt: skip


def _lines(text: str, words: Sequence[Token]) -> list[range]:
    starts = [token.start for token in words]
    breaks = [bisect_left(starts, mark.start()) for mark in re.finditer("\n", text)]
    return [line for first, end in pairwise([0, *breaks, len(words)]) for line in [range(first, end)] * (end - first)]


def groups(whole: Article, number: int, match: Match | None) -> Iterator[Group]:
    """Everything that speaks for and against a word being part of a place's name."""
    words, text, own = whole.words, whole.text, whole.words[number]
    line = whole.lines[number]
    for away in (-2, -1, 0, 1, 2):
        if number + away in line:
            token = words[number + away]
            yield of_word, (token.text, token.folded, away)
        else:
            yield of_word, (None, "", away)
    first, last = (match.first, match.last) if match else (number, number)
    before, after = whole.near(first, -1), whole.near(last, 1)
    near = gap(text[before.end : words[first].start]) if before else "¶"
    far = gap(text[words[last].end : after.start]) if after else "¶"
    left = f"{_CLASS.get(before.folded, '')}/{before.capital:d}/{near}" if before else "edge"
    right = f"{_CLASS.get(after.folded, '')}/{after.capital:d}/{far}" if after else "edge"
    yield of_marks, (near, far, left, right)
    if before and near == "_":
        yield of_name, (whole.kinds.get(before.folded, "-"), -1)
    if after and far == "_":
        yield of_name, (whole.kinds.get(after.folded, "-"), 1)
    word, opens = own.folded, near in OPENS
    person, placed, ordinary = word in whole.persons, word in whole.placed, word in whole.ordinary
    yield of_text, (person, placed, ordinary, whole.shouted, opens)
    form = shape(own.text)
    if whole.language:
        case = around(text, words[first].start, words[last].end, whole.language)
        fame = of_facts(match.facts) if match else "none"
        yield of_language, (whole.language, case, fame, form, opens)
    if match is None:
        yield of_unknown, (form, left, right, opens, f"placed={placed}&person={person}")
        return
    part = "I" if number > first else "B" if last > first else "1"
    facts = of_facts(match.facts)
    written = f"{form}/shouted" if whole.shouted else form
    yield of_known, (part, facts, written, opens, f"{bool(match.hint)}/{match.key in whole.hinted}")
    yield of_known_after, (part, facts, left)
    yield of_known_before, (part, facts, right)
    yield of_known_elsewhere, (part, facts, person, placed, f"{ordinary}&w={match.facts.word}")
    if last > first:
        yield of_known_length, (part, last - first + 1, words[last].folded in whole.persons)
