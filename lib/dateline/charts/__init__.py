"""Frames in, figures out: each knows its unit, its note and its alternative text."""

import dateline.charts._altair  # noqa: F401  first: it makes Altair's import quick
from dateline.charts import claims
from dateline.charts.calendar import calendar
from dateline.charts.carrying import carrying
from dateline.charts.dots import dots
from dateline.charts.figure import Figure
from dateline.charts.house import style
from dateline.charts.map import map_of_places
from dateline.charts.timeline import read_events, timeline, timelines
from dateline.charts.words import words

__all__ = [
    "Figure", "calendar", "carrying", "claims", "dots", "map_of_places", "read_events", "style", "timeline",
    "timelines", "words",
]  # fmt: skip
