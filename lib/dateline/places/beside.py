"""What stands beside a name in the text: "Paris, Texas", "a suburb of Cairo", "Kenya's Turkana county", "city of"."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dateline.places.hints import SURE
from dateline.places.matching import Facts
from dateline.places.names import Asked, Hint

_INSIDE = (
    "area|barrio|borough|capital|city|commune|community|district|enclave|hamlet|neighbou?rhood|part|port|quarter|region|"
    "resort|section|settlement|side|suburb|town|township|village|ward"
)
_UNITS = {
    "county": "admin2", "counties": "admin2", "co": "admin2", "parish": "admin2", "borough": "admin2 city",
    "district": "admin2 admin1 city", "province": "admin1 admin2", "prefecture": "admin1 admin2",
    "oblast": "admin1", "governorate": "admin1 admin2", "state": "admin1", "republic": "country admin1",
    "city": "city", "town": "city", "village": "city", "island": "island country admin1 admin2",
}  # fmt: skip
"""Kinds of place that a word beside a name speaks of."""

_WITH = re.compile(r", ?| \(|,? (?:up |down |over )?in (?:the )?", re.ASCII)
_PART = re.compile(
    rf"(?:, ?(?:an? |the )?(?:[a-z-]+ ){{0,3}}?(?:{_INSIDE})"
    r"| (?:area|district|neighbou?rhood|part|quarter|section|side)) (?:of|in) (?:the )?"
)  # Wuse, a part of; the Wuse area of
_NEAR = re.compile(
    r",? ?(?:[\w,.-]+ (?:miles?|km|kilomet(?:er|re)s) )?(?:(?:just |due )?(?:north|south|east|west)(?:east|west)? of"
    r"|near|outside|not far from|an? (?:[a-z]+ )?suburb of|on the outskirts of|close to) (?:the )?"
)
_OWNED = re.compile(
    r"(?:['’]s?|) (?:the )?(?:(?:northern|southern|eastern|western|central|coastal|north|south|east|west|"
    r"(?:north|south)-?(?:east|west)(?:ern)?|capital|biggest|largest|second|main) ){0,2}"
    rf"(?:(?:{_INSIDE}|state|province|county) (?:of )?)?(?:capital,? )?"
)
_FOLK = re.compile(
    rf" (?:[a-z-]+ ){{0,2}}(?:{_INSIDE}|state|province|county|island|city-state)(?: of)? (?:the )?", re.ASCII
)  # the Canadian city of
_SUBURB = re.compile(rf"['’]s? (?:[a-z]+ ){{0,2}}| (?:{_INSIDE}) of ")  # Cairo's, the Cairo suburb of
_AND = re.compile(r", (?:and )?| and | or | & ", re.ASCII)
_BEFORE = re.compile(r"(?:^|\W)(state|province|republic|county|city|town|village|island|district) of (?:the )?$", re.I)
_AFTER = re.compile(r"(?:['’]s)? (count(?:y|ies)|parish|district|province|prefecture|oblast|governorate|state)\b", re.I)
_RULED = re.compile(r"(?:['’]s)? (?:Gov\b|Govs?\.|governor|lieutenant governor|legislature|state )")
_RUN = re.compile(r"(?:['’]s)? (?:Mayor\b|mayor\b|City (?:Council|Hall|Police)|city (?:council|hall|police))")


class Named(NamedTuple):
    """A name where it stands: offsets in the text, and its key."""

    start: int
    end: int
    key: str


def asked(text: str, names: Sequence[Named], known: Mapping[str, Facts]) -> list[Asked]:
    """Each name with the hints beside it; `names` stand in the order of the text.

    >>> facts = Facts(True, 0, False, False, False, False, False)
    >>> asked("In Paris, Texas, it rained", [Named(3, 8, "paris"), Named(10, 15, "texas")], {"texas": facts})[0]
    Asked(key='paris', hints=frozenset({Hint(key='texas', weight=12.0, how='in')}), kinds=frozenset())
    """
    hints: list[set[Hint]] = [set() for _ in names]
    for number in range(len(names) - 2, -1, -1):
        one, other = names[number], names[number + 1]
        between = text[one.end : other.start]
        if len(between) > 60 or "\n" in between or other.start < one.end:
            continue
        inner, wider = (_wide(known.get(name.key)) for name in (one, other))
        demonym = _is_demonym(known.get(other.key))
        if inner and wider and _AND.fullmatch(between) and _row(text, names, number, known):
            hints[number].add(Hint(other.key, 2.0, "with"))
            hints[number + 1].add(Hint(one.key, 2.0, "with"))
        elif wider and _WITH.fullmatch(between):
            hints[number].add(Hint(other.key, 5.0 if "in" in between else SURE))
        elif not demonym and _PART.fullmatch(between):
            hints[number] |= {Hint(other.key, 6.0), Hint(other.key, 6.0, "near")}
        elif not demonym and _NEAR.fullmatch(between):
            hints[number].add(Hint(other.key, 5.0, "near"))
        elif _is_demonym(known.get(one.key)) and _FOLK.fullmatch(between):
            hints[number + 1].add(Hint(one.key, 8.0, "folk"))
        elif inner and between.strip() and _OWNED.fullmatch(between):
            hints[number + 1].add(Hint(one.key, 6.0))
        elif _SUBURB.fullmatch(between):
            hints[number + 1].add(Hint(one.key, 6.0, "near"))
        if not hints[number] and not wider and _AND.fullmatch(between):
            hints[number] = {Hint(hint.key, 5.0) for hint in hints[number + 1] if hint.how == "in"}
    return [Asked(n.key, frozenset(found), _kinds(text, n)) for n, found in zip(names, hints, strict=True)]


def _wide(facts: Facts | None) -> bool:
    return facts is not None and facts.wide and not facts.demonym


def _is_demonym(facts: Facts | None) -> bool:
    return facts is not None and facts.demonym


def _row(text: str, names: Sequence[Named], number: int, known: Mapping[str, Facts]) -> bool:
    """Whether a name and the next are in a row of wide places: "Ohio and Iowa", "Ohio, Iowa and Utah"."""
    if text[names[number].end : names[number + 1].start] != ", ":
        return True
    return any(
        first >= 0 and first + 1 < len(names) and _wide(known.get(names[first].key))
        and _wide(known.get(names[first + 1].key))
        and _AND.fullmatch(text[names[first].end : names[first + 1].start])
        for first in (number - 1, number + 1)
    )  # fmt: skip


def _kinds(text: str, name: Named) -> frozenset[str]:
    """The kinds of place that the words on both sides speak of."""
    before = _BEFORE.search(text[max(0, name.start - 20) : name.start])
    after = text[name.end : name.end + 24]
    if before:
        return frozenset(_UNITS[before[1].lower()].split())
    if unit := _AFTER.match(after):
        return frozenset(_UNITS[unit[1].lower()].split())
    if _RULED.match(after):
        return frozenset(("admin1",))
    return frozenset(("city",)) if _RUN.match(after) else frozenset()
