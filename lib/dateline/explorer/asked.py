"""What a reader has asked for: queries, a part of the corpus, and how it is shown. A value that can be written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dateline import search
from dateline.counting import UNITS, Part
from dateline.errors import DatelineError, QueryError
from dateline.queries import Saved
from dateline.trends import PERIODS

MOST = 4
"""Queries that are shown at once, each in a colour of its own."""
MEASURES = ("share", "count")

Queries = str | Saved | Iterable[str | Saved] | Mapping[str, Saved]
"""One query or some, typed or saved; or what `dateline.saved` gives."""


@dataclass(frozen=True)
class Asked:
    """The state of an explorer.

    queries: one to four, of which `active` is the one that map and sentences follow. between: the days shown over time;
    brush: those of them that dots, map and sentences show. place: a place the texts name too, as `place:` takes it.
    words: whether those that go with the query are shown.
    The rest is as in `trends.shares` and `trends.attention`.
    """

    queries: tuple[Saved, ...]
    active: int = 0
    outlets: tuple[str, ...] | None = None
    between: tuple[date, date] | None = None
    brush: tuple[date, date] | None = None
    every: str = "1w"
    unit: str = "story"
    measure: str = "share"
    prominent: bool = False
    shared: bool = True
    place: str = ""
    words: bool = True

    def __post_init__(self) -> None:
        """Refuse what cannot be shown. Raises `DatelineError`, and `QueryError` for a query that is not understood."""
        if not 1 <= len(self.queries) <= MOST or not 0 <= self.active < len(self.queries):
            raise DatelineError(f"an explorer shows one to {MOST} queries, not {len(self.queries)}")
        if self.outlets == ():
            raise DatelineError("choose one outlet at least")
        for name, value, known in (("every", self.every, PERIODS), ("unit", self.unit, UNITS),
                                   ("measure", self.measure, MEASURES)):  # fmt: skip
            if value not in known:
                raise DatelineError(f"{name} is {', '.join(known)}, not {value!r}")
        for query in self.queries:
            search.parse(query.text)
        if self.place:
            search.parse(self.place_query)

    @property
    def query(self) -> Saved:
        """The query that map and sentences follow."""
        return self.queries[self.active]

    @property
    def place_query(self) -> str:
        """The place asked for, as a query."""
        plain = not any(mark in self.place for mark in '"():=')
        return f'place:"{self.place}"' if plain else f"place:{self.place}"

    @property
    def span(self) -> tuple[date, date] | None:
        """The days that dots, map and sentences show."""
        return self.brush or self.between

    @property
    def part(self) -> Part:
        """The part of the corpus, on all days."""
        return Part.of(self.outlets, shared=self.shared)

    @property
    def narrow(self) -> tuple[object, ...]:
        """What narrows the texts and the hits, days aside."""
        return self.part, self.prominent, self.place

    def but(self, **changes: Any) -> "Asked":  # noqa: ANN401  any of its fields
        """The same but for some fields; days may be written as text. Raises as making one does."""
        for name in ("between", "brush"):
            if name in changes:
                changes[name] = Part.of(between=changes[name]).between
        if changes.get("outlets") is not None:
            changes["outlets"] = tuple(sorted(set(changes["outlets"])))
        if "between" in changes and "brush" not in changes:
            changes["brush"] = None
        if "place" in changes:
            changes["place"] = " ".join(changes["place"].split())
        return replace(self, **changes)


def ask(queries: Queries, **more: Any) -> Asked:  # noqa: ANN401  the fields of Asked
    """What is asked for at the beginning. Raises `DatelineError` for more than four queries, or none."""
    listed = [queries] if isinstance(queries, str | Saved) else queries
    listed = listed.values() if isinstance(listed, Mapping) else listed
    made = tuple(typed(query) for query in listed)
    if not made:
        raise DatelineError(f"an explorer shows one to {MOST} queries, not none")
    between, brush = more.pop("between", None), more.pop("brush", None)
    return Asked(made, **more).but(outlets=more.get("outlets"), between=between, brush=brush)


def typed(query: str | Saved) -> Saved:
    """A query as one that is saved: its own words are its name. Raises `QueryError` for one without words.

    >>> typed("Odesa  AND grain").label
    'Odesa AND grain'
    """
    if isinstance(query, Saved):
        return query
    text = " ".join(query.split())
    if not text:
        raise QueryError("the query is empty")
    return Saved(text, text, text)


def plain(query: Saved) -> str | Saved:
    """A query as a corpus is asked for it: one that was typed is its words, so that decisions on it are found."""
    return query.text if (query.name, query.label, query.demonyms) == (query.text, query.text, False) else query


def days_said(span: Sequence[date] | None) -> str:
    """Days in words.

    >>> days_said((date(2025, 6, 2), date(2025, 6, 8)))
    '2 to 8 June 2025'
    """
    if span is None:
        return "all days"
    first, last = span
    if first == last:
        return f"{last.day} {last:%B %Y}"
    start = f"{first.day}" if (first.year, first.month) == (last.year, last.month) else f"{first.day} {first:%B}"
    return f"{start}{f' {first.year}' if first.year != last.year else ''} to {last.day} {last:%B %Y}"
