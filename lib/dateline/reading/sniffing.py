"""Which reader a file needs, by its content; the suffix only settles a tie."""

import csv
import json
import re

from dateline.reading.columns import is_table
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
DELIMITERS = {",": "CSV", "\t": "TSV", ";": "CSV", "|": "CSV"}


def magic(data: bytes) -> str | None:
    """The kind of a binary file by its first bytes: "parquet", words for one we do not read, or null for text."""
    for start, kind in _MAGIC.items():
        if data.startswith(start):
            return kind
    utf = data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))
    return None if utf or data[:4000].count(0) <= len(data[:4000]) // 50 else "binary data"


def markup(data: bytes) -> str | None:
    """Whether bytes are markup: "page" (HTML), "feed" (RSS, Atom), "xml" for another kind, null for no markup.

    >>> markup(b"<!DOCTYPE html><html>"), markup(b"<?xml version='1.0'?><rss version='2.0'>"), markup(b"Talks open")
    ('page', 'feed', None)
    """
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
    first = next((line for line in text.splitlines() if line.strip()), "")
    for delimiter in sorted(DELIMITERS, key=first.count, reverse=True):
        if delimiter in first:
            names = _names(first, delimiter)
            if len(names) > 1 and is_table(names, settings.columns):
                return delimiter
    if suffix in (".csv", ".tsv", ".tab") and is_table(_names(first, ","), settings.columns):
        return ","
    if suffix in (".csv", ".tsv", ".tab") and max(first.count(d) for d in DELIMITERS) >= 2:
        return max(DELIMITERS, key=first.count)
    return "plain"


def _names(first: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:  # longer than a field may be
        return []


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
