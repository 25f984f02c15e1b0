"""Large files of JSON lines ▶ pieces of whole lines, read one after the other: memory holds one or two of them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dateline.reading import sniffing
from dateline.reading.source import Settings

PIECE = 40_000_000
"""Bytes from which on a file is cut, at the next end of a line."""
_HEAD = 200_000


class Piece(NamedTuple):
    """Some of a file's bytes, the byte and the lines that stand before them, and the reader they need, if known."""

    data: bytes
    byte: int = 0
    lines: int = 0
    family: str | None = None


def cut(path: Path, settings: Settings) -> Iterator[Piece]:
    """The file's bytes: at once, or piece by piece where it is large and of JSON lines. Raises `OSError`.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "a.txt")
    >>> _ = path.write_bytes(b"They met.")
    >>> list(cut(path, Settings()))
    [Piece(data=b'They met.', byte=0, lines=0, family=None)]
    """
    with open(path, "rb", buffering=0) as file:
        large = os.fstat(file.fileno()).st_size > PIECE
        if not large or not _is_lines(file.read(_HEAD), path.suffix.lower(), settings):
            file.seek(0)
            yield Piece(file.readall())
            return
        file.seek(0)
        held, byte, lines = file.read(PIECE), 0, 0
        while held:
            more = file.read(PIECE)
            end = held.rfind(b"\n") + 1 if more else len(held)
            if end == 0:
                held += more
                continue
            data, held = held[:end], held[end:] + more
            if not data.isspace():
                yield Piece(data, byte, lines, "jsonl")
            byte, lines = byte + len(data), lines + data.count(b"\n")


def _is_lines(head: bytes, suffix: str, settings: Settings) -> bool:
    """Whether a file begins with whole lines of JSON in UTF-8."""
    start = head[: head.rfind(b"\n") + 1]
    if b"\x00" in start or start.count(b"\n") < 2 or sniffing.magic(head) or sniffing.markup(head):
        return False
    return sniffing.family(start.decode("utf-8-sig", "replace"), suffix, settings) == "jsonl"
