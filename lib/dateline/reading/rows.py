"""Rows of a delimited table, one by one: what is wrong with a row costs that row, and no other."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Literal

from dateline.reading import columns
from dateline.reading.source import Records

if TYPE_CHECKING:
    import _csv

CHUNK = 4096
"""Rows that are held before they become columns."""
_LINK = re.compile(r"https?://", re.IGNORECASE)
_LONE = re.compile(r'(?:[^"]|"")*"(?!")')
"""As far as the first quote that is not doubled: the one that ends a quoted field."""


def safe(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Rows as far as they can be read."""
    try:
        yield from rows
    except csv.Error:  # longer than a field may be
        return


def cells(line: str, delimiter: str) -> list[str]:
    """The fields of one line.

    >>> cells('One,"They met, and left."\\n', ",")
    ['One', 'They met, and left.']
    """
    return [cell.rstrip("\n") for cell in next(safe(csv.reader([line], delimiter=delimiter)), [])]


def distinct(names: list[str]) -> list[str]:
    """Header names made distinct: the second "text" becomes "text.2".

    >>> distinct(["text", "text"])
    ['text', 'text.2']
    """
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return out


@dataclass(frozen=True)
class _Trouble:
    """A bad row whose end is not known yet."""

    number: int
    line: int
    reason: str
    why: str


@dataclass
class Table:
    """The rows of a table as they are read, and the one in trouble."""

    lines: list[str]
    delimiter: str
    given: Mapping[str, str] | None
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
            for name, values in zip(distinct(self.names), zip(*self.rows, strict=True), strict=True):
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
        row = next(safe(reader), [])
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
        between = [(at, cells(self.lines[at], self.delimiter)) for at in range(first + 1, stop)]
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
