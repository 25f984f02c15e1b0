"""The agencies that a text credits: who is said to have had a hand in it, which is no claim that it copies them."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

_HEAD, _TAIL = 160, 240
"""Characters of a line's beginning and end where credits stand."""
_CODES = {
    "AP": "AP", "AFP": "AFP", "AFPE": "AFPE", "dpa": "dpa", "DPA": "dpa", "Reuters": "Reuters", "REUTERS": "Reuters",
    "rtr": "Reuters", "EFE": "EFE", "ANSA": "ANSA", "PA": "PA", "PA Media": "PA", "AA": "AA", "TASS": "TASS",
    "UPI": "UPI", "KNA": "KNA", "epd": "epd", "SID": "SID", "sid": "SID", "APA": "APA", "ATS": "ATS", "SDA": "SDA",
    "PAP": "PAP", "Interfax": "Interfax", "Interfax-Ukraine": "Interfax-Ukraine", "RIA Novosti": "RIA Novosti",
    "Xinhua": "Xinhua", "Bloomberg": "Bloomberg", "Kyodo": "Kyodo", "Yonhap": "Yonhap", "IANS": "IANS", "PTI": "PTI",
    "ANI": "ANI",
    "BNS": "BNS", "ELTA": "ELTA", "LETA": "LETA", "Ukrinform": "Ukrinform", "UNIAN": "UNIAN", "DHA": "DHA",
    "İHA": "İHA", "ANKA": "ANKA", "AAP": "AAP", "MTI": "MTI", "CTK": "CTK", "ČTK": "ČTK", "TT": "TT", "NTB": "NTB",
    "Belga": "Belga",
    "ТАСС": "TASS", "РИА Новости": "RIA Novosti", "Интерфакс": "Interfax", "Укринформ": "Ukrinform",
    "Укрінформ": "Ukrinform", "УНІАН": "UNIAN", "Інтерфакс-Україна": "Interfax-Ukraine",
    "Интерфакс-Украина": "Interfax-Ukraine", "Рейтер": "Reuters",
    "ІНТЕРФАКС-УКРАЇНА": "Interfax-Ukraine", "УКРІНФОРМ": "Ukrinform", "ИНТЕРФАКС": "Interfax",
}  # fmt: skip
"""As written in lists and datelines, and how it is named here."""
_NAMES = {
    "associated press": "AP", "agence france-presse": "AFP", "reuters": "Reuters", "deutsche presse-agentur": "dpa",
    "press association": "PA", "pa media": "PA", "anadolu agency": "AA", "anadolu ajansı": "AA", "xinhua": "Xinhua",
    "bloomberg": "Bloomberg", "bloomberg news": "Bloomberg", "afp": "AFP", "ap": "AP", "dpa": "dpa", "efe": "EFE",
    "ansa": "ANSA", "interfax-ukraine": "Interfax-Ukraine", "interfax": "Interfax", "ukrinform": "Ukrinform",
    "bns": "BNS", "elta": "ELTA", "tass": "TASS", "ria novosti": "RIA Novosti", "pap": "PAP", "kyodo": "Kyodo",
    "yonhap": "Yonhap", "press trust of india": "PTI", "agencia efe": "EFE", "тасс": "TASS",
    "интерфакс": "Interfax", "інтерфакс-україна": "Interfax-Ukraine", "риа новости": "RIA Novosti",
    "укринформ": "Ukrinform", "укрінформ": "Ukrinform", "aa": "AA", "baltic news service": "BNS",
}  # fmt: skip
"""As written in sentences, in small letters."""


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_CODE, _NAME = _any(list(_CODES)), _any(list(_NAMES))
_SEPARATOR = r"\s{0,2}(?:[,/;+]|\band\b|\bund\b|\bet\b|\by\b|\bve\b|\bir\b|\bi\b|\bта\b|\bи\b)\s{0,2}"
_DESK = r"(?:[a-zäöüß]{1,4}(?:/[a-zäöüß]{1,4}){0,3}\s{0,2}[(,]\s{0,2})?"
"""Initials of those who edited it: jm/cmk (AFP, dpa)."""
_LIST = re.compile(
    rf"{_DESK}\((?P<list>(?:{_CODE})(?:{_SEPARATOR}(?:{_CODE})){{0,9}})(?:/[a-z]{{2,4}})?\)\s{{0,3}}\.?\s{{0,3}}$"
    rf"|\b(?P<number>dpa):\d{{6}}-"
)
_BARE = re.compile(rf"(?:{_CODE})(?:{_SEPARATOR}(?:{_CODE})){{1,9}}")
_SLASHED = re.compile(rf"/(?P<list>{_CODE})/")
_DATELINE = re.compile(
    rf"^[^\W\d_][^()\n]{{1,60}}\((?P<list>(?:{_CODE})(?:{_SEPARATOR}(?:{_CODE})){{0,3}})\)\s{{0,2}}[-–—:]"
    rf"|^\((?P<alone>{_CODE})\)\s{{0,2}}[-–—:]|^[^()\n]{{1,60}}\.\s(?P<capitals>ІНТЕРФАКС-УКРАЇНА|УКРІНФОРМ|ИНТЕРФАКС)\b"
)
_SEVERAL = rf"(?P<names>(?:{_NAME})(?:{_SEPARATOR}(?:the )?(?:{_NAME})){{0,5}})"
_FROM = (
    r"\bwith (?:(?:additional|reporting|material|information|files|input|agency) ){0,4}(?:by|from)|^with|^avec"
    r"|\b(?:additional )?reporting (?:by|from)|\bmit material (?:von|der)|\bcon información de|\bz materiałów"
    r"|\b(?:kaynak|quellen?|sources?|fuentes?|źródło|šaltinis|джерело|источник)\s?:"
)
_CONTRIBUTED = re.compile(
    rf"\b{_SEVERAL}\b(?: in [\w .]{{1,40}})?(?:['’]s)?"
    r"(?: (?:writers?|reporters?|journalists?|correspondents?) [^.]{3,80})?"
    r" (?:also )?contributed (?:to|reporting)\b",
    re.IGNORECASE,
)
_SOURCES = re.compile(rf"(?:{_FROM})[ -]{{0,2}}(?:the )?{_SEVERAL}\b(?=\s{{0,3}}[.;|)]?\s{{0,3}}$)", re.IGNORECASE)
_ALONE = re.compile(rf"(?:by )?(?P<names>{_NAME})", re.IGNORECASE)
_REPORTED = re.compile(
    r"\breporting by [^.;]{3,160};\s{0,2}(?:writing by [^.;]{3,160};\s{0,2})?editing by\b", re.IGNORECASE
)
"""How Reuters ends its reports."""


