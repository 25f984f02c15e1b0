"""Outlets side by side: a dot for the share, a bar for its interval, the counts beside them."""

from typing import Any

import polars as pl

from dateline import outlets, stats
from dateline.charts import languages, making, theme
from dateline.charts.claims import Claim
from dateline.charts.figure import Figure
from dateline.counting import rated
from dateline.frames import FEW, SHARES

ROW, STACKED = 30, 42
"""Height in px of a row; of one with its name above the marks."""
TOLD = 138
"""Width in px of the words beside the bracket."""
DOT, RING = 110, 300
"""Size of a dot, and of a ring around one, in square px."""
NEAR = 7
"""Px between a hollow and a filled dot under which the hollow one is drawn as a ring around it."""


def dots(
    shares: pl.DataFrame,
    *,
    title: str,
    subtitle: str,
    note: str,
    highlight: str | None = None,
    prominent: pl.DataFrame | None = None,
    claim: Claim | None = None,
    style: theme.Style = theme.HOUSE,
    receipts: pl.DataFrame | None = None,
) -> Figure:
    """Shares by group on an axis from zero, the largest first: a figure.

    Takes frames.SHARES. Five hits or more: dot and 95% bar. One to four: a grey dot, no bar. None: no dot, and how
    large the share can be at most. At the right the count and its total, and a bracket that says whether the leading
    two can be told apart (`outlets.leading`). `highlight` names the group drawn in another colour. `prominent`, shares
    of the same texts by hits in title and first 100 words (`search.prominent`), is a hollow dot, and a ring around the
    other where the two are alike. `claim`: what the headline claims (`charts.claims`). Shares of mentions are drawn as
    what they are: a rate per 10,000 words, without intervals and bracket. Raises `DatelineError` when a column is
    missing.
    """
    for name in ("group", "n", "total", "share", "low", "high"):
        SHARES.require(shares, name)
    data = shares.sort([pl.col("n") < FEW, "share", "group"], descending=[False, True, False])
    if prominent is not None:
        first = prominent.select("group", n_prominent="n", share_prominent="share")
        data = data.join(first, on="group", how="left", maintain_order="left")
    rate = rated(shares)
    rows = _rows(data, highlight, rate, style)
    pair = outlets.leading(shares)

    def draw(width: float, height: float | None, style: theme.Style) -> dict[str, Any]:
        return _Plot(rows, rate, width, height, style).layers(pair)

    words = theme.Words(title, subtitle, note, _alt(rows, pair, rate, style))
    return making.figure(draw, data, words, kind="dot plot", style=style, claim=claim, receipts=receipts)


def _rows(data: pl.DataFrame, highlight: str | None, rate: bool, style: theme.Style) -> list[dict[str, Any]]:
    """A row a group: its words, its numbers, and how much they allow to be drawn."""
    short = theme.short_names(data["group"])
    rows = []
    for row in data.iter_rows(named=True):
        n, group = row["n"], row["group"]
        first = row.get("share_prominent") if row.get("n_prominent") else None
        marks = "none" if not n else "few" if n < FEW or (row["low"] is None and not rate) else "enough"
        rows.append({
            "outlet": group, "name": short[group], "label": _label(n, row["total"], rate, style),
            "said": _said(row, marks, rate, style), "share": row["share"], "low": row["low"], "high": row["high"],
            "first": first, "n_first": row.get("n_prominent"), "marks": marks,
            "look": "accent" if group == highlight else "main",
        })  # fmt: skip
    return rows


def _label(n: int, total: int, rate: bool, style: theme.Style) -> str:
    """The count and its total."""
    if total == 0:
        return style.say("no texts")
    label = style.say("in words" if rate else "of", n=style.number(n), total=style.number(total))
    if n or rate:
        return label
    return style.say("none of", said=label, share=style.percent(stats.most_when_none(total)))


def _said(row: dict[str, Any], marks: str, rate: bool, style: theme.Style) -> str:
    """The share with its interval, as far as there is one."""
    if rate:
        return f"{style.number(row['share'] or 0, 1)} {style.say('per 10,000 words')}"
    if marks != "enough":
        return "" if row["share"] is None else style.percent(row["share"])
    ends = style.say("interval", low=style.percent(row["low"]), high=style.percent(row["high"]))
    return f"{style.percent(row['share'])} ({ends})"


