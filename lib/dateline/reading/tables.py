"""CSV and TSV ▶ records."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dateline.reading import columns, gdelt, shapes
from dateline.reading.rows import Table, cells, safe
from dateline.reading.source import MAX_RECORD, Records

MARKS = (",", "\t", ";", "|")
"""What stands between fields."""
AHEAD = 20
"""Lines among which a header is looked for, below titles and comments."""
_TABLES = (".csv", ".tsv", ".tab")
_EXTRACTS = "url id fingerprint hostname title image date text comments license pagetype".split()
_AGGREGATOR = "ID TITLE URL PUBLISHER CATEGORY STORY HOSTNAME TIMESTAMP".split()
_BREAKS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""What Python takes for the end of a line, and a table does not."""
_LINK = re.compile(r"https?://", re.IGNORECASE)
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
    table = Table(lines, delimiter, given, quoting=header.quoting)
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
            row = cells(line, mark) if mark in line else []
            known = columns.is_table if number == 0 else columns.is_header
            if len(row) > 1 and known(row, given) and (number == 0 or mark in "".join(lines[number + 1 : number + 2])):
                return mark
    if lines and _headless(lines[0].rstrip("\n").split("\t")):
        return "\t"
    if suffix not in _TABLES or not lines:
        return None
    if columns.is_table(cells(lines[0], ","), given):
        return ","
    most = max(MARKS, key=lines[0].count)
    wide = [len(row) for row in safe(csv.reader(lines, delimiter=most))]
    return most if lines[0].count(most) >= 2 or (len(wide) > 1 and wide[0] > 1 and len(set(wide)) == 1) else None


def _lines(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(mark in text for mark in _BREAKS):
        return list(io.StringIO(text, newline=""))
    return text.splitlines(keepends=True)


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
    first = next(safe(reader), [])
    if columns.is_table(first, given) and all(len(cell) < 200 for cell in first):
        return _Header(first), filled[0] + reader.line_num, 0
    for above, number in enumerate(filled):
        row = cells(lines[number], delimiter)
        if columns.is_header(row, given) or (above == 0 and columns.is_table(row, given)):
            return _Header(row), number + 1, above
    return _Header(cells(lines[filled[0]], delimiter)), filled[0] + 1, 0


def _inner(sample: list[str], width: int, delimiter: str) -> str:
    """The delimiter of the rows: the header's, unless only another makes most of them as wide as the header."""
    found = {
        mark: [len(row) for row in safe(csv.reader(sample, delimiter=mark)) if row] for mark in {delimiter, *MARKS}
    }
    best = max(MARKS, key=lambda mark: found[mark].count(width))
    other = width not in found[delimiter] and found[best].count(width) * 2 > len(found[best])
    return best if other else delimiter
