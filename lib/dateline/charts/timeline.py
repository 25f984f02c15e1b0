"""Attention over time: a point and its interval for each period, and what was not collected drawn as such."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import polars as pl

from dateline.charts import events as marked
from dateline.charts import languages, making, theme
from dateline.charts.claims import Claim
from dateline.charts.events import read_events
from dateline.charts.figure import Figure
from dateline.errors import DatelineError
from dateline.frames import ATTENTION, BURSTS, FEW

__all__ = ["read_events", "timeline", "timelines"]

HEIGHT, STRIP, LEFT = 260, 46, 44
"""Height in px of the shares and of the texts collected; width of the labels at their left."""
HATCH = 9
"""Px between the lines that hatch what was not collected."""
READING = (
    "Dot: share; periods next to each other are joined. Hatched: not collected. Hollow: days of that period were not "
    "collected. Grey: fewer than five hits, no interval."
)
_COLUMNS = ("period", "group", "n", "total", "share", "low", "high", "status")


def timeline(
    attention: pl.DataFrame,
    *,
    title: str,
    subtitle: str,
    note: str,
    events: pl.DataFrame | None = None,
    bursts: pl.DataFrame | None = None,
    claim: Claim | None = None,
    style: theme.Style = theme.HOUSE,
    receipts: pl.DataFrame | None = None,
) -> Figure:
    """Shares of one group over time, with the texts collected under them: a figure.

    Takes frames.ATTENTION of one group; undated units are said under the chart. Five hits or more: dot and 95% bar,
    hollow where days of the period are missing. Fewer: a grey dot, no bar. Periods without data are hatched and named;
    a thin line joins periods next to each other, and crosses no gap. `events` (date, label, source) are dashed lines;
    their sources go into the note. `bursts` (frames.BURSTS) are bars above the shares. `claim`: what the headline
    claims (`charts.claims`). Raises `DatelineError` when a column is missing or there is more than one group.
    """
    ATTENTION.require(attention, *_COLUMNS)
    if attention["group"].n_unique() > 1:
        raise DatelineError(
            "a timeline shows one group; filter the frame, ask attention() with by=None, or timelines()"
        )
    words = theme.Words(title, subtitle, note, "")
    return _figure(attention, words, events=events, bursts=bursts, claim=claim, style=style, receipts=receipts)


def timelines(
    attention: pl.DataFrame,
    *,
    title: str,
    subtitle: str,
    note: str,
    claim: Claim | None = None,
    style: theme.Style = theme.HOUSE,
    receipts: pl.DataFrame | None = None,
) -> Figure:
    """The same for several groups, a small panel each on shared axes, the largest share first: a figure.

    Takes frames.ATTENTION, for example of `trends.attention(hits, corpus, by="outlet")`; otherwise as `timeline`.
    """
    ATTENTION.require(attention, *_COLUMNS)
    words = theme.Words(title, subtitle, note, "")
    return _figure(attention, words, claim=claim, style=style, receipts=receipts, small=True)


def _figure(
    attention: pl.DataFrame,
    words: theme.Words,
    *,
    events: pl.DataFrame | None = None,
    bursts: pl.DataFrame | None = None,
    claim: Claim | None,
    style: theme.Style,
    receipts: pl.DataFrame | None,
    small: bool = False,
) -> Figure:
    if bursts is not None:
        BURSTS.require(bursts, "first_day", "last_day", "n", "total", "share", "usual")
    dated = attention.drop_nulls("period").sort("group", "period")
    undated = int(attention.filter(pl.col("period").is_null())["total"].sum())
    means = dated.group_by("group").agg(mean=pl.col("n").sum() / pl.col("total").sum().clip(1))
    groups = means.sort("mean", "group", descending=[True, False])["group"].to_list() or [""]
    tables = {group: _rows(dated.filter(pl.col("group") == group)) for group in groups}
    everything = [row for rows in tables.values() for row in rows]
    span = _span(everything)
    note = f"{READING} {words.note}" + (f"\n{undated:,} undated texts are left out." if undated else "")
    note += "".join(f"\n{label}: {source}." for _, label, source in marked.rows(events))
    scale = _scale(everything, 1.1 + 0.25 * (events is not None) + 0.2 * (bursts is not None and bursts.height > 0))

    def draw(width: float, height: float | None) -> dict[str, Any]:
        if not small:
            high = max(height - STRIP - 40, 40) if height else HEIGHT
            panel = _Panel(tables[groups[0]], span, scale, (width - LEFT, high), style)
            over, top = panel.bursts(bursts)
            return panel.drawn([*marked.layers(events, span, (width - LEFT, high), top, style), *over])
        columns = 1 if style.narrow else 3
        down = -(-len(groups) // columns)
        wide = (width - LEFT - 14 * (columns - 1)) / columns
        high = max(height / down - 64, 28) if height else 84
        panels = [
            _Panel(tables[group], span, scale, (wide, high), style, name=group, first=number % columns == 0,
                   last=number >= len(groups) - columns,
                   most=max(row["total"] for row in everything)).drawn([])
            for number, group in enumerate(groups)
        ]  # fmt: skip
        lines = [{"hconcat": panels[at : at + columns], "spacing": 14} for at in range(0, len(panels), columns)]
        return {"vconcat": lines, "spacing": 18}

    words = words._replace(note=note, alt=_alt(tables, bursts, style.locale))
    kind = "Timelines" if small else "Timeline"
    return making.figure(draw, dated, words, kind=kind, style=style, claim=claim, receipts=receipts)


def _rows(dated: pl.DataFrame) -> list[dict[str, Any]]:
    """One row a period, with its ends and middle as ISO dates."""
    starts: list[date] = dated["period"].to_list()
    step = min(((b - a).days for a, b in pairwise(starts)), default=7)
    rows: list[dict[str, Any]] = []
    run = 0
    for number, row in enumerate(dated.iter_rows(named=True)):
        start = row["period"]
        end = starts[number + 1] if number + 1 < len(starts) else start + timedelta(days=step)
        days = (end - start).days
        run += row["total"] == 0
        rows.append({
            "from": start.isoformat(), "to": end.isoformat(), "run": run,
            "middle": f"{start + timedelta(days=days // 2)}T{12 * (days % 2):02}:00:00Z",
            "n": row["n"], "total": row["total"], "share": row["share"], "low": row["low"], "high": row["high"],
            "status": row["status"], "said": f"{row['n']:,} of {row['total']:,}",
            "look": "none" if row["total"] == 0 else "few" if row["n"] < FEW else row["status"],
        })  # fmt: skip
    return rows


def _span(rows: list[dict[str, Any]]) -> tuple[date, date]:
    if not rows:
        return date(2000, 1, 1), date(2000, 1, 8)
    return date.fromisoformat(min(row["from"] for row in rows)), date.fromisoformat(max(row["to"] for row in rows))


def _scale(rows: list[dict[str, Any]], room: float) -> tuple[float, float]:
    """The largest share on the axis, and the step between its lines."""
    drawn = [row["high"] for row in rows if row["look"] in ("observed", "incomplete") and row["high"] is not None]
    top = max([*drawn, *(row["share"] or 0 for row in rows), 0.01])
    step = next((s for s in (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2) if top / s <= 6), 0.5)
    return top * room, step


class _Panel:
    """One group's shares over the texts collected, on given axes."""

    def __init__(
        self, rows: list[dict[str, Any]], span: tuple[date, date], scale: tuple[float, float],
        size: tuple[float, float], style: theme.Style, *, name: str = "", first: bool = True, last: bool = True,
        most: int = 1,
    ) -> None:  # fmt: skip
        self.rows, self.span, (self.top, self.step) = rows, span, scale
        (self.width, self.height), self.style, self.name = size, style, name
        self.first, self.last, self.most = first, last, most
        self.days = max((span[1] - span[0]).days, 1)

    def drawn(self, over: list[dict[str, Any]]) -> dict[str, Any]:
        """The panel as a Vega-Lite chart; `over` are layers drawn on top."""
        layers = [*self._gaps(), *self._points(), *self._ends(), *over]
        if self.name:
            cut = theme.short_names([self.name], max(int(self.width / 6.5), 8))[self.name]
            layers.append(self.style.text([{"text": cut}], {}, fontWeight="bold", y=-9, x=0, baseline="middle"))
        above = {"layer": layers, "width": self.width, "height": self.height}
        return (
            {"vconcat": [above, self._strip()], "spacing": 8, "bounds": "flush"}
            if self.name
            else {"vconcat": [above, self._strip()], "spacing": 14}
        )

    def _x(self, field: str, axis: dict[str, Any] | None = None) -> dict[str, Any]:
        domain = [day.isoformat() for day in self.span]
        scale = {"type": "utc", "domain": domain, "nice": False}
        return {"field": field, "type": "temporal", "scale": scale, "axis": axis, "title": None}

    def _px(self, day: date) -> float:
        return (day - self.span[0]).days / self.days * self.width

    def _y(self, field: str = "share") -> dict[str, Any]:
        digits = 0 if self.step >= 0.01 else 1
        step = self.step if not self.name else self.step * 2
        ticks = [round(n * step, 3) for n in range(int(self.top / step) + 1) if n * step <= 1]
        axis = self.style.axis(values=ticks, **languages.axis_percent(self.style.locale, digits))
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
            band["text"] = "not collected"
            wide = theme.letters(band["text"], 12) + 10
            if right - left > wide:
                words.append({"text": band["text"], "x": left + 5, "y": 11})
            elif self.height > wide and right - left > 15 and not self.name:
                words.append({"text": band["text"], "x": (left + right) / 2, "y": self.height - 6, "angle": 270})
            lines += [self._place(*stroke) for stroke in hatched(left, right, self.height)]
        fill = {"type": "rect", "color": self.style["sand"]}
        ground = {"data": {"values": bands}, "mark": fill, "encoding": {"x": self._x("from"), "x2": {"field": "to"}}}
        stroke = {"type": "rule", "color": self.style["hatch"], "strokeWidth": 1, "clip": True}
        hatch = {
            "data": {"values": lines}, "mark": stroke,
            "encoding": {"x": self._x("x"), "y": self._y("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}},
        }  # fmt: skip
        said = []
        for word in words:
            halo = {"stroke": self.style["sand"], "strokeWidth": 4}
            for more in (halo, {}):
                place = {key: word[key] for key in ("x", "y", "angle") if key in word}
                said.append(
                    self.style.text([{"text": word["text"]}], {}, fontSize=12, baseline="middle",
                                    color=self.style["soft"], **place, **more)
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
        tip = [
            {"field": "from", "type": "temporal", "format": "%-d %B %Y"},
            {"field": "said", "type": "nominal", "title": "texts"},
            *({"field": name, "type": "quantitative", "format": ".1%"} for name in ("share", "low", "high")),
            {"field": "status", "type": "nominal"},
        ]  # fmt: skip
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
        """The first and the last period where days of them are missing, named at their foot."""
        if self.name or not self.rows:
            return []
        said = []
        for row, align, x in ((self.rows[0], "left", 3), (self.rows[-1], "right", self.width - 3)):
            if row["status"] == "incomplete":
                place = {"align": align, "x": x, "y": self.height - 4, "baseline": "bottom"}
                words = [{"text": "incomplete: days missing"}]
                said.append(self.style.text(words, {}, fontSize=11, color=self.style["soft"], **place))
        return said if len(self.rows) > 2 else said[:1]

    def _strip(self) -> dict[str, Any]:
        """The denominator: texts collected in each period."""
        ticks = 3 if self.style.narrow else 6
        axis = self.style.axis(format=languages.axis_day(self.style.locale), tickCount=ticks, grid=False,
                               labelOverlap=True, labelFlush=True)  # fmt: skip
        axis["format"] = axis["format"] if self.days > 300 else "%-d %b"
        side = self.style.axis(tickCount=2, format="d", grid=not self.name)
        side |= {"minExtent": LEFT - 8, "maxExtent": LEFT - 8, "labelFontSize": 11}
        bar = {"type": "bar", "color": self.style["strip"], "stroke": self.style["paper"],
               "strokeWidth": 0.5 if self.name else 1}  # fmt: skip
        layer = {
            "data": {"values": self.rows}, "mark": bar,
            "encoding": {
                "x": self._x("from", None if self.name else axis), "x2": {"field": "to"},
                "y": {"field": "total", "type": "quantitative", "title": None, "axis": None if self.name else side,
                      **({"scale": {"domain": [0, self.most], "nice": False}} if self.name else {})},
                "y2": {"datum": 0},
                "tooltip": [{"field": "from", "type": "temporal", "format": "%-d %B %Y"},
                            {"field": "total", "type": "quantitative", "title": "texts"}],
            },
        }  # fmt: skip
        soft = {"color": self.style["soft"]}
        if self.name:  # the first and the last day, which stay within the panel
            ends = [languages.short_day(day, self.style.locale) for day in (self.span[0], self.span[1] - timedelta(1))]
            words = [
                self.style.text([{"text": end}], {}, fontSize=11, align=align, x=x, y=16, baseline="top", **soft)
                for end, align, x in zip(ends, ("left", "right"), (0, self.width), strict=True)
            ] if self.last else []  # fmt: skip
            return {"layer": [layer, *words], "width": self.width, "height": 14}
        title = self.style.text([{"text": "Texts collected"}], {}, fontSize=12, x=0, y=-6, baseline="bottom", **soft)
        return {"layer": [layer, title], "width": self.width, "height": STRIP}

    def bursts(self, found: pl.DataFrame | None) -> tuple[list[dict[str, Any]], float]:
        """Bursts as bars along the top, each with its share and the usual one; and the px they take."""
        layers: list[dict[str, Any]] = []
        shown = [] if found is None else found.sort("weight", descending=True).head(4).sort("first_day").to_dicts()
        taken: list[tuple[float, float, int]] = []
        for row in shown:
            left, right = self._px(row["first_day"]), self._px(row["last_day"] + timedelta(days=1))
            rate = languages.percent(row["share"], self.style.locale, 0)
            usual = languages.percent(row["usual"], self.style.locale, 0)
            text = f"burst: {rate}, usually {usual}"
            wide = theme.letters(text, 12)
            start = min(max(left, 0.0), self.width - wide)
            level = next(n for n in range(9) if all(n != k or start > b or start + wide < a for a, b, k in taken))
            taken.append((start, start + wide, level))
            y = 3 + 24 * level
            layers.append(self.style.drawn("rule", left, y, max(right, left + 3), y, color=self.style["accent"],
                                           strokeWidth=4))  # fmt: skip
            layers.append(self.style.text([{"text": text}], {}, fontSize=12, color=self.style["accent"], x=start,
                                          y=y + 4, baseline="top"))  # fmt: skip
        return layers, 24.0 * (1 + max((level for *_, level in taken), default=-1))


def hatched(left: float, right: float, height: float, step: float = HATCH) -> list[tuple[float, float, float, float]]:
    """Strokes that rise at 45 degrees through a band, as x, y, x2, y2 in px; the same grid for every band.

    >>> hatched(0, 10, 10, 10)
    [(0, 10, 10, 0)]
    """
    strokes = []
    for number in range(int(left // step), int((right + height) // step) + 1):
        total = number * step  # along a stroke x + y is the same
        x, x2 = max(left, total - height), min(right, total)
        if x < x2:
            strokes.append((x, total - x, x2, total - x2))
    return strokes


def _alt(tables: dict[str, list[dict[str, Any]]], bursts: pl.DataFrame | None, locale: str) -> str:
    return " ".join([
        *(_said(group if len(tables) > 1 else "", rows, locale) for group, rows in tables.items()),
        *([] if bursts is None else (
            f"Burst from {row['first_day']} to {row['last_day']}: {row['n']} of {row['total']}."
            for row in bursts.sort("first_day").iter_rows(named=True)
        )),
    ])  # fmt: skip


def _said(group: str, rows: list[dict[str, Any]], locale: str) -> str:
    """Range, peak and doubt, then every period."""
    told = [row for row in rows if row["look"] in ("observed", "incomplete")]
    begin = f"{group}: " if group else ""
    if not rows:
        return f"{begin}No dated texts."
    missing = sum(row["look"] == "none" for row in rows)
    if told:
        best = max(told, key=lambda row: row["share"])
        least = min(row["share"] for row in told)
        ends = (
            "" if best["low"] is None else f", 95% interval {languages.percent(best['low'], locale)} to "
            f"{languages.percent(best['high'], locale)}"
        )  # fmt: skip
        begin += (
            f"Between {languages.percent(least, locale)} and {languages.percent(best['share'], locale)}, the most in "
            f"the period from {languages.day(date.fromisoformat(best['from']), locale)} ({best['said']}{ends}). "
        )
    begin += f"{missing} of {len(rows)} periods were not collected. " if missing else ""
    said = [f"{row['from']}: {row['said']}" if row["total"] else f"{row['from']}: not collected" for row in rows]
    return f"{begin}By first day of each period: " + "; ".join(said) + "."
