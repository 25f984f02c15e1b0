"""Parquet ▶ records."""

import io
import subprocess
import sys
import tempfile

import polars as pl

from dateline.reading import shapes
from dateline.reading.source import Records

_TRY = "import io, sys, polars; polars.read_parquet(io.BytesIO(sys.stdin.buffer.read()))"


def read(data: bytes) -> Records:
    """The columns as strings; nested columns are joined as JSON lists are."""
    records = Records()
    if fault := _fault(data):
        records.reject(0, 0, "corrupt file", fault)
        return records
    try:
        frame = pl.read_parquet(io.BytesIO(data))
        frame = frame.select(_as_text(frame[name]) for name in frame.columns)
    except BaseException as error:  # a damaged file panics in polars, which is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        records.reject(0, 0, "corrupt file", f"not readable as Parquet: {str(error).splitlines()[0][:120]}")
        return records
    if not frame.height:
        records.reject(0, 0, "empty file", "the table has no rows")
    records.table = frame
    return shapes.settle(records)


def _fault(data: bytes) -> str | None:
    """What is wrong with the file, or null: a damaged one can end the process that reads it, so another tries."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        tried = subprocess.run([sys.executable, "-I", "-c", _TRY], stdin=file, capture_output=True, check=False)
    if tried.returncode == 0:
        return None
    said = tried.stderr.decode("utf-8", "replace").strip().splitlines()
    return f"not readable as Parquet: {said[-1] if said else 'its reader was ended'}"[:200]


def _as_text(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if kind.is_nested():
        return pl.Series(column.name, map(shapes.as_text, column.to_list()), pl.String)
    if kind in (pl.Object, pl.Duration):
        return pl.Series(column.name, [None] * len(column), pl.String)
    if isinstance(kind, pl.Datetime):
        return column.dt.to_string("iso:strict")
    return column.cast(pl.String, strict=False)
