"""Who carries whose text: a cell for each two outlets; its row carries what its column had first."""

from typing import Any

import polars as pl

from dateline.charts import making, theme
from dateline.charts.claims import Claim
from dateline.charts.figure import Figure
from dateline.frames import CARRIED

ROW, NARROW = 30, 24
"""Height in px of a row, and of one on a phone."""


def carrying(
    carried: pl.DataFrame,
    *,
    title: str,
    subtitle: str,
    note: str,
    claim: Claim | None = None,
    style: theme.Style = theme.HOUSE,
    receipts: pl.DataFrame | None = None,
) -> Figure:
    """Stories that outlets carry and others had before: a figure, a table with shaded cells.

    Takes frames.CARRIED. A cell's number says how many stories of the row's outlet the column's had first; behind a
    plus stand those of one day, of which the order is not known. Outlets without a shared story are not drawn. Raises
    `DatelineError` when a column is missing.
    """
    for name in ("first", "second", "n", "undecided", "total"):
        CARRIED.require(carried, name)
    names = pl.concat([carried["first"], carried["second"]]).unique().sort().to_list()
    data = carried.select(*CARRIED.columns, group="second", place_id=pl.lit(None, pl.Int64), name="first")
    rows = [dict(row, label=_label(row, style)) for row in carried.iter_rows(named=True)]

    def draw(width: float, height: float | None, style: theme.Style) -> dict[str, Any]:
        return _cells(rows, names, width, height, style)

    said = "; ".join(
        style.say("carries", second=row["second"], first=row["first"], n=style.number(row["n"]),
                  more=style.number(row["undecided"])) for row in rows
    )  # fmt: skip
    words = theme.Words(title, subtitle, note, said + "." if said else "")
    return making.figure(draw, data, words, kind="matrix", style=style, claim=claim, receipts=receipts)


def _label(row: dict[str, Any], style: theme.Style) -> str:
    more = f"+{style.number(row['undecided'])}" if row["undecided"] else ""
    return style.number(row["n"]) + more if row["n"] or not more else more


def _cells(
    rows: list[dict[str, Any]], names: list[str], width: float, height: float | None, style: theme.Style
) -> dict[str, Any]:
    """The cells, their numbers, the names and what the numbers mean; every one placed by hand."""
    short = theme.short_names(names, 14 if style.narrow else 24)
    left = max((theme.letters(name, 13) for name in short.values()), default=0) * 1.06 + 10
    wide = min((width - left) / max(len(names), 1), 76)
    heads = max((theme.letters(name, 13) for name in short.values()), default=0) + 8
    room = None if height is None else max((height - heads - 40) / max(len(names), 1), 14)
    tall = min(room or ROW, 1.8 * ROW) if not style.narrow else NARROW
    across, down = wide * len(names), tall * len(names)
    at = {name: number for number, name in enumerate(names)}
    top = max([row["n"] for row in rows], default=1) or 1
    placed = [{**row, "x": wide * at[row["first"]] + 1, "x2": wide * (at[row["first"]] + 1) - 1,
               "y": tall * at[row["second"]] + 1, "y2": tall * (at[row["second"]] + 1) - 1,
               "look": 0.25 + 0.75 * row["n"] / top if row["n"] else 0} for row in rows]  # fmt: skip
    empty = [style.drawn("rect", wide * one + 1, tall * two + 1, wide * (one + 1) - 1, tall * (two + 1) - 1,
                         color=style["sand"]) for one in at.values() for two in at.values() if one != two]  # fmt: skip
    scale = {"domain": [0, across], "nice": False}
    upright = {"domain": [down, 0], "nice": False}

    def place(name: str, what: dict[str, Any]) -> dict[str, Any]:
        return {"field": name, "type": "quantitative", "axis": None, "scale": what}

    cells = {
        "data": {"values": placed}, "mark": {"type": "rect", "color": style["pale"]},
        "encoding": {
            "x": place("x", scale), "x2": {"field": "x2"}, "y": place("y", upright), "y2": {"field": "y2"},
            "opacity": {"field": "look", "type": "quantitative", "scale": None, "legend": None},
            "tooltip": [{"field": field, "type": "nominal", "title": style.say(phrase)}
                        for field, phrase in (("second", "carrier"), ("first", "had first"), ("label", "stories"))],
        },
    }  # fmt: skip
    soft = {"baseline": "middle", "fontSize": 13}
    numbers = style.text(
        [{"text": row["label"], "x": (row["x"] + row["x2"]) / 2, "y": (row["y"] + row["y2"]) / 2} for row in placed],
        {"x": place("x", scale), "y": place("y", upright)}, align="center", **soft,
    )  # fmt: skip
    side = [style.text([{"text": short[name] + " "}], {}, x=-10, y=tall * (number + 0.5), align="right", **soft)
            for number, name in enumerate(names)]  # fmt: skip
    turned = {"angle": -90} if heads - 2 > wide else {"align": "center"}
    above = [style.text([{"text": short[name] + " "}], {}, x=wide * (number + 0.5), y=-8, **turned, **soft)
             for number, name in enumerate(names)]  # fmt: skip
    key = style.text([{"text": theme.wrap(style.say("cells of pairs"), 12, width)}], {}, fontSize=12, lineHeight=15,
                     x=-left, y=down + 16, color=style["soft"])  # fmt: skip
    return {"layer": [*empty, cells, numbers, *side, *above, key], "width": across, "height": down}
