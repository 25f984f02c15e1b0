"""Compressed files and archives ▶ the files in them, one after the other, in memory and never on disk."""

import bz2
import gzip
import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import IO, Any, NamedTuple

import zstandard

DEPTH = 3
"""Containers within containers that are opened: a web archive in a zip file in a gzip file, and no more."""
RATIO = 100
"""How many times its size a container may grow; news texts grow tenfold or less."""
SMALL = 64_000_000
"""Bytes up to which a container may grow whatever its size."""
MOST = 2_147_483_648
"""Bytes one container may hold unpacked."""
_CHUNK = 1 << 16
_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
}
_OPEN: dict[str, Callable[[IO[bytes]], Any]] = {"gzip": gzip.open, "bzip2": bz2.open, "xz": lzma.open}
_ENDING = re.compile(r"\.(?:gz|gzip|bz2|xz|zst|zstd)$", re.IGNORECASE)
_SHORT = re.compile(r"\.t(?:gz|bz2?|xz|zst)$", re.IGNORECASE)
DAMAGE = (OSError, EOFError, ValueError, LookupError, OverflowError, MemoryError, RuntimeError, struct.error,
          zlib.error, lzma.LZMAError, zstandard.ZstdError, zipfile.BadZipFile, tarfile.TarError)  # fmt: skip
"""What the libraries raise for a damaged container."""


class Member(NamedTuple):
    """A file within: its name there, and its bytes; or null and why it was left out (reason, detail).

    Without a name it is the container itself that could not be read, or not to its end.
    """

    name: str
    data: bytes | None
    refused: tuple[str, str] | None = None


class Swollen(Exception):
    """A container grows further than news do."""


class Room:
    """The bytes that may still be unpacked from a container, and from all the containers it lies in."""

    def __init__(self, size: int, outer: "Room | None" = None, times: int = 1) -> None:
        """For a container of `size` bytes, or for `times` of them within each other."""
        self.most = self.left = times * min(MOST, max(SMALL, RATIO * size))
        self.outer = outer

    def take(self, size: int) -> None:
        """Take up room; raise `Swollen` where there is none."""
        self.left -= size
        if self.left < 0:
            raise Swollen(f"it grows beyond {self.most:,} bytes")
        if self.outer:
            self.outer.take(size)


def kind(data: bytes) -> str | None:
    """What kind of container these bytes are; null for none."""
    if data[257:262] == b"ustar":
        return "tar"
    return next((name for magic, name in _MAGIC.items() if data.startswith(magic)), None)


def is_document(data: bytes) -> bool:
    """Whether a zip file is an office document or a book, by the list of its kinds that it begins with."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return not {"mimetype", "[Content_Types].xml"}.isdisjoint(archive.namelist())
    except DAMAGE:
        return False


def members(data: bytes, name: str, outer: Room | None = None) -> Iterator[Member]:
    """The files in a container, in the order of their names in a zip, else as they come.

    A file that is damaged, encrypted, too large, or named so that it would land elsewhere is left out with its
    reason; what came before it stays. Nothing is written to disk.
    """
    room = Room(len(data), outer)
    form = kind(data) or "gzip"
    try:
        if form == "zip":
            yield from _zip(data, room)
        elif form == "tar":
            yield from _tar(data, room)
        else:
            inner = _SHORT.sub(".tar", _ENDING.sub("", name.rsplit("/", 1)[-1])) or "data"
            yield from _unpacked(inner, _zstd(data) if form == "zstd" else _stream(form, data), room)
    except Swollen as error:
        yield Member("", None, ("too large unpacked", str(error)))
    except DAMAGE as error:
        yield Member("", None, ("corrupt file", f"{form}: {error}"[:200]))


def _stream(form: str, data: bytes) -> Iterator[bytes]:
    with _OPEN[form](io.BytesIO(data)) as stream:
        while piece := stream.read1(_CHUNK):  # read() would drop what came before the damage
            yield piece


def _zstd(data: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(data):
        frame = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
        while not frame.eof:
            step = data[place : place + 1024]  # a kilobyte can hold 32 megabytes
            if not step:
                raise EOFError("the last frame is cut off")
            yield frame.decompress(step)
            place += len(step) - len(frame.unused_data)


def _unpacked(name: str, pieces: Iterator[bytes], room: Room) -> Iterator[Member]:
    """One compressed stream; what was readable of a damaged one, to its last whole line, then the damage."""
    held = bytearray()
    try:
        _fill(held, pieces, room)
    except DAMAGE as error:
        whole = len(held) if kind(bytes(held[:512])) else held.rfind(b"\n") + 1
        if whole:
            yield Member(name, bytes(held[:whole]))
        yield Member(name, None, ("corrupt file", f"{error}; {whole:,} bytes before it were kept"[:200]))
        return
    yield Member(name, bytes(held))


def _fill(held: bytearray, pieces: Iterator[bytes], room: Room) -> None:
    for piece in pieces:
        room.take(len(piece))
        held += piece


def _zip(data: bytes, room: Room) -> Iterator[Member]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in sorted(archive.infolist(), key=lambda one: one.filename):
            if info.filename.endswith(("/", "\\")) or _passed_over(info.filename):
                continue
            if info.flag_bits & 1:
                yield Member(_printable(info.filename), None, ("unsupported format", "it is encrypted"))
            elif _leads_out(info.filename) or (info.external_attr >> 28) == 0xA:
                yield _elsewhere(info.filename)
            else:
                held = bytearray()
                try:
                    with archive.open(info) as stream:
                        _fill(held, iter(partial(stream.read, _CHUNK), b""), room)
                except DAMAGE as error:
                    yield Member(_printable(info.filename), None, ("corrupt file", f"zip: {error}"[:200]))
                    continue
                yield Member(_printable(info.filename), bytes(held))


def _tar(data: bytes, room: Room) -> Iterator[Member]:
    place = -1
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for info in archive:
            if info.offset <= place:
                raise tarfile.ReadError(f"after byte {place:,} it leads back into itself")
            place = info.offset
            if info.isdir() or _passed_over(info.name):
                continue
            stream = archive.extractfile(info) if info.isreg() else None
            if stream is None or _leads_out(info.name):
                yield _elsewhere(info.name)
                continue
            held = bytearray()
            _fill(held, iter(partial(stream.read, _CHUNK), b""), room)
            yield Member(_printable(info.name), bytes(held))
        if any(data[archive.offset : archive.offset + tarfile.BLOCKSIZE]):  # the library ends there without a word
            raise tarfile.ReadError(f"no whole header at byte {archive.offset:,}")


def _elsewhere(name: str) -> Member:
    return Member(
        _printable(name), None, ("unsafe name", "the name or link leads out of the archive, or it is no file")
    )


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.parts or path.is_absolute() or ".." in path.parts or bool(re.match(r"[A-Za-z]:", name))


def _passed_over(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in parts)


def _printable(name: str) -> str:
    """A name that can stand in a table: no control characters, no halves of characters."""
    name = name.encode(errors="replace").decode()
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
