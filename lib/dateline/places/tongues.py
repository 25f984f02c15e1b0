"""The language of a text, as far as names bend in it, and what it writes around them: told from the text itself."""

import csv
import re
from functools import cache
from pathlib import Path

from dateline.words import fold

TABLES = Path(__file__).parent / "tables"
HOME = {"lt": "LT", "tr": "TR"}
"""The languages whose names are read by their endings, and the country whose small towns their news names."""
READ = 2_000
"""Characters of a text that tell its language."""

_SMALL = re.compile(r"(?<![^\W_])[a-zà-öø-žșțə]+(?![^\W_])")
_ONLY = {"lt": re.compile("[ėįų]"), "tr": re.compile("[ğış]")}
"""Letters that hardly any other language of Latin script has."""
_NEVER = {"lt": re.compile("[āēīģķļņõäöüáéíóúñçşğ]"), "tr": re.compile("[əţțșăñáéíóúàèėšžč]")}
"""Letters of their neighbours: Latvian, Estonian; Azeri, Romanian, Spanish."""
_COMMON = {
    "lt": frozenset("ir kad yra iš į buvo bus dėl bei apie už iki kaip tai savo jau nuo prie kuris tik bet ar".split()),
    "tr": frozenset("ve bir bu için ile olarak olan çok gibi sonra dedi kadar daha değil ise oldu göre".split()),
    "": frozenset("the of and to in is was for that with said on by are at from has it his her".split()),
}

_LT_BEFORE = re.compile(r"\b(?:iš|į|prie|ties|per|iki|nuo|už|link|šalia|netoli|aplink|tarp)[ \u00a0]$", re.IGNORECASE)
_TR_WHERE = re.compile(r"['’][dt][ae](?:n|ki\w*)?\b")
_TR_CASE = re.compile(r"['’](?:y?[ae]|[yn]?[ıiuü]|n?[ıiuü]n|y?l[ae])\b")
_TR_MARK = re.compile(r"(?<=[^\W_])['’](?:[dt][ae]n?|n?[ıiuü]n|y[aeıiuü])(?![^\W_])")
_TR_OFFICE = re.compile(
    " (?:Vali|Belediye|Büyükşehir|Emniyet|Cumhur|Baro|Adliye|Liman|Gar|Hava|Ticaret|Sanayi|Başbakan|Dışişleri|"
    "Büyükelçi|Milletvekil|Kaymakam|İl|İlçe|Mahalle|Meydan|Başkonsolos|Merkez|Kapısı|İskele|Ovası|Köyü)"
)


def language_of(text: str, said: str | None = None) -> str:
    """The language whose endings names have in a text, lt or tr; empty for any other.

    Only words in small letters speak, so that names do not; `said`, the language a record gives, settles what they
    leave open.

    >>> language_of("Derybos Vilniuje jau baigtos."), language_of("Görüşmeler bugün başladı.")
    ('lt', 'tr')
    >>> language_of("The mayor of Šiauliai met Uğur Işık."), language_of("Šodien ir svētki, kad līst")
    ('', '')
    """
    words = _SMALL.findall(text[:READ])
    votes = {language: sum(map(common.__contains__, words)) for language, common in _COMMON.items()}
    small = " ".join(words)
    votes["tr"] += len(_TR_MARK.findall(text[:READ]))
    for language, letters in _ONLY.items():
        votes[language] += len(letters.findall(small)) - 2 * len(_NEVER[language].findall(small))
    best = max(votes, key=lambda language: votes[language])
    if best and votes[best] > max(2 * votes[""], 0.08 * len(words)):
        return best
    return said if said in HOME and not votes[""] and not votes[best] else ""


@cache
def flagged(language: str, flag: str) -> frozenset[str]:
    """The folded words of a language that are no names ("word"), or its given names ("given"): tables/words.csv.

    >>> "iki" in flagged("tr", "word"), "neringa" in flagged("lt", "given")
    (True, True)
    """
    with (TABLES / "words.csv").open(encoding="utf8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["language"], row["flag"]) == (language, flag)]
    return frozenset(fold(word) for row in rows for word in row["words"].split("|"))


def around(text: str, start: int, end: int, language: str) -> float:
    """What a language writes around a name that says it is a place: a case that tells where, a preposition, an office.

    >>> around("Kaune lyja", 0, 5, "lt"), around("Muğla'da yağmur", 0, 5, "tr"), around("Muğla in rain", 0, 5, "")
    (3.0, 1.2, 0.0)
    """
    if language == "lt":
        if text[end - 1] == "e":  # a locative, in which persons do not stand
            return 3.0
        return 1.2 if _LT_BEFORE.search(text, max(0, start - 9), start) else 0.0
    if language == "tr":
        where, case, office = (rule.match(text, end) for rule in (_TR_WHERE, _TR_CASE, _TR_OFFICE))
        return 1.2 if where else 0.6 if case else 1.5 if office else 0.0
    return 0.0
