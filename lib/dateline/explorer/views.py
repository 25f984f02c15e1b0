"""What a cube holds ▶ the rows that the Vega view draws: no more than words and places for the numbers."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import sqrt
from typing import Any

import polars as pl

from dateline import stats
from dateline.charts import projection
from dateline.counting import PER
from dateline.explorer.asked import Asked, days_said
from dateline.explorer.cube import Cube
from dateline.frames import FEW, SETTLED

MAP = (640, 410)
"""Width and height in px for which the map is laid out; the view draws it larger or smaller."""
FRAMED = 40
"""Places, the most named first, that the map's frame holds."""
POINTS = 150
"""Circles on the map at most."""
LABELS = 40
"""Of these, the most named first, those that may bear their name on the whole map."""
LARGEST = 19
"""Radius in px of the circle of the place named most."""

Rows = list[dict[str, Any]]


def timeline(cube: Cube, asked: Asked) -> dict[str, Any]:
    """Points, gaps and the texts collected, over time; and how high the axis reaches."""
    points: Rows = []
    gaps: Rows = []
    bars: Rows = []
    undated = 0
    for number, query in enumerate(asked.queries):
        frame = cube.attention(asked, query)
        undated = int(frame.filter(pl.col("period").is_null())["total"].sum())
        periods = _ends(frame.drop_nulls("period"), asked.between)
        run = 0
        for row, first, last in periods:
            run += row["total"] == 0
            place = {"from": _ms(first), "to": _ms(last + timedelta(days=1)), "first": first.isoformat(),
                     "last": last.isoformat()}  # fmt: skip
            if number == 0:
                bars.append({**place, "total": row["total"]})
                if not row["total"]:
                    if gaps and gaps[-1]["to"] == place["from"]:
                        gaps[-1]["to"] = place["to"]
                    else:
                        gaps.append(place)
            if row["total"]:
                points.append({**place, "q": number, "run": f"{number} {run}", **_look(row, asked),
                               "tip": _tip(row, query.label, days_said((first, last)), asked)})  # fmt: skip
    return {"points": points, "gaps": gaps, "bars": bars, "top": _top(points), "undated": undated,
            "format": _format(asked, _top(points))}  # fmt: skip


def _ends(frame: pl.DataFrame, between: tuple[date, date] | None) -> list[tuple[dict[str, Any], date, date]]:
    """Each period with its first and its last day, within the days asked for."""
    starts: list[date] = frame["period"].to_list()
    step = min(((b - a).days for a, b in pairwise(starts)), default=7)
    ends = [*starts[1:], *([starts[-1] + timedelta(days=step)] if starts else [])]
    made = []
    for row, start, end in zip(frame.iter_rows(named=True), starts, ends, strict=True):
        first, last = start, end - timedelta(days=1)
        if between is not None:
            first, last = max(first, between[0]), min(last, between[1])
        made.append((row, first, last))
    return made


