"""Large tables read at once by polars, where it can be proved that nothing in them is broken; null for any other."""

import io
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from dateline.reading import columns, shapes
from dateline.reading.rows import cells, distinct
from dateline.reading.source import MAX_RECORD, Records

BLOCK = 4_000_000
"""Bytes that are looked through at once: they stay in the processor's cache."""
_Places = npt.NDArray[np.int64]
_QUOTE, _BREAK = ord('"'), ord("\n")
_INNER = {"_source", "fields", "thread"}
_JSON = r'^\s*(?:\{["}]|\[["\]\d\[{tfn-]|(?:[-+.\deE]+|true|false)$)'
"""How a value looks that was an object, a list or a number among strings."""


def delimited(data: bytes, delimiter: str, given: Mapping[str, str] | None = None) -> Records | None:
    """The records of a table in UTF-8 whose every row is strict CSV and as wide as its header, the first line.

    The proof: outside quotes, every line holds the same number of delimiters; and each quote that opens a field stands
    behind a delimiter, each that closes one before a delimiter (RFC 4180). Null when that is not so, and the rows have
    to be read one by one.

    >>> table = b'title,text\\nOne,"They met, and left."\\n'
    >>> delimited(table, ",").table["text"].to_list(), delimited(table + b"Two\\n", ",")
    (['They met, and left.'], None)
    """
    data = _unix(data)
    start, end = data.find(b"\n") + 1, _end(data)
    head = data[: max(start, 1) - 1].decode("utf-8-sig", "replace")
    names = cells(head, delimiter)
    fine = len(names) > 1 and all(len(name) < 200 for name in names) and columns.is_table(names, given)
    if not fine or not 0 < start < end or head.count('"') % 2:
        return None
    height = _height(np.frombuffer(data, np.uint8)[start:end], ord(delimiter), len(names))
    if height is None:
        return None
    try:
        frame = pl.read_csv(
            data, skip_lines=1, separator=delimiter, has_header=False, infer_schema=False, new_columns=distinct(names),
            n_rows=height,
        )  # fmt: skip
    except pl.exceptions.PolarsError:
        return None
    first = pl.col(frame.columns[0]).str.strip_chars()
    odd = first.is_null() | (first == "") | pl.col(frame.columns[0]).is_in(names)
    return None if frame.height != height or frame.select(odd.any()).item() else Records(table=frame)


def _unix(data: bytes) -> bytes:
    """The same with line breaks of one letter."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def _end(data: bytes) -> int:
    """Where the blank lines at its end begin."""
    end = len(data)
    while end and data[end - 1] == _BREAK:
        end -= 1
    return end


def _places(letters: npt.NDArray[np.uint8], letter: int) -> _Places:
    """Where a byte stands."""
    starts = range(0, len(letters), BLOCK)
    return np.concatenate([np.flatnonzero(letters[at : at + BLOCK] == letter) + at for at in starts])


def _height(letters: npt.NDArray[np.uint8], delimiter: int, width: int) -> int | None:
    """How many rows strict CSV holds, when each has this width and none is too large; else null."""
    quotes = _places(letters, _QUOTE)
    if len(quotes) % 2 or not _strict(letters, quotes, delimiter):
        return None
    ends = np.append(_outside(_places(letters, _BREAK), quotes), len(letters))
    marks = _outside(_places(letters, delimiter), quotes)
    found = np.diff(np.searchsorted(marks, ends), prepend=0)
    longest = np.diff(ends, prepend=-1).max()
    return len(ends) if (found == width - 1).all() and longest <= MAX_RECORD else None


def _outside(places: _Places, quotes: _Places) -> _Places:
    """The places that stand in no quoted field."""
    return places[np.searchsorted(quotes, places) % 2 == 0] if len(quotes) else places


def _strict(letters: npt.NDArray[np.uint8], quotes: _Places, delimiter: int) -> bool:
    edges = np.zeros(256, bool)
    edges[[delimiter, _BREAK, _QUOTE]] = True
    before, after = quotes[0::2] - 1, quotes[1::2] + 1
    opened = edges[letters[before[before >= 0]]]
    closed = edges[letters[after[after < len(letters)]]]
    return bool(opened.all() and closed.all())


def lines(data: bytes, given: Mapping[str, str] | None = None) -> Records | None:
    """The records of JSONL whose every line is an object, and whose columns hold one kind of value each; else null.

    >>> lines(b'{"title": "One", "id": 7}\\n{"title": "Two"}\\n').table["title"].to_list()
    ['One', 'Two']
    >>> lines(b'{"title": "One"}\\n{"title": ')
    """
    letters = np.frombuffer(data, np.uint8)[: _end(data)]
    ends = np.append(_places(letters, _BREAK), len(letters))
    if np.diff(ends, prepend=-1).max() > MAX_RECORD:
        return None
    try:
        frame = pl.read_ndjson(io.BytesIO(data), infer_schema_length=None)
    except pl.exceptions.PolarsError:
        return None
    if frame.height != len(ends) or not _INNER.isdisjoint(frame.columns):
        return None
    taken = columns.match(frame.columns, given)
    if not any(name in taken for name in columns.REQUIRED):
        return None
    made = {name: _as_written(frame[name], data) for name in columns.known(frame.columns, given)}
    if any(column is None for column in made.values()):
        return None
    empty = pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
    return Records(table=pl.DataFrame({name: made.get(name, empty) for name in frame.columns}))


def _as_written(column: pl.Series, data: bytes) -> pl.Series | None:
    """A column as the strings its lines hold; null where polars may have read them otherwise than JSON says."""
    twice = data.count(b'"%s"' % column.name.encode()) > len(column)
    if twice or any(leaf.dtype.is_float() or _mixed(leaf) for leaf in _leaves(column)):
        return None
    if column.dtype.is_nested():
        return pl.Series(column.name, map(shapes.as_text, column.to_list()), pl.String)
    return column.cast(pl.String)


def _leaves(column: pl.Series) -> Iterator[pl.Series]:
    """The column, or what its lists and objects hold."""
    if isinstance(column.dtype, pl.List):
        yield from _leaves(column.explode())
    elif isinstance(column.dtype, pl.Struct):
        for name in column.struct.fields:
            yield from _leaves(column.struct.field(name))
    else:
        yield column


def _mixed(column: pl.Series) -> bool:
    """Whether strings may have been other values: polars makes strings of all when one is; of half a pair, NUL."""
    if column.dtype != pl.String:
        return False
    return bool((column.str.contains(_JSON) | column.str.contains("\x00", literal=True)).any())
