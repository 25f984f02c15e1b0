"""The furniture of a scraped article: which of its first lines is title, kicker, date line, byline or credit."""

import re
from functools import lru_cache

from dateline.reading import dates

_TIME = re.compile(r"\d{1,3}\s*-?\s*(?:min|mins|minutes?)\b(?:\s+read)?|reading time.{0,20}", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:By|by|BY|Words by|Written by|Story by|Haber:|Haber|Autorė?:|Tekstas:|Автор:|Von|Par|Por)\s+[^\W\d_].{1,78}"
)
_NAMES = re.compile(r"[^\W\d_][\w’'.-]+(?:\s[^\W\d_][\w’'.-]+){1,3}(?:\s(?:and|ve|ir|und|et|y|i)\s[^\W\d_][\w’'. -]+)?")
_CREDIT = re.compile(r"(?:file )?(?:photo(?:graph)?|image|picture|credit)s?(?: credit)?\s*(?:by\b|:).*", re.IGNORECASE)
_AGENCY_END = re.compile(r"\S.*\s/\s?(?:[A-Z]{2,10}|[A-Z][\w’'.&-]+(?:\s[A-Z][\w’'.&-]+){0,3})$")
_YEAR = re.compile(r"\d{4}")
_STOP = re.compile(r"[.!?…。！？．؟۔।։][\"'”’»)\]」』）】]*$")

_AND = ("and", "ve", "ir", "und", "et", "y", "i")
HEAD_LINES = 14
"""A head longer than this is not a head: longer lists of short lines are left to the body."""


def is_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, in any script.

    >>> is_sentence("They met on Monday."), is_sentence("両国は月曜日に会談した。"), is_sentence("Talks open")
    (True, True, False)
    """
    return bool(_STOP.search(line))


def is_date(line: str) -> bool:
    """Whether a whole line is one date, with or without a word like Published before it."""
    return len(line) <= 60 and _YEAR.search(line) is not None and dates.parse(line).precision != "none"


@lru_cache(maxsize=1024)
def furniture(line: str) -> str | None:
    """The kind of a line that says what it is by itself: reading time, date line, byline or credit; null for others.

    >>> [furniture(line) for line in ("2 min read", "June 2, 2025", "By Ada Bell", "Delegates arrive. / HA")]
    ['reading time', 'date line', 'byline', 'credit']
    """
    if _TIME.fullmatch(line):
        return "reading time"
    if is_date(line):
        return "date line"
    if _BYLINE.fullmatch(line) and len(line.split()) <= 9 and not is_sentence(line):
        return "byline"
    if ("/" in line and _AGENCY_END.match(line)) or _CREDIT.fullmatch(line):
        return "credit"
    return None


def label_head(lines: list[str]) -> dict[int, str]:
    """The lines of the head by number: title, repeated title, subtitle, kicker and `furniture`'s kinds.

    The head ends at the first line that reads as body: a sentence that is no credit. A first line alone, without
    a stop at its end and with text after it, is the title.
    """
    labels: dict[int, str] = {}
    loose: list[int] = []
    closed = _block_end(lines)
    for number, raw in enumerate(lines[: HEAD_LINES * 2]):
        line = raw.strip()
        if not line:
            continue
        kind = furniture(line)
        body = number > closed and is_sentence(line)
        if kind is None and (body or len(line) > 220 or len(labels) + len(loose) >= HEAD_LINES):
            break
        if kind is None:
            loose.append(number)
        else:
            labels[number] = kind
    title = _title(lines, loose, labels)
    if title is None:
        return labels if loose or labels else {}
    for number in [n for n in loose if n > title and _is_name(lines, n, labels)]:
        loose.remove(number)
        labels[number] = "byline"
    text, last = lines[title].strip(), max([title, *labels])
    repeats = [number for number in loose if number != title and lines[number].strip() == text]
    for number in loose:
        if number == title:
            labels[number] = "title"
        elif number in repeats:
            labels[number] = "repeated title"
        elif number < title and len(lines[number].split()) <= 4:
            labels[number] = "kicker"
        elif title < number < max([last, *repeats]):
            labels[number] = "subtitle"
    return labels


def _block_end(lines: list[str]) -> int:
    """The number of the last date line or reading time in the block before the first empty line; -1 if none.

    What stands above it is no body, though a title may end as a question does.
    """
    end = -1
    for number, raw in enumerate(lines[:HEAD_LINES]):
        line = raw.strip()
        if not line or len(line) > 160:
            break
        if furniture(line) in ("date line", "reading time"):
            end = number
    return end


def _is_name(lines: list[str], number: int, labels: dict[int, str]) -> bool:
    """Whether a line beside the date line is nothing but the names of one or two people."""
    line = lines[number].strip()
    beside = any(labels.get(near) == "date line" for near in (number - 1, number + 1))
    return beside and bool(_NAMES.fullmatch(line)) and all(word[0].isupper() or word in _AND for word in line.split())


def _title(lines: list[str], loose: list[int], labels: dict[int, str]) -> int | None:
    """The repeated line if there is one, else the first of three words or more, else the first not in capitals."""
    seen: dict[str, int] = {}
    for number in loose:
        text = lines[number].strip()
        if text in seen:
            return seen[text]
        seen[text] = number
    long = [number for number in loose if len(lines[number].split()) >= 3]
    small = [number for number in loose if not lines[number].isupper()]
    best = long or small or loose
    return best[0] if best and (len(lines) > 1 or labels) else None


def head(lines: list[str]) -> dict[str, str]:
    """The first line of each kind in the head.

    >>> head(["WORLD", "2 min read", "Talks open in Istanbul", "June 2, 2025", "", "They met on Monday."])
    {'reading time': '2 min read', 'date line': 'June 2, 2025', 'kicker': 'WORLD', 'title': 'Talks open in Istanbul'}
    """
    found: dict[str, str] = {}
    for number, kind in label_head(lines).items():
        found.setdefault(kind, lines[number].strip())
    return found
