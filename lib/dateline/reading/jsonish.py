"""JSON and JSONL ▶ records: one object an article, however the file wraps them."""

import json
from collections.abc import Iterator
from typing import Any

from dateline.reading import columns
from dateline.reading.source import MAX_RECORD, Records

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
)


def read_lines(text: str) -> Records:
    """One object a line; a bad line is one reject, and the others stay."""
    records, byte = Records(), 0
    for number, line in enumerate(text.split("\n"), start=1):
        size = len(line.encode("utf-8", "surrogatepass")) + 1
        if line.strip():
            if len(line) > MAX_RECORD:
                records.reject(number, byte, "record too large", f"{len(line):,} characters on one line")
            else:
                try:
                    _add(records, number, byte, json.loads(line))
                except (ValueError, RecursionError) as error:
                    records.reject(number, byte, "not valid JSON", _words(error))
        byte += size
    return records


def read_document(text: str) -> Records:
    """One document: a list of objects, an object that wraps such a list, or one article."""
    records = Records()
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        records.reject(0, 0, "not valid JSON", _words(error))
        return records
    for number, item in enumerate(_articles(document), start=1):
        _add(records, number, None, item)
    if not records.rows_in:
        records.reject(0, 0, "empty file", "the document holds no records")
    return records


def _words(error: Exception) -> str:
    return f"{error}" if isinstance(error, ValueError) else "nested too deeply"


def _articles(document: Any, depth: int = 0) -> Iterator[Any]:  # noqa: ANN401  any JSON value
    if isinstance(document, dict) and depth < 3 and "text" not in columns.match(document):
        for key in _WRAPPERS:
            inner = document.get(key)
            if isinstance(inner, list) and (
                any(isinstance(item, dict) for item in inner) or not (inner or columns.is_table(document))
            ):
                yield from inner
                return
            if isinstance(inner, dict) and key in ("response", "data", "hits"):
                yield from _articles(inner, depth + 1)
                return
    if isinstance(document, list):
        yield from document
    else:
        yield document


def _add(records: Records, number: int, byte: int | None, item: Any) -> None:  # noqa: ANN401  any JSON value
    if not isinstance(item, dict):
        records.reject(number, byte, "not an article", f"found {type(item).__name__}, not an object with fields")
        return
    try:
        flat = {name: as_text(value) for name, value in item.items()}
    except RecursionError as error:
        records.reject(number, byte, "not valid JSON", _words(error))
        return
    if any(value and len(value) > MAX_RECORD for value in flat.values()):
        records.reject(number, byte, "record too large", f"a field of over {MAX_RECORD:,} characters")
        return
    try:
        "".join(value for value in flat.values() if value).encode()
    except UnicodeEncodeError as error:
        records.reject(number, byte, "unpaired surrogate", f"at character {error.start} of the record's text")
        return
    records.add(number, flat)


def as_text(value: Any) -> str | None:  # noqa: ANN401  any JSON value
    """A field's value as one string: the name of an object like {"id": 1, "name": "x"}, a list joined by "; "."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        return as_text(
            next((value[key] for key in ("name", "title", "text", "$date", "value", "url") if value.get(key)), None)
        )
    if isinstance(value, list):
        return "; ".join(part for part in map(as_text, value) if part) or None
    return json.dumps(value, default=str)
