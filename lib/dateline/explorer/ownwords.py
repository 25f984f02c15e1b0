"""An outlet that was picked ▶ the words it uses more often than the others, in the texts that are shown."""

from typing import Any

import polars as pl

from dateline.errors import DatelineError
from dateline.explorer.asked import Asked
from dateline.explorer.cube import Cube
from dateline.outlets import wording

MOST = 5_000
"""Texts in which words are counted at once: a few seconds."""
SHOWN = 12
"""Words that are listed."""


def of(cube: Cube, asked: Asked, outlet: str) -> dict[str, Any]:
    """The words as the view takes them: those of `outlets.wording.distinctive`, within the stories with a hit.

    Raises `DatelineError` when there are too many texts, and as it does.
    """
    within = texts(cube, asked)
    if within.height > MOST:
        raise DatelineError(f"words are counted in {MOST:,} texts at most; choose days or outlets to leave fewer")
    found = wording.distinctive(cube.corpus, outlet, within=within)
    rows = [
        {"term": row["term"], "said": f"{row['times']:.1f} times as often ({row['low']:.1f} to {row['high']:.1f}), "
         f"in {row['n']:,} of {row['total']:,} stories"}
        for row in found.filter(pl.col("left_out").is_null()).head(SHOWN).iter_rows(named=True)
    ]  # fmt: skip
    return {"outlet": outlet, "title": wording.finding(found, outlet), "rows": rows, "note": wording.left_out(found)}


def texts(cube: Cube, asked: Asked) -> pl.DataFrame:
    """The articles with a hit, copies too, of the outlets' stories that count on the days of the brush: article_id."""
    asked = asked.but(unit="story")
    units = cube.units(asked, "outlet").on(asked.span)
    found = units.within(cube.found(asked, asked.query, "outlet"))
    members = units.members().join(found, on="number", how="semi")
    return members.join(cube.counts(asked, asked.query), on="article_id", how="semi").select("article_id")
