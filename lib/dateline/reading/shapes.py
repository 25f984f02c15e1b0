"""What exports write that is no value of a record: their words for nothing, their stand-ins, their lists as text."""

import re

from dateline.reading import columns
from dateline.reading.source import Records

_STAND_INS = (
    "full text is unavailable",
    "only available in paid plan",
    "only available in professional",
    "only available in corporate",
    "[removed]",
)
"""How webz.io, newsdata.io and NewsAPI say that they withhold a text or a title."""
_STARTS = frozenset(start for word in _STAND_INS for start in (word[0], word[0].upper(), " "))
_CHARS = re.compile(r"\s*\[\+\d+ char(?:s|acters)\]\s*$")
_STRINGS = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_NAME = re.compile(r"['\"]name['\"]\s*:\s*(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")")
Column = list[str | None]


def settle(records: Records) -> Records:
    """The records with null where the export says there is nothing, and lists written as text taken apart.

    A column that holds nothing gives way to another of the same field.

    >>> from dateline.reading.source import Records
    >>> got = settle(Records({"title": ["Talks open", "nan"], "authors": ["['Ada Bell', 'Cem Dal']", "[]"]}, [1, 2]))
    >>> got.columns
    {'title': ['Talks open', None], 'authors': ['Ada Bell; Cem Dal', None]}
    """
    nulls = columns.NULLS
    told = {
        name: [None if value is None or (len(value) < 5 and value in nulls) else value for value in values]
        for name, values in records.columns.items()
    }
    folded = {columns.fold(name): name for name in reversed(told)}
    for field in ("title", "text"):
        for name in _named(field, folded):
            told[name] = [
                None if value and value[0] in _STARTS and _stands_in(value) else value for value in told[name]
            ]
    for field in ("authors", "outlet", "section"):
        for name in _named(field, folded):
            told[name] = [_unwritten(value) if value and value[0] in "[{" else value for value in told[name]]
    if {"url_to_image", "content"} <= folded.keys():
        name = folded["content"]
        told[name] = [None if value and _bereft(value) else value for value in told[name]]
    records.columns = columns.fuller(told)
    return records


def _named(field: str, folded: dict[str, str]) -> list[str]:
    return [folded[word] for word in columns.SYNONYMS[field].split() if word in folded]


def _stands_in(value: str) -> bool:
    return len(value) < 200 and value.lstrip().lower().startswith(_STAND_INS)


def _bereft(content: str) -> bool:
    """Whether NewsAPI left no more than the marks of a text: it drops every letter that is not Latin."""
    text = _CHARS.sub("", content)
    words, marks = re.findall(r"[^\W\d_]+", text), len(re.sub(r"\s+", "", text))
    return sum(map(len, words)) < marks * 0.35 or (len(words) < 5 and max(text, default="") < "\u3040")


def _unwritten(value: str) -> str | None:
    """A list or an object of Python or JSON, written as text, as `jsonish.as_text` has it."""
    if value[0] == "{":
        name = _NAME.search(value)
        return _plain(name) if name else value
    if not value.rstrip().endswith("]"):
        return value
    names = [_plain(name) for name in (_NAME if "{" in value else _STRINGS).finditer(value)]
    return "; ".join(name for name in names if name) or (None if not value.strip("[] ") else value)


def _plain(found: re.Match[str]) -> str:
    return re.sub(r"\\(.)", r"\1", found[1] or found[2] or "").strip()
