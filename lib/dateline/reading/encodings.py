"""Bytes ▶ text, with the encoding that was found and how sure it is."""

import codecs
import re
from typing import NamedTuple

import chardet

_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
]  # fmt: skip


_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xC0)}
_BYTE = {letter: code for code, letter in _CP1252.items()} | {chr(code): code for code in range(0xC2, 0xF0)}
_TAIL = re.escape("".join(_CP1252.values()))
TWICE = rf"[\u00c2-\u00df][{_TAIL}]|\u00e2[{_TAIL}]{{2}}"
"""What two or three bytes of UTF-8 look like when they were read as windows-1252."""
LOST = r'([,.!?]"|\w"(?=\?[a-zß-ÿ]))\?([^\s?])'
"""A closing quotation mark and the space behind it whose last bytes became a question mark: no sentence goes so."""
DASH = r'(?<=\w) "\?(?=[^\W\d_])(?!\w+"|[^.!"]*\?)'
"""A dash between spaces of which the same became; not before a question, whose lost first mark it may be (Spanish)."""
_LIKELY = re.compile("[\u00a1-\u00bf\u00c0-\u017f\u0370-\u045f\u2010-\u203a\u20ac]")
"""What they must stand for to be taken for that: letters of Latin, Greek or Cyrillic, quotation marks, dashes, €."""


def mended(text: str) -> tuple[str, int]:
    """A text with the letters put right that were read in a wrong encoding, and how many; only where it is certain.

    Of UTF-8 read as windows-1252, one such sequence can be a misprint; two, or one quotation mark or dash in three
    pieces, cannot. Of a curly quotation mark, or a dash, that became `"?` together with the space behind it, it is
    certain where a sentence goes on at once: behind `."`, before a small letter. A quotation mark stays the straight
    one that was left of it. What was read wrong in another way is left as it is.

    >>> mended("Ä°stanbulâ€™da"), mended("CAFÉ» and naïve"), mended('"We met,"?she said "?at last.')
    (('İstanbul’da', 2), ('CAFÉ» and naïve', 0), ('"We met," she said – at last.', 2))
    """
    text, dashes = re.subn(DASH, " – ", text)
    text, quotes = re.subn(LOST, r"\1 \2", text)
    quotes += dashes
    found = letters = 0

    def letter(match: re.Match[str]) -> str:
        nonlocal found, letters
        try:
            meant = bytes(_BYTE[piece] for piece in match[0]).decode()
        except UnicodeDecodeError:
            return match[0]
        if not _LIKELY.fullmatch(meant):
            return match[0]
        letters += 1
        found += 1 + (len(match[0]) == 3)
        return meant

    made = re.sub(TWICE, letter, text)
    return (made, letters + quotes) if found >= 2 else (text, quotes)


class Decoded(NamedTuple):
    """A text, its encoding, and a note when the encoding is a guess (null when it is certain)."""

    text: str
    encoding: str
    doubt: str | None


def unmarked(data: bytes) -> str | None:
    """UTF-16, UTF-32 or ISO 2022 without a mark, whose bytes would pass for UTF-8; null for anything else.

    >>> unmarked("Lietuvos užsienio reikalų ministras".encode("utf-16-le")), unmarked(b"They met.")
    ('utf-16-le', None)
    """
    start = data[:20_000]
    if b"\x00" not in start and b"\x1b$" not in start:
        return None
    found = chardet.detect(start[: len(start) // 4 * 4])["encoding"] or ""
    if not found.lower().startswith(("utf-16", "utf-32", "iso-2022")):
        return None
    try:
        text = data.decode(found)
    except (UnicodeDecodeError, LookupError):
        return None
    plain = not re.search("[\x00-\x08]", text) and len(set(text[:2000])) >= min(10, len(text) // 3)
    return found.lower() if plain else None


def decode(data: bytes) -> Decoded:
    """Decode by byte-order mark, else as UTF-8, else by what chardet finds; raise `UnicodeError` when nothing fits.

    >>> decode("Dışişleri Bakanlığı görüşmelerin İstanbul'da yapılacağını açıkladı".encode("cp1254")).text[:10]
    'Dışişleri '
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Decoded(data.decode(name), name, None)
    if (wide := unmarked(data)) is not None:
        return Decoded(data.decode(wide), wide, f"read as {wide}, which it does not say")
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
