"""Integrum's XLSX exports: their Russian headers, and a date and a time in two cells."""

import re
from collections.abc import Iterable

_NAMES = {
    "Источник": "outlet", "Дата": "published", "Заголовок": "title", "Анонс": "text",
    "Оригинал": "url", "Автор": "authors",
}  # fmt: skip
_CLOCK = re.compile(r"(\d{1,2}:\d\d)(?::\d\d)?")
_DAY = re.compile(r"(\d\d)\.(\d\d)\.(\d\d|\d{4})")
CENTURY = 70
"""Years of two digits from here on are of the 1900s: no text in Integrum is older."""


def is_header(header: Iterable[str]) -> bool:
    """Whether these are the names of an Integrum export's columns."""
    return {"Источник", "Дата", "Заголовок"} <= set(header)


def names(header: Iterable[str]) -> list[str]:
    """Their names as our fields.

    >>> names(["Источник", "Дата", "Время", "Заголовок"])
    ['outlet', 'published', 'Время', 'title']
    """
    return [_NAMES.get(name, name) for name in header]


def record(cells: dict[str, str]) -> dict[str, str | None]:
    """A row with its day and time of day in one.

    >>> record({"published": "12.06.25", "Время": "18:40", "title": "Ferries sail"})
    {'published': '2025-06-12 18:40', 'title': 'Ferries sail'}
    """
    found: dict[str, str | None] = dict(cells)
    day = _DAY.fullmatch(cells.get("published", "").strip())
    time = _CLOCK.fullmatch((found.pop("Время", None) or "").strip())
    if day:
        year = day[3] if len(day[3]) == 4 else f"{19 if int(day[3]) >= CENTURY else 20}{day[3]}"
        found["published"] = f"{year}-{day[2]}-{day[1]}"
    if time and found.get("published"):
        found["published"] = f"{found['published']} {time[1]}"
    return found
