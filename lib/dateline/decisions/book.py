"""Decisions as CSV files that git can follow: one line a decision, exact, and never half written."""

import csv
import io
import os
import re
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from dateline import search
from dateline.errors import DatelineError, QueryError
from dateline.frames import DECISIONS

FILE = "decisions.csv"
"""Where new decisions go; those of every other CSV file beside it count too."""
NOT_THIS, ANOTHER, NOT_ABOUT = WHAT = ("not this place", "another place", "not about")
SAVED = "saved:"
"""Before the name of a saved query; the query language has no such field."""

Row = dict[str, Any]
"""A decision: the columns of frames.DECISIONS."""
Key = tuple[str, str, int, int, str]
"""What is decided on: article, field, start, end, and the query, or "" for its place."""

_GUARDED = re.compile(r"'*[\s\x00-\x1f]*[=+\-@\t\r＝＋－＠]")
_NULLABLE = ("outlet", "url", "query", "place_id", "name", "kind", "place_kind", "country_code", "lat", "lon")


def key_of(row: Row) -> Key:
    """What a row decides on: a later decision with the same key takes its place."""
    return row["article_id"], row["field"], row["start"], row["end"], row["query"] or ""


class Book:
    """The CSV files of a folder, read anew when they change, whoever changed them.

    UTF-8, a comma between cells, all in quotes, a header, and one line a decision, sorted, so that a decision is one
    line of a diff. A text that a spreadsheet would take for a formula is written with an apostrophe before it, and read
    without: what is read is to the letter what was decided. Of two decisions on the same place the later counts. A
    folder of null is empty and takes nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        """Take the folder; it need not be there until something is decided."""
        self.folder = folder
        self._seen: object = None
        self._rows: list[Row] = []
        self._revision = ""

    def rows(self) -> list[Row]:
        """Every decision that counts, sorted. Raises `DatelineError` for a file that cannot be read whole."""
        self._look()
        return self._rows

    def revision(self) -> str:
        """A text that changes whenever a file does; "" without any decision."""
        self._look()
        return self._revision

    def _look(self) -> None:
        if self.folder is None:
            return
        paths = _listed(self.folder)
        seen = [(path.name, status.st_mtime_ns, status.st_size, status.st_ino)
                for path in paths for status in [path.stat()]]  # fmt: skip
        if seen != self._seen:
            rows = sorted((row for path in paths for row in _read(path)), key=_later)
            self._rows = sorted({key_of(row): row for row in rows}.values(), key=_order)
            held = b"".join(path.read_bytes() for path in paths)
            self._revision = sha256(held).hexdigest()[:24] if rows else ""
            self._seen = seen

    def change(self, gone: Collection[Key], put: Row | None = None) -> None:
        """Take decisions out and put one in, in place of any on the same place; other processes wait their turn.

        Raises `DatelineError` when there is no folder, it cannot be written, or a file in it cannot be read whole:
        nothing is changed then.
        """
        if self.folder is None:
            raise DatelineError(
                "nothing can be decided: give the corpus a folder, Corpus(path, decisions='data/decisions')"
            )
        gone = {*gone, *([key_of(put)] if put else [])}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with _alone(self.folder):
                _sweep(self.folder)
                others = {path: _read(path) for path in _listed(self.folder)}
                before = {self.folder / FILE: [], **others}  # FILE first: killed on the way, nothing is lost
                for path, rows in before.items():
                    stay = [row for row in rows if key_of(row) not in gone]
                    stay += [put] if put and path.name == FILE else []
                    if stay != rows:
                        _write(path, stay)
        except OSError as error:
            why = f"{self.folder} cannot be written ({error.strerror}); nothing was changed. Check its permissions"
            raise DatelineError(why) from error
        self._seen = None


def _listed(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.csv") if not path.name.startswith("."))


def _order(row: Row) -> tuple[Any, ...]:
    return row["article_id"], row["field"] != "title", row["start"], row["end"], row["query"] or "", _later(row)


def _later(row: Row) -> tuple[Any, ...]:
    return row["when"], *(str(value) for value in row.values())


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Be the only writer, over all processes and threads; the system lets go of the lock of one that was killed."""
    lock = sqlite3.connect(folder / ".lock", timeout=30, isolation_level=None)
    try:
        lock.execute("begin immediate")
        yield
    except sqlite3.Error as error:
        why = f"{folder} cannot be written, or is long in use ({error}); nothing was changed. Check its permissions"
        raise DatelineError(why) from error
    finally:
        lock.close()


def _sweep(folder: Path) -> None:
    """Remove what a killed writer left behind."""
    for path in folder.glob(".*.tmp"):
        path.unlink(missing_ok=True)


