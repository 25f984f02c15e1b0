"""The names Nexis gives its fields, in English, German and French ▶ ours."""

import re
from collections.abc import Iterable

from dateline.reading import languages
from dateline.reading.exports import Damaged

_FIELDS = {
    "authors": "byline author autor autoren auteur auteurs name",
    "section": "section rubrik rubrique ressort",
    "length": "length länge longueur",
    "title": "headline title überschrift titel titre",
    "body": "body text corps",
    "url": "url",
    "highlight": "highlight highlights",
    "": "dateline series serie série source quelle insert encart edition ausgabe édition distribution note anmerkung",
}
_LAST = {
    "language": "language sprache langue",
    "loaded": "load-date update date-chargement ladedatum",
    "": "publication-type type-publication journal-code zeitungs-code zeitschriften-code code-revue document-type "
        "type acc-no subject sujet schlagwort company societe société firma organization organisation person "
        "geographic geo-localization localisation-geo city state country land pays ticker stock-symbol "
        "symbole-boursier industry activity-sector secteur-activite pub-type isbn issn",
    "long": "graphic grafik graphique illustration correction correction-date notes",
}  # fmt: skip
HEAD_KEYS = {key: field for field, keys in _FIELDS.items() for key in keys.split()}
TAIL_KEYS = {key: field for field, keys in _LAST.items() for key in keys.split()}
KEY = re.compile(r"([^\W\d_]+(?:[ -][^\W\d_]+){0,2}) ?:(?: |$)")
RIGHTS = re.compile(
    r"(?:copyright\b|©|\(c\) ?\d{4}|all rights reserved|alle rechte vorbehalten|tous droits réservés)", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
Found = dict[str, str]


def key_of(line: str, *, capitals: bool = False) -> str | None:
    """The name of the field a line begins with, in small letters; null for a line that begins with none we know."""
    match = KEY.match(line[:60])
    if not match or (capitals and match[1] != match[1].upper()):
        return None
    key = match[1].lower().replace(" ", "-")
    return key if key in HEAD_KEYS or key in TAIL_KEYS else None


def value_of(line: str) -> str:
    """What stands after the name of a line's field."""
    return line.partition(":")[2].strip()


def is_measure(line: str) -> bool:
    """Whether a line's field gives a number, as a length does."""
    return bool(re.match(r"[\d(]", value_of(line)))


def refusal(what: str, lines: Iterable[str]) -> Damaged:
    """Why an article is set aside, with how it begins."""
    start = " ".join(line for line in lines if line)[:60]
    return Damaged("not an article", f"{what}; it begins: {start!r}")


def finished(found: Found) -> Found:
    """The fields under our names."""
    address = _ADDRESS.search(found.get("url", "")) or _ADDRESS.search(found.get("highlight", ""))
    return {
        "title": found.get("title", "") or found.get("between", ""), "text": found.get("text", ""),
        "outlet": found.get("outlet", ""), "published": found.get("published", ""),
        "authors": found.get("authors", ""), "section": found.get("section", ""),
        "language": languages.code(found.get("language")) or "", "url": address[0].rstrip(".,;)") if address else "",
    }  # fmt: skip
