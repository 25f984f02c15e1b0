"""A place in a text ▶ its sentence; and a sentence ▶ the place, when the text has changed."""

import re
from typing import NamedTuple

from dateline import words

REACH = 300
"""Characters that are kept of a sentence before and behind the words; some texts have no end of a sentence."""


class Quoted(NamedTuple):
    """Words, the sentence they stand in, both with one space between words, and where in it they begin."""

    surface: str
    sentence: str
    at: int


def quote(text: str, start: int, end: int) -> Quoted:
    """The words at a place, with their sentence.

    >>> quote("They met. Talks  in Istanbul went on. Then rain.", 20, 28)
    Quoted(surface='Istanbul', sentence='Talks in Istanbul went on.', at=9)
    """
    left, right = words.around(text, start, end)
    surface = " ".join(text[start:end].split())
    before = " ".join(f"{text[left:start]}|".split())[:-1][-REACH:]
    behind = " ".join(f"|{text[end:right]}".split())[1:][:REACH]
    return Quoted(surface, f"{before}{surface}{behind}".rstrip(), len(before))


def places(text: str, quoted: Quoted) -> list[tuple[int, int]]:
    """Where the words stand in a text within the same sentence, whatever its line breaks: first and past the last.

    >>> places("Rain. Talks in  Istanbul went on.", Quoted("Istanbul", "Talks in Istanbul went on.", 9))
    [(16, 24)]
    """
    stop = quoted.at + len(quoted.surface)
    parts = quoted.sentence[: quoted.at], quoted.surface, quoted.sentence[stop:]
    before, surface, behind = (r"\s+".join(map(re.escape, part.split(" "))) for part in parts)
    return [match.span(1) for match in re.finditer(f"(?={before}({surface}){behind})", text)]
