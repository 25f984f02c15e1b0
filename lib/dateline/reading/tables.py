"""CSV, TSV and Parquet ▶ records."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Literal

import polars as pl

from dateline.reading import columns, gdelt, jsonish, shapes
from dateline.reading.source import MAX_RECORD, Records

if TYPE_CHECKING:
    import _csv

MARKS = (",", "\t", ";", "|")
"""What stands between fields."""
CHUNK = 4096
"""Rows that are held before they become columns."""
AHEAD = 20
"""Lines among which a header is looked for, below titles and comments."""
_TABLES = (".csv", ".tsv", ".tab")
_EXTRACTS = "url id fingerprint hostname title image date text comments license pagetype".split()
_AGGREGATOR = "ID TITLE URL PUBLISHER CATEGORY STORY HOSTNAME TIMESTAMP".split()
_BREAKS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""What Python takes for the end of a line, and a table does not."""
_LINK = re.compile(r"https?://", re.IGNORECASE)
_LONE = re.compile(r'(?:[^"]|"")*"(?!")')
"""As far as the first quote that is not doubled: the one that ends a quoted field."""
Given = Mapping[str, str] | None


def read_delimited(text: str, delimiter: str, given: Given = None) -> Records:
    """Rows under a header; a row with more or fewer fields than the header is one reject, and the others stay.

    Lines above the header are passed over with a warning, a header met again is no row, and the tables of trafilatura,
    GDELT and the UCI aggregator need none. `given` (field ▶ column) tells a header by the user's names too.

    >>> read_delimited("title,text\\nOne,They met.\\nTwo,\\"They left.\\nThree,\\"They ate.\\"\\n", ",").columns
    {'title': ['One', 'Three'], 'text': ['They met.', 'They ate.']}
    """
    csv.field_size_limit(MAX_RECORD)
    lines = _lines(text)
    header, at, above = _header(lines, delimiter, given)
    table = _Table(lines, delimiter, given, quoting=header.quoting)
    table.start(header.names)
    if len(header.names) > 1:
        table.delimiter = _inner(lines[at : at + AHEAD], len(header.names), delimiter)
    table.read(at)
    if above:
        table.records.warnings.append(f"{above} line{'s' * (above > 1)} above the header were passed over")
    return shapes.settle(gdelt.with_titles(table.records))


def delimiter_of(text: str, suffix: str = "", given: Given = None) -> str | None:
    """What stands between the fields of a table; null when the text shows no table.

    >>> delimiter_of("Talks open in Istanbul\\n\\nThey met.")
    >>> delimiter_of("# June\\n\\nTitle;Text\\nTalks open;They met.")
    ';'
    """
    lines = [line for line in _lines(text[:65_536]) if line.strip()][:AHEAD]
    for number, line in enumerate(lines):
        for mark in sorted(MARKS, key=line.count, reverse=True):
            cells = _cells(line, mark) if mark in line else []
            known = columns.is_table if number == 0 else columns.is_header
            if (
                len(cells) > 1
                and known(cells, given)
                and (number == 0 or mark in "".join(lines[number + 1 : number + 2]))
            ):
                return mark
    if lines and _headless(lines[0].rstrip("\n").split("\t")):
        return "\t"
    if suffix not in _TABLES or not lines:
        return None
    if columns.is_table(_cells(lines[0], ","), given):
        return ","
    most = max(MARKS, key=lines[0].count)
    wide = [len(row) for row in _safe(csv.reader(lines, delimiter=most))]
    return most if lines[0].count(most) >= 2 or (len(wide) > 1 and wide[0] > 1 and len(set(wide)) == 1) else None


