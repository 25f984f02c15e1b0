"""Saved queries: what a desk means by a name, in a TOML file that can be argued about, tracked and translated."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline import search
from dateline.errors import QueryError

_KEYS: dict[str, type] = {"label": str, "find": list, "except": list, "without": list, "demonyms": bool, "note": str}


@dataclass(frozen=True)
class Saved:
    """A query with what it stands for.

    `text` is the query in search's language; with `demonyms` place: counts words for the people too; `note` says why it
    is asked in this way.
    """

    name: str
    label: str
    text: str
    demonyms: bool = False
    note: str = ""

    @property
    def said(self) -> str:
        """The query in words, and whether words for the people of its places count."""
        more = "" if not self.demonyms else ", words for their people too"
        return search.read_back(self.text) + more


def said(query: str | Saved) -> str:
    """A query in words, saved or typed.

    >>> said(Saved("lithuania", "Lithuania", "place:country=LT", demonyms=True))
    'any place in LT, words for their people too'
    """
    return query.said if isinstance(query, Saved) else search.read_back(query)


def saved(path: str | Path) -> dict[str, Saved]:
    """The queries of a file by name, in its order.

    Each is a table: `label` names it in charts; `find` lists variants and translations, of which any counts; a mention
    within one of `except` does not; articles with one of `without` are left out; `demonyms` and `note` as in `Saved`.
    Raises `QueryError`, naming file, query and place, for what is not understood.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "queries.toml"
    >>> lines = ['[turkiye]', 'find = ["Turkey", "Türkiye"]', 'except = ["Turkey, Texas"]']
    >>> _ = path.write_text("\\n".join(lines), "utf8")
    >>> saved(path)["turkiye"].text
    '("Turkey" OR "Türkiye") EXCEPT "Turkey, Texas"'
    """
    path = Path(path)
    try:
        tables = tomllib.loads(path.read_text("utf8"))
    except OSError as error:
        raise QueryError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise QueryError(f"{path} is not TOML: {error}") from error
    return {name: _one(path, name, table) for name, table in tables.items()}


def _one(path: Path, name: str, table: Any) -> Saved:  # noqa: ANN401  what stands in the file
    where = f"{path}: [{name}]"
    if not isinstance(table, dict) or not table.get("find"):
        raise QueryError(f'{where} needs find = ["a word", ...]')
    for key, value in table.items():
        kind = _KEYS.get(key)
        if kind is None:
            raise QueryError(f"{where} has no use for {key}; there are {', '.join(_KEYS)}")
        listed = value if isinstance(value, list) else []
        if not isinstance(value, kind) or not all(isinstance(part, str) for part in listed):
            raise QueryError(f"{where} {key} is a {'list of texts' if kind is list else kind.__name__}")
    text = _any(where, "find", table["find"])
    for key, operator in (("except", "EXCEPT"), ("without", "NOT")):
        if table.get(key):
            text = f"{text if key == 'except' else f'({text})'} {operator} {_any(where, key, table[key])}"
    search.parse(text)
    return Saved(name, table.get("label", name), text, table.get("demonyms", False), table.get("note", ""))


def _any(where: str, key: str, terms: list[str]) -> str:
    """Terms joined with OR; one with spaces and no quotes, brackets or colon is a phrase."""
    made = []
    for term in terms:
        plain = not any(mark in term for mark in '"():=*')
        asked = f'"{term}"' if plain else term
        try:
            search.parse(asked)
        except QueryError as error:
            raise QueryError(f"{where} {key}: {error}") from error
        made.append(asked if plain or " " not in term or term.startswith(("(", '"')) else f"({asked})")
    return made[0] if len(made) == 1 else f"({' OR '.join(made)})"
