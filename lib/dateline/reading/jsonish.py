"""JSON and JSONL ▶ records: one object an article, however the file wraps them."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.reading import columns, shapes
from dateline.reading.source import MAX_RECORD, Records, Settings

_WRAPPERS = (
    "articles",
    "posts",
    "results",
    "items",
    "stories",
    "docs",
    "documents",
    "data",
    "entries",
    "response",
    "hits",
    "news",
    "value",
    "records",
    "rows",
)
_INNER = ("response", "data", "hits", "articles", "news", "results")
_INSIDE = ("_source", "fields", "thread")
_SCALAR = r'\s*"[^"]*"\s*:\s*(?:"[^"]*"|[-+.\w]+)\s*,'
_OPENED = re.compile(rf"\s*(?:\[|\{{(?:{_SCALAR})*\s*\"(?:{'|'.join(_WRAPPERS)})\"\s*:\s*\[)")
_BETWEEN = re.compile(r"[\s,]*")


def read_lines(text: str) -> Records:
    """One object a line; a bad line is one reject, and the others stay."""
    records, byte = Records(), 0
    for number, line in enumerate(text.split("\n" if "\n" in text else "\r"), start=1):
        size = (len(line) if line.isascii() else len(line.encode("utf-8", "surrogatepass"))) + 1
        if line.strip():
            if len(line) > MAX_RECORD:
                records.reject(number, byte, "record too large", f"{len(line):,} characters on one line")
            else:
                try:
                    _add(records, number, byte, json.loads(line))
                except (ValueError, RecursionError) as error:
                    records.reject(number, byte, "not valid JSON", _words(error))
        byte += size
    return shapes.settle(records)


def read_document(text: str, settings: Settings | None = None) -> Records:
    """One document: a list of objects, an object that wraps such a list, columns, one article, or a JSON Feed.

    Of a document that breaks off, the whole objects before the break are kept, and the rest is one reject.
    """
    records = Records()
    try:
        items: Iterator[Any] = _articles(json.loads(text), settings)
        for number, item in enumerate(items, start=1):
            _add(records, number, None, item)
    except (ValueError, RecursionError) as error:
        whole, place, why = _before_the_break(text) if isinstance(error, ValueError) else ([], 0, error)
        for number, item in enumerate(whole, start=1):
            _add(records, number, None, item)
        if why is not None:
            byte = len(text[:place].encode("utf-8", "surrogatepass"))
            said = _words(why if whole else error)
            records.reject(len(whole) + 1 if whole else 0, byte if whole else 0, "not valid JSON", said)
    if not records.rows_in:
        records.reject(0, 0, "empty file", "the document holds no records")
    return shapes.settle(records)


def _words(error: Exception) -> str:
    return f"{error}" if isinstance(error, ValueError) else "nested too deeply"


def _before_the_break(text: str) -> tuple[list[Any], int, Exception | None]:
    """Whole objects, of a list that breaks off or of objects one after the other, then the place and the error."""
    opened, decoder = _OPENED.match(text), json.JSONDecoder()
    whole: list[Any] = []
    place = opened.end() if opened else 0
    while True:
        between = _BETWEEN.match(text, place)
        place = between.end() if between else place
        if place == len(text) and not opened:
            return whole, place, None
        try:
            item, after = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            return whole, place, error
        if not isinstance(item, dict):
            return whole, place, ValueError(f"found {type(item).__name__} between objects")
        whole.append(item)
        place = after


def _articles(document: Any, settings: Settings | None = None, depth: int = 0) -> Iterator[Any]:  # noqa: ANN401
    if isinstance(document, list):
        yield from document
        return
    rows = _rows(document, settings) if isinstance(document, dict) and depth < 3 else None
    if rows is not None:
        yield from rows
    elif isinstance(document, dict) and depth < 3 and "text" not in columns.match(document):
        inner = _wrapped(document)
        yield from [document] if inner is None else _articles(inner, settings, depth + 1)
    else:
        yield document


def _rows(document: Mapping[str, Any], settings: Settings | None) -> list[Any] | None:
    """The articles of a JSON Feed, or of a table kept as columns, as header and rows, or as rows by key."""
    version, items = document.get("version"), document.get("items")
    if isinstance(version, str) and "jsonfeed.org/version" in version and isinstance(items, list):
        return [_of_feed(item, document, settings) if isinstance(item, dict) else item for item in items]
    names, data = document.get("columns"), document.get("data")
    if isinstance(names, list) and isinstance(data, list) and all(isinstance(name, str) for name in names):
        even = all(isinstance(row, list) and len(row) == len(names) for row in data)
        return [dict(zip(names, row, strict=True)) for row in data] if even and columns.is_table(names) else None
    values = list(document.values())
    if not columns.is_table(document):
        inside = values and all(isinstance(value, dict) and columns.is_table(value) for value in values)
        return values if inside else None
    if all(isinstance(value, list) for value in values) and len({len(value) for value in values}) == 1:
        return [dict(zip(document, row, strict=True)) for row in zip(*values, strict=True)]
    if all(isinstance(value, dict) and value and all(map(str.isdigit, value)) for value in values):
        keys = dict.fromkeys(key for value in values for key in value)
        return [{name: column.get(key) for name, column in document.items()} for key in keys]
    return None


def _wrapped(document: Mapping[str, Any]) -> Any:  # noqa: ANN401  any JSON value
    for key in _WRAPPERS:
        inner = document.get(key)
        if isinstance(inner, list) and (
            any(isinstance(item, dict) for item in inner) or not (inner or columns.is_table(document))
        ):
            return inner
        if isinstance(inner, dict) and key in _INNER:
            return inner
    return None


def _of_feed(item: Mapping[str, Any], feed: Mapping[str, Any], settings: Settings | None) -> dict[str, Any]:
    """One item of a JSON Feed (jsonfeed.org, 1.0 and 1.1), its HTML as plain text; a summary alone is no whole text."""
    markup, url = item.get("content_html"), item.get("url") or item.get("external_url")
    whole = item.get("content_text") or (shapes.plain(markup) if isinstance(markup, str) else None)
    known = settings.outlets.of_url(url) if settings and isinstance(url, str) else None
    tags = item.get("tags")
    return {
        "title": item.get("title"),
        "text": whole or item.get("summary"),
        "text_kind": None if whole or not item.get("summary") else "truncated",
        "url": url,
        "published": item.get("date_published") or item.get("date_modified"),
        "authors": item.get("authors") or item.get("author") or feed.get("authors") or feed.get("author"),
        "section": tags[0] if isinstance(tags, list) and tags else None,
        "language": item.get("language") or feed.get("language"),
        "outlet": None if known else feed.get("title"),
    }


def _add(records: Records, number: int, byte: int | None, item: Any) -> None:  # noqa: ANN401  any JSON value
    if not isinstance(item, dict):
        records.reject(number, byte, "not an article", f"found {type(item).__name__}, not an object with fields")
        return
    try:
        flat = {
            name: value if isinstance(value, str) else shapes.as_text(value) for name, value in _opened(item).items()
        }
    except RecursionError as error:
        records.reject(number, byte, "not valid JSON", _words(error))
        return
    whole = "".join(value for value in flat.values() if value)
    if len(whole) > MAX_RECORD and any(value and len(value) > MAX_RECORD for value in flat.values()):
        records.reject(number, byte, "record too large", f"a field of over {MAX_RECORD:,} characters")
        return
    try:
        whole.isascii() or whole.encode()
    except UnicodeEncodeError as error:
        records.reject(number, byte, "unpaired surrogate", f"at character {error.start} of the record's text")
        return
    records.add(number, flat)


def _opened(item: dict[str, Any]) -> dict[str, Any]:
    """A record with what lies in its inner objects: Elasticsearch's "_source", the Guardian's "fields", and the
    "thread" of webz.io, whose title, link and date are a post's that has none.
    """
    if item.keys().isdisjoint(_INSIDE):
        return item
    source, fields, thread = map(item.get, _INSIDE)
    if isinstance(source, dict):
        return source
    if isinstance(fields, dict):
        return {**fields, **item}
    if isinstance(thread, dict):
        kept = {name: thread.get(name) for name in ("title", "url", "published")}
        return kept | {name: value for name, value in item.items() if value not in (None, "")}
    return item
