"""Office documents (zipped XML) ▶ the paragraphs of a DOCX, the rows of an XLSX."""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from lzma import LZMAError

from lxml import etree

from dateline.reading import columns, integrum, sheets
from dateline.reading.exports import Damaged, events, forget, local
from dateline.reading.source import MAX_RECORD, Records

MAX_PART = 200_000_000
"""Bytes one part of a document may unpack to."""
MAX_RATIO = 100
"""How many times its packed size a part may unpack to; text packs to a tenth, rarely to a fortieth."""
SMALL = 1_000_000
"""Bytes a part may unpack to whatever its ratio."""
HEAD_ROWS = 30
"""Rows of a sheet among which its header is looked for."""

_BROKEN = (
    zipfile.BadZipFile, zlib.error, LZMAError, struct.error, EOFError, NotImplementedError, RuntimeError, OSError,
    LookupError, ValueError, OverflowError,
)  # fmt: skip
_MAIN = {"docx": re.compile(r"word/document\d*\.xml"), "xlsx": re.compile(r"xl/workbook\d*\.xml")}
_WORD = re.compile(r"\{[^}]*/wordprocessingml/(?:2006/)?main\}")
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def kind(data: bytes) -> str | None:
    """Whether a zip is a "docx" or an "xlsx", by its members; null for any other file.

    >>> kind(b"PK")
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except _BROKEN:
        return None
    return next((kind for kind, main in _MAIN.items() if any(map(main.fullmatch, names))), None)


def paragraphs(data: bytes) -> list[str]:
    """The text of each paragraph of a DOCX, with its tabs and line breaks; none of a damaged one (see `fault`)."""
    try:
        return _paragraphs(data)
    except Damaged:
        return []


def fault(data: bytes) -> tuple[str, str] | None:
    """Why a DOCX cannot be read, as a reason and a detail; null when it can."""
    try:
        _paragraphs(data)
    except Damaged as damage:
        return damage.reason, damage.detail
    return None


def _paragraphs(data: bytes) -> list[str]:
    with _open(data) as archive:
        part = _part(archive, _main(archive, "docx"))
    done: list[str] = []
    under_way: list[list[str]] = []
    fallback = 0  # the second telling of a drawing's text
    for event, element in events(part, "p", "t", "Fallback", *_MARKS):
        name = local(element)
        if name == "Fallback":
            fallback += 1 if event == "start" else -1
        elif fallback or not _WORD.match(str(element.tag)):
            continue
        elif name == "p" and event == "start":
            under_way.append([])
        elif name == "p":
            done.append("".join(under_way.pop()))
            if not under_way:
                element.clear()
        elif event == "end" and under_way:
            under_way[-1].append(element.text or "" if name == "t" else _mark(element))
    return done


def _mark(element: etree._Element) -> str:
    styled = local(element.getparent()) == "tabs"  # a tab stop, not a tab
    return "" if styled else _MARKS[local(element)]


def read_xlsx(data: bytes) -> Records:
    """The first sheet that has a header, a record a row; cells as text, dates as ISO 8601.

    The header is the first row of names we know as fields, else the first row of at least two cells. A column
    without a name goes by its letter. A cell that links to an address gives the address where the column is links.
    """
    records = Records(date_source="field")
    try:
        with _open(data) as archive:
            _read(archive, records)
    except Damaged as damage:
        number = records.rows_in + 1 if records.rows_in else 0
        records.reject(number, None if number else 0, damage.reason, damage.detail)
    except _BROKEN as error:
        records.reject(0, 0, "corrupt file", f"not readable as XLSX: {error}"[:200])
    if not records.rows_in:
        records.reject(0, 0, "empty file", "no sheet has rows under a header")
    return records


def _read(archive: zipfile.ZipFile, records: Records) -> None:
    book = sheets.Book(*_parts(archive))
    found = _header(archive, book)
    if found is None:
        return
    sheet, at, names = found
    data, russian = _part(archive, sheet), "Время" in names.values()
    links = _links(archive, sheet, data)
    fields = columns.match([name for name in names.values() if name], None)
    link = next((column for column, name in names.items() if name == fields.get("url")), None)
    number = 0
    for row, cells, lost in sheets.rows(data, book):
        if row <= at or not (lost or any(text.strip() for text in cells.values())):
            continue
        number += 1
        if link is not None and (row, link) in links:
            cells[link] = links[row, link]
        record = {names.get(column) or sheets.letters(column): text for column, text in sorted(cells.items())}
        if lost:
            records.reject(number, None, "corrupt file", f"a cell of row {row} points at a text that is not there")
        elif any(len(text) > MAX_RECORD for text in record.values()):
            records.reject(number, None, "record too large", f"a cell of over {MAX_RECORD:,} characters in row {row}")
        else:
            records.add(number, integrum.record(record) if russian else record)


def _header(archive: zipfile.ZipFile, book: sheets.Book) -> tuple[str, int, dict[int, str]] | None:
    """The part, row and names of the first header: two fields or more are surer than one, and one than none."""
    best: tuple[int, str, int, dict[int, str]] | None = None
    for sheet in book.parts:
        seen = 0
        for row, cells, _ in sheets.rows(_part(archive, sheet), book):
            named = {column: text for column, text in cells.items() if text.strip()}
            if not named:
                continue
            names = dict(zip(named, sheets.distinct(named.values()), strict=True))
            if integrum.is_header(names.values()):
                names = dict(zip(named, integrum.names(names.values()), strict=True))
            fields = columns.match(names.values())
            table = any(field in fields for field in columns.REQUIRED)
            sure = (2 if len(fields) > 1 else 1) if table else 0
            if (table or len(names) > 1) and (best is None or sure > best[0]):
                best = (sure, sheet, row, names)
            seen += 1
            if seen == HEAD_ROWS or sure == 2:
                break
        if best and best[0] == 2:
            break
    return best[1:] if best else None


def _parts(archive: zipfile.ZipFile) -> tuple[bytes, bytes, bytes, dict[str, str]]:
    """The workbook, its shared texts and its styles, and the parts its other names stand for."""
    main = _main(archive, "xlsx")
    targets = _targets(archive, main)
    kinds = {kind: path for kind, path, _ in targets.values()}
    texts = _part(archive, kinds["sharedStrings"]) if "sharedStrings" in kinds else b""
    styles = _part(archive, kinds["styles"]) if "styles" in kinds else b""
    found = {name: path for name, (kind, path, _) in targets.items() if kind == "worksheet"}
    return _part(archive, main), texts, styles, found


def _links(archive: zipfile.ZipFile, sheet: str, data: bytes) -> dict[tuple[int, int], str]:
    """The web addresses that cells of a sheet link to, by row and column."""
    targets = _targets(archive, sheet)
    found: dict[tuple[int, int], str] = {}
    for event, element in events(data, "row", "hyperlink") if targets else ():
        if event == "end" and local(element) == "hyperlink":
            name = next((text for key, text in element.attrib.items() if key.endswith("}id")), "")
            place, url = sheets.place(element.get("ref") or ""), targets.get(name, ("", "", ""))[2]
            if place and re.match(r"https?://", url):
                found[place] = url
        elif event == "end":
            forget(element)
    return found


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str, str]]:
    """What a part refers to by name: the kind of each, the path it has in the archive, and the address as written."""
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    if path not in archive.namelist():
        return {}
    found = {}
    for event, element in events(_part(archive, path), "Relationship"):
        if event == "end":
            target = element.get("Target") or ""
            inside = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id") or ""] = ((element.get("Type") or "").rpartition("/")[2], inside, target)
    return found


def _open(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise Damaged("corrupt file", f"not readable as a zip archive: {error}"[:200]) from error


def _main(archive: zipfile.ZipFile, kind: str) -> str:
    names = filter(_MAIN[kind].fullmatch, archive.namelist())
    name = next(names, None)
    if name is None:
        raise Damaged("corrupt file", f"the archive has no part that a {kind} begins with")
    return name


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part unpacked, within bounds; what its header claims is not relied on."""
    try:
        packed = archive.getinfo(name).compress_size
        most = min(MAX_PART, max(SMALL, MAX_RATIO * packed))
        with archive.open(name) as part:
            data = part.read(most + 1)
    except _BROKEN as error:
        raise Damaged("corrupt file", f"{name} cannot be unpacked: {error}"[:200]) from error
    if len(data) > MAX_PART:
        raise Damaged("record too large", f"{name} unpacks to over {MAX_PART:,} bytes")
    if len(data) > most:
        raise Damaged("corrupt file", f"{name} unpacks to over {MAX_RATIO} times its size, as only a bomb does")
    return data
