"""Bytes ▶ text, with the encoding that was found and how sure it is."""

import codecs
from typing import NamedTuple

import chardet

_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
]  # fmt: skip


class Decoded(NamedTuple):
    """A text, its encoding, and a note when the encoding is a guess (null when it is certain)."""

    text: str
    encoding: str
    doubt: str | None


def decode(data: bytes) -> Decoded:
    """Decode by byte-order mark, else as UTF-8, else by what chardet finds; raise `UnicodeError` when nothing fits.

    >>> decode("Dışişleri Bakanlığı görüşmelerin İstanbul'da yapılacağını açıkladı".encode("cp1254")).text[:10]
    'Dışişleri '
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Decoded(data.decode(name), name, None)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", None)
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", "replace")
    lost, held = lenient.count("\ufffd"), len(lenient) - sum(map(lenient.count, map(chr, range(128))))
    if lost * 10 < held:  # UTF-8 with a few bytes damaged or cut off
        return Decoded(lenient, "utf-8", f"read as utf-8, {lost} characters damaged")
    found = chardet.detect(data[:200_000])
    likeliest, sure = found["encoding"], float(found["confidence"] or 0)
    if not likeliest:
        raise UnicodeError("no encoding fits these bytes")
    try:
        return Decoded(data.decode(likeliest), likeliest, f"read as {likeliest}, {sure:.0%} sure")
    except (UnicodeDecodeError, LookupError) as error:
        raise UnicodeError(f"{likeliest} was likeliest, but does not fit: {error}") from error