def _lines(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(mark in text for mark in _BREAKS):
        return list(io.StringIO(text, newline=""))
    return text.splitlines(keepends=True)


def _safe(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Rows as far as they can be read."""
    try:
        yield from rows
    except csv.Error:  # longer than a field may be
        return


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.rstrip("\n") for cell in next(_safe(csv.reader([line], delimiter=delimiter)), [])]


@dataclass(frozen=True)
class _Header:
    names: list[str]
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL


def _headless(row: Sequence[str]) -> _Header | None:
    """The header of a known table that has none, by its first row."""
    if names := gdelt.header_of(row):
        return _Header(names, csv.QUOTE_NONE)
    if len(row) < 8:
        return None
    if _LINK.match(row[0]) and re.match(r"null$|[0-9a-f]{8,}$", row[2]) and re.match(r"null$|\d{4}-\d\d-\d\d", row[6]):
        return _Header(_EXTRACTS)
    aggregator = len(row) == 8 and row[0].isdigit() and _LINK.match(row[2]) and re.match(r"\d{13}\s*$", row[7])
    return _Header(_AGGREGATOR, csv.QUOTE_NONE) if aggregator else None


def _header(lines: list[str], delimiter: str, given: Given) -> tuple[_Header, int, int]:
    """The header, the line after it, and how many lines with words above it were passed over."""
    filled = [number for number, line in enumerate(lines[:1000]) if line.strip()][:AHEAD]
    if not filled:
        return _Header([""]), len(lines), 0
    if known := _headless(lines[filled[0]].rstrip("\n").split(delimiter)):
        return known, filled[0], 0
    reader = csv.reader(lines[filled[0] : filled[0] + 1000], delimiter=delimiter)
    first = next(_safe(reader), [])
    if columns.is_table(first, given) and all(len(cell) < 200 for cell in first):
        return _Header(first), filled[0] + reader.line_num, 0
    for above, number in enumerate(filled):
        cells = _cells(lines[number], delimiter)
        if columns.is_header(cells, given) or (above == 0 and columns.is_table(cells, given)):
            return _Header(cells), number + 1, above
    return _Header(_cells(lines[filled[0]], delimiter)), filled[0] + 1, 0


def _inner(sample: list[str], width: int, delimiter: str) -> str:
    """The delimiter of the rows: the header's, unless only another makes most of them as wide as the header."""
    found = {
        mark: [len(row) for row in _safe(csv.reader(sample, delimiter=mark)) if row] for mark in {delimiter, *MARKS}
    }
    best = max(MARKS, key=lambda mark: found[mark].count(width))
    other = width not in found[delimiter] and found[best].count(width) * 2 > len(found[best])
    return best if other else delimiter


@dataclass(frozen=True)
class _Trouble:
    """A bad row whose end is not known yet."""

    number: int
    line: int
    reason: str
    why: str


@dataclass
class _Table:
    """The rows of a table as they are read, and the one in trouble."""

    lines: list[str]
    delimiter: str
    given: Given
    records: Records = field(default_factory=Records)
    names: list[str] = field(default_factory=list)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    number: int = 0
    telling: list[int] = field(default_factory=list)
    model: list[str] = field(default_factory=list)
    trouble: _Trouble | None = None
    spent: int = 0

    def start(self, names: list[str]) -> None:
        """Go on under this header."""
        self.keep()
        self.names, self.model = names, []
        found = columns.match(names, self.given)
        self.telling = [names.index(found[ours]) for ours in ("url", "published") if ours in found]

    def keep(self) -> None:
        """Turn the rows so far into columns of the records."""
        known, height = self.records.columns, len(self.records.numbers)
        self.number = self.next_number() - 1
        self.records.numbers += self.numbers
        if self.rows:
            self.model = self.model or self.rows[0]
            for name, values in zip(_distinct(self.names), zip(*self.rows, strict=True), strict=True):
                known.setdefault(name, [None] * height).extend(values)
            for column in known.values():
                column.extend([None] * (len(self.records.numbers) - len(column)))
        self.rows, self.numbers = [], []

    def read(self, at: int) -> None:
        """Read every row from this line on."""
        while at < len(self.lines):
            at = self.run(at)
        self.close(len(self.lines))
        self.keep()

    def rest(self, start: int, *, strict: bool = False) -> "_csv.Reader":
        """The rows from this line on."""
        lines = map(self.lines.__getitem__, range(start, len(self.lines)))
        return csv.reader(lines, delimiter=self.delimiter, quoting=self.quoting, strict=strict)

    def run(self, start: int) -> int:
        """Read rows from this line on until one is in trouble; gives the line to go on from."""
        names, before, reader, add = self.names, 0, self.rest(start, strict=True), self.rows.append
        width, known = len(names), set(names)
        try:
            for row in islice(reader, CHUNK):
                if len(row) == width and self.trouble is None and row[0] not in known and row[0].strip():
                    add(row)
                elif not self.odd(row, start + before, start + reader.line_num):
                    return self.recover(start + before, start + reader.line_num, "ragged row", self.said(row))
                elif self.names is not names:
                    return start + reader.line_num
                before = reader.line_num
        except csv.Error as error:
            return self.unreadable(start + before, start + reader.line_num, str(error))
        self.keep()
        return start + reader.line_num

    def next_number(self) -> int:
        """Number the rows taken since the last bad one; gives the number of the next record."""
        taken = len(self.rows) - len(self.numbers)
        self.numbers += range(self.number + 1, self.number + taken + 1)
        self.number += taken + 1
        return self.number

    def said(self, row: list[str]) -> str:
        """What is wrong with a row's width."""
        return f"{len(row)} fields under a header of {len(self.names)}"

    def reject(self, line: int, reason: str, why: str) -> None:
        """Set aside a bad row that ends with this line, counted from 1."""
        self.records.reject(self.next_number(), None, reason, f"line {line}: {why}")

    def odd(self, row: list[str], first: int, after: int) -> bool:
        """See to a row that is blank, a header, ragged, or follows one in trouble; false for new trouble."""
        if not any(cell.strip() for cell in row):
            return True
        again = len(row) == len(self.names) and set(row) == set(self.names)
        if again or (len(row) != len(self.names) and columns.is_header(row, self.given)):
            self.close(first)
            if row != self.names:
                self.start(row)
        elif len(row) == len(self.names):
            if self.trouble is None or self.plausible(row):
                self.close(first)
                self.rows.append(row)
        elif after - first > 1:
            return False
        elif self.trouble is None:
            self.reject(after, "ragged row", self.said(row))
        return True

    def plausible(self, row: list[str]) -> bool:
        """Whether a row is as wide as the others and looks as they do where they hold links and dates."""
        if len(row) != len(self.names):
            return False
        model = self.model or (self.rows[0] if self.rows else row)
        pairs = [(row[place].strip(), model[place].strip()) for place in self.telling]
        return all(not mine or not other or _look(mine) == _look(other) for mine, other in pairs)

    def unreadable(self, first: int, after: int, error: str) -> int:
        """See to lines that are no row of strict CSV; gives the line to go on from."""
        if "end of data" in error:
            return self.recover(first, after, "ragged row", "a quote is opened and not closed")
        if "limit" in error:
            if after - first > 1:
                return self.recover(first, after, "record too large", error)
            self.reject(after, "record too large", error)
            return after
        row, end = self.forgiven(first)
        if row is None or (end - first == 1 and self.lines[first].count('"') % 2):
            return self.recover(first, after, "ragged row", "a quote is opened and not closed in its row")
        self.odd(row, first, end)
        return end

    def forgiven(self, first: int) -> tuple[list[str] | None, int]:
        """A row with words after a closing quote, as "Ferries" sail, and the line after it.

        Null for a row of many lines whose last quote does not stand before a delimiter: it has swallowed others.
        """
        if self.spent > self.limit:
            return None, first + 1
        reader = self.rest(first)
        row = next(_safe(reader), [])
        end = first + reader.line_num
        self.spent += end - first - 1
        if end - first == 1:
            return row, end
        closed = _LONE.match(self.lines[end - 1])
        fine = closed and self.lines[end - 1][closed.end() :].lstrip(" ")[:1] in (self.delimiter, "\n", "")
        return (row, end) if fine and len(row) == len(self.names) else (None, first + 1)

    @property
    def limit(self) -> int:
        """Lines that may be read again; more are read by broken quotes without end, which are beyond mending."""
        return 5 * len(self.lines) + 10_000

    def recover(self, first: int, after: int, reason: str, why: str) -> int:
        """Set aside a row that opened a quote too many, and read the rows it swallowed.

        Its quote ran to the next one that is not doubled, so the lines between hold none and are read one by one.
        They are rows when most of them look so; else they belong to the bad row, as lines of its text.
        Gives the line to go on from: the one of that next quote.
        """
        stop = next((at for at in range(first + 1, after) if '"' in self.lines[at].replace('""', "")), after)
        self.spent += after - stop
        if self.spent > self.limit:
            stop = after
        self.close(first)
        self.trouble = _Trouble(self.next_number(), first + 1, reason, why)
        between = [(at, _cells(self.lines[at], self.delimiter)) for at in range(first + 1, stop)]
        between = [(at, row) for at, row in between if any(cell.strip() for cell in row)]
        good = sum(self.plausible(row) for _, row in between)
        if good and good * 2 >= len(between):
            self.trouble = replace(self.trouble, reason="ragged row")
            self.close(first + 1)
            for at, row in between:
                if self.plausible(row):
                    self.rows.append(row)
                else:
                    self.reject(at + 1, "ragged row", self.said(row))
        return stop

    def close(self, line: int) -> None:
        """Write down the row in trouble, which ends with this line, counted from 1."""
        if self.trouble:
            told = self.trouble
            where = f"line {told.line}" if line <= told.line else f"lines {told.line} to {line}"
            self.records.reject(told.number, None, told.reason, f"{where}: {told.why}")
            self.trouble = None


def _look(cell: str) -> str:
    if _LINK.match(cell):
        return "link"
    return "number" if len(cell) < 60 and any(map(str.isdigit, cell)) else "words"


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
    return shapes.settle(records)


def _as_text(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if kind.is_nested():
        return pl.Series(column.name, map(jsonish.as_text, column.to_list()), pl.String)
    if kind in (pl.Object, pl.Duration):
        return pl.Series(column.name, [None] * len(column), pl.String)
    if isinstance(kind, pl.Datetime):
        return column.dt.to_string("iso:strict")
    return column.cast(pl.String, strict=False)
