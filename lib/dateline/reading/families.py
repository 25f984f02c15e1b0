"""Which reader a leaf needs, told by its content; its records."""

import re

from dateline.reading import (
    encodings,
    europresse,
    factiva,
    feeds,
    jsonish,
    nexis,
    office,
    parquet,
    plaintext,
    shapes,
    sniffing,
    tables,
    tei,
)
from dateline.reading.source import Leaf, Records, Settings

_FILLED = re.compile(rb"[^ \t\r\n\x00]")
HEAD = 200_000
"""Bytes of a leaf that are looked at to tell an export from an ordinary web page."""


WORTH = 1_000_000
"""Bytes from which a table is tried at once; below it nobody waits."""


def is_page(leaf: Leaf) -> bool:
    """Whether a leaf is an ordinary web page, for the parser of pages."""
    if leaf.family:
        return False
    if sniffing.markup(leaf.data) != "page" or factiva.is_xml(leaf.data):
        return False
    return _export(leaf.data[:HEAD].decode("utf-8", "replace")) is None


def read(leaf: Leaf, settings: Settings) -> Records:
    """The records of a leaf that is no web page; a kind that is not read is one reject."""
    if leaf.family:
        return _read_text(leaf, settings, exported=False)
    kind = sniffing.magic(leaf.data)
    if kind != "parquet" and not _FILLED.search(leaf.data):
        return refused("empty file", f"{len(leaf.data)} bytes")
    if kind:
        return _read_binary(leaf.data, kind)
    markup = sniffing.markup(leaf.data)
    return _read_markup(leaf, settings, markup) if markup else _read_text(leaf, settings, exported=False)


def _read_binary(data: bytes, kind: str) -> Records:
    if kind == "parquet":
        return parquet.read(data)
    document = office.kind(data)
    if document == "xlsx":
        return office.read_xlsx(data)
    doubt = office.fault(data) if document else ("unsupported format", f"this looks like {kind}")
    return refused(*doubt) if doubt else nexis.read_docx(office.paragraphs(data))


def _read_markup(leaf: Leaf, settings: Settings, markup: str) -> Records:
    if factiva.is_xml(leaf.data):
        return factiva.read_xml(leaf.data)
    if markup == "tei":
        return tei.read(leaf.data)
    if markup == "feed":
        return feeds.read(leaf.data, settings)
    if markup == "xml":
        return refused("unsupported format", "this looks like XML of a kind that is not read")
    return _read_text(leaf, settings, exported=True)


def refused(reason: str, detail: str, byte: int | None = 0) -> Records:
    """Nothing but one reject, of the whole leaf."""
    records = Records()
    records.reject(0, byte, reason, detail)
    return records


def _export(text: str) -> str | None:
    """The data base an HTML page was exported from, or null."""
    forms = (("nexis", nexis.is_html), ("factiva", factiva.is_html), ("europresse", europresse.is_html))
    return next((name for name, fits in forms if fits(text)), None)


def _read_plain(text: str, family: str, settings: Settings) -> Records:
    if family in tables.MARKS:
        return tables.read_delimited(text, family, settings.columns)
    if family == "json":
        return jsonish.read_document(text, settings)
    return (jsonish.read_lines if family == "jsonl" else plaintext.read)(text)


def _read_large(leaf: Leaf, settings: Settings) -> Records | None:
    """A large table without a flaw, read at once; null for anything else."""
    start = leaf.data[:HEAD]
    if len(leaf.data) < WORTH or b"\x00" in start or start.count(b"\n") < 2:
        return None
    head = start[: start.rfind(b"\n")].decode("utf-8-sig", "replace")
    from dateline.reading import bulk  # noqa: PLC0415  numpy starts threads when it is imported

    family = sniffing.family(head, leaf.suffix, settings) if "\ufffd" not in head and not nexis.is_text(head) else ""
    if family in tables.MARKS:
        return bulk.delimited(leaf.data, family, settings.columns)
    return bulk.lines(leaf.data, settings.columns) if family == "jsonl" else None


def _read_text(leaf: Leaf, settings: Settings, *, exported: bool) -> Records:
    if not exported and (whole := _read_large(leaf, settings)):
        return shapes.settle(whole)
    try:
        decoded = encodings.decode(leaf.data)
    except UnicodeError as error:
        return refused("undecodable text", str(error)[:200])
    text = decoded.text
    if exported:
        bases = {"nexis": nexis.read_html, "factiva": factiva.read_html, "europresse": europresse.read_html}
        records = bases[_export(text) or "nexis"](text)
    elif not leaf.family and nexis.is_text(text[:HEAD]):
        records = nexis.read_text(text)
    else:
        records = _read_plain(text, leaf.family or sniffing.family(text, leaf.suffix, settings), settings)
    if not records.rows_in:
        records.reject(0, 0, "empty file", "a header without rows")
    if decoded.encoding != "utf-8":  # places in the text are no places in the file
        records.rejects = [(number, None if number else byte, why, said) for number, byte, why, said in records.rejects]
    if decoded.doubt:
        records.warnings.append(decoded.doubt)
    return records
