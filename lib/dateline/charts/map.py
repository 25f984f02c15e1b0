"""A map: settlements as circles, countries as areas, fitted to its points."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from dateline.charts import making, projection, theme
from dateline.charts.claims import Claim
from dateline.charts.figure import Figure
from dateline.charts.sheet import Sheet
from dateline.frames import NAMED, SETTLED

ASPECT = 0.66
"""Height of a map in parts of its width, where a style asks for none."""
GAP = 12
"""Px between a map of the world and its densest part."""
BESIDE = 0.65
"""Most of the width that a map of the world takes where its densest part stands beside it."""
CROWDED, CLOSER = 60, 200
"""Places on a map of the world from which its densest part is drawn again, closer; least height in px of that."""


def map_of_places(
    named: pl.DataFrame,
    *,
    title: str,
    subtitle: str,
    note: str,
    highlight: Collection[str] = (),
    least: int = 2,
    found: Mapping[str, int] | None = None,
    claim: Claim | None = None,
    style: theme.Style = theme.HOUSE,
    receipts: pl.DataFrame | None = None,
) -> Figure:
    """Settlements as circles whose area is the number of stories, countries shaded by theirs: a figure.

    Takes frames.NAMED. Places named by fewer than `least` stories are left out, but for those in `highlight`, which are
    drawn in another colour. A dashed ring is a name whose meaning has a close rival in half of its mentions. The view
    is the closest that holds every circle; a locator shows where on the earth it lies. Under a crowded world stands its
    densest part, closer, where there is room. First-level units are counted
    under the map, and never drawn as points. Names are those of the places named most, as many as there is room for;
    how many are without is said. `found` (`geography.summary`) puts what could not be placed into the
    picture. `claim`: what the headline claims (`charts.claims`). Raises `DatelineError` when a column is missing.
    """
    NAMED.require(named, "name", "kind", "country_code", "lat", "lon", "n", "unsure")
    chosen = pl.col("name").is_in(list(highlight))
    points = named.filter(pl.col("kind").is_in(SETTLED) & ((pl.col("n") >= least) | chosen))
    areas = named.filter((pl.col("kind") == "country") & pl.col("country_code").is_not_null())
    beside = _beside(named, found, style)

    spots = points.select("lat", "lon").rows()

    def draw(width: float, height: float | None, style: theme.Style) -> dict[str, Any]:
        margin = 40 if width > 480 else 26
        view = projection.fit(spots, width, height or max(round(ASPECT * width), 260), margin)
        if view.kind == "mercator" or len(spots) < CROWDED:
            return _with_words([Sheet(points, areas, view, highlight, style)], beside, style)
        left = height - view.height - GAP if height else max(round(ASPECT * width * 0.85), 240)
        room = width, left
        if left < CLOSER:  # there is none under it, but beside it
            view = projection.fit(spots, min(view.at(0, 179.9)[0] - view.at(0, -179.9)[0], BESIDE * width), view.height)
            room = width - view.width - GAP, view.height
        lower = Sheet(points, areas, projection.fit(projection.densest(spots), *room, 12), highlight, style, above=view)
        upper = Sheet(points, areas, view, highlight, style, below=lower)
        return _with_words([upper, lower], beside, style, down=left >= CLOSER)

    words = theme.Words(title, subtitle, note, _alt(points, areas, beside, style))
    data = pl.concat([points, areas])
    return making.figure(draw, data, words, kind="map", style=style, claim=claim, receipts=receipts)


def _beside(named: pl.DataFrame, found: Mapping[str, int] | None, style: theme.Style) -> list[str]:
    """What is not on the map, in words."""
    said = []
    if found is not None:
        n, total = (style.number(found[name]) for name in ("without", "stories"))
        said.append(style.say("without", said=style.say("of", n=n, total=total)))
    regions = named.filter(pl.col("kind") == "admin1").height
    return said + ([style.say("regions", n=style.number(regions))] if regions else [])


def _with_words(sheets: Sequence[Sheet], beside: list[str], style: theme.Style, *, down: bool = True) -> dict[str, Any]:
    """Maps under or beside each other, and under them what is not on them or has no name there."""
    unnamed = len(sheets[0].rows) - len(set().union(*(sheet.named for sheet in sheets)))
    said = [*beside, *([style.say("more places", n=style.number(unnamed))] if unnamed else [])]
    charts = [sheet.chart() for sheet in sheets]
    if said:
        under = sheets[-1 if down else 0]
        place = {"x": 0, "y": under.view.height + 10, "baseline": "top", "lineHeight": 15, "fontSize": 12}
        lines = theme.wrap("; ".join(said), 12, sum(sheet.view.width for sheet in sheets[: 1 if down else 2]))
        charts[-1 if down else 0]["layer"].append(style.text([{"text": lines}], {}, color=style["ink"], **place))
    if len(charts) == 1:
        return charts[0]
    return {"vconcat": charts, "spacing": GAP} if down else {"hconcat": charts, "spacing": GAP, "bounds": "flush"}


def _alt(points: pl.DataFrame, areas: pl.DataFrame, beside: list[str], style: theme.Style) -> str:
    def said(frame: pl.DataFrame) -> str:
        some = (f"{name} {style.number(n)}" for name, n in frame.head(12).select("name", "n").iter_rows())
        return ", ".join(some) or style.say("none")

    parts = []
    if counts := points["n"].to_list():
        least, most = (style.number(n) for n in (min(counts), max(counts)))
        parts.append(style.say("settlements", n=style.number(len(counts)), least=least, most=most))
    parts += [style.say("settlements are", said=said(points)), style.say("countries are", said=said(areas))]
    doubtful = points.filter(pl.col("unsure") > 0.5)
    parts += [style.say("rivals", said=said(doubtful))] if doubtful.height else []
    return " ".join([*parts, *([f"{'; '.join(beside)}."] if beside else [])])
