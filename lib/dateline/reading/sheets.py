"""The cells of a spreadsheet ▶ text: shared texts, numbers, and dates told by their number formats."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from lxml import etree

from dateline.reading.exports import events, forget, local, sound

_DATES = {*range(14, 18), 22, *range(27, 32), *range(34, 37), *range(50, 59)}
_TIMES = {*range(18, 23), 32, 33, *range(45, 48)}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBER = re.compile(r"[+-]?\d{1,300}(?:\.\d{0,300})?(?:[eE][+-]?\d{1,3})?")
LAST = 2_958_465
"""The serial number of the last day of the year 9999."""


class Book:
    """What cells mean in one workbook: its sheets' parts in order, shared texts, styles that are dates, and epoch."""

    def __init__(self, book: bytes, texts: bytes, styles: bytes, targets: dict[str, str]) -> None:
        """Read the workbook's own parts; sheets are read later, one at a time."""
        self.parts: list[str] = []
        self.from_1904 = False
        for event, element in events(book, "sheet", "workbookPr"):
            if event == "end" and local(element) == "workbookPr":
                self.from_1904 = element.get("date1904", "") in ("1", "true")
            elif event == "end":
                name = next((text for key, text in element.attrib.items() if key.endswith("}id")), "")
                self.parts += [targets[name]] if name in targets else []
        self.texts = list(_texts(texts)) if texts else []
        self.styles = list(_styles(styles)) if styles else []

    def moment(self, number: float, style: int) -> str | None:
        """A number in ISO 8601 if its style is a date's or a time's and such a moment exists; null if not."""
        day, time = self.styles[style] if 0 <= style < len(self.styles) else (False, False)
        if not (day or time) or not 0 <= number <= LAST:
            return None
        seconds = round(number * 86400)
        if not day and seconds < 86400:
            return str(timedelta(seconds=seconds)).zfill(8)
        if seconds // 86400 == 60 and not self.from_1904:
            return None  # the format counts a 29 February 1900, which was none
        if self.from_1904:
            start = datetime(1904, 1, 1)
        elif seconds < 60 * 86400:
            start = datetime(1899, 12, 31)
        else:
            start = datetime(1899, 12, 30)
        try:
            found = start + timedelta(seconds=seconds)
        except OverflowError:
            return None
        return found.isoformat() if time or seconds % 86400 else found.date().isoformat()


def _texts(data: bytes) -> Iterator[str]:
    for event, element in events(data, "si"):
        if event == "end":
            yield _text(element)
            forget(element)


def _text(element: etree._Element) -> str:
    """The words of a shared or inline text; readings given for pronunciation are left out."""
    words = (at.text or "" for at in element.iter("{*}t") if at.getparent() is None or local(at.getparent()) != "rPh")
    return _plain("".join(words))


def _plain(text: str) -> str:
    """A text with its escaped characters, and line breaks of one kind."""
    said = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    return sound(said).replace("\r\n", "\n").replace("\r", "\n")


def _styles(data: bytes) -> Iterator[tuple[bool, bool]]:
    formats: dict[str, str] = {}
    cells = False
    for event, element in events(data, "numFmt", "cellXfs", "xf"):
        if local(element) == "cellXfs":
            cells = event == "start"
        elif event == "end" and local(element) == "numFmt":
            formats[element.get("numFmtId") or ""] = element.get("formatCode") or ""
        elif event == "end" and cells:
            yield _is_moment(element.get("numFmtId") or "", formats)


def _is_moment(name: str, formats: dict[str, str]) -> tuple[bool, bool]:
    """Whether a number format shows a day, and whether a time of day."""
    if name not in formats:
        number = _whole(name, 0)
        return number in _DATES, number in _TIMES
    code = _LITERAL.sub("", formats[name][:1000].split(";", 1)[0]).lower()
    if "general" in code or re.search(r"[0#?]", re.sub(r"s\.0+", "", code)):
        return False, False
    return bool(re.search(r"[ydbeg]|mmm", code)), bool(re.search(r"[hs]", code))


def rows(data: bytes, book: Book) -> Iterator[tuple[int, dict[int, str], bool]]:
    """Each row of a sheet: its number, its cells by column, and whether a cell points at a text that is not there."""
    number = 0
    for event, element in events(data, "row"):
        if event == "start":
            continue
        number = _whole(element.get("r") or "", number + 1)
        cells: dict[int, str] = {}
        column, lost = 0, False
        for cell in element.iterchildren("{*}c"):
            at = place(cell.get("r") or "")
            column = at[1] if at else column + 1
            text = _cell(cell, book)
            lost = lost or text is None
            if text:
                cells[column] = text
        yield number, cells, lost
        forget(element)


def _cell(cell: etree._Element, book: Book) -> str | None:
    """A cell's text; null for one that points at a shared text that is not there."""
    kind, said = cell.get("t") or "n", cell.findtext("{*}v") or ""
    if kind == "inlineStr":
        return "".join(map(_text, cell.iterchildren("{*}is")))
    if kind == "s":
        at = _whole(said, -1)
        return book.texts[at] if 0 <= at < len(book.texts) else None
    if kind == "n" and _NUMBER.fullmatch(said):
        return _number(float(said), _whole(cell.get("s") or "", 0), book)
    return {"b": {"1": "true", "0": "false"}.get(said, said), "e": ""}.get(kind, _plain(said))


def _number(number: float, style: int, book: Book) -> str:
    plain = str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    return book.moment(number, style) or plain


def _whole(said: str, otherwise: int) -> int:
    return int(said) if re.fullmatch("[0-9]{1,9}", said) else otherwise


def place(name: str) -> tuple[int, int] | None:
    """Row and column of a cell by its name.

    >>> place("A1"), place("AB12"), place("?")
    ((1, 1), (12, 28), None)
    """
    match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", name)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def letters(column: int) -> str:
    """A column's name in letters.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def distinct(names: Iterable[str]) -> list[str]:
    """Header names made distinct: the second "text" becomes "text.2".

    >>> distinct(["text", "text ", "date"])
    ['text', 'text.2', 'date']
    """
    seen: dict[str, int] = {}
    found = []
    for name in (" ".join(name.split()) for name in names):
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return found