def _ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def _look(row: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """A number as a mark: its value, its interval where it has one, and how sure it looks."""
    sure = asked.measure == "share" and row["n"] >= FEW and row["low"] is not None
    value = row["share"] if asked.measure == "share" else row["n"]
    if row["total"] == 0:
        look = "none"
    elif row["n"] < FEW:
        look = "few" if row["n"] else "zero"
    else:
        look = "incomplete" if row["status"] == "incomplete" else "observed"
    return {"value": value, "low": row["low"] if sure else None, "high": row["high"] if sure else None, "look": look}


def _tip(row: dict[str, Any], label: str, where: str, asked: Asked) -> dict[str, str]:
    """What is said of a number when it is pointed at."""
    said = {"": f"{label}, {where}", asked.unit if asked.unit == "mention" else "texts": counted(row, asked)}
    if row["share"] is not None:
        said["share" if asked.unit != "mention" else f"in {PER:,} words"] = shown(row["share"], asked)
    if row["low"] is not None and row["n"] >= FEW:
        said["95% interval"] = f"{shown(row['low'], asked)} to {shown(row['high'], asked)}"
    if row["status"] != "observed":
        said["status"] = {"incomplete": "incomplete: days missing", "zero": "none found"}.get(
            row["status"], row["status"]
        )
    return said


def counted(row: dict[str, Any], asked: Asked) -> str:
    """How many of how many.

    >>> counted({"n": 0, "total": 360}, Asked((__import__("dateline").queries.Saved("a", "a", "a"),)))
    '0 of 360, at most 0.8%'
    """
    if not row["total"]:
        return "no texts collected"
    if asked.unit == "mention":
        return f"{row['n']:,} in {row['total']:,} words"
    least = "" if row["n"] else f", at most {stats.most_when_none(row['total']):.1%}"
    return f"{row['n']:,} of {row['total']:,}{least}"


def shown(value: float, asked: Asked) -> str:
    """A share, or a rate of mentions."""
    return f"{value:.1f}" if asked.unit == "mention" else f"{value:.1%}"


def _top(rows: Rows) -> float:
    ends = [row["high"] if row["high"] is not None else row["value"] or 0 for row in rows]
    return max(ends, default=0) or 0.01


def _format(asked: Asked, top: float) -> str:
    if asked.measure == "count":
        return "~s"
    if asked.unit == "mention":
        return ".1f" if top < 10 else ".0f"
    return ".0%" if top > 0.045 else ".1%"


def dots(cube: Cube, asked: Asked) -> dict[str, Any]:
    """A row an outlet, the one that names the active query most first; and its numbers for every query."""
    frames = [cube.shares(asked, query) for query in asked.queries]
    measure = "share" if asked.measure == "share" else "n"
    order = frames[asked.active].sort([pl.col("n") < FEW, measure, "group"], descending=[False, True, False],
                                      nulls_last=True)  # fmt: skip
    rows = {group: number for number, group in enumerate(order["group"])}
    when = days_said(asked.span)
    marks = [
        {"group": row["group"], "y": rows[row["group"]], "q": number, **_look(row, asked),
         "tip": _tip(row, f"{query.label}: {row['group']}", when, asked)}
        for number, (query, frame) in enumerate(zip(asked.queries, frames, strict=True))
        for row in frame.iter_rows(named=True) if row["total"]
    ]  # fmt: skip
    names = [
        {"group": row["group"], "y": rows[row["group"]], "count": counted(row, asked)}
        for row in order.iter_rows(named=True)
    ]
    return {
        "marks": marks,
        "names": names,
        "top": _top(marks),
        "format": _format(asked, _top(marks)),
        "rows": len(rows),
    }


def places(cube: Cube, asked: Asked) -> dict[str, Any]:
    """The settlements that stories with a hit name, and how many name each country."""
    named = cube.places(asked)
    view = _fitted(cube, asked)
    points = named.filter(pl.col("kind").is_in(SETTLED)).head(POINTS)
    most = max(points["n"].to_list(), default=1)
    marks = []
    for number, row in enumerate(points.iter_rows(named=True)):
        x, y = view.at(row["lat"], row["lon"])
        if 0 <= x <= view.width and 0 <= y <= view.height:
            marks.append({"x": round(x, 1), "y": round(y, 1), "r": max(2.5, LARGEST * sqrt(row["n"] / most)),
                          "name": row["name"], "label": number < LABELS, "n": row["n"],
                          "unsure": row["unsure"] > 0.5, "place": _key(row),
                          "tip": {"": row["name"], "stories": f"{row['n']:,}"}})  # fmt: skip
    areas = [
        {"code": row["country_code"], "n": row["n"], "name": row["name"], "place": _key(row),
         "tip": {"": row["name"], "stories": f"{row['n']:,}"}}
        for row in named.filter(pl.col("kind") == "country").drop_nulls("country_code").iter_rows(named=True)
    ]  # fmt: skip
    stories, without = cube.unplaced(asked)
    beyond = named.filter(pl.col("kind").is_in(SETTLED)).height - len(marks)
    said = f"{without:,} of {stories:,} stories name no place that was found"
    return {"points": marks, "areas": areas, "most": max((area["n"] for area in areas), default=1),
            "said": said + (f"; {beyond:,} more settlements are named" if beyond else "")}  # fmt: skip


def _key(row: dict[str, Any]) -> list[Any]:
    """What tells a place from others, to ask for its sentences."""
    return [row["place_id"], row["name"], row["kind"]]


def _fitted(cube: Cube, asked: Asked) -> projection.View:
    """How the map lies: by the places named on all days shown, so that it stands still while days are brushed."""

    def make() -> projection.View:
        settled = cube.places(asked, brushed=False).filter(pl.col("kind").is_in(SETTLED))
        return projection.fit(settled.head(FRAMED).select("lat", "lon").rows(), *MAP)

    fitted: projection.View = cube.once(("fitted", asked.query, asked.narrow, asked.between), make)
    return fitted


def frame(cube: Cube, asked: Asked) -> dict[str, Any]:
    """How the map is framed, and the land in it."""
    view = _fitted(cube, asked)
    return {"type": view.kind, "centre": view.centre, "scale": view.scale, "shift": list(view.shift),
            "width": view.width, "height": view.height, "land": projection.countries(view, kept=True)}  # fmt: skip


def tables(cube: Cube, asked: Asked, most: int) -> list[dict[str, Any]]:
    """The numbers as tables of words, each row with what it asks for when its sentences are wanted.

    Of each table `most` rows; without any, their titles alone.
    """
    label = asked.query.label
    titles = [f"{label} by outlet, as a table", f"{label} over time, as a table", "Places in these stories, as a table"]
    if not most:
        return [{"title": title, "heads": [], "rows": []} for title in titles]
    shares = cube.shares(asked, asked.query).sort("share", "group", descending=[True, False], nulls_last=True)
    outlets = [
        {"cells": [row["group"], counted(row, asked), _whole(row, asked)], "name": row["group"],
         "select": {"group": row["group"]} if row["n"] else None}
        for row in shares.head(most).iter_rows(named=True)
    ]  # fmt: skip
    periods = []
    for row, first, last in _ends(cube.attention(asked, asked.query).drop_nulls("period"), asked.between)[-most:]:
        when = days_said((first, last))
        select = {"period": [first.isoformat(), last.isoformat()], "first": first.isoformat()}
        periods.append({"cells": [when, counted(row, asked), _whole(row, asked), row["status"]], "name": when,
                        "select": select if row["n"] else None})  # fmt: skip
    named = [
        {"cells": [row["name"], row["kind"], f"{row['n']:,}"], "name": row["name"], "select": {"place": _key(row)}}
        for row in cube.places(asked).head(most).iter_rows(named=True)
    ]
    interval = f"in {PER:,} words" if asked.unit == "mention" else "share, 95% interval"
    heads = [["outlet", "how many", interval], ["days", "how many", interval, "status"], ["place", "kind", "stories"]]
    rows = [outlets, periods, named]
    return [
        {"title": title, "heads": head, "rows": some} for title, head, some in zip(titles, heads, rows, strict=True)
    ]


def _whole(row: dict[str, Any], asked: Asked) -> str:
    if row["share"] is None:
        return ""
    ends = (
        "" if row["low"] is None or row["n"] < FEW else f", {shown(row['low'], asked)} to {shown(row['high'], asked)}"
    )
    return shown(row["share"], asked) + ends