class _Plot:
    """Where things stand, in px; every mark and word is placed by hand in one plot."""

    def __init__(
        self, rows: list[dict[str, Any]], rate: bool, width: float, height: float | None, style: theme.Style
    ) -> None:
        self.rows, self.rate, self.style = [dict(row) for row in rows], rate, style
        self.row: float = ROW if not style.narrow else STACKED
        if height is not None and rows:
            self.row = max(min((height - 60) / len(rows), 2.6 * self.row), 18)
        self.height = self.row * max(len(rows), 1)
        longest = max((theme.letters(row["label"], 13) for row in rows), default=0)
        self.left = 0 if style.narrow else max((theme.letters(row["name"], 14) for row in rows), default=0) * 1.06 + 10
        self.counts = 0 if style.narrow else longest + 16
        self.told = 0 if style.narrow or rate else TOLD
        self.width = max(width - self.left - self.counts - self.told, 120)
        ends = [(row["high"] if row["marks"] == "enough" else None) or row["share"] or 0 for row in rows]
        self.top = max([*ends, *(row["first"] or 0 for row in rows)], default=0.1) or 0.1
        for number, row in enumerate(self.rows):
            row["y"] = round(self.row * (number + 0.5) + (8 if style.narrow else 0), 1)
            away = abs((row["first"] or 0) - (row["share"] or 0)) / (self.top * 1.06) * self.width
            row["ring"] = RING if away < NEAR else DOT

    def _x(self, field: str = "share") -> dict[str, Any]:
        values, digits = languages.ticks(self.top * 1.06, 4 if self.style.narrow else 6)
        axis = self.style.axis(orient="top")
        if self.rate:
            axis |= {"values": values, "format": f",.{digits}f", "title": self.style.say("per 10,000 words")}
            axis |= {"titleAnchor": "start", "titleFontSize": 12}
        else:
            axis |= languages.axis_percent(self.style.locale, values, digits)
        scale = {"domain": [0, self.top * 1.06], "nice": False, "zero": True}
        return {"x": {"field": field, "type": "quantitative", "axis": axis, "scale": scale}}

    def _y(self) -> dict[str, Any]:
        scale = {"domain": [self.height, 0], "nice": False, "zero": False}
        return {"y": {"field": "y", "type": "quantitative", "axis": None, "scale": scale}}

    def _marks(self, mark: dict[str, Any], x: dict[str, Any], *kinds: str, some: str = "share") -> dict[str, Any]:
        rows = [row for row in self.rows if row["marks"] in kinds and row[some] is not None]
        titles = {
            "outlet": self.style.say("outlet"), "said": self.style.say("share"),
            "label": self.style.say("mentions" if self.rate else "texts"),
        }  # fmt: skip
        tip = [{"field": name, "type": "nominal", "title": title} for name, title in titles.items()]
        return {"data": {"values": rows}, "mark": mark, "encoding": {**x, **self._y(), "tooltip": tip}}

    def _look(self, pale: bool = False) -> dict[str, Any]:
        ends = ("accent_pale", "pale") if pale else ("accent", "main")
        chosen = {"test": "datum.look === 'accent'", "value": self.style[ends[0]]}
        return {"condition": chosen, "value": self.style[ends[1]]}

    def layers(self, pair: outlets.Difference | None) -> dict[str, Any]:
        """The whole plot as a layered chart."""
        style, x = self.style, self._x()
        bar = {"type": "rule", "strokeWidth": 8, "strokeCap": "round"}
        bars = self._marks(bar, self._x("low"), "enough", some="low")
        bars["encoding"] |= {"x2": {"field": "high"}, "color": self._look(pale=True)}
        hollow_look = {"type": "point", "filled": True, "fill": style["paper"], "strokeWidth": 2, "opacity": 1}
        hollow = self._marks(hollow_look, self._x("first"), "enough", some="first")
        hollow["encoding"]["stroke"] = self._look()
        hollow["encoding"]["size"] = {"field": "ring", "type": "quantitative", "scale": None, "legend": None}
        between = self._marks({"type": "rule", "strokeWidth": 1}, self._x("first"), "enough", some="first")
        between["encoding"] |= {"x2": {"field": "share"}, "color": self._look()}
        filled = self._marks({"type": "circle", "size": DOT, "opacity": 1}, x, "enough")
        filled["encoding"]["color"] = self._look()
        few_look = {"type": "point", "size": 70, "color": style["grey"], "filled": True, "opacity": 1}
        grey = self._marks(few_look, x, "few")
        zero = {"data": {"values": [{"share": 0}]}, "mark": {"type": "tick", "opacity": 0}, "encoding": x}  # the axis
        parts = [
            zero,
            bars,
            *([between, hollow] if hollow["data"]["values"] else []),
            filled,
            grey,
            *self._words(),
            *self._key(),
            *self._bracket(pair),
        ]
        return {"layer": parts, "width": self.width, "height": self.height}

    def _words(self) -> list[dict[str, Any]]:
        """Names at the left and counts at the right, or both above the marks where there is little room."""
        names = [{"text": row["name"], "y": row["y"]} for row in self.rows]
        counts = [{"text": row["label"], "y": row["y"]} for row in self.rows]
        lift = -16 if self.style.narrow else 0
        place = {"align": "left", "x": 0} if self.style.narrow else {"align": "right", "x": -10}
        side = {"align": "right", "x": self.width} if self.style.narrow else {"align": "left", "x": self.width + 12}
        soft = {"color": self.style["soft"], "fontSize": 13, "baseline": "middle", "dy": lift}
        clear = {"stroke": self.style["paper"], "strokeWidth": 4}  # of the lines of the axis
        under = [self.style.text(counts, self._y(), **soft, **side, **clear)] if self.style.narrow else []
        return [
            *under,
            self.style.text(names, self._y(), fontSize=14, baseline="middle", dy=lift, **place),
            self.style.text(counts, self._y(), **soft, **side),
        ]

    def _key(self) -> list[dict[str, Any]]:
        """What a hollow and a grey dot mean, where there are any."""
        main, grey = self.style["main"], self.style["grey"]
        needed: list[tuple[str, dict[str, Any]]] = []
        if any(row["first"] for row in self.rows):
            needed = [
                ("anywhere", {"size": 90, "fill": main, "stroke": main}),
                ("first", {"size": 80, "stroke": main, "strokeWidth": 2}),
            ]
        if any(row["marks"] == "few" for row in self.rows):
            needed.append(("few mentions" if self.rate else "few", {"size": 60, "fill": grey, "stroke": grey}))
        layers, at, line = [], 0.0, 0
        room = self.width + self.counts + self.told + self.left
        for kind, dot in needed:
            words = self.style.say(kind)
            wide = 16 + theme.letters(words, 12) + 22
            if at and at + wide > room:
                at, line = 0.0, line + 1
            down = self.height + 18 + 17 * line
            mark = {
                "type": "point",
                "fill": self.style["paper"],
                "opacity": 1,
                **dot,
                "x": at - self.left + 5,
                "y": down,
            }
            layers.append({"data": {"values": [{}]}, "mark": mark, "encoding": {}})
            layers.append(self.style.text([{"text": words}], {}, fontSize=12, x=at - self.left + 16, y=down,
                                          baseline="middle", color=self.style["soft"]))  # fmt: skip
            at += wide
        return layers

    def _bracket(self, pair: outlets.Difference | None) -> list[dict[str, Any]]:
        """What ties the leading two, and the difference between them in words."""
        if pair is None:
            return []
        lines = _apart(pair, self.style)
        if self.style.narrow:
            down = self.height + 14 + 17 * min(len(self._key()) // 2 + 1, 4)
            words = self.style.say("less", first=pair.first, second=pair.second, words=" ".join(lines))
            said = {"text": theme.wrap(words, 12, self.width)}
            return [self.style.text([said], {}, fontSize=12, x=0, y=down, lineHeight=15, color=self.style["ink"])]
        x, upper, lower = self.width + self.counts + 4, self.rows[0]["y"], self.rows[1]["y"]
        strokes = [(x, upper, x + 6, upper), (x + 6, upper, x + 6, lower), (x, lower, x + 6, lower)]
        drawn = [self.style.drawn("rule", *line, strokeWidth=1.2) for line in strokes]
        told = self.style.text(
            [{"text": lines}], {}, fontSize=12, lineHeight=15, color=self.style["ink"],
            x=x + 13, y=(upper + lower) / 2 - 7.5 * (len(lines) - 1), baseline="middle",
        )  # fmt: skip
        return [*drawn, told]


def _apart(pair: outlets.Difference, style: theme.Style) -> list[str]:
    """A difference in three lines: points, interval, and whether it can be told."""
    points, low, high = (style.number(100 * value).replace("-0", "0").replace("-", "−") for value in pair[2:])
    return [
        style.say("difference of one") if points == "1" else style.say("difference", points=points),
        style.say("ends", low=low, high=high),
        style.say("told apart" if pair.told_apart else "not told apart"),
    ]


def _alt(rows: list[dict[str, Any]], pair: outlets.Difference | None, rate: bool, style: theme.Style) -> str:
    def said(row: dict[str, Any]) -> str:
        words = f"{row['said']}; {row['label']}" if row["marks"] == "enough" or rate else row["label"]
        first = f"; {style.number(row['n_first'])} {style.say('first')}" if row["first"] else ""
        return f"{row['outlet']}: {words}{first}"

    told = [row["share"] for row in rows if row["marks"] == "enough"]
    between = ""
    if len(told) > 1:
        low, high = (style.number(x, 1) if rate else style.percent(x) for x in (min(told), max(told)))
        between = style.say("range", low=low, high=high) + " "
    words = " ".join(_apart(pair, style)) if pair else ""
    doubt = f" {style.say('less', first=pair.first, second=pair.second, words=words)}." if pair else ""
    return between + "; ".join(said(row) for row in rows) + "." + doubt
