"""Boilerplate inside a line: texts whose line breaks were lost carry share bars and links between their sentences."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from dateline.cleaning import repeats
from dateline.cleaning.credits import agency_credit

LOST = 1200
"""Characters from which a line is taken for several paragraphs whose breaks were lost."""
CHUNK = range(5, 500)
"""Characters of a sentence whose repetition is looked at."""
BRIEF = 20
"""Characters under which a sentence goes only beside another that goes: "Learn more." """
WITNESSES, OFTEN = 3, 0.05
"""Articles of an outlet that have a sentence which speaks of the outlet itself; and the share that have any other."""
_BAR = (
    r"(?:Send|Share|Tweet|Facebook|Twitter|Google\+|Google Plus|WhatsApp|Whatsapp|Tumblr|[Ll]inked[Ii]n|[Ss]tumble"
    r"(?:[Uu]pon)?|[Dd]igg|[Rr]eddit|Newsvine|Pinterest|Telegram|Flipboard|Messenger|E-?mail|Print|Xing|VKontakte)"
)
_FORMS: dict[str, dict[tuple[str, ...], str]] = {
    "share bar": {
        ("Facebook Twitter", "Twitter Facebook", "Facebook | Twitter", "Share Tweet", "Tweet Share", "Share Facebook",
         "Twitter WhatsApp", "Twitter LinkedIn", "Twitter Pinterest", "Twitter Google", "Whatsapp Tumblr"):
            rf"(?<!\w){_BAR}(?:[ |,·•]{{1,3}}{_BAR}){{3,20}}(?: Permalink)?"
            r"(?: https?://\S{1,200}(?: /\w{3,8}\b)?)?(?!\w| [a-zà-ÿ(])",
        ("Facebook Twitter Pinterest",): r"^Facebook Twitter Pinterest(?= [A-Z])",
        ("Share this",):
            r"(?<!\w)Share this (?:slide:|with(?= (?:Media|Image|Facebook|Copy))|(?:story|article) on \w+)",
        ("or Share this story",): r"Read or Share this story: https?://\S{1,200}",
    },
    "player": {
        ("Media playback",):
            r"Media playback is (?:unsupported|not supported) on (?:your|this) device\b\.?"
            r"(?: Media caption(?= [A-Z]))?",
    },
    "credit": {
        ("Image copyright", "Image source"):
            r"Image (?:copyright|source) (?:(?:Getty Images|Reuters|AFP|EPA|PA|AP|BBC|Thinkstock|Science Photo Library"
            r"|iStock)(?:/(?=\w))?){1,3}(?=\s|$)(?: Image caption(?= [A-Z]))?",
    },
    "advertisement": {
        ("Advertisement", "Story Continue", "Story continue"):
            r"(?<=[.!?”\"] )(?:Advertisement(?: Advertisement){0,4}"
            r"|Story [Cc]ontinue[sd]? [Bb]elow(?: [Aa]dvertisement)?)(?= [A-Z“\"])",
    },
}  # fmt: skip
_KNOWN = [(reason, marks, re.compile(form)) for reason, forms in _FORMS.items() for marks, form in forms.items()]
_LINKS = ("READ MORE", "READ ALSO", "SEE ALSO", "ALSO READ", "RELATED:", "OPINION:", "WATCH:")
_MARKED = "|".join(re.escape(mark) for mark in (*(mark for _, marks, _ in _KNOWN for mark in marks), *_LINKS))
"""One of these stands in every line that has a span of a known form."""
_LINK = re.compile(
    r"(?:(?<=^)|(?<=[.!?\"”’')-] )|(?<=[.!?\"”’')-]  ))"
    r"(?P<link>READ MORE|READ ALSO|SEE ALSO|ALSO READ|RELATED|OPINION|WATCH)\s?:[ -]{0,3}(?=[^\s#@h])"
)
_END = re.compile(r"[.!?…][\"'”’»)\]]{0,2}\s+")
_OWN = re.compile(
    r"newsletter|\b(?:subscribe|sign up|follow us|contact us|e-?mail us|download|inbox)\b|follow @|click here"
    r"|learn more|necessarily reflect|views expressed|is not responsible|all rights reserved|copyright|https?://|www\.|\w@\w"
    r"|share this|\bon (?:facebook|twitter|instagram)\b",
    re.IGNORECASE,
)
_SMALL = frozenset("A An The In On At As But And He She It They We I This That By For From If So No".split())


class Span(NamedTuple):
    """Characters `start` to `end` of a line, and why they go."""

    start: int
    end: int
    reason: str


def find(lines: pl.DataFrame, outlets: Sequence[str]) -> dict[int, dict[int, list[Span]]]:
    """Spans to take out, by text and line: forms that are known, links to other articles, and sentences that the outlet
    repeats. Takes article (a number, in order) and line. None begins or ends inside a sentence of the body.

    >>> bar = "It rained. Send Facebook Twitter Google+ Whatsapp Tumblr Then it stopped."
    >>> find(pl.DataFrame({"article": [0], "line": [bar]}), ["X"])
    {0: {0: [Span(start=11, end=56, reason='share bar')]}}
    """
    found: dict[tuple[int, int], list[Span]] = {}
    marked = _marked(lines)
    if not marked:
        return {}
    for text, number, line in marked:
        found[text, number] = [
            Span(*match.span(), reason)
            for reason, marks, form in _KNOWN
            if any(mark in line for mark in marks)
            for match in form.finditer(line)
        ]
    for text, number, span in _links(marked, outlets):
        found[text, number].append(span)
    for text, number, span in _repeated(marked, outlets):
        found[text, number].append(span)
    merged: dict[int, dict[int, list[Span]]] = {}
    for (text, number), several in found.items():
        if several:
            merged.setdefault(text, {})[number] = _merged(several)
    return merged


def cut(line: str, spans: Sequence[Span]) -> tuple[str, list[tuple[str, str]]]:
    """What is left of a line, and the pieces taken out with their reasons.

    >>> cut("It rained. Share this. It stopped.", [Span(11, 22, "share bar")])
    ('It rained. It stopped.', [('share bar', 'Share this.')])
    """
    left, removed, at = [], [], 0
    for start, end, reason in spans:
        left.append(line[at:start].strip())
        removed.append((reason, line[start:end].strip()))
        at = end
    left.append(line[at:].strip())
    return " ".join(piece for piece in left if piece), [piece for piece in removed if piece[1]]


def _marked(lines: pl.DataFrame) -> list[tuple[int, int, str]]:
    """The lines that may have spans: text, line, and what it says."""
    number = pl.int_range(pl.len()).over("article")
    marked = pl.col("line").str.contains(_MARKED) | (pl.col("line").str.len_chars() > LOST)
    return lines.select("article", number.alias("number"), "line").filter(marked).rows()


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Spans in order; those that overlap become one, under the first one's reason."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = merged[-1]._replace(end=max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _links(marked: Sequence[tuple[int, int, str]], outlets: Sequence[str]) -> Iterator[tuple[int, int, Span]]:
    """`READ MORE:` with the headline behind it where two articles of the outlet show where that ends, else alone."""
    links = [
        (text, number, line, match)
        for text, number, line in marked
        if any(mark.rstrip(":") in line for mark in _LINKS)
        for match in _LINK.finditer(line)
    ]
    often = Counter((outlets[text], match["link"]) for text, _, _, match in links)
    shown: dict[tuple[str, str], list[tuple[int, int, int, int]]] = {}
    for text, number, line, match in links:
        if often[outlets[text], match["link"]] >= WITNESSES or match["link"] == "READ MORE":
            after = line[match.end() : match.end() + 200]
            key = outlets[text], " ".join(after.split()[:3])
            shown.setdefault(key, []).append((text, number, *match.span()))
            yield text, number, Span(*match.span(), "related")
    lines = {(text, number): line for text, number, line in marked}
    for places in shown.values():
        rests = {lines[text, number][end : end + 200] for text, number, _, end in places}
        if len(rests) > 1 and (length := _headline(sorted(rests))):
            for text, number, start, end in places:
                yield text, number, Span(start, end + length, "related")


def _headline(rests: Sequence[str]) -> int:
    """How many characters the texts begin with in common, up to where a new sentence begins in each of them."""
    words: list[str] = []
    for several in zip(*(rest.split(" ") for rest in rests), strict=False):
        if len(set(several)) > 1:
            break
        words.append(several[0])
    while words and words[-1] in _SMALL:
        words = words[:-1]
    length = len(" ".join(words))
    starts = [rest[length:].lstrip()[:1] for rest in rests]
    fresh = all(start.isupper() or start in "\"“‘'«" for start in starts)
    return length if len(words) >= 3 and fresh and not any(rest[:length].endswith((",", ":")) for rest in rests) else 0


def sentences(line: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a line begin and end."""
    begin = 0
    for match in _END.finditer(line):
        following = line[match.end() : match.end() + 2].lstrip("\"'“‘„«([-")
        if following[:1].isupper() or following[:1].isdigit():
            yield begin, match.end()
            begin = match.end()
    yield begin, len(line)


