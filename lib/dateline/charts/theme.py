"""How our charts look: colours, type, sizes, and the frame of headline, subtitle, note and source."""

import textwrap
from collections.abc import Iterable
from typing import Any

import altair as alt

FONT = "'Dateline Sans', sans-serif"
WIDTH = 700
"""Width of a whole figure in px, margins left out: a newspaper's article column on screen."""

INK, SOFT, GRID, PAPER = "#1a1a1a", "#5f5f5f", "#dedede", "#ffffff"
BLUE, PALE, RED, GREY, SAND = "#1d5d8c", "#bcd0de", "#b8412f", "#8b8b8b", "#f1efea"

_LETTER = {"normal": 0.455, "bold": 0.49}
"""Mean width of a letter of our font, as part of its size (measured on English and Turkish headlines)."""

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": PAPER,
    "padding": {"left": 20, "right": 24, "top": 20, "bottom": 18},
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13, "labelColor": INK, "titleFontSize": 13, "titleFontWeight": "normal", "titleColor": SOFT,
        "domain": False, "ticks": False, "gridColor": GRID, "labelLimit": 0, "labelPadding": 8,
    },
    "text": {"fontSize": 13, "color": INK, "font": FONT},
    "concat": {"spacing": 18},
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "titleColor": SOFT},
}  # fmt: skip


def wrap(text: str, size: int, width: int = WIDTH, weight: str = "normal") -> list[str]:
    """A text in lines that fit `width` px at font size `size`.

    >>> wrap("A headline that is too long for one line of print", 22, 260, "bold")
    ['A headline that is too', 'long for one line of', 'print ']
    """
    letters = int(width / (_LETTER[weight] * size))
    lines = [line for part in text.split("\n") for line in textwrap.wrap(part, letters, break_long_words=True)]
    return [line if " " in line else line + " " for line in lines] or [""]  # Vega takes a lone word for a signal


def short_names(names: Iterable[str], most: int = 30) -> dict[str, str]:
    """Each name as it stands on an axis: cut to `most` characters, and still told apart.

    >>> short_names(["Marmara World", "x" * 40])
    {'Marmara World': 'Marmara World', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx': 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'}
    """
    short: dict[str, str] = {}
    for name in names:
        cut = name if len(name) <= most else name[: most - 1] + "…"
        while cut in short.values():
            cut += "\u2032"
        short[name] = cut
    return short


def frame(
    chart: alt.Chart | alt.LayerChart | alt.HConcatChart | alt.VConcatChart,
    title: str,
    subtitle: str,
    note: str,
    alt_text: str,
) -> alt.VConcatChart:
    """Set a chart between its headline and subtitle above and its note below, all flush left with the page."""
    inner = alt.vconcat(
        chart,
        title=alt.TitleParams(
            wrap(note, 12), orient="bottom", anchor="start", frame="bounds", fontSize=12, fontWeight="normal",
            color=SOFT, font=FONT, offset=14, lineHeight=16,
        ),
    )  # fmt: skip
    outer = alt.vconcat(
        inner,
        title=alt.TitleParams(
            wrap(title, 22, weight="bold"), subtitle=wrap(subtitle, 15), anchor="start", frame="bounds", fontSize=22,
            fontWeight="bold", color=INK, font=FONT, subtitleFontSize=15, subtitleColor=SOFT, subtitleFont=FONT,
            lineHeight=27, subtitleLineHeight=20, subtitlePadding=6, offset=16,
        ),
        description=alt_text,
    )  # fmt: skip
    framed: alt.VConcatChart = outer.configure(**CONFIG)
    return framed
