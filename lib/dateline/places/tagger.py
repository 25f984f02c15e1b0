"""Toponym recognition: which names in a text are places, by longest match and what stands around them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from dateline.places.endings import joins, starts
from dateline.places.tongues import around as spoken
from dateline.places.tongues import flagged
from dateline.words import fold

LONGEST = 6
"""Words a name may have."""
LARGE = 100_000
"""People from which a settlement is better known than most persons who bear its name."""
ENOUGH = 0.4
"""Weight from which a name is taken for a place."""

_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[ \u00a0]|[-–’'.][ \u00a0]?|\.-|’s ")
_SMALL = frozenset(
    """
    of the and de la le les du des del della di da do dos das el al upon on sur am an der den i y e en in
""".split()
)
_BEFORE = frozenset(
    """
    in at near from to outside across around into toward towards between through via leaving visit visits
    visited visiting reach reached entered inside throughout within for over against northern southern eastern
    western central downtown
""".split()
)
_ARTICLES = frozenset("the a an".split())
_ONLY_PLACES = frozenset(
    """
    in near outside across throughout inside northern southern eastern western downtown
""".split()
)
_COMPASS = frozenset("north south east west greater upper lower inner outer new old central san santa".split())
_TITLES = frozenset(
    """
    mr mrs ms miss dr sir lord lady president minister premier chancellor senator sen rep gov judge justice prof
    professor coach captain capt lt col gen sgt officer sheriff detective pastor father sister prince princess
    king queen st saint spokesman spokeswoman secretary attorney councilman councilwoman councillor mayor chief
    director
""".split()
)
_SAYS = frozenset(
    """
    said says told added wrote replied tweeted explained who whose argued insisted testified
""".split()
)
_NOT_AFTER = frozenset(
    """
    university college school church hospital street st avenue ave road rd park hotel club fc united city times
    post tribune news herald journal bank airlines airways inc corp co ltd group company institute foundation
    center centre cup open act treaty agreement accord county
""".split()
)
_DAYS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr aug sept oct nov dec
""".split()
)


_NO_FIRST_NAME = _BEFORE | _DAYS | _SMALL | _COMPASS


class Facts(NamedTuple):
    """What the gazetteer says of a name as a whole."""

    wide: bool  # a country, first-level unit, continent, region or sea bears it
    people: int  # most people of a place that bears it as its usual name
    demonym: bool
    word: bool
    given: bool
    surname: bool
    abbreviation: bool


class Span(NamedTuple):
    """A name found: offsets in its field, surface, folded key, and the name after a comma that says where ("Texas")."""

    start: int
    end: int
    surface: str
    key: str
    hint: str | None


class _Around(NamedTuple):
    """What is known beside the neighbouring words: a hint, a field in capitals, a person so named, whether the word
    before has its capital only from its place, and what the text's language says by cases and prepositions."""

    hint: str | None
    shouted: bool
    person: bool
    plain: bool
    case: float


class _Token(NamedTuple):
    start: int
    end: int
    text: str
    folded: str
    capital: bool


Match = tuple[int, int, str]
"""Numbers of a name's first and last token, and its key."""


def _tokens(text: str, small: Collection[str] = ()) -> list[_Token]:
    return [
        _Token(m.start(), m.end(), word := m[0], folded := fold(word), word[0].isupper() or folded in small)
        for m in _WORD.finditer(text)
    ]


def _runs(text: str, tokens: list[_Token], first: int, inside: Collection[str] = ()) -> Iterator[tuple[int, str]]:
    """Names that could begin at a token: number of the last token and key, the longest last."""
    name = []
    for number in range(first, min(first + LONGEST, len(tokens))):
        token = tokens[number]
        if number > first and not _BETWEEN.fullmatch(text[tokens[number - 1].end : token.start]):
            return
        name.append(token.folded)
        more = number > first and (token.folded in inside or (len(token.text) == 1 and token.text != "s"))
        if token.capital or token.text[0].isdigit() or more:
            yield number, " ".join(name)
        elif token.folded not in _SMALL:
            return


