"""How a notebook shows tables and charts: enough of each text to read it, our look, nothing from the network."""

import html
from datetime import date, datetime
from typing import Any

import altair as alt
import polars as pl
from IPython import get_ipython
from IPython.display import display

from dateline.charts import rendering, theme

ROWS = 40
"""Rows of a table that are shown; the last line says how many there are."""


def enable() -> None:
    """Set up this notebook: tables in full words, every Altair chart in our look, offline, with a PNG beside it."""
    pl.Config.set_tbl_rows(ROWS)
    pl.Config.set_tbl_cols(-1)
    pl.Config.set_fmt_str_lengths(200)
    pl.Config.set_tbl_width_chars(118)
    pl.Config.set_float_precision(3)
    pl.Config.set_tbl_hide_dataframe_shape(True)
    pl.Config.set_tbl_hide_column_data_types(True)
    pl.Config.set_tbl_formatting("UTF8_HORIZONTAL_ONLY")
    look: Any = {"config": theme.CONFIG}
    alt.theme.register("dateline", enable=True)(lambda: look)
    alt.renderers.register(
        "dateline", lambda spec, **_: rendering.bundle(spec, str(spec.get("description") or "chart"))
    )
    alt.renderers.enable("dateline")
    shell = get_ipython()
    if shell is not None:
        shell.display_formatter.formatters["text/html"].for_type(pl.DataFrame, table_html)


_STYLES = {"number": "text-align: right", "date": "text-align: left; white-space: nowrap", "text": "text-align: left"}


def _kind(kind: pl.DataType) -> str:
    return "number" if kind.is_numeric() else "date" if kind.is_temporal() else "text"


def table_html(frame: pl.DataFrame) -> str:
    """A frame as an HTML table, everything in it escaped, its first 40 rows; a line under it says when there are more.

    >>> "<b>" in table_html(pl.DataFrame({"title": ["<b>"], "n": [1200]}))
    False
    """
    kinds = [_kind(kind) for kind in frame.schema.values()]

    def row(tag: str, cells: list[str]) -> str:
        marks = (f' class="{kind}" style="{_STYLES[kind]}"' for kind in kinds)
        return (
            "<tr>" + "".join(f"<{tag}{mark}>{cell}</{tag}>" for mark, cell in zip(marks, cells, strict=True)) + "</tr>"
        )

    head = row("th", [html.escape(name.replace("_", " ")) for name in frame.columns])
    body = "".join(
        row("td", [html.escape(_words(value)) for value in values]) for values in frame.head(ROWS).iter_rows()
    )
    more = (
        "<p>no rows</p>"
        if not frame.height
        else f"<p>{ROWS} of {frame.height:,} rows</p>"
        if frame.height > ROWS
        else ""
    )
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>{more}"


def _words(value: object) -> str:
    """One cell: thousands apart, shares and rates to three digits, nothing for null."""
    match value:
        case None:
            words = ""
        case bool():
            words = "yes" if value else "no"
        case int():
            words = f"{value:,}"
        case float():
            words = f"{value:,.3f}" if abs(value) < 1 else f"{value:,.1f}"
        case datetime():
            words = f"{value:%Y-%m-%d %H:%M}"
        case date():
            words = f"{value:%Y-%m-%d}"
        case list():
            words = "; ".join(_words(item) for item in value)
        case _:
            words = str(value)
    return words


def show(*things: object) -> None:
    """Show tables and figures one under the other in the middle of a cell."""
    for thing in things:
        display(thing)  # type: ignore[no-untyped-call]
