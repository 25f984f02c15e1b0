"""Exports of Europresse: HTML, of its pages before 2014 and since ▶ records."""

import re

from lxml import etree

from dateline.reading.exports import Damaged, add, blocks, dated, lines, page, with_class
from dateline.reading.source import Records

_ISSUE = re.compile(r",?\s+(?:n[o°º]|vol|num)\b\.?.*", re.IGNORECASE)
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright\b|numéro de document\b|document number\b)", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_TITLES = ("TitreArticleVisu", "rdp__articletitle", "titreArticle", "grandTitre")
_HERE = "\ufdd0"
"""Stands in the place of a title, so that what follows it can be told."""
MOST_PARTS = 20
"""Parts between commas of a head among which its date is looked for."""
Found = dict[str, str | None]


def is_html(text: str) -> bool:
    """Whether an HTML text is a Europresse export."""
    lower = text.lower()
    return "docpublicationname" in lower and ("docheader" in lower or "titrearticle" in lower)


def read_html(text: str) -> Records:
    """The articles of an HTML export, one for each name of a publication."""
    records = Records(date_source="field")
    try:
        tree = page(text)
    except Damaged as damage:
        records.reject(0, 0, damage.reason, damage.detail)
        return records
    places: dict[etree._Element, tuple[bool, int]] = {}
    for name in with_class(tree, "DocPublicationName"):
        place = next(name.iterancestors("article"), None)
        newer = place is not None
        place = place if newer else next(name.iterancestors("td", "body"), None)
        if place is not None:
            places[place] = newer, places.get(place, (newer, 0))[1] + 1
    around = {outer for place in places for outer in place.iterancestors("article", "td", "body") if outer in places}
    for number, (place, (newer, names)) in enumerate(places.items(), 1):
        if place in around or (names > 1 and not newer):
            records.reject(number, None, "not an article", "other articles lie inside it")
            continue
        found = _newer(place) if newer else _older(place)
        if found.get("text"):
            add(records, number, found)
        else:
            detail = f"no text under its title {found.get('title') or ''!r}"
            records.reject(number, None, "not an article", detail[:120])
    if not places:
        records.reject(0, 0, "empty file", "a Europresse page without articles")
    return records


def _head(place: etree._Element) -> Found:
    """Outlet, section and date: "Politics, Monday 2 June 2025, p. 3"."""
    outlet = next((said for at in with_class(place, "DocPublicationName") if (said := lines(at))), [""])[0]
    parts = " ".join(line for at in with_class(place, "DocHeader") for line in lines(at)).split(",")[:MOST_PARTS]
    parts = [part.strip() for part in parts]
    for at in range(len(parts)):
        day = dated(", ".join(parts[at:]))
        if day:
            break
    else:
        at, day = 0, None
    section = ", ".join(filter(None, parts[:at]))
    return {"outlet": _ISSUE.sub("", outlet), "published": day, "section": section}


def _newer(place: etree._Element) -> Found:
    title = next((said for name in _TITLES for at in with_class(place, name) if (said := " ".join(lines(at)))), None)
    people = next((said for name in ("docAuthors", "sm-margin-bottomNews") for at in with_class(place, name)
                   if (said := " ".join(lines(at)))), None)  # fmt: skip
    bodies = with_class(place, "DocText") or with_class(place, "docOcurrContainer")
    body = [line for at in bodies[:1] for line in lines(at)]
    return {**_head(place), "title": title, "authors": people, "text": "\n".join(body)}


def _older(place: etree._Element) -> Found:
    """The text stands bare after the title, up to its rights; a name alone on the first line is the author."""
    found = _head(place)
    heading = next(iter(with_class(place, *_TITLES)), None)
    if heading is None:
        return found
    found["title"] = " ".join(lines(heading))
    for at in [*with_class(place, "DocPublicationName"), *with_class(place, "DocHeader")]:
        at.text, at[:] = None, []
    heading.tag, heading.text, heading[:] = "h1", _HERE, []
    parts = blocks(place)
    here = next((at for at, part in enumerate(parts) if _HERE in part), len(parts))
    rest = parts[here + 1 :]
    if len(rest) > 1 and len(rest[0]) == 1 and _is_name(rest[0][0], heading):
        found["authors"] = rest.pop(0)[0]
    body: list[str] = []
    for line in (line for part in rest for line in part):
        if _RIGHTS.match(line):
            break
        body.append(line)
    found["text"] = "\n".join(body)
    return found


def _is_name(line: str, heading: etree._Element) -> bool:
    """Whether a first line is set off as an author is: by a break, then a paragraph."""
    at = heading.getnext()
    while at is not None and at.tag == "br" and not (at.tail or "").strip():
        at = at.getnext()
    broken = at is not None and at.tag == "br"
    if broken:
        at = at.getnext()
    set_off = broken and at is not None and at.tag in ("br", "p")
    return set_off and len(line.split()) <= 12 and not _SENTENCE.search(line)
