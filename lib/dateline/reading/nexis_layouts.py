"""One article of a Nexis export, in either layout ▶ its fields and its text, or why the two cannot be told apart."""

import re
from collections.abc import Iterator
from itertools import dropwhile, groupby

from dateline.reading.exports import dated
from dateline.reading.nexis_fields import (
    HEAD_KEYS,
    KEY,
    RIGHTS,
    TAIL_KEYS,
    Found,
    finished,
    is_measure,
    key_of,
    refusal,
    value_of,
)

START = re.compile(
    r"(?:FOCUS - )?\d{1,7} (?:of|OF) \d{1,7} DOCUMENTS?|Dokument \d{1,7} von \d{1,7}|Document \d{1,7} de \d{1,7}"
)
BODY = ("body", "text", "corps", "corps du texte", "texte", "volltext")
END = ("end of document", "ende des dokuments", "dokumentende", "fin du document", "fin de document")
_AFTER = ("graphic", "grafik", "graphique", "illustration", "classification", "klassifikation", "classement", "notes",
          "correction", "berichtigung", "load-date")  # fmt: skip
LONGEST_HEAD = 12
"""Blocks of a head among which its LENGTH is looked for."""
MOST_LINES = 60
"""Lines of a head among which its date is looked for."""
Block = list[str]


# the older layout


def counted(lines: list[str]) -> Iterator[tuple[list[str], bool]]:
    """What stands between lines like "3 of 40 DOCUMENTS", and whether another such line ends it."""
    starts = [at for at, line in enumerate(lines) if START.fullmatch(line)]
    cover = lines[: starts[0]]
    if any(TAIL_KEYS.get(key_of(line, capitals=True) or "") in ("language", "loaded") for line in cover):
        yield cover, True  # the end of an article whose start is missing
    for at, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield lines[at + 1 : end], end < len(lines)


def read_counted(lines: list[str], *, closed: bool, wrapped: bool) -> Found:
    """An article of the older layout; `closed` when another follows it, `wrapped` when lines are no paragraphs.

    Raises `Damaged` for one whose text cannot be told from its fields.
    """
    parts = [list(group) for filled, group in groupby(lines, bool) if filled]
    parts = list(dropwhile(lambda part: RIGHTS.match(part[0]), parts))
    first = next((at for at, part in enumerate(parts) if key_of(part[0], capitals=True) in HEAD_KEYS), len(parts))
    start, found = _head(parts, first)
    if start is None or first > LONGEST_HEAD:
        raise refusal("no line like LENGTH: tells where its text begins", lines)
    end = _tail(parts, start)
    if end == len(parts) and not closed:
        raise refusal("it breaks off: nothing ends its text", lines)
    if start == end:
        raise refusal("no text stands between its head and its end", lines)
    body = ([" ".join(part)] if wrapped else part for part in parts[start:end])
    found["text"] = "\n".join(line for part in body for line in part)
    for part in parts[end:]:
        if TAIL_KEYS.get(key_of(part[0], capitals=True) or "") == "language":
            found.setdefault("language", value_of(" ".join(part)))
    return finished(found) | {name: text for name, text in _top(parts[:first]).items() if not found.get(name)}


def _head(parts: list[Block], first: int) -> tuple[int | None, Found]:
    """Where the text begins, after the fields above it; null where no field tells."""
    found: Found = {}
    at: int | None = None
    keys = [key_of(part[0], capitals=True) for part in parts[first : first + LONGEST_HEAD]]
    lengths = (i for i, key in enumerate(keys) if HEAD_KEYS.get(key or "") == "length")
    last = next((i for i in lengths if is_measure(" ".join(parts[first + i]))), -1)
    for i, key in enumerate(keys):
        if key not in HEAD_KEYS:
            if i > last:
                break
            if key is None and "title" not in found:
                found.setdefault("between", " ".join(parts[first + i]))
            continue
        at = first + i + 1
        field, value = HEAD_KEYS[key], value_of(" ".join(parts[first + i]))
        if field == "body":
            if value:
                at -= 1
                parts[at] = [value_of(parts[at][0]), *parts[at][1:]] if value_of(parts[at][0]) else parts[at][1:]
            break
        if field and value:
            found.setdefault(field, value)
    return at, found


def _tail(parts: list[Block], start: int) -> int:
    """Where the text ends: before the run of fields and rights that closes the article."""
    end = len(parts)
    while end > start:
        key = key_of(parts[end - 1][0], capitals=True)
        if key in TAIL_KEYS or RIGHTS.match(parts[end - 1][0]):
            end -= 1
            continue
        match = KEY.match(parts[end - 1][0][:60])
        if match and match[1] == match[1].upper() and end < len(parts):
            end -= 1  # a field we do not know, among those we do
            continue
        before = range(end - 2, max(start - 1, end - 6), -1)
        longer = [at for at in before if TAIL_KEYS.get(key_of(parts[at][0], capitals=True) or "") == "long"]
        if not longer or end == len(parts):
            break
        end = longer[0]
    while end < len(parts) and not (key_of(parts[end][0], capitals=True) in TAIL_KEYS or RIGHTS.match(parts[end][0])):
        end += 1
    return end


