"""CSV, TSV and Parquet ▶ records."""

import csv
import io

import polars as pl

from dateline.reading import jsonish
from dateline.reading.source import MAX_RECORD, Records

END = "\x00end of file"


def read_delimited(text: str, delimiter: str) -> Records:
    """Rows under a header; a row with more or fewer fields than the header is one reject, and the others stay."""
    records = Records()
    csv.field_size_limit(MAX_RECORD)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [*io.StringIO(text, newline=""), "\n", END]  # after an unclosed quote END is inside the last row
    rows, before = csv.reader(lines, delimiter=delimiter, strict=False), 0
    header: list[str] | None = None
    number = 0
    while True:
        first = before + rows.line_num
        try:
            row = next(rows)
        except StopIteration:
            return records
        except csv.Error as error:
            number += 1
            large = "limit" in str(error)
            records.reject(
                number, None, "record too large" if large else "ragged row", f"line {before + rows.line_num}: {error}"
            )
            continue
        if row == [END] or not any(cell.strip() for cell in row):
            continue
        if row[-1].endswith(END):
            number += 1
            records.reject(number, None, "ragged row", f"line {first + 1}: a quote is opened and not closed")
            rows, before = csv.reader(lines[first + 1 :], delimiter=delimiter, strict=False), first + 1
            continue
        if header is None:
            header = _distinct(row)
            continue
        number += 1
        if len(row) != len(header):
            detail = f"line {before + rows.line_num}: {len(row)} fields under a header of {len(header)}"
            records.reject(number, None, "ragged row", detail)
        else:
            records.add(number, dict(zip(header, row, strict=True)))


def _distinct(names: list[str]) -> list[str]:
    """Header names made distinct: the second "text" becomes "text.2"."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return out


def read_parquet(data: bytes) -> Records:
    """The columns as strings; nested columns are joined as JSON lists are."""
    records = Records()
    try:
        frame = pl.read_parquet(io.BytesIO(data))
        frame = frame.select(_as_text(frame[name]) for name in frame.columns)
    except BaseException as error:  # a damaged file panics in polars, which is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        records.reject(0, 0, "corrupt file", f"not readable as Parquet: {str(error).splitlines()[0][:120]}")
        return records
    records.columns = frame.to_dict(as_series=False)
    records.numbers = list(range(1, frame.height + 1))
    if not frame.height:
        records.reject(0, 0, "empty file", "the table has no rows")
    return records


def _as_text(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if kind.is_nested():
        return pl.Series(column.name, map(jsonish.as_text, column.to_list()), pl.String)
    if kind in (pl.Object, pl.Duration):
        return pl.Series(column.name, [None] * len(column), pl.String)
    if isinstance(kind, pl.Datetime):
        return column.dt.to_string("iso:strict")
    return column.cast(pl.String, strict=False)
