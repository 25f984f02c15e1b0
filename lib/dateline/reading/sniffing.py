"""Which reader a file needs, by its content; the suffix only settles a tie."""

import json
import re

from dateline.reading import tables, tei
from dateline.reading.encodings import unmarked
from dateline.reading.source import Settings

_MAGIC = {
    b"PAR1": "parquet", b"PK\x03\x04": "a zip archive or office document", b"\x1f\x8b": "gzip data",
    b"\x28\xb5\x2f\xfd": "zstd data", b"BZh": "bzip2 data", b"%PDF": "a PDF", b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"\xd0\xcf\x11\xe0": "an old office document",
    b"WARC/": "a web archive", b"ARROW1": "an Arrow file", b"SQLite format 3": "a database", b"\x7fELF": "a program",
}  # fmt: skip
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype|\?xml|html|rss|feed|rdf:rdf|head|meta|body|article|div|section|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_PAGE = re.compile(rb"<!doctype\s+html|<(?:html|head|meta|body|article|div|section|p)\b", re.IGNORECASE)
_LINES = (".jsonl", ".ndjson")


def magic(data: bytes) -> str | None:
    """The kind of a binary file by its first bytes: "parquet", words for one we do not read, or null for text."""
    for start, kind in _MAGIC.items():
        if data.startswith(start):
            return kind
    utf = data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))
    few = data[:4000].count(0) <= len(data[:4000]) // 50
    return None if utf or few or unmarked(data) else "binary data"


def markup(data: bytes) -> str | None:
    """Whether bytes are markup: "page" (HTML), "feed" (RSS, Atom), "xml" for another kind, null for no markup.

    >>> markup(b"<!DOCTYPE html><html>"), markup(b"<?xml version='1.0'?><rss version='2.0'>"), markup(b"Talks open")
    ('page', 'feed', None)
    """
    if tei.is_one(data):
        return "tei"
    start = data[:4000]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", "replace").encode()
    if not _MARKUP.match(start):
        return None
    feed, page = _FEED.search(start), _PAGE.search(start)
    if feed and (page is None or feed.start() < page.start()):
        return "feed"
    return "page" if page else "xml"


def family(text: str, suffix: str, settings: Settings) -> str:
    """The reader a text needs: json, jsonl, a delimiter, or plain.

    >>> family('{"title": "a"}\\n{"title": "b"}', ".txt", Settings())
    'jsonl'
    >>> family("Headline;Body\\nTalks open;They met.", "", Settings())
    ';'
    >>> family("Talks open in Istanbul\\n\\nThey met.", ".csv", Settings())
    'plain'
    """
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] in ("{", "[") or suffix in _LINES:
        kind = _json(start, suffix)
        if kind:
            return kind
    return tables.delimiter_of(text, suffix, settings.columns) or "plain"


def _json(start: str, suffix: str) -> str | None:
    first = start.split("\n", 1)[0].strip()
    lines = [line for line in start.split("\n", 20)[:20] if line.strip()]
    objects = sum(line.lstrip().startswith("{") for line in lines)
    if start.startswith("{") and objects > 1 and (first.endswith("}") or objects == len(lines)):
        return "jsonl"
    if start.startswith("{") and len(lines) == 1 and suffix in _LINES:
        return "jsonl"
    try:
        json.loads(start)
        return "json"
    except (ValueError, RecursionError):
        if suffix in _LINES:
            return "jsonl"
        opens = re.match(r"[{\[]\s*[\"{\[]", start)
        return "json" if opens or suffix == ".json" else None