def _top(parts: list[Block]) -> Found:
    """Outlet, date and title, which stand above the fields without names."""
    flat = [(at, line) for at, part in enumerate(parts) for line in part][:MOST_LINES]
    day = next(((at, place) for place, (at, line) in enumerate(flat) if dated(line)), None)
    if day is None:
        below, outlet, date = parts[1:], parts[0] if parts else [], None
    else:
        at, place = day
        outlet = [line for block, line in flat[:place] if block == flat[0][0]]
        below, date = parts[at + 1 :], dated(flat[place][1])
    return {
        "outlet": " ".join(outlet), "published": date or "", "title": " ".join(below[0]) if below else "",
    }  # fmt: skip


# the newer layout


def ended(lines: list[str]) -> Iterator[list[str]]:
    """What stands before each line End of Document, that line with it; what follows the last if it is an article's."""
    at = 0
    for end, line in enumerate(lines):
        if line.lower() in END:
            if any(lines[at:end]):
                yield lines[at : end + 1]
            at = end + 1
    rest = lines[at:]
    if any(line.lower() in BODY for line in rest) or (at and sum(len(line.split()) for line in rest) >= 40):
        yield rest


def read_ended(lines: list[str]) -> Found:
    """An article of the newer layout; raises `Damaged` for one whose text cannot be told from its fields."""
    start = next((at for at, line in enumerate(lines) if line.lower() in BODY), None)
    if start is None:
        raise refusal("no line Body tells where its text begins", lines)
    if lines[-1].lower() not in END:
        raise refusal("it breaks off: no line End of Document", lines[max(0, start - 8) :])
    again = next((at for at in range(start + 1, len(lines)) if lines[at].lower() in BODY), start)
    if any(HEAD_KEYS.get(key_of(line) or "") == "length" and is_measure(line) for line in lines[start:again]):
        raise refusal("two articles run together, with no line End of Document between", lines[max(0, start - 8) :])
    head, rest = lines[:start], lines[start + 1 : -1]
    end = _close(rest)
    found = _named(head)
    found["text"] = "\n".join(line for line in rest[:end] if line)
    if not found["text"]:
        raise refusal("no text stands after its line Body", head[-8:])
    for line in rest[end:]:
        if TAIL_KEYS.get(key_of(line) or "") == "language":
            found.setdefault("language", value_of(line))
    return finished(found)


def _close(lines: list[str]) -> int:
    """Where the text ends: at a heading like Graphic before an empty line, or before the last run of fields."""
    end = len(lines)
    while end and (not lines[end - 1] or RIGHTS.match(lines[end - 1]) or _is_last(lines[end - 1])):
        end -= 1
    fields = any(map(_is_last, lines[end:]))
    for at, line in enumerate(lines[:end]):
        above, below = at and lines[at - 1], at + 1 < len(lines) and lines[at + 1]
        if line.lower() in _AFTER and not below and (fields or not above):
            return at
    return end


def _is_last(line: str) -> bool:
    key = key_of(line)
    return key in TAIL_KEYS and key != "update"  # which begins paragraphs of live reports too


def _named(head: list[str]) -> Found:
    """The fields above the text; a cover page may stand before them, so the last date tells where they begin."""
    found: Found = {}
    day = next(
        (
            at
            for at in range(len(head) - 1, max(-1, len(head) - MOST_LINES), -1)
            if not key_of(head[at]) and dated(head[at])
        ),
        None,
    )
    if day is None:
        keyed = (at for at, line in enumerate(head) if HEAD_KEYS.get(key_of(line) or "") or RIGHTS.match(line))
        _, run = _run(head, next(keyed, len(head)))
        found["title"], found["outlet"] = (run[0] if run else ""), (run[1] if len(run) > 1 else "")
        day = 0
    else:
        start, run = _run(head, day)
        found["published"] = dated(head[day]) or ""
        found["outlet"], found["title"] = (run[-1] if run else ""), " ".join(run[:-1])
        if len(run) == 1:  # its lines are set apart
            _, above = _run(head, start)
            found["title"] = above[0] if len(above) == 1 and "Content Type: " not in above[0] else ""
    for line in head[day:]:
        field = HEAD_KEYS.get(key_of(line) or "")
        if field and value_of(line):
            found.setdefault(field, value_of(line))
    return found


def _run(lines: list[str], end: int) -> tuple[int, list[str]]:
    """The filled lines just before a place, past empty ones, and where they begin."""
    while end and not lines[end - 1]:
        end -= 1
    start = end
    while start and lines[start - 1]:
        start -= 1
    return start, lines[start:end]
