"""Published charts on a phone: nothing scrolls sideways, and Vega has nothing to say about them."""

from datetime import date

import polars as pl
import pytest

from dateline import charts, publish
from dateline.frames import ATTENTION, NAMED

WORDS = {"title": "A title", "subtitle": "A subtitle", "note": "A note"}


def _timelines():
    weeks = [(date(2025, 6, 2), 9, 40), (date(2025, 6, 9), 0, 0), (date(2025, 6, 16), 8, 30)]
    rows = [
        (day, group, n, total, *((n / total, 0.1, 0.4) if total else (None,) * 3), None, None, "observed", 1, 1)
        for group in "ABCD" for day, n, total in weeks
    ]  # fmt: skip
    return charts.timelines(pl.DataFrame(rows, schema=ATTENTION.schema, orient="row"), **WORDS)


def _map():
    places = [(f"Place {n}", 44 + n % 10 * 0.8, n // 10 * 1.1, 2 + n % 9) for n in range(90)]
    rows = [
        (None, name, "city", "FR", lat, lon, n, n, 0.0) for name, lat, lon, n in (*places, ("Lima", -12.0, -77.0, 40),
                                                                                 ("Tokyo", 35.7, 139.7, 30))
    ]  # fmt: skip
    return charts.map_of_places(pl.DataFrame(rows, schema=NAMED.schema, orient="row"), **WORDS)


@pytest.mark.parametrize("draw", [_timelines, _map])
def test_nothing_scrolls_sideways_on_a_phone(tmp_path, visit, draw):
    page = publish(draw(), tmp_path / "figure") / "public" / "chart.html"
    for width in (360, 320):
        visited, said = visit("file:", width=width), []
        visited.page.on("console", lambda message, said=said: said.append(message.text))
        visited.page.goto(page.as_uri())
        visited.page.wait_for_selector("#chart[data-drawn=true]")
        inner, outer, whole = visited.page.evaluate(
            "[chart.scrollWidth, chart.clientWidth, document.documentElement.scrollWidth]"
        )
        assert inner <= outer
        assert whole <= width
        assert not [line for line in said if "WARN" in line]
