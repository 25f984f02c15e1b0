"""What exports write that is no value of a record: their words for nothing, their stand-ins, their lists as text."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import polars as pl

from dateline.reading import columns, feeds
from dateline.reading.source import Records

_STAND_INS = (
    "full text is unavailable",
    "only available in paid plan",
    "only available in professional",
    "only available in corporate",
    "[removed]",
)
"""How webz.io, newsdata.io and NewsAPI say that they withhold a text or a title."""
_STAND_IN = r"(?i)\s*(?:" + "|".join(map(re.escape, _STAND_INS)) + ")"
_LISTED = r"[\[{]"
_KEYS = ("name", "title", "main", "original", "text", "$date", "$numberLong", "value", "url")
"""Where an object keeps what it would be as one string; "main" and "original" are the New York Times's."""
_CHARS = re.compile(r"\s*\[\+\d+ char(?:s|acters)\]\s*$")
_STRINGS = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_NAME = re.compile(r"['\"]name['\"]\s*:\s*(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")")


def settle(records: Records) -> Records:
    """The records with null where the export says there is nothing, and lists written as text taken apart.

    A column that holds nothing gives way to another of the same field.

    >>> from dateline.reading.source import Records
    >>> got = settle(Records({"title": ["Talks open", "nan"], "authors": ["['Ada Bell', 'Cem Dal']", "[]"]}, [1, 2]))
    >>> got.columns
    {'title': ['Talks open', None], 'authors': ['Ada Bell; Cem Dal', None]}
    """
    if records.table is not None:
        records.table = _settled(records.table)
        return records
    nulls = columns.NULLS
    told = {
        name: [None if value is None or (len(value) < 5 and value in nulls) else value for value in values]
        for name, values in records.columns.items()
    }
    for name, form, made in _rules(told):
        told[name] = [made(value) if value and form.match(value) else value for value in told[name]]
    for name in columns.overshadowed(told, lambda name: not any(told[name])):
        del told[name]
    records.columns = told
    return records


def _settled(table: pl.DataFrame) -> pl.DataFrame:
    """The same of a table that was read at once; only the values that a rule may change are looked at one by one."""
    said = pl.col(pl.String)
    table = table.with_columns(pl.when(said.is_in(list(columns.NULLS))).then(None).otherwise(said).name.keep())
    for name, form, made in _rules(table.columns):
        rows = table[name].str.contains(f"^(?:{form.pattern})").fill_null(value=False).arg_true()
        if len(rows):
            values = pl.Series([made(value) for value in table[name].gather(rows)], dtype=pl.String)
            table = table.with_columns(table[name].scatter(rows, values))
    return table.drop(columns.overshadowed(table.columns, lambda name: not (table[name].str.len_bytes() > 0).any()))


Rule = tuple[str, re.Pattern[str], Callable[[str], str | None]]


def _rules(names: Iterable[str]) -> list[Rule]:
    """What is made of the values of a column that begin with a form."""
    folded = {columns.fold(name): name for name in reversed(list(names))}

    def of(*fields: str) -> list[str]:
        words = [word for field in fields for word in columns.SYNONYMS[field].split()]
        return [folded[word] for word in words if word in folded]

    rules: list[Rule] = [(name, re.compile(_STAND_IN), _stand_in) for name in of("title", "text")]
    rules += [(name, re.compile(_LISTED), _unwritten) for name in of("authors", "outlet", "section")]
    if {"url_to_image", "content"} <= folded.keys():
        rules.append((folded["content"], re.compile(""), lambda value: None if _bereft(value) else value))
    return rules


def _stand_in(value: str) -> str | None:
    return None if len(value) < 200 else value


def _bereft(content: str) -> bool:
    """Whether NewsAPI left no more than the marks of a text: it drops every letter that is not Latin."""
    text = _CHARS.sub("", content)
    words, marks = re.findall(r"[^\W\d_]+", text), len(re.sub(r"\s+", "", text))
    return sum(map(len, words)) < marks * 0.35 or (len(words) < 5 and max(text, default="") < "\u3040")


def _unwritten(value: str) -> str | None:
    """A list or an object of Python or JSON, written as text, as `as_text` has it."""
    if value[0] == "{":
        name = _NAME.search(value)
        return _unescaped(name) if name else value
    if not value.rstrip().endswith("]"):
        return value
    names = [_unescaped(name) for name in (_NAME if "{" in value else _STRINGS).finditer(value)]
    return "; ".join(name for name in names if name) or (None if not value.strip("[] ") else value)


def _unescaped(found: re.Match[str]) -> str:
    return re.sub(r"\\(.)", r"\1", found[1] or found[2] or "").strip()


def as_text(value: Any) -> str | None:  # noqa: ANN401  any JSON value
    """A field's value as one string: the name of an object like {"id": 1, "name": "x"}, a list joined by "; ".

    >>> as_text([{"id": 1, "name": "Ada Bell"}, "Cem Dal"]), as_text({"rendered": "They met on <b>Monday</b>."})
    ('Ada Bell; Cem Dal', 'They met on Monday.')
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        if isinstance(value.get("rendered"), str):  # WordPress
            return plain(value["rendered"])
        return as_text(next((value[key] for key in _KEYS if value.get(key)), None))
    if isinstance(value, list):
        return "; ".join(part for part in map(as_text, value) if part) or None
    return json.dumps(value, default=str)


def plain(markup: str) -> str | None:
    """The words of a piece of HTML, its paragraphs one a line; null when it has none."""
    try:
        return feeds.plain(markup)
    except (ValueError, AssertionError):  # what lxml says of NULs, of a comment alone, of an XML declaration
        bare = re.sub(r"<!--.*?-->|<[!?][^>]*>|[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", markup, flags=re.DOTALL)
        return feeds.plain(f"<p>{bare}</p>")
