"""One group's shares over the texts collected, on given axes: what was not collected is hatched, never a zero."""

from datetime import date, datetime, timedelta
from typing import Any

from dateline.charts import languages, theme
from dateline.charts.annotations import Annotations
from dateline.charts.hatching import hatched

STRIP, LEFT = 46, 44
"""Height in px of the texts collected; width of the labels at the left."""


class Panel:
    """One group's shares over the texts collected, on given axes."""

    def __init__(  # noqa: D107  the class says it
        self, rows: list[dict[str, Any]], span: tuple[date, date], top: float, size: tuple[float, float],
        style: theme.Style, *, rate: bool = False, over: Annotations | None = None, name: str = "", first: bool = True,
        last: bool = True, most: int = 1,
    ) -> None:  # fmt: skip
        self.rows, self.span, (self.width, self.height), self.style, self.name = rows, span, size, style, name
        self.first, self.last, self.most, self.over = first, last, most, over or Annotations([], 0)
        self.rate = rate
        self.days = max((span[1] - span[0]).days, 1)
        free = self.height * (1 - min(self.over.depth / self.height, 0.55))
        self.ticks, self.digits = languages.ticks(
            top if rate else min(top, 1.0), 3 if name else max(min(int(free / 24), 6), 2)
        )
        self.top = top * self.height / free

    def drawn(self) -> dict[str, Any]:
        """The panel as a Vega-Lite chart."""
        ends = self._ends()
        layers = [self._across(), *self._gaps(), *self._points(), *ends, *self.over.layers]
        if self.name:
            cut = theme.short_names([self.name], max(int(self.width / 6.5), 8))[self.name]
            layers.append(self.style.text([{"text": cut}], {}, fontWeight="bold", y=-9, x=0, baseline="middle"))
        above = {"layer": layers, "width": self.width, "height": self.height}
        space = {"spacing": 8, "bounds": "flush"} if self.name else {"spacing": 14}
        return {"vconcat": [above, self._strip()], **space}

    def _x(self, field: str, axis: dict[str, Any] | None = None) -> dict[str, Any]:
        scale = {"type": "utc", "nice": False}
        return {"field": field, "type": "temporal", "scale": scale, "axis": axis, "title": None}

    def _across(self, axis: dict[str, Any] | None = None) -> dict[str, Any]:
        """Nothing to see: it alone says from when to when, for a mark with two ends says it in two ways."""
        first, last = (day.isoformat() for day in self.span)
        across = self._x("day", axis)
        across["scale"] |= {"domain": [first, last]}
        return {"data": {"values": [{"day": first}]}, "mark": {"type": "tick", "opacity": 0}, "encoding": {"x": across}}

    def _px(self, day: date) -> float:
        return (day - self.span[0]).days / self.days * self.width

    def _y(self, field: str = "share") -> dict[str, Any]:
        percent = languages.axis_percent(self.style.locale, self.ticks, self.digits)
        axis = self.style.axis(**({"values": self.ticks, "format": f",.{self.digits}f"} if self.rate else percent))
        axis |= {"minExtent": LEFT - 8, "maxExtent": LEFT - 8} if self.first else {"labels": False, "maxExtent": 0}
        scale = {"domain": [0, self.top], "nice": False}
        return {"field": field, "type": "quantitative", "axis": axis, "scale": scale, "title": None}

    def _gaps(self) -> list[dict[str, Any]]:
        """Bands of periods without data, run together: hatched, each with its word where there is room."""
        bands: list[dict[str, Any]] = []
        for row in self.rows:
            if row["look"] == "none":
                if bands and bands[-1]["to"] == row["from"]:
                    bands[-1]["to"] = row["to"]
                else:
                    bands.append({"from": row["from"], "to": row["to"]})
        lines, words = [], []
        for band in bands:
            left, right = (self._px(date.fromisoformat(band[end])) for end in ("from", "to"))
            band["text"] = self.style.say("not collected")
            wide = theme.letters(band["text"], 12) + 10
            if right - left > wide:
                words.append({"text": band["text"], "x": left + 5, "y": 11})
            elif self.height > wide and right - left > 15 and not self.name:
                words.append({"text": band["text"], "x": (left + right) / 2, "y": self.height - 6, "angle": 270})
            lines += [self._place(*stroke) for stroke in hatched(left, right, self.height)]
        fill = {"type": "rect", "color": self.style["sand"]}
        place = {"x": self._x("from"), "x2": {"field": "to"}}
        ground = {"data": {"values": bands}, "mark": fill, "encoding": place}
        stroke = {"type": "rule", "color": self.style["hatch"], "strokeWidth": 1, "clip": True}
        hatch = {
            "data": {"values": lines}, "mark": stroke,
            "encoding": {"x": self._x("x"), "y": self._y("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}},
        }  # fmt: skip
        said = []
        for word in words:
            halo = {"stroke": self.style["sand"], "strokeWidth": 4}
            for more in (halo, {}):
                at = {key: word[key] for key in ("x", "y", "angle") if key in word}
                said.append(
                    self.style.text([{"text": word["text"]}], {}, fontSize=12, baseline="middle",
                                    color=self.style["soft"], **at, **more)
                )  # fmt: skip
        return [ground, hatch, *said]

    def _place(self, x: float, y: float, x2: float, y2: float) -> dict[str, Any]:
        """A stroke from px to dates and shares."""

        def when(px: float) -> str:
            at = datetime.combine(self.span[0], datetime.min.time()) + timedelta(days=px / self.width * self.days)
            return at.isoformat(timespec="seconds") + "Z"

        def share(px: float) -> float:
            return round((1 - px / self.height) * self.top, 6)

        return {"x": when(x), "y": share(y), "x2": when(x2), "y2": share(y2)}

    def _points(self) -> list[dict[str, Any]]:
        style, small = self.style, 0.45 if self.name else 1
        said = {"said": "mentions", "rate": "per 10,000 words"} if self.rate else {"said": "texts", "rate": "share"}
        titles = {"day": "period", **said, "known": "status"}
        tip = [{"field": name, "type": "nominal", "title": style.say(phrase)} for name, phrase in titles.items()]
        place = {"x": self._x("middle"), "y": self._y(), "tooltip": tip}
        seen = [row for row in self.rows if row["total"]]
        sure = [row for row in seen if row["look"] in ("observed", "incomplete") and row["low"] is not None]
        line = {"type": "line", "strokeWidth": 1, "color": style["main"], "opacity": 0.55}
        runs = {"x": self._x("middle"), "y": self._y(), "detail": {"field": "run", "type": "nominal"}}
        joined = {"data": {"values": seen}, "mark": line, "encoding": runs}
        bar = {"type": "rule", "strokeWidth": 5 * small, "strokeCap": "round", "color": style["pale"]}
        bars = {"data": {"values": sure}, "mark": bar,
                "encoding": {**place, "y": self._y("low"), "y2": {"field": "high"}}}  # fmt: skip
        dot: dict[str, Any] = {"type": "point", "filled": True, "opacity": 1, "strokeWidth": 2 * small**0.5}
        looks = {
            "observed": {"size": 70 * small, "color": style["main"], **dot},
            "incomplete": {**dot, "size": 60 * small, "fill": style["paper"], "stroke": style["main"]},
            "few": {**dot, "size": 40 * small, "fill": style["paper"], "stroke": style["grey"], "strokeWidth": 1.5},
        }
        dots = [
            {"data": {"values": [row for row in seen if row["look"] == look]}, "mark": how, "encoding": place}
            for look, how in looks.items()
        ]  # fmt: skip
        return [bars, joined, *dots]

    def _ends(self) -> list[dict[str, Any]]:
        """The first and the last period where days of them are missing, named under their foot."""
        if self.name or not self.rows:
            return []
        words = self.style.say("incomplete")
        ends = [(self.rows[0], "left", 0.0), (self.rows[-1], "right", self.width)]
        ends = [end for end in ends if end[0]["status"] == "incomplete"][:: -1 if len(self.rows) > 1 else 1]
        if len(ends) > 1 and 2 * theme.letters(words, 11) + 12 > self.width:
            ends = ends[:1]  # the last, which may change yet
        look = {"fontSize": 11, "color": self.style["soft"], "y": self.height + 6, "baseline": "top"}
        return [self.style.text([{"text": words}], {}, align=align, x=x, **look) for _, align, x in ends]

    def _strip(self) -> dict[str, Any]:
        """The denominator: texts collected in each period."""
        axis = self.style.axis(tickCount=5 if self.style.narrow else 6, grid=False, labelOverlap=True, labelFlush=24)
        axis["labelExpr"] = languages.axis_period(self.style.locale, self.days)
        collected = "words collected" if self.rate else "texts collected"
        side = self.style.axis(tickCount=2, format=",d", grid=not self.name)
        if self.rate:
            side["labelExpr"] = "datum.value ? format(datum.value, '~s') : '0'"
        side |= {"minExtent": LEFT - 8, "maxExtent": LEFT - 8, "labelFontSize": 11}
        bar = {"type": "bar", "color": self.style["strip"], "stroke": self.style["paper"],
               "strokeWidth": 0.5 if self.name else 1}  # fmt: skip
        titles = {"day": "period", "collected": collected if self.rate else "texts"}
        layer = {
            "data": {"values": self.rows}, "mark": bar,
            "encoding": {
                "x": self._x("from", None if self.name else axis), "x2": {"field": "to"},
                "y": {"field": "total", "type": "quantitative", "title": None, "axis": None if self.name else side,
                      **({"scale": {"domain": [0, self.most], "nice": False}} if self.name else {})},
                "y2": {"datum": 0},
                "tooltip": [{"field": name, "type": "nominal", "title": self.style.say(phrase)}
                            for name, phrase in titles.items()],
            },
        }  # fmt: skip
        soft = {"color": self.style["soft"]}
        if self.name:  # the first and the last day, which stay within the panel
            ends = [languages.short_day(day, self.style.locale) for day in (self.span[0], self.span[1] - timedelta(1))]
            words = [
                self.style.text([{"text": end}], {}, fontSize=11, align=align, x=x, y=16, baseline="top", **soft)
                for end, align, x in zip(ends, ("left", "right"), (0, self.width), strict=True)
            ] if self.last else []  # fmt: skip
            return {"layer": [self._across(), layer, *words], "width": self.width, "height": 14}
        words = [{"text": self.style.say(collected)}]
        title = self.style.text(words, {}, fontSize=12, x=0, y=-6, baseline="bottom", **soft)
        return {"layer": [self._across(axis), layer, title], "width": self.width, "height": STRIP}
