"""What the controls show: the state of an explorer in words and values that HTML's own controls take."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dateline.counting import PER
from dateline.explorer.asked import Asked, days_said
from dateline.queries import Saved
from dateline.trends import PERIODS

CHOICES: dict[str, list[list[str]]] = {
    "every": [[name, word] for name, word in PERIODS.items()],
    "unit": [["story", "stories"], ["article", "articles"], ["mention", "mentions"]],
    "measure": [["share", "share"], ["count", "count"]],
    "prominent": [["any", "anywhere"], ["lead", "title and first 100 words"]],
    "shared": [["in", "counted"], ["out", "left out"]],
    "words": [["on", "shown"], ["off", "not shown"]],
}
"""What may be chosen from lists, each with its word."""


def values(asked: Asked, outlets: Sequence[str], saved: Sequence[Saved], bounds: Sequence[str]) -> dict[str, Any]:
    """The controls' values; `outlets`, `saved` queries and `bounds` (first and last day) are what there is."""
    narrowed = f", in texts that also name {asked.place}" if asked.place else ""
    return {
        "queries": [{"label": query.label, "said": query.said} for query in asked.queries],
        "active": asked.active, "text": asked.query.text, "said": f"Searched for {asked.query.said}{narrowed}",
        "outlets": asked.outlets and list(asked.outlets), "every": asked.every, "unit": asked.unit,
        "measure": asked.measure, "prominent": "lead" if asked.prominent else "any",
        "shared": "in" if asked.shared else "out", "words": "on" if asked.words else "off",
        "place": asked.place, "bounds": list(bounds),
        "between": _days(asked.between), "brush": _days(asked.brush), "titles": _titles(asked),
        "options": {**CHOICES, "outlets": list(outlets), "saved": [[query.name, query.label] for query in saved]},
    }  # fmt: skip


def _days(days: tuple[date, date] | None) -> list[str] | None:
    return days and [day.isoformat() for day in days]


def _titles(asked: Asked) -> dict[str, str]:
    """The titles of the views."""
    unit = {"story": "stories", "article": "articles", "mention": "mentions"}[asked.unit]
    where = narrowed(asked)
    name = (asked.query.label if len(asked.queries) == 1 else "each query") + where
    if asked.unit == "mention":
        rate = f", in {PER:,} words of the texts collected" if where else f" in {PER:,} words"
        what = f"Mentions of {name}" + (rate if asked.measure == "share" else "")
    else:
        what = f"{'Share of' if asked.measure == 'share' else 'Number of'} {unit} that name {name}"
    return {
        "timeline": f"{what}, by {PERIODS[asked.every]}",
        "strip": f"{'Words' if asked.unit == 'mention' else 'Texts'} collected",
        "dots": f"By outlet, {days_said(asked.span)}",
        "map": f"Places in stories that name {asked.query.label}{narrowed(asked.but(unit='story'))}",
    }


def narrowed(asked: Asked) -> str:
    """Which hits count, as it follows a query's label: those in title or first 100 words, or beside a place.

    >>> from dateline.explorer.asked import ask
    >>> narrowed(ask("grain", prominent=True, place="Odesa"))
    ' in title or first 100 words along with Odesa anywhere'
    """
    said = " in title or first 100 words" if asked.prominent else ""
    if not asked.place:
        return said
    if asked.unit == "mention":
        return f"{said} in texts that also name {asked.place}"
    return f"{said} along with {asked.place}{' anywhere' if asked.prominent else ''}"


def label(asked: Asked) -> str:
    """What figures call the hits of the active query that count."""
    return asked.query.label + narrowed(asked)
