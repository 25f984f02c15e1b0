"""Exports of Nexis and LexisNexis, as DOCX, text or HTML, from its English, German and French pages ▶ records.

Two layouts: the older counts ("3 of 40 DOCUMENTS") and names fields in capitals (LENGTH: …, LANGUAGE: …) around the
text; the newer has a line Body before the text and a line End of Document after it.
"""

import re
from collections.abc import Iterable

from dateline.reading.exports import Damaged, add, blocks, page, sound, tidy
from dateline.reading.nexis_fields import HEAD_KEYS, is_measure, key_of
from dateline.reading.nexis_layouts import BODY, END, START, counted, ended, read_counted, read_ended
from dateline.reading.source import Records

_START_HTML = re.compile(rf">\s*(?:{START.pattern})\s*<")
LONGEST_LINE = 400
"""Characters over which a line is a paragraph, and no line that tells an export."""
_COVER = re.compile(r"(?:documents?|dokumente?) \(\d")


def is_text(text: str) -> bool:
    """Whether a plain text is a Nexis export of either layout.

    >>> is_text("  1 of 2 DOCUMENTS\\n\\nHarbour Post\\n\\nLENGTH: 9 words\\n"), is_text("Ferries sail")
    (True, False)
    """
    lines = [line for raw in text.split("\n") if len(raw) < LONGEST_LINE and (line := _line(raw))]
    if any(map(START.fullmatch, lines)):
        return any(key_of(line, capitals=True) for line in lines)
    return _has_body({line.lower() for line in lines if len(line) < 60})


def is_html(text: str) -> bool:
    """Whether an HTML text is a Nexis export."""
    return "<!-- LXNComment" in text or bool(_START_HTML.search(text.replace("&nbsp;", " ")))


def is_docx(paragraphs: Iterable[str]) -> bool:
    """Whether the paragraphs of a document are a Nexis export's: articles, or its cover page alone."""
    short = {line for paragraph in paragraphs for line in map(_line, paragraph.split("\n")) if len(line) < 60}
    lines = {line.lower() for line in short}
    older = any(map(START.fullmatch, short)) and any(map(key_of, short))
    cover = any(line.startswith("job number:") for line in lines) and any(map(_COVER.match, lines))
    return _has_body(lines) or older or cover


def _has_body(lines: set[str]) -> bool:
    """Whether short lines, in small letters, are those around a text in the newer layout."""
    measured = any(HEAD_KEYS.get(key_of(line) or "") == "length" and is_measure(line) for line in lines)
    return not lines.isdisjoint(BODY) and (measured or not lines.isdisjoint(END))


def read_text(text: str) -> Records:
    """The articles of a plain text export."""
    lines = [line.strip() for line in sound(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return _read(lines, wrapped=True)


def read_html(text: str) -> Records:
    """The articles of an HTML export."""
    try:
        found = blocks(page(text))
    except Damaged as damage:
        records = Records(date_source="field")
        records.reject(0, 0, damage.reason, damage.detail)
        return records
    return _read([line for block in found for line in (*block, "")], wrapped=False)


def read_docx(paragraphs: Iterable[str]) -> Records:
    """The articles among the paragraphs of a document; a document that is no Nexis export is set aside."""
    paragraphs = [sound(paragraph) for paragraph in paragraphs]
    records = Records(date_source="field")
    if not any(paragraph.strip() for paragraph in paragraphs):
        records.reject(0, 0, "corrupt file", "no paragraph of the document could be read")
    elif not is_docx(paragraphs):
        records.reject(0, 0, "unsupported format", "a document, but no Nexis export")
    else:
        return _read([line.strip() for paragraph in paragraphs for line in paragraph.split("\n")], wrapped=False)
    return records


def _read(lines: list[str], *, wrapped: bool) -> Records:
    records = Records(date_source="field")
    lines = [_line(line) for line in lines]
    older = any(map(START.fullmatch, lines))
    parts = list(counted(lines)) if older else [(part, True) for part in ended(lines)]
    for number, (part, closed) in enumerate(parts, 1):
        try:
            add(records, number, read_counted(part, closed=closed, wrapped=wrapped) if older else read_ended(part))
        except Damaged as damage:
            records.reject(number, None, damage.reason, damage.detail)
    if not records.rows_in:
        records.reject(0, 0, "empty file", "a Nexis export's cover page without articles")
    return records


def _line(line: str) -> str:
    return tidy(line.replace("\ufeff", ""))
