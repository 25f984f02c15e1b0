"""RSS and Atom feeds ▶ one record an entry: whole texts where the feed carries them, else its summaries."""

import re

import lxml.html

from dateline.reading import pages
from dateline.reading.source import Records, Settings

_BLOCKS = ("p", "br", "div", "li", "h1", "h2", "h3", "h4", "blockquote", "tr")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read(data: bytes, settings: Settings) -> Records:
    """Every entry of a feed; a summary without the text is kept as a truncated text.

    A feed with a document type declaration is set aside: no feed needs one, and it can hide a bomb.
    """
    records = Records(date_source="field")
    if _DTD.search(data[:100_000]):
        records.reject(0, 0, "not valid XML", "it declares a document type or entities")
        return records
    feed = pages.answered(pages.submit(data, "feed"), records)
    if feed is None:
        return records
    damage = feed.get("error") or feed.get("damage")
    for number, entry in enumerate(feed.get("entries", []), 1):
        records.add(number, _record(entry, feed, settings))
    if damage:
        records.reject(0, None, "not valid XML", f"the feed breaks off or is damaged: {damage}"[:200])
    elif not records.numbers:
        records.reject(0, 0, "empty file", "a feed without entries")
    return records


def _record(entry: pages.Answer, feed: pages.Answer, settings: Settings) -> dict[str, str | None]:
    whole, summary = entry["whole"], entry["summary"]
    known = settings.outlets.of_url(entry["url"])
    return {
        "title": plain(entry["title"]),
        "text": plain(whole or summary),
        "text_kind": None if whole or not summary else "truncated",
        "url": entry["url"],
        "published": entry["published"],
        "authors": "; ".join(entry["authors"]) or entry["author"],
        "section": entry["section"],
        "language": feed["language"],
        "outlet": None if known else plain(feed["outlet"]),
    }


def plain(markup: str | None) -> str | None:
    """The words of a piece of HTML, one block a line.

    >>> plain("<p>They met on <b>Monday</b>.</p><p>Tea was served.</p>")
    'They met on Monday.\\nTea was served.'
    """
    if not markup or not markup.strip():
        return None
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    tree = lxml.html.document_fromstring(f"<div>{_NO_XML.sub(' ', markup)}</div>")
    for node in tree.iter(*_BLOCKS):
        node.tail = "\n" + _NO_XML.sub(" ", node.tail or "")
        if node.tag != "br":
            node.text = "\n" + _NO_XML.sub(" ", node.text or "")
    lines = (re.sub(r"\s+", " ", line).strip() for line in _NO_XML.sub(" ", str(tree.text_content())).split("\n"))
    return "\n".join(line for line in lines if line) or None
