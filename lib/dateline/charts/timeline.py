"""Attention over time: a point and its interval for each period, and what was not collected drawn as such."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import polars as pl

from dateline.charts import annotations, making, theme
from dateline.charts.annotations import read_events
from dateline.charts.claims import Claim
from dateline.charts.figure import Figure
from dateline.charts.panel import LEFT, STRIP, Panel
from dateline.counting import rated
from dateline.errors import DatelineError
from dateline.frames import ATTENTION, BURSTS, FEW

__all__ = ["read_events", "timeline", "timelines"]

HEIGHT, WRITTEN = 260, 0.4
"""Height in px of the shares, and the part of it that words over them may take before they are given more."""
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
    their sources go into the note. `bursts` (frames.BURSTS) are bars above the shares. Mentions are drawn per 10,000
    words, over the words collected. `claim`: what the headline claims (`charts.claims`). Raises `DatelineError` when a
    column is missing or there is more than one group.
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
    rate = rated(attention)
    tables = {group: _rows(dated.filter(pl.col("group") == group), rate, style) for group in groups}
    everything = [row for rows in tables.values() for row in rows]
    span, top = _span(everything), _top(everything)
    most = max((row["total"] for row in everything), default=1)
    note = f"{style.say('reading mentions' if rate else 'reading')} {words.note}"
    note += "\n" + style.say("undated words" if rate else "undated", n=style.number(undated)) if undated else ""
    note += "".join(f"\n{label}: {source}." for _, label, source in annotations.rows(events))

    def draw(width: float, height: float | None, style: theme.Style) -> dict[str, Any]:
        if not small:
            size = width - LEFT, max(height - STRIP - 40, 40) if height else HEIGHT
            over = annotations.over(events, bursts, span, size, style)
            if not height and over.depth > HEIGHT * WRITTEN:
                size = size[0], HEIGHT * (1 - WRITTEN) + over.depth
                over = annotations.over(events, bursts, span, size, style)
            return Panel(tables[groups[0]], span, top, size, style, rate=rate, over=over).drawn()
        columns = 1 if style.narrow else min(3, len(groups))
        down = -(-len(groups) // columns)
        wide = (width - LEFT - 14 * (columns - 1)) / columns
        high = max(height / down - 64, 28) if height else 84
        panels = [
            Panel(tables[group], span, top, (wide, high), style, rate=rate, name=group,
                  first=number % columns == 0, last=number >= len(groups) - columns, most=most).drawn()
            for number, group in enumerate(groups)
        ]  # fmt: skip
        return {"concat": panels, "columns": columns, "spacing": {"row": 18, "column": 14}, "align": "none"}

    words = words._replace(note=note, alt=_alt(tables, rate, bursts, style))
    kind = "timelines" if small else "timeline"
    return making.figure(draw, dated, words, kind=kind, style=style, claim=claim, receipts=receipts)


def _rows(dated: pl.DataFrame, rate: bool, style: theme.Style) -> list[dict[str, Any]]:
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
            "status": row["status"], "known": style.say(row["status"]), "day": style.day(start),
            "said": style.say("in words" if rate else "of", n=style.number(row["n"]), total=style.number(row["total"])),
            "collected": style.number(row["total"]), "rate": _share(row, rate, style),
            "look": "none" if row["total"] == 0 else "few" if row["n"] < FEW else row["status"],
        })  # fmt: skip
    return rows


def _span(rows: list[dict[str, Any]]) -> tuple[date, date]:
    if not rows:
        return date(2000, 1, 1), date(2000, 1, 8)
    return date.fromisoformat(min(row["from"] for row in rows)), date.fromisoformat(max(row["to"] for row in rows))


def _top(rows: list[dict[str, Any]]) -> float:
    """The largest share that is drawn, with a little room."""
    sure = [row["high"] for row in rows if row["look"] in ("observed", "incomplete") and row["high"] is not None]
    top: float = max([*sure, *(row["share"] or 0 for row in rows), 0.01])
    return 1.05 * top


def _share(row: dict[str, Any], rate: bool, style: theme.Style) -> str:
    """The share with its interval, as far as there is one."""
    if row["share"] is None:
        return ""
    if rate:
        return _number(row["share"], rate, style)
    if row["n"] < FEW or row["low"] is None:
        return style.percent(row["share"])
    ends = style.say("interval", low=style.percent(row["low"]), high=style.percent(row["high"]))
    return f"{style.percent(row['share'])} ({ends})"


def _number(share: float, rate: bool, style: theme.Style) -> str:
    return style.number(share, 1) if rate else style.percent(share)


def _alt(tables: dict[str, list[dict[str, Any]]], rate: bool, bursts: pl.DataFrame | None, style: theme.Style) -> str:
    found = [] if bursts is None else bursts.sort("first_day").to_dicts()
    return " ".join([
        *(_said(group if len(tables) > 1 else "", rows, rate, style) for group, rows in tables.items()),
        *(style.say("burst from", first=row["first_day"], last=row["last_day"],
                    said=style.say("of", n=style.number(row["n"]), total=style.number(row["total"]))) for row in found),
    ])  # fmt: skip


def _said(group: str, rows: list[dict[str, Any]], rate: bool, style: theme.Style) -> str:
    """Range, peak and doubt, then every period."""
    told = [row for row in rows if row["look"] in ("observed", "incomplete")]
    parts = [f"{group}:"] if group else []
    if not rows:
        return " ".join([*parts, style.say("no dated texts")])
    if told:
        best = max(told, key=lambda row: row["share"])
        low, high = (best["low"], best["high"])
        ends = "" if low is None else ", " + style.say("interval", low=style.percent(low), high=style.percent(high))
        least, most = (_number(share, rate, style) for share in (min(row["share"] for row in told), best["share"]))
        most += f" {style.say('per 10,000 words')}" if rate else ""
        parts.append(style.say("between", least=least, day=best["day"], most=most, said=best["said"] + ends))
    if missing := sum(row["look"] == "none" for row in rows):
        parts.append(style.say("periods missing", n=style.say("of", n=missing, total=len(rows))))
    said = [f"{row['from']}: {row['said'] if row['total'] else style.say('not collected')}" for row in rows]
    return " ".join([*parts, style.say("by period"), "; ".join(said) + "."])
