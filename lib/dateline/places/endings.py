"""Names with the endings of their language ▶ the names a gazetteer lists, as folded keys: vilniuje, vilniaus ▶ vilnius.

Lithuanian nouns and adjectives bend in seven cases; keys are folded, so ą and a, ų and u are one here. Turkish sets the
endings of names off with an apostrophe, but makes a word for a place's people without one: İzmirli, İzmirlilerin.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice, product
from typing import NamedTuple

from dateline.places.tongues import TABLES, flagged
from dateline.words import fold

STEM = 3
"""Letters that an ending must leave of a name."""
MOST = 200
"""Combinations of endings tried for a name of several words."""

_DECLENSIONS = {
    "as": "o ui a u e am ame", "is": "io iui i iu yje ies imi", "ys": "io iui i iu yje", "us": "aus ui u umi uje",
    "a": "os ai oje", "e": "es ei eje", "ai": "u ams us ais uose", "os": "u oms as omis ose", "es": "iu ems emis ese",
    "i": "u iems us ais uose",
    "tis": "cio ciui ciu", "dis": "dzio dziui dziu", "tys": "cio ciui ciu", "dys": "dzio dziui dziu",
    "oji": "osios ajai aja ojoje", "asis": "ojo ajam aji uoju ajame",
    "ieji": "uju iesiems uosius aisiais uosiuose", "osios": "uju osioms asias osiomis osiose",
    "": "as o ui a u e is io iui iu yje",
}  # fmt: skip
"""Nominative endings (V. Ambrazas, ed., Lithuanian Grammar, 1997) and those of the other cases; the last row is for
foreign names that Lithuanian gives an ending: Üsküdaras."""
_NOMINATIVES: dict[str, list[str]] = {}
for _nominative, _others in _DECLENSIONS.items():
    for _other in _others.split():
        _NOMINATIVES.setdefault(_other, []).append(_nominative)
_LONGEST = max(map(len, _NOMINATIVES))

_TR_CASE = "(?:y?[iu]|y?[ea]|n?[iu]n|[dt][ea]n?|y?l[ea]|s[iu]|s[iu]n[iuea])"
_TR_PEOPLE = re.compile(f"(l[iu])?(?:l[ea]r)?{_TR_CASE}?")
_TR_WHERE = re.compile(f"(.{{{STEM + 1},}})(?:[dt][ea]n?|[iu]nd[ea]n?|n[iu]n)")
_TR_NEAR = frozenset("adasi adalari korfezi bogazi yarimadasi ovasi vadisi deltasi".split())
_LT_NEAR = frozenset("delta slenis pusiasalis sala salos ilanka sasiauris".split())
"""What stands near the place whose name it bears: Midilli Adası, İzmit Körfezi, Nilo slėnis."""

_LT_NOUNS = """
    jūra jūros vandenynas įlanka sąsiauris sąsiauriai kanalas upė ežeras ežerai marios nerija pusiasalis sala salos
    kyšulys kalnas kalnai aukštumos dykuma slėnis delta ruožas koridorius kraštas sritis tiltas ragas pilis bokštas
    aikštė rūmai vartai šalys valstybės krantas respublika federacija karalystė sąjunga elektrinė valstijos
"""
_LT_SMALL = "ir prie de atominė šalies"


class Base(NamedTuple):
    """A name that another may be a form of, and what the form then is: that name, its people ("people"), or that name
    if it is one of a people ("demonym")."""

    key: str
    use: str = "name"


@lru_cache(maxsize=50_000)
def bases(key: str, language: str) -> tuple[Base, ...]:
    """The names a folded key may be a form of, itself first; what is none is for the gazetteer to say.

    >>> [base.key for base in bases("klaipedos", "lt")]
    ['klaipedos', 'klaipeda']
    >>> Base("izmir", "people") in bases("izmirlilerin", "tr")
    True
    """
    made = _lithuanian(key) if language == "lt" else _turkish(key) if language == "tr" else ()
    return tuple(dict.fromkeys([Base(key), *made]))


def _lithuanian(key: str) -> Iterator[Base]:
    words = [list(dict.fromkeys([word, *_nominatives(word)])) for word in key.split()]
    for parts in islice(product(*words), MOST):
        yield Base(" ".join(parts))
    if len(words) > 1 and not _LT_NEAR.isdisjoint(words[-1]):
        for parts in islice(product(*words[:-1]), MOST):
            yield Base(" ".join(parts))


def _nominatives(word: str) -> Iterator[str]:
    for size in range(1, min(_LONGEST, len(word) - STEM) + 1):
        for nominative in _NOMINATIVES.get(word[-size:], ()):
            yield word[:-size] + nominative


def _turkish(key: str) -> Iterator[Base]:
    rest, _, last = key.rpartition(" ")
    lead = rest + " " if rest else ""
    if rest and last in _TR_NEAR:
        yield Base(rest)
    for cut in range(STEM, len(last)):
        ending = _TR_PEOPLE.fullmatch(last, cut)
        if ending:
            yield Base(lead + last[:cut], "people" if ending[1] else "demonym")
    where = _TR_WHERE.fullmatch(last)
    if where:
        yield Base(lead + where[1])


def people(noun: str) -> list[str]:
    """The words for a people that Lithuanian makes from one: men, women, and the adjective.

    >>> people("latvis")
    ['latvis', 'latviai', 'latvė', 'latvės', 'latviškas', 'latviška', 'latviški', 'latviškos']
    """
    stem = re.sub("(?:as|is|ys)$", "", noun)
    many = stem + "ai" if noun.endswith("as") else re.sub("t$", "č", re.sub("d$", "dž", stem)) + "iai"
    root = {"vokiet": "vok", "alytišk": "alyt"}.get(stem, stem)
    return [noun, many, stem + "ė", stem + "ės", *(root + "išk" + ending for ending in ("as", "a", "i", "os"))]


@cache
def forms(noun: str) -> frozenset[str]:
    """All cases of a folded Lithuanian nominative.

    >>> sorted(forms("jura"))
    ['jura', 'jurai', 'juroje', 'juros']
    """
    made = {noun}
    for nominative, others in _DECLENSIONS.items():
        if nominative and noun.endswith(nominative):
            made.update(noun.removesuffix(nominative) + other for other in others.split())
    return frozenset(made)


@cache
def joins(language: str) -> frozenset[str]:
    """Folded words in small letters that may be part of a name: Baltijos jūroje, Trinidad ve Tobago."""
    if language == "lt":
        nouns = {form for noun in _LT_NOUNS.split() for form in forms(fold(noun))}
        plural = {fold(noun)[:-1] + "u" for noun in _LT_NOUNS.split() if noun.endswith("a")}
        return frozenset(nouns | plural | {fold(word) for word in _LT_SMALL.split()})
    return frozenset(("ve", "ulkeleri", "devletleri", "bogazlari")) if language == "tr" else frozenset()


@cache
def starts(language: str) -> frozenset[str]:
    """Folded words in small letters that are names: Lithuanian writes its words for peoples so.

    >>> "ukrainieciams" in starts("lt"), "kino" in starts("lt")
    (True, False)
    """
    if language != "lt":
        return frozenset()
    with (TABLES / "exonyms.csv").open(encoding="utf8", newline="") as file:
        nouns = [noun for row in csv.DictReader(file) if row["language"] == "lt" for noun in row["demonyms"].split("|")]
    made = {form for noun in nouns if noun and " " not in noun for word in people(noun) for form in forms(fold(word))}
    return frozenset(made - flagged("lt", "word"))