def agency_credit(lines: Sequence[str]) -> str | None:
    """The agencies a text names as its sources, "; " between them, or null.

    >>> agency_credit(["They met on Monday.", "The Associated Press contributed to this report."])
    'AP'
    >>> agency_credit(["MOSCOW, February 7. /TASS/. A court sat."]), agency_credit(["Talks went on. (AP, dpa)"])
    ('TASS', 'AP; dpa')
    """
    found: dict[str, None] = {}
    for line in lines:
        for name in _credited(line):
            found.setdefault(name)
    return "; ".join(found) or None


def is_statement(line: str) -> bool:
    """Whether a line says in words who had a hand in the text: such a line belongs to it.

    >>> is_statement("The Associated Press contributed to this report."), is_statement("A pier at dawn. (AP)")
    (True, False)
    """
    tail = line[-_TAIL:]
    return any(_said(tail)) or _reported(tail) is not None


def _said(tail: str) -> Iterator[re.Match[str]]:
    """Where a tail says whose work the text is: the patterns are slow, and asked only where they may hold."""
    small = tail.lower()
    if "contributed" in small and (match := _CONTRIBUTED.search(tail)):
        yield match
    if small.rstrip(" .;|)").endswith(tuple(_NAMES)) and (match := _SOURCES.search(tail)):
        yield match


def _reported(tail: str) -> re.Match[str] | None:
    return _REPORTED.search(tail) if "editing by" in tail.lower() else None


@lru_cache(maxsize=1024)
def _credited(line: str) -> tuple[str, ...]:
    head, tail = line[:_HEAD], line[-_TAIL:]
    found = []
    if dateline := _DATELINE.search(head):
        found.append((dateline.start(), dateline["list"] or dateline["alone"] or dateline["capitals"]))
    found += [(match.start(), match["list"]) for match in _SLASHED.finditer(head)]
    offset = len(line) - len(tail)
    if (")" in tail[-8:] or "dpa:" in tail) and (match := _LIST.search(tail)):
        found.append((offset + match.start(), match["list"] or match["number"]))
    if _BARE.fullmatch(tail):
        found.append((offset, tail))
    found += [(offset + match.start(), match["list"]) for match in _SLASHED.finditer(tail)]
    said = [(offset + match.start(), match["names"]) for match in _said(tail)]
    if match := _ALONE.fullmatch(line[:40]):
        said.append((0, match["names"]))
    names = [
        (place, known[part])
        for pairs, known in ((found, _CODES), (said, _NAMES))
        for place, several in pairs
        for part in re.split(_SEPARATOR, several if known is _CODES else several.lower().replace("the ", ""))
        if part in known
    ]
    if match := _reported(tail):
        names.append((offset + match.start(), "Reuters"))
    return tuple(name for _, name in sorted(names, key=lambda pair: pair[0]))