def keys(texts: Iterable[str], language: str = "") -> set[str]:
    """Every run of words in these texts that could be a name, folded."""
    found: set[str] = set()
    small, inside = starts(language), joins(language)
    for text in texts:
        tokens = _tokens(text, small)
        for number, token in enumerate(tokens):
            if token.capital:
                found.update(name for _, name in _runs(text, tokens, number, inside))
    return found


def find(text: str, known: Mapping[str, Facts], language: str = "") -> list[Span]:
    """The places named in a text, in order; they do not overlap and cross no line break.

    >>> facts = Facts(False, 15_000_000, False, False, False, False, False)
    >>> find("Talks in Istanbul went on", {"istanbul": facts})
    [Span(start=9, end=17, surface='Istanbul', key='istanbul', hint=None)]
    """
    tokens, inside = _tokens(text, starts(language)), joins(language)
    openers = flagged(language, "word") if language else _ARTICLES
    matches: list[Match] = []
    number = 0
    while number < len(tokens):
        best = None
        if tokens[number].capital:
            best = max((run for run in _runs(text, tokens, number, inside) if run[1] in known), default=None)
        if best is None or (best[1].startswith("the ") and _better(best[1][4:], best[1], known)):
            number += 1
        else:
            matches.append((number, best[0], best[1]))
            number = best[0] + 1
    shouted = sum(token.text.isupper() for token in tokens) > 0.6 * max(len(tokens), 1)
    ordinary = {token.folded for token in tokens if not token.capital}
    people = _people(text, tokens, known, openers | ordinary, language)
    spans = []
    for place, (first, last, name) in enumerate(matches):
        hint = _hint(text, tokens, matches, place, known)
        facts = known[name]
        if name in ordinary and _opens(text, tokens[first].start):  # a word of this text, whatever its language
            facts = facts._replace(word=True)
        start, end = tokens[first].start, tokens[last].end
        before = tokens[first - 1] if first else None
        case = spoken(text, start, end, language)
        plain = before is not None and (
            before.folded in openers or ((before.folded in ordinary or case > 1) and _opens(text, before.start))
        )
        beside = _Around(hint, shouted, name in people, plain, case)
        if _is_place(text, tokens, (first, last, name), facts, beside):
            if text[end : end + 1] == "." and (known[name].abbreviation or re.search(r"\.[A-Z]$", text[start:end])):
                end += 1
            spans.append(Span(start, end, text[start:end], name, hint))
    return spans


def _better(name: str, longer: str, known: Mapping[str, Facts]) -> bool:
    """Whether a name without its article is the one meant: Netherlands, but The Hague."""
    facts, other = known.get(name), known[longer]
    return facts is not None and (facts.wide >= other.wide and facts.people >= min(other.people, LARGE))


def _opens(text: str, start: int) -> bool:
    """Whether a sentence, a quotation or a paragraph begins here, where any word has a capital."""
    return not start or bool(re.search(r"[.!?:…\n“”\"„«(][ \u00a0]?$", text[max(0, start - 3) : start]))


def _people(
    text: str, tokens: list[_Token], known: Mapping[str, Facts], ordinary: Collection[str], language: str
) -> set[str]:
    """Last names of persons named in full or with a title: alone they are then hardly places.

    A capitalised word before a name is a first name when it is known as one, or when it is no place itself and the name
    never stands after a word like "in"; where a sentence opens, that says nothing in a language that bends its names.
    """
    sure, likely, placed = set(), set(), set()
    for one, two in pairwise(tokens):
        if not two.capital or text[one.end : two.start] != " ":
            continue
        first, second = known.get(one.folded), known.get(two.folded)
        if one.folded in _ONLY_PLACES:
            placed.add(two.folded)
        if not one.capital or second is None or (second.wide and not (second.given or second.surname)):
            continue
        if one.folded in _TITLES or (first and first.given):
            sure.add(two.folded)
        elif one.folded in _NO_FIRST_NAME or one.folded in ordinary or (language and _opens(text, one.start)):
            continue
        elif first is None and second.people < LARGE:
            likely.add(two.folded)
    return sure | (likely - placed)


