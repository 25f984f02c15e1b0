"""Web archives (WARC, ARC, WACZ) ▶ the pages in them, as they were answered to the crawler."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stderr
from typing import NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from dateline.reading import sniffing
from dateline.reading.containers import DAMAGE

_DAMAGE = (*DAMAGE, ArchiveLoadFailed, StatusAndHeadersParserException, AttributeError, TypeError)
_UNPACKING = "while decompressing"
LARGEST = 50_000_000
"""Bytes one answer may hold."""


class Answer(NamedTuple):
    """A page's bytes, its address and the place of its record; or null and why it was left out."""

    data: bytes | None
    url: str | None
    byte: int | None
    refused: tuple[str, str] | None = None


def is_one(data: bytes) -> bool:
    """Whether bytes are a WARC or ARC file, unpacked."""
    return data.startswith((b"WARC/", b"filedesc:"))


def is_wacz(data: bytes) -> bool:
    """Whether a zip file is a WACZ: it holds datapackage.json and a folder archive/."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except DAMAGE:
        return False
    return "datapackage.json" in names and any(name.startswith("archive/") for name in names)


def answers(data: bytes) -> Iterator[Answer]:
    """Every answered web page of an archive; other answers are left out with a reason, requests and notes in silence.

    `data` is unpacked. Damage ends the reading, with the place of the last whole record.
    """
    archive = ArchiveIterator(io.BytesIO(data), arc2warc=True, check_digests=False)
    byte = 0
    doubt = ""
    try:
        while True:
            with redirect_stderr(io.StringIO()) as said:  # warcio writes its doubts there
                record = next(archive, None)
                answer = None if record is None else _answer(record)
                whole = record is None or _whole(record)
            doubt = doubt or " ".join(said.getvalue().split())
            if record is None:
                break
            byte = int(archive.offset or 0)
            if not whole:
                raise EOFError("the record is cut off")
            if answer is not None and answer.data is not None and _UNPACKING in said.getvalue():
                yield Answer(
                    None, answer.url, byte, ("corrupt file", f"{answer.url}: its packed text is damaged"[:200])
                )
            elif answer is not None:
                yield answer._replace(byte=byte)
        if archive.offset < len(data):
            byte = int(archive.offset)
            raise EOFError("the record is cut off")
    except _DAMAGE as error:
        yield Answer(None, None, byte, ("corrupt file", f"after byte {byte:,}: {' '.join(str(error).split())}"[:200]))
        return
    if "not followed by newline" in doubt:
        yield Answer(None, None, byte, ("corrupt file", f"its records are cut off or of wrong length: {doubt}"[:200]))


def _whole(record: ArcWarcRecord) -> bool:
    """Whether a record holds as many bytes as it says; reads it to its end."""
    while record.raw_stream.read(1 << 16):
        pass
    return record.length is not None and record.raw_stream.limit == 0


def _answer(record: ArcWarcRecord) -> Answer | None:
    """A record's page, or why it is none; null for requests and notes."""
    if record.rec_type not in ("response", "resource"):
        return None
    url = record.rec_headers.get_header("WARC-Target-URI")
    headers = record.http_headers or record.rec_headers
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    form = (headers.get_header("Content-Type") or "").split(";")[0].strip().lower()
    if status != "200":
        return Answer(None, url, None, ("not a page", f"{url}: the server answered {status}"[:200]))
    if "html" not in form:
        return Answer(None, url, None, ("not a page", f"{url}: it is {form or 'of no stated kind'}"[:200]))
    held = record.content_stream().read(LARGEST + 1)
    if len(held) > LARGEST:
        return Answer(None, url, None, ("record too large", f"{url}: over {LARGEST:,} bytes"[:200]))
    packed = (headers.get_header("Content-Encoding") or "identity").lower()
    if packed not in ("identity", *BufferedReader.get_supported_decompressors()) and not sniffing.markup(held):
        return Answer(None, url, None, ("unsupported format", f"{url}: it is packed as {packed}"[:200]))
    return Answer(held, url, None)
