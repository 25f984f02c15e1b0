"""RSS and Atom feeds ▶ one record an entry: whole texts where the feed carries them, else its summaries."""

import io
import re
from typing import Any

import feedparser
import lxml.html

from dateline.reading.source import Records, Settings

_BLOCKS = ("p", "br", "div", "li", "h1", "h2", "h3", "h4", "blockquote", "tr")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read(data: bytes, settings: Settings) -> Records:
    """Every entry of a feed; a summary without the text is kept as a truncated text.

    A feed with a document type declaration is set aside: no feed needs one, and it can hide a bomb.
    """
    records = Records(date_source="field")
    if _DTD.search(data[:100_000]):
        records.reject(0, 0, "not valid XML", "it declares a document type or entities")
        return records
    feed = feedparser.parse(io.BytesIO(data), response_headers={"content-location": "http://feed.invalid/"})
    if not feed.entries:
        broken = feed.get("bozo_exception")
        records.reject(0, 0, "not valid XML" if broken else "empty file", str(broken or "a feed without entries")[:200])
        return records
    for number, entry in enumerate(feed.entries, 1):
        records.add(number, _record(entry, feed.feed, settings))
    fine = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
    if feed.get("bozo") and not isinstance(feed.bozo_exception, fine):
        records.reject(0, None, "not valid XML", f"the feed breaks off or is damaged: {feed.bozo_exception}"[:200])
    return records


def _record(entry: Any, feed: Any, settings: Settings) -> dict[str, str | None]:  # noqa: ANN401  feedparser's
    contents = [one.get("value") or "" for one in entry.get("content", [])]
    whole, summary = max(contents, key=len, default=""), entry.get("summary") or ""
    url = entry.get("link")
    known = settings.outlets.of_url(url)
    return {
        "title": plain(entry.get("title")),
        "text": plain(whole or summary),
        "text_kind": None if whole or not summary else "truncated",
        "url": url,
        "published": entry.get("published") or entry.get("updated") or entry.get("created"),
        "authors": "; ".join(one["name"] for one in entry.get("authors", []) if one.get("name")) or entry.get("author"),
        "section": next((tag.get("term") for tag in entry.get("tags", [])), None),
        "language": feed.get("language"),
        "outlet": None if known else plain(feed.get("title")),
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
    tree = lxml.html.fragment_fromstring(markup, create_parent="div")
    for node in tree.iter(*_BLOCKS):
        node.tail = "\n" + (node.tail or "")
        node.text = "\n" + (node.text or "") if node.tag != "br" else node.text
    lines = (re.sub(r"\s+", " ", line).strip() for line in str(tree.text_content()).split("\n"))
    return "\n".join(line for line in lines if line) or None
