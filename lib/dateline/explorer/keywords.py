"""The words of what is shown, as the view draws them: an outlet's own when one is picked, else what the query's are."""

from typing import Any

import polars as pl

from dateline.charts.words import STEPS
from dateline.errors import DatelineError
from dateline.explorer.asked import Asked, days_said
from dateline.explorer.controls import label
from dateline.explorer.cube import WORDS, Cube
from dateline.frames import DISTINCTIVE
from dateline.outlets import wording

AT_ONCE, MOST = 4_000, 20_000
"""Texts in which words are counted unasked, some 0.2 seconds; texts in which they are counted at all, a second or two.
"""


def shown(cube: Cube, asked: Asked, group: str | None, *, wanted: bool = False) -> dict[str, Any]:
    """The words, or why there are none; `wanted` when the reader asks for them though it takes a while."""
    if group is not None and asked.outlets == (group,):
        return without(asked, group, "No other outlet is shown, so no word can be told to be its own")
    many = cube.compared(asked, group)
    if many > (MOST if wanted else AT_ONCE):
        offer = many if many <= MOST else 0
        limit = "it takes a while to count words in so many" if offer else f"words are counted in {MOST:,} at most"
        said = f"These are {many:,} texts, and {limit}. Choose days or outlets to leave fewer"
        return {**without(asked, group, said), "offer": offer}
    try:
        found = cube.keywords(asked, group)
    except DatelineError:
        return without(asked, group, f"{group} has none of these stories")
    said = compared(group) if found["left_out"].null_count() else headline(found, asked, group)
    return _drawn(found, asked, group, said)


def without(asked: Asked, group: str | None, said: str) -> dict[str, Any]:
    """No words, and why."""
    return _drawn(DISTINCTIVE.empty(), asked, group, said)


def title(asked: Asked, group: str | None) -> str:
    """Whose words, in which texts."""
    when = days_said(asked.span)
    named = label(asked.but(unit="story"))
    return f"Words of {group} where it names {named}, {when}" if group else f"Words that go with {named}, {when}"


def headline(found: pl.DataFrame, asked: Asked, group: str | None) -> str:
    """What the words support, and no more."""
    return wording.finding(found, group) if group else wording.goes_with(found, label(asked.but(unit="story")))


def compared(group: str | None) -> str:
    """What the numbers are."""
    others = "the other outlets’ stories that name it" if group else "the other stories of these outlets and days"
    return f"How many times as often as in {others}"


def times(value: float) -> str:
    """How many times as often.

    >>> times(3.14), times(42.0)
    ('3.1 ×', '42 ×')
    """
    return f"{value:,.1f} ×" if value < 9.95 else f"{value:,.0f} ×"


def _drawn(found: pl.DataFrame, asked: Asked, group: str | None, said: str) -> dict[str, Any]:
    """Rows, axis, sentences and table of the first words."""
    words = wording.shown(found, WORDS)
    most = max([row["times"] for row in words.iter_rows(named=True)], default=5)
    top = next((step for step in STEPS if step >= 1.5 * most), 1.5 * most)
    rows = [
        {"y": number, "term": row["term"], "times": row["times"], "low": row["low"], "high": min(row["high"], top),
         "beyond": row["high"] > top, "said": times(row["times"]), "count": f"{row['n']:,} of {row['total']:,}",
         "tip": _tip(row)}
        for number, row in enumerate(words.iter_rows(named=True))
    ]  # fmt: skip
    cells = [list(row["tip"].values()) for row in rows]
    note = wording.left_out(found) if found.height else ""
    table = {
        "title": f"{title(asked, group)}, as a table", "note": note,
        "heads": ["word", "times as often, 95% interval", "stories", "others", "days"],
        "rows": [{"cells": cell, "name": cell[0], "pin": f'"{cell[0]}"'} for cell in cells],
    }  # fmt: skip
    return {"rows": rows, "top": top, "steps": [step for step in STEPS if step <= top], "said": said, "note": note,
            "offer": 0, "title": title(asked, group), "table": table}  # fmt: skip


def _tip(row: dict[str, Any]) -> dict[str, str]:
    """What is said of a word when it is pointed at."""
    return {
        "": row["term"], "times as often": f"{row['times']:,.1f} ({row['low']:,.1f} to {row['high']:,.1f})",
        "stories": f"{row['n']:,} of {row['total']:,}", "others": f"{row['n_others']:,} of {row['total_others']:,}",
        "days": f"{row['days']:,}",
    }  # fmt: skip
