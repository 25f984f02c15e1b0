"""What the gazetteer says of the names in some articles."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from dateline.places import gazetteer
from dateline.places.gazetteer import ABBREVIATION, DEMONYM
from dateline.places.matching import Facts
from dateline.places.resolver import WIDE, Meaning
from dateline.places.variants import LARGE, WHOLE, variants

_FACTS = ("word", "given", "surname")
_PLACE = ("place_id", "name", "kind", "country_code", "admin1", "lat", "lon", "population", "capital", "rank")


class Lexicon(NamedTuple):
    """What the gazetteer says of the names asked about: their meanings, and their facts for the tagger."""

    meanings: Mapping[str, Sequence[Meaning]]
    facts: Mapping[str, Facts]


def look_up(keys: Iterable[str]) -> Lexicon:
    """The meanings of names by their keys, and of those it lacks by another spelling; facts only of names it has."""
    keys = set(keys)
    others = {name: found for name in keys if (found := list(variants(name)))}
    wanted = keys.union(*({other for other, _ in found} for found in others.values()))
    table = gazetteer.candidates(pl.Series(sorted(wanted), dtype=pl.String))
    meanings: dict[str, list[Meaning]] = {}
    flags: dict[str, tuple[bool, bool, bool]] = {}
    columns = table.select("key", *_FACTS, *_PLACE)
    for name, word, given, surname, *place in columns.iter_rows():
        meanings.setdefault(name, []).append(Meaning(*place))
        flags[name] = (word, given, surname)
    facts = {name: _facts(found, *flags[name]) for name, found in meanings.items() if name in keys}
    return Lexicon(meanings | _otherwise(others, meanings), facts)


def _otherwise(
    others: Mapping[str, Sequence[tuple[str, frozenset[str] | None]]], meanings: Mapping[str, Sequence[Meaning]]
) -> dict[str, list[Meaning]]:
    """What names that the gazetteer does not have may mean, written in another way."""
    found: dict[str, list[Meaning]] = {}
    for name, ways in others.items():
        if name in meanings:
            continue
        for other, kinds in ways:
            fitting = [
                m for m in meanings.get(other, ())
                if kinds is None or (m.kind in kinds and m.rank != DEMONYM and (kinds != WHOLE or m.people > LARGE))
            ]  # fmt: skip
            if fitting:
                found[name] = fitting
                break
    return found


def _facts(meanings: Sequence[Meaning], word: bool, given: bool, surname: bool) -> Facts:
    usual = [meaning for meaning in meanings if meaning.rank != DEMONYM]
    wide = any(meaning.kind in WIDE for meaning in usual)
    people = max((m.people if m.rank == 0 else m.people // 20 for m in usual if m.kind not in WIDE), default=0)
    return Facts(
        wide=wide, people=people, demonym=not usual or any(m.rank == DEMONYM and m.kind in WIDE for m in meanings),
        word=word, given=given, surname=surname,
        abbreviation=any(m.rank == ABBREVIATION for m in usual),
    )  # fmt: skip
