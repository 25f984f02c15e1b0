"""What the gazetteer says of the names a text might hold, in the text's language: their meanings, and facts of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from dateline.places import gazetteer
from dateline.places.endings import Base, bases
from dateline.places.gazetteer import ABBREVIATION, ALTERNATE, DEMONYM, PRIMARY
from dateline.places.matching import LARGE, Facts
from dateline.places.resolver import WIDE, Meaning
from dateline.places.tongues import HOME, flagged
from dateline.places.variants import PARTED, WHOLE, variants

NEARER = {"lt": 25, "tr": 10}
"""How many times better known a settlement is to the news of its own country, the smaller country's more."""
CERTAIN = frozenset(("country", "continent"))
"""Kinds whose names and peoples are names even where a small letter makes them a word: Turkey, Polish."""


class Lexicon(NamedTuple):
    """What the gazetteer says of the names asked about: their meanings, and their facts for the tagger."""

    meanings: Mapping[str, Sequence[Meaning]]
    facts: Mapping[str, Facts]


class _Name(NamedTuple):
    """One name as listed: its meanings, its flags, and whether its own language lists it."""

    meanings: list[Meaning]
    flags: tuple[bool, bool, bool]
    own: bool


def lexicon(keys: Iterable[str], language: str | None = None) -> Lexicon:
    """The names among these keys, and for lt and tr those of which a key is a form; None takes all languages' names.

    >>> lexicon({"stambule"}, "lt").meanings["stambule"][0].name
    'Istanbul'
    """
    asked = set(keys)
    if language not in HOME:
        others = {name: ways for name in asked if (ways := list(variants(name)))}
        listed = _listed(asked.union(other for ways in others.values() for other, _ in ways), language)
        facts = {name: _facts(found.meanings, found.flags) for name, found in listed.items() if name in asked}
        written = {name: found.meanings for name, found in listed.items()}
        return Lexicon(written | _otherwise(others, written), facts)
    forms = {name: bases(name, language) for name in asked}
    listed = _listed({base.key for found in forms.values() for base in found}, language)
    weighed = {name: _local(name, found, language) for name, found in listed.items()}
    meanings, facts = {}, {}
    for name, found in forms.items():
        known = [
            base for base in found if base.key in weighed and (base.key == name or _known(weighed[base.key], base))
        ]
        if known:
            best = max(known, key=lambda base: _fame(weighed[base.key]))
            meant = listed[best.key].meanings
            meanings[name] = [m._replace(rank=DEMONYM) for m in meant] if best.use == "people" else meant
            facts[name] = weighed[best.key]._replace(word=weighed[best.key].word or name in flagged(language, "word"))
    return Lexicon(meanings, facts)


def _otherwise(
    others: Mapping[str, Sequence[tuple[str, frozenset[str] | None]]], meanings: Mapping[str, Sequence[Meaning]]
) -> dict[str, list[Meaning]]:
    """What names that the gazetteer does not have may mean, written in another way."""
    found: dict[str, list[Meaning]] = {}
    for name, ways in others.items():
        for other, kinds in ways if name not in meanings else ():
            fitting = [
                m for m in meanings.get(other, ())
                if kinds is None or (m.kind in kinds and m.rank != DEMONYM and (kinds != WHOLE or m.people > PARTED))
            ]  # fmt: skip
            if fitting:
                found[name] = fitting
                break
    return found


def _listed(keys: Iterable[str], language: str | None) -> dict[str, _Name]:
    asked = pl.Series(sorted(filter(None, keys)), dtype=pl.String)
    if asked.is_empty():
        return {}
    table = gazetteer.candidates(asked, language)
    columns = table.select(
        "key", "language", "word", "given", "surname",
        "place_id", "name", "kind", "country_code", "admin1", "lat", "lon", "population", "capital", "rank",
    )  # fmt: skip
    found: dict[str, _Name] = {}
    for name, tongue, word, given, surname, *place in columns.iter_rows():
        if language in HOME and place[2] == "admin1" and place[-1] == ABBREVIATION:
            continue  # AB is no Alberta to them
        said = found.get(name) or _Name([], (word, given, surname), own=False)
        said.meanings.append(Meaning(*place))
        found[name] = said._replace(own=said.own or tongue is not None)
    return found


def _facts(meanings: Sequence[Meaning], flags: tuple[bool, bool, bool]) -> Facts:
    word, given, surname = flags
    usual = [meaning for meaning in meanings if meaning.rank != DEMONYM]
    wide = any(meaning.kind in WIDE or meaning.kind == "metonym" for meaning in usual)
    people = max((m.people if m.rank == PRIMARY else m.people // 20 for m in usual if m.kind not in WIDE), default=0)
    certain = any(meaning.kind in CERTAIN and meaning.rank in (PRIMARY, DEMONYM) for meaning in meanings)
    return Facts(
        wide=wide, people=people, demonym=not usual or any(m.rank == DEMONYM and m.kind in WIDE for m in meanings),
        word=word and not certain, given=given, surname=surname,
        abbreviation=any(m.rank == ABBREVIATION for m in usual),
    )  # fmt: skip


def _local(name: str, listed: _Name, language: str) -> Facts:
    """The facts as the readers of a language know them: its own words, its own country's towns, others less."""
    near = []
    for meaning in listed.meanings:
        weight = 1.0
        if meaning.country == HOME[language]:
            weight = NEARER[language]
        elif meaning.rank == ALTERNATE:
            weight = 0.2
        elif meaning.people < LARGE:
            weight = 0.1
        near.append(meaning._replace(people=int(weight * meaning.people)) if meaning.kind == "city" else meaning)
    word, given = (name in flagged(language, flag) for flag in ("word", "given"))
    facts = _facts(near, (word, given, False))
    return facts._replace(people=max(facts.people, LARGE)) if listed.own and not facts.demonym else facts


def _known(facts: Facts, base: Base) -> bool:
    """Whether a name is known well enough to be looked for under its endings."""
    if base.use == "demonym":
        return facts.demonym and not facts.wide
    return facts.wide or facts.demonym or facts.people >= 2_000


def _fame(facts: Facts) -> float:
    return 1e9 if facts.wide or facts.demonym else facts.people