def _repeated(marked: Sequence[tuple[int, int, str]], outlets: Sequence[str]) -> Iterator[tuple[int, int, Span]]:
    """Whole sentences of long lines that other articles of the outlet have too."""
    long = [(text, number, line) for text, number, line in marked if len(line) > LOST]
    texts_of = Counter(outlets[text] for text in {text for text, _, _ in long})
    chunks = [
        (text, number, start, end, line[start:end].strip())
        for text, number, line in long
        if texts_of[outlets[text]] >= WITNESSES
        for start, end in sentences(line)
        if end - start in CHUNK
    ]
    if not chunks:
        return
    lines = pl.DataFrame({"article": [text for text, *_ in chunks], "line": [chunk for *_, chunk in chunks]})
    counts = repeats.count(lines, outlets, most=10**6)
    others = counts.select("same", "siblings").rows()
    gone = [
        same + 1 >= WITNESSES and same + 1 >= _needed(chunk, siblings) and agency_credit([chunk]) is None
        for (*_, chunk), (same, siblings) in zip(chunks, others, strict=True)
    ]
    for place, ((text, number, start, end, chunk), (same, _)) in enumerate(zip(chunks, others, strict=True)):
        near = [beside for beside in (place - 1, place + 1) if 0 <= beside < len(chunks)]
        beside = any(gone[n] and chunks[n][:2] == (text, number) for n in near)
        if gone[place] or (len(chunk) < BRIEF and same + 1 >= WITNESSES and beside):
            yield text, number, Span(start, end, "repeated across the outlet")


def _needed(chunk: str, siblings: float) -> float:
    """In how many articles a sentence must stand to be the outlet's own."""
    if len(chunk) < BRIEF:
        return math.inf
    return WITNESSES if _OWN.search(chunk) else max(10 * WITNESSES, OFTEN * (siblings + 1))
