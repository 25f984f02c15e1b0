"""Frames in, figures out: each knows its unit, its note and its alternative text."""

from dateline.charts.calendar import calendar
from dateline.charts.dots import dots
from dateline.charts.figure import Figure

__all__ = ["Figure", "calendar", "dots"]