def _write(path: Path, rows: list[Row]) -> None:
    """Write a file whole or not at all, once what was written reads back the same."""
    rows = sorted(rows, key=_order)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_written(rows))
            file.flush()
            os.fsync(file.fileno())
        if _read(made) != rows:
            raise DatelineError(
                f"a decision cannot be written to {path} so that it reads back the same; nothing was changed"
            )
        made.chmod(0o644)
        made.replace(path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def _written(rows: Iterable[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(DECISIONS.columns)
    writer.writerows([_cell(row[name]) for name in DECISIONS.columns] for row in rows)
    return out.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return f"'{value}" if isinstance(value, str) and _GUARDED.match(value) else value


def _read(path: Path) -> list[Row]:
    """The decisions of a file. Raises `DatelineError`, naming the line, for what is not one."""

    def fail(number: int, why: str) -> DatelineError:
        return DatelineError(f"{path}, line {number}: {why}. Nothing was changed; mend it and try again")

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DatelineError(f"{path} cannot be read ({error.strerror}); check its permissions") from error
    except UnicodeDecodeError as error:
        raise fail(
            path.read_bytes()[: error.start].count(b"\n") + 1, "it is not UTF-8; save the file as UTF-8"
        ) from error
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    head: list[str] | None = None
    try:
        for cells in reader:
            if cells and cells[0][:7] in ("<<<<<<<", "=======", ">>>>>>>"):
                raise fail(reader.line_num, "two versions of the file were not merged; keep the rows of both that hold")
            if head is None:
                head = cells
                missing, unknown = set(DECISIONS.columns) - set(head), set(head) - set(DECISIONS.columns)
                if missing or unknown or len(head) != len(set(head)):
                    raise fail(1, f"the columns are {', '.join(DECISIONS.columns)}, once each"
                               + "".join(f"; {name} is missing" for name in sorted(missing))
                               + "".join(f"; {name} is not one of them" for name in sorted(unknown)))  # fmt: skip
            elif cells:
                if len(cells) != len(head):
                    raise fail(reader.line_num, f"it has {len(cells)} cells where the header has {len(head)}")
                rows.append(_row(dict(zip(head, cells, strict=True)), lambda why: fail(reader.line_num, why)))
    except csv.Error as error:
        raise fail(reader.line_num, f"it is not CSV ({error})") from error
    if head is None:
        raise fail(1, "the file is empty; take it back from git, or remove it")
    return rows


def _whole(text: str) -> int:
    if not 0 <= (number := int(text)) < 2**63:
        raise ValueError("out of range")
    return number


def _degrees(text: str) -> float:
    if not -180 <= (number := float(text)) <= 180:
        raise ValueError("out of range")
    return number


def _time(text: str) -> datetime:
    if (said := datetime.fromisoformat(text)).tzinfo is None:
        raise ValueError("no time zone")
    return said.astimezone(UTC)


_FORMS: dict[str, Callable[[str], Any]] = {
    "start": _whole, "end": _whole, "at": _whole, "place_id": _whole, "lat": _degrees, "lon": _degrees, "when": _time,
}  # fmt: skip


def _row(cells: dict[str, str], fail: Callable[[str], DatelineError]) -> Row:
    """The cells of a row as a decision."""
    row: Row = {}
    for name in DECISIONS.columns:
        said = cells[name]
        text = said[1:] if said[:1] == "'" and _GUARDED.match(said[1:]) else said
        try:
            row[name] = None if text == "" and name in _NULLABLE else _FORMS.get(name, str)(text)
        except (ValueError, OverflowError) as error:
            form = "a time in UTC, as in 2025-06-02T08:30:00Z" if name == "when" else "a number"
            raise fail(f"{name} is {text!r}, not {form}") from error
    if row["what"] not in WHAT:
        raise fail(f"what is {row['what']!r}, not one of: {', '.join(WHAT)}")
    if row["field"] not in ("title", "text"):
        raise fail(f"field is {row['field']!r}, not title or text")
    stop = row["at"] + len(row["surface"])
    if row["start"] >= row["end"] or not row["surface"] or row["sentence"][row["at"] : stop] != row["surface"]:
        raise fail("start, end, surface, sentence and at do not fit together")
    placed = [row[name] is not None for name in ("name", "kind", "place_kind", "lat", "lon")]
    if row["query"] is None if row["what"] == NOT_ABOUT else row["query"] is not None or not all(placed):
        raise fail(
            "'not about' needs a query; the others a place with name, kind, place_kind, lat and lon, and no query"
        )
    if row["query"] and not row["query"].startswith(SAVED):
        try:
            search.parse(row["query"])
        except QueryError as error:
            raise fail(f"the query is not understood: {str(error).splitlines()[0]}") from error
    return row
