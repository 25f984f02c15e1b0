"""What the exports of press databases share: dates among other words, HTML and XML read safely."""

import io
import re
from collections.abc import Iterator, Mapping

from lxml import etree, html

from dateline.reading import dates
from dateline.reading.source import MAX_RECORD, Records

MAX_PAGE = 100_000_000
"""Characters one HTML file may hold; an export of a thousand articles holds a tenth of it."""

_CROWDED = re.compile(r"<[a-zA-Z][^<>]{60000,}")
_HIDDEN = re.compile(r"<input\b[^<>]*>", re.IGNORECASE)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_SILENT = ("script", "style", "title", "noscript")
_WEEKDAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
    r"|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|[-–|]),*",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"[0-2]?\d[:.h][0-5]\d(?::[0-5]\d)?")
_HALF = re.compile(r"[ap]\.?m\.?", re.IGNORECASE)
_ZONE = re.compile(r"[A-Z]{1,5}(?:[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d")


class Damaged(Exception):
    """Part of a file that cannot be read: a reason out of `errors.REASONS`, and what was found."""

    def __init__(self, reason: str, detail: str) -> None:
        """Keep both for the reject that is made of them."""
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def dated(line: str) -> str | None:
    """The date a line begins with, in the line's own words, without weekday, edition or page after it; null for none.

    The time of day stays when its zone can be read or none is given; else the day alone is right.

    >>> dated("June 2, 2025 Monday 9:20 AM GMT"), dated("June 2, 2025, Monday,, LATE EDITION")
    ('June 2, 2025 9:20 AM GMT', 'June 2, 2025')
    >>> dated("Montag, 2. Juni 2025"), dated("2 juin 2025 9:20 ABC"), dated("Two ferries sail")
    ('Montag, 2. Juni 2025', '2 juin 2025', None)
    """
    if not re.search(r"\d", line[:120]):
        return None
    words = line[:200].split()
    for end in range(min(8, len(words)), 0, -1):
        day = " ".join(words[:end]).rstrip(",;")
        moment = dates.parse(day)
        if moment.precision == "day" or "told apart" in (moment.doubt or ""):
            return _timed(day, words[end:]) or day
        if moment.precision == "month" and end == len(words):
            return day
    return None


def _timed(day: str, rest: list[str]) -> str | None:
    while rest and _WEEKDAY.fullmatch(rest[0]):
        rest = rest[1:]
    if not rest or not _CLOCK.fullmatch(rest[0].rstrip(",")):
        return None
    time = [rest[0].rstrip(",")]
    rest = rest[1:]
    if rest and _HALF.fullmatch(rest[0]):
        time.append(rest[0])
        rest = rest[1:]
    zones = [word for word in rest[:2] if _ZONE.fullmatch(word)]
    if len(zones) == 2 and zones[0] in ("UTC", "GMT") and zones[1][0] in "+-":
        zones = zones[1:]
    written = " ".join([day, *time, *zones[:1]])
    return written if dates.parse(written).precision == "second" else None


def tidy(text: str | None) -> str:
    """A text on one line, with single spaces."""
    return " ".join((text or "").split())


def sound(text: str) -> str:
    """A text with a mark in the place of each half character and NUL, neither of which can be stored."""
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", text)


def add(records: Records, number: int, record: Mapping[str, str | None]) -> None:
    """Append one article, empty fields as null; one larger than an article can be is set aside."""
    clean = {name: (value or "").strip() or None for name, value in record.items()}
    if any(value and len(value) > MAX_RECORD for value in clean.values()):
        records.reject(number, None, "record too large", f"a field of over {MAX_RECORD:,} characters")
    else:
        records.add(number, clean)


def page(text: str) -> etree._Element:
    """The tree of an HTML text; raises `Damaged` for one that cannot be read in bounded time or to its end."""
    if len(text) > MAX_PAGE:
        raise Damaged("record too large", f"the file holds over {MAX_PAGE:,} characters")
    text = _HIDDEN.sub("", sound(text))  # a form's hidden state, often the longest tag of all
    if _CROWDED.search(text):  # tens of thousands of attributes take the parser minutes
        raise Damaged("corrupt file", "one tag of the page holds over 60,000 characters")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        tree = html.document_fromstring(text.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Damaged("corrupt file", f"not readable as HTML: {error}"[:200]) from error
    fatal = parser.error_log.filter_from_fatals()
    if fatal:  # the parser stopped there and left the rest out
        raise Damaged("corrupt file", f"line {fatal[0].line}: {fatal[0].message}"[:200])
    return tree


def blocks(node: etree._Element) -> list[list[str]]:
    """The words under an element: its blocks, each a list of the lines that breaks make of it.

    >>> blocks(page("<div><p>They met.<br>Tea was <b>served</b>.</p><p>They left.</p></div>"))
    [['They met.', 'Tea was served.'], ['They left.']]
    """
    pieces: list[str] = []
    silent = 0
    for event, at in etree.iterwalk(node, events=("start", "end", "comment", "pi")):
        block = "\f" if at.tag in _BLOCKS else "\v" if at.tag == "br" else ""
        if event == "start":
            silent += at.tag in _SILENT
            pieces += [block, "" if silent or block == "\v" else _flat(at.text)]
        else:
            if event == "end":
                silent -= at.tag in _SILENT
                pieces.append(block if block == "\f" else "")
            pieces.append("" if silent or at is node else _flat(at.tail))
    parts = ("".join(pieces)).split("\f")
    found = ([line for line in map(tidy, part.split("\v")) if line] for part in parts)
    return [lines for lines in found if lines]


def _flat(text: str | None) -> str:
    return re.sub(r"[\f\v]", " ", text or "")


def lines(node: etree._Element) -> list[str]:
    """The words under an element, a paragraph a line."""
    return [line for block in blocks(node) for line in block]


def with_class(node: etree._Element, *names: str) -> list[etree._Element]:
    """The elements under one that have a class of these names, whatever its case, in their order."""
    wanted = {name.lower() for name in names}
    return [at for at in node.iter(etree.Element) if wanted & set((at.get("class") or "").lower().split())]


def events(data: bytes, *tags: str) -> Iterator[tuple[str, etree._Element]]:
    """Start and end of the elements of an XML text that are named; raises `Damaged` where it cannot be read on.

    Nothing outside the text is fetched, no entity is opened, and a document type declaration ends the reading:
    none of the formats needs one, and it can hide a bomb.
    """
    known = etree.iterparse(
        io.BytesIO(data), events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False
    )
    first = True
    try:
        for event, element in known:
            if first:
                first = False
                if element.getroottree().docinfo.doctype:
                    raise Damaged("not valid XML", "it declares a document type or entities")
            if not tags or local(element) in tags:
                yield event, element
    except (etree.LxmlError, ValueError) as error:
        raise Damaged("not valid XML", str(error)[:200]) from error


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def forget(element: etree._Element) -> None:
    """Free the memory of an element that was read, and of those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
