"""An outlet's own words: a dot for how many times as often it uses each, a bar for the interval, the stories beside."""

from typing import Any

import polars as pl

from dateline.charts import making, theme
from dateline.charts.claims import Claim
from dateline.charts.figure import Figure
from dateline.frames import DISTINCTIVE
from dateline.outlets import wording

ROW, STACKED = 27, 40
"""Height in px of a row; of one with its word above the marks."""
MOST = 15
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def words(
    distinctive: pl.DataFrame,
    *,
    title: str,
    subtitle: str,
    note: str,
    most: int = MOST,
    claim: Claim | None = None,
    style: theme.Style = theme.HOUSE,
    receipts: pl.DataFrame | None = None,
) -> Figure:
    """Words and phrases that an outlet uses more often than others, the surest first: a figure.

    Takes frames.DISTINCTIVE of one outlet; draws the first `most` that have no reason to be left out, on an axis of
    how many times as often, each step of it a multiple. Bar: the 95% interval; where it leaves the axis it ends in an
    arrow. At the right the outlet's stories with the word, and the others'. What is left out is said after the note.
    Raises `DatelineError` when a column is missing.
    """
    for name in ("outlet", "term", "n", "total", "n_others", "total_others", "times", "low", "high", "left_out"):
        DISTINCTIVE.require(distinctive, name)
    data = wording.shown(distinctive, most).select(
        "outlet", "n", "total", "n_others", "total_others", "times", "low", "high", "days",
        place_id=pl.lit(None, pl.Int64), name="term",
    )  # fmt: skip
    rows = [_row(row, style) for row in data.iter_rows(named=True)]

    def draw(width: float, height: float | None, style: theme.Style) -> dict[str, Any]:
        return _Plot(rows, width, height, style).layers()

    note = f"{wording.left_out(distinctive)}.\n{note}"
    said = theme.Words(title, subtitle, note, "; ".join(row["told"] for row in rows) + "." if rows else "")
    return making.figure(draw, data, said, kind="words", style=style, claim=claim, receipts=receipts)


def _row(row: dict[str, Any], style: theme.Style) -> dict[str, Any]:
    times, low, high = (style.number(row[name], 1) for name in ("times", "low", "high"))
    said = style.say("times", times=times, ends=style.say("interval", low=low, high=high))
    own = style.say("of", n=style.number(row["n"]), total=style.number(row["total"]))
    others = style.say("of", n=style.number(row["n_others"]), total=style.number(row["total_others"]))
    return {**row, "said": said, "own": own, "others": others,
            "told": f"{row['name']}: {said}; {own} {style.say('elsewhere', said=others)}"}  # fmt: skip


class _Plot:
    """Where things stand, in px."""

    def __init__(self, rows: list[dict[str, Any]], width: float, height: float | None, style: theme.Style) -> None:
        self.style = style
        self.row: float = STACKED if style.narrow else ROW
        if height is not None and rows:
            self.row = max(min((height - 60) / len(rows), 1.8 * self.row), 16)
        self.rows = [
            dict(row, y=round(self.row * (at + 0.5) + (9 if style.narrow else 0), 1)) for at, row in enumerate(rows)
        ]
        self.height = self.row * max(len(rows), 1)
        longest = max((theme.letters(row["name"], 14) for row in rows), default=0) * 1.06 + 10
        self.left = 0.0 if style.narrow else longest
        self.own = max((theme.letters(row["own"], 13) for row in rows), default=0) + 14
        self.others = max((theme.letters(row["others"], 13) for row in rows), default=0) + 14
        self.width = max(width - self.left - (10 if style.narrow else self.own + self.others), 120)  # an arrow's width
        most = max([row["times"] for row in rows], default=10)
        self.top = next((step for step in STEPS if step >= 1.5 * most), 1.5 * most)

    def _x(self, field: str) -> dict[str, Any]:
        steps = [step for step in STEPS if step <= self.top]
        if self.style.narrow and len(steps) > 5:
            steps = steps[::2] if len(steps) < 8 else steps[::3]
        axis = self.style.axis(orient="top", values=steps, format=",d", title=self.style.say("times as often"),
                               titleAnchor="start", titleFontSize=12, labelFlush=True)  # fmt: skip
        return {"x": {"field": field, "type": "quantitative", "axis": axis,
                      "scale": {"type": "log", "domain": [1, self.top], "nice": False, "clamp": True}}}  # fmt: skip

    def layers(self) -> dict[str, Any]:
        """The whole plot as a layered chart."""
        style = self.style
        y = {"y": {"field": "y", "type": "quantitative", "axis": None,
                   "scale": {"domain": [self.height, 0], "nice": False, "zero": False}}}  # fmt: skip
        titles = {"name": "word", "said": "times as often", "own": "stories", "others": "others"}
        tip = [{"field": name, "type": "nominal", "title": style.say(phrase)} for name, phrase in titles.items()]
        data = {"values": [{**row, "end": min(row["high"], self.top)} for row in self.rows]}
        bar = {"type": "rule", "strokeWidth": 7, "strokeCap": "butt", "color": style["pale"]}
        bars = {"data": data, "mark": bar, "encoding": {**self._x("low"), "x2": {"field": "end"}, **y, "tooltip": tip}}
        far = {
            "type": "point",
            "shape": "triangle-right",
            "filled": True,
            "size": 60,
            "opacity": 1,
            "color": style["pale"],
        }
        beyond = [row for row in self.rows if row["high"] > self.top]
        arrows = {"data": {"values": [{**row, "end": self.top} for row in beyond]}, "mark": far,
                  "encoding": {**self._x("end"), **y}}  # fmt: skip
        dot = {"type": "circle", "size": 100, "opacity": 1, "color": style["main"]}
        dots = {"data": data, "mark": dot, "encoding": {**self._x("times"), **y, "tooltip": tip}}
        once = style.drawn("rule", 0, 0, 0, self.height, color=style["soft"], strokeWidth=1)
        return {"layer": [once, bars, *([arrows] if beyond else []), dots, *self._words(y)],
                "width": self.width, "height": self.height}  # fmt: skip

    def _words(self, y: dict[str, Any]) -> list[dict[str, Any]]:
        """The words at the left and the counts at the right, or both above the marks where there is little room."""
        style, soft = self.style, {"color": self.style["soft"], "baseline": "middle"}
        names = [{"text": row["name"] + " ", "y": row["y"]} for row in self.rows]
        if style.narrow:
            counts = [
                {"text": f"{row['own']} {style.say('elsewhere', said=row['others'])}", "y": row["y"]}
                for row in self.rows
            ]
            return [
                style.text(names, y, fontSize=14, baseline="middle", dy=-17, x=4),
                style.text(counts, y, fontSize=12, dy=-17, x=self.width, align="right", **soft),
            ]
        columns = [("own", self.width + 10), ("others", self.width + 10 + self.own)]
        counted = [style.text([{"text": row[name], "y": row["y"]} for row in self.rows], y, x=at, **soft)
                   for name, at in columns]  # fmt: skip
        heads = [style.text([{"text": style.say(phrase)}] if self.rows else [], {}, fontSize=12, x=at, y=-16, **soft)
                 for phrase, (_, at) in zip(("its stories", "others"), columns, strict=True)]  # fmt: skip
        return [style.text(names, y, fontSize=14, baseline="middle", align="right", x=-10), *counted, *heads]