def _hint(text: str, tokens: list[_Token], matches: list[Match], place: int, known: Mapping[str, Facts]) -> str | None:
    """The wider place named after a comma or in brackets: Paris, Texas."""
    if place + 1 == len(matches):
        return None
    end, (first, _, name) = tokens[matches[place][1]].end, matches[place + 1]
    between = text[end : tokens[first].start]
    return name if between in (", ", " (") and known[name].wide and not known[name].demonym else None


def _is_place(text: str, tokens: list[_Token], match: Match, facts: Facts, around: "_Around") -> bool:
    """Weigh what the name is against what stands around it."""
    first, last, name = match
    if not _reads_as_name(text, tokens[first], tokens[last], facts) or name in _DAYS:
        return False
    score = _weight(facts) + (1.0 if last > first else 0.0) + (3.0 if around.hint else 0.0) + around.case
    before = tokens[first - 1] if first else None
    gap = text[before.end : tokens[first].start] if before else "\n"
    if before and gap == " ":
        score += _from_before(before, facts, around.shouted or around.plain)
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if after and not around.shouted and text[tokens[last].end : after.start] == " ":
        score += _from_after(after, facts)
    if not around.hint:
        opens = any(c in gap for c in '.!?\n:“"')
        score -= 2.5 * around.person + 0.5 * (opens and _is_flagged(facts))
    return score > ENOUGH


def _reads_as_name(text: str, first: _Token, last: _Token, facts: Facts) -> bool:
    """Whether the letters could be that name: Ala. is not ala, NATO is no town, and Mar-a is half of a longer word."""
    surface = text[first.start : last.end + 1]
    if facts.abbreviation:
        return surface[:-1].isupper() or "." in surface
    starts = not text[: first.start].rpartition("\n")[2]
    dateline = starts and text[last.end : last.end + 2] in (", ", ". ", " (")  # GENEVA, June 2
    small = len(surface) <= 6 and "." not in surface[:-1] and not facts.wide and facts.people < 500_000
    if surface[:-1].isupper() and small and not dateline:
        return False
    if last is not first and all(len(part) == 1 for part in re.split(r"\W+", text[first.start : last.end])):
        return False
    glued = re.match(r"-(?:[A-Z]|[a-z]\b|[a-z]-)", text[last.end : last.end + 3])
    handle = text[first.start - 1 : first.start] in ("@", "#")
    return not handle and (not glued or facts.wide or facts.demonym)


def _is_flagged(facts: Facts) -> bool:
    return facts.word or facts.given or facts.surname


def _weight(facts: Facts) -> float:
    """What the gazetteer says for a name and against it."""
    if facts.wide or facts.demonym:
        score = 1.5 * facts.wide + 1.0 * (facts.demonym and not facts.word) + 1.0 * (facts.people >= LARGE)
    elif facts.people >= 15_000:
        score = 1.0 if facts.people >= LARGE else 0.5
    else:
        score = 0.0 if facts.people >= 2_000 else -0.5 if facts.people else -1.0
    return score - 1.5 * facts.word - 0.7 * facts.given - 0.7 * (facts.surname and not facts.wide)


def _from_before(before: _Token, facts: Facts, shouted: bool) -> float:
    """What the word before a name says: "in" for a place, "Mr" against it, another capitalised name mostly against."""
    if before.folded in _BEFORE:
        return 2.0 if before.folded in _ONLY_PLACES else 1.2
    if before.folded in _TITLES:
        return -3.0
    if before.capital and not shouted and before.folded not in _DAYS:
        return -0.5 if facts.demonym or (facts.wide and not _is_flagged(facts)) else -2.0
    return 0.0


def _from_after(after: _Token, facts: Facts) -> float:
    """What the word after a name says: "said" speaks for a person, "University" for an institution."""
    sure = facts.wide and not _is_flagged(facts)
    if after.folded in _SAYS:
        return -0.3 if sure else -1.5
    if after.capital and after.folded not in _DAYS:
        institution = after.folded in _NOT_AFTER
        return -0.2 if facts.demonym or (sure and not institution) else -2.0 if institution else -1.5
    return 0.0
