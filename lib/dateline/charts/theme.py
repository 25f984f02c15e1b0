"""How our charts look: a style holds colours, type, size and language; `frame` sets a chart between its words."""

import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from dateline.charts import languages

FONT = "'Dateline Sans', sans-serif"
WIDTH = 700
"""Width of a whole figure in px, margins left out: a newspaper's article column on screen."""
PHONE = 360
"""Width in px of a whole figure on a phone."""
FRAME: dict[str, float] = {"left": 20, "right": 24, "top": 20, "bottom": 18}

LIGHT = {
    "ink": "#1a1a1a", "soft": "#5f5f5f", "grid": "#dedede", "paper": "#ffffff", "main": "#1d5d8c", "pale": "#bcd0de",
    "accent": "#b8412f", "accent_pale": "#eab8ae", "grey": "#7d7d7d", "sand": "#f1efea", "hatch": "#c4bdae",
    "strip": "#b9b09f", "land": "#f1efea", "land_low": "#e9e3d3", "land_high": "#c9b98f",
}  # fmt: skip
DARK = {
    "ink": "#f2f0ea", "soft": "#b4b4b0", "grid": "#3a3f45", "paper": "#15191d", "main": "#7db8e0", "pale": "#35536a",
    "accent": "#f08a74", "accent_pale": "#6b3d35", "grey": "#8f949a", "sand": "#20252a", "hatch": "#4d545b",
    "strip": "#6f6a5f", "land": "#262b30", "land_low": "#35342e", "land_high": "#6d6347",
}  # fmt: skip
NOTE = 12
"""Size in px of a note's type."""
INK, SOFT, GRID, PAPER = LIGHT["ink"], LIGHT["soft"], LIGHT["grid"], LIGHT["paper"]
BLUE, PALE, RED, GREY, SAND = LIGHT["main"], LIGHT["pale"], LIGHT["accent"], LIGHT["grey"], LIGHT["sand"]

_TIED = re.compile(r" (?=\(\d[\d.,]*\))|(?<=\d) (?=%)|(?<=\b[A-Z][a-z]{2}:) ")
"""Spaces that no line is broken at: before a number in brackets and a percent sign, and after "Dot:" and "Bar:"."""
_LETTER = {"normal": 0.455, "bold": 0.49}
"""Mean width of a letter of our font, as part of its size (measured on English and Turkish headlines)."""


@dataclass(frozen=True)
class Style:
    """How a figure looks. `charts.style` makes one from a house-style file.

    width, height: of the whole figure in px before `zoom`, margins included; a null height is as tall as it needs.
    zoom: px of the picture for each of these. mm: its width in print, or null. colours: those of `LIGHT`.
    locale: en, tr or lt, for numbers, dates and fixed words. logo: words at the foot.
    """

    width: float = WIDTH + FRAME["left"] + FRAME["right"]
    height: float | None = None
    zoom: float = 1.0
    mm: float | None = None
    font: str = FONT
    locale: str = "en"
    logo: str = ""
    colours: Mapping[str, str] = field(default_factory=lambda: LIGHT)

    def __getitem__(self, colour: str) -> str:
        """A colour by its name."""
        return self.colours[colour]

    @property
    def inner(self) -> float:
        """Width in px between the margins."""
        return self.width - FRAME["left"] - FRAME["right"]

    @property
    def phone(self) -> "Style":
        """The same look, as wide as a phone and as tall as it needs."""
        return replace(self, width=PHONE, height=None, zoom=1.0, mm=None)

    @property
    def narrow(self) -> bool:
        """Whether there is too little room for words beside marks: a phone, or one column of a newspaper."""
        return self.inner < 480

    def say(self, phrase: str, **parts: object) -> str:
        """A fixed phrase in the figure's language."""
        return languages.say(phrase, self.locale, **parts)

    def number(self, value: float, digits: int = 0) -> str:
        """A number as the figure's language writes it."""
        return languages.number(value, self.locale, digits)

    def percent(self, share: float, digits: int = 1) -> str:
        """A share in percent as the figure's language writes it."""
        return languages.percent(share, self.locale, digits)

    def day(self, value: date) -> str:
        """A day in full as the figure's language writes it."""
        return languages.day(value, self.locale)

    def text(self, rows: list[dict[str, Any]], encoding: dict[str, Any], **mark: object) -> dict[str, Any]:
        """A layer of words in our type; each row's stand in `text`."""
        look = {"type": "text", "font": self.font, "fontSize": 13, "color": self["ink"], "align": "left", **mark}
        return {"data": {"values": rows}, "mark": look, "encoding": {"text": {"field": "text"}, **encoding}}

    def drawn(self, kind: str, x: float, y: float, x2: float, y2: float, **mark: object) -> dict[str, Any]:
        """A layer of one rule or rect from (x, y) to (x2, y2), in px of the plot."""
        ends = {name: {"value": at} for name, at in zip(("x", "y", "x2", "y2"), (x, y, x2, y2), strict=True)}
        return {"data": {"values": [{}]}, "mark": {"type": kind, "color": self["soft"], **mark}, "encoding": ends}

    def axis(self, **more: object) -> dict[str, Any]:
        """An axis whose labels stand back."""
        return {"labelColor": self["soft"], "gridColor": self["grid"], "title": None, **more}

    def config(self) -> dict[str, Any]:
        """Vega-Lite's settings for this style."""
        ink, soft = self["ink"], self["soft"]
        return {
            "font": self.font,
            "background": self["paper"],
            "padding": FRAME,
            "view": {"stroke": None},
            "axis": {
                "labelFontSize": 13, "labelColor": ink, "titleFontSize": 13, "titleFontWeight": "normal",
                "titleColor": soft, "domain": False, "ticks": False, "gridColor": self["grid"], "labelLimit": 0,
                "labelPadding": 8,
            },
            "text": {"fontSize": 13, "color": ink, "font": self.font},
            "concat": {"spacing": 18},
            "legend": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "titleColor": soft,
                       "labelColor": soft},
            **({"locale": languages.vega(self.locale)} if self.locale != "en" else {}),
        }  # fmt: skip


HOUSE = Style()
CONFIG: dict[str, Any] = HOUSE.config()


def letters(text: str, size: float, weight: str = "normal") -> float:
    """About how wide a text is, in px, at font size `size`."""
    return _LETTER[weight] * size * len(text)


def wrap(text: str, size: float, width: float = WIDTH, weight: str = "normal", *, even: bool = False) -> list[str]:
    """A text in lines that fit `width` px at font size `size`; `even` lines are about equally long.

    A number in brackets stays with its name, and no word is left alone on the last line where lines can be shorter.

    >>> wrap("A headline that is too long for one line of print", 22, 260, "bold")
    ['A headline that is too', 'long for one line of', 'print ']
    >>> wrap("Named in most stories: Odesa (48)", 22, 340, "bold")
    ['Named in most stories:', 'Odesa\\xa0(48) ']
    """
    most = max(int(width / (_LETTER[weight] * size)), 8)
    text = _TIED.sub("\u00a0", text)

    def broken(most: int) -> list[str]:
        return [line for part in text.split("\n") for line in textwrap.wrap(part, most, break_long_words=True)]

    lines = broken(most)
    if len(lines) > 1 and (even or len(lines[-1]) < most / 5):
        narrower = range(most // 2, most + 1) if even else range(most - 1, most * 3 // 4, -1)
        same = (some for n in narrower if len(some := broken(n)) == len(lines))
        lines = next((some for some in same if even or len(some[-1]) >= most / 5), lines)
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


class Words(NamedTuple):
    """What a figure says: headline, subtitle, note, and alternative text."""

    title: str
    subtitle: str
    note: str
    alt: str


def frame(
    chart: dict[str, Any], words: Words, style: Style = HOUSE, warning: str = "", *, small: float = NOTE
) -> dict[str, Any]:
    """Set a chart between its headline and subtitle above and its note below, all flush left: a Vega-Lite chart.

    A `warning` stands between headline and subtitle, in the colour of what is called out. `small` is the note's type.
    """
    size = 22 if not style.narrow else 19
    foot = wrap(words.note, small, style.inner) + ([style.logo + " "] if style.logo else [])
    lower = {
        "text": foot, "orient": "bottom", "anchor": "start", "frame": "bounds", "fontSize": small,
        "fontWeight": "normal", "color": style["soft"], "font": style.font, "offset": 14, "lineHeight": small + 4,
    }  # fmt: skip
    upper = {
        "text": wrap(words.title, size, style.inner, "bold", even=True),
        "subtitle": wrap(words.subtitle, 15, style.inner),
        "anchor": "start", "frame": "bounds", "fontSize": size, "fontWeight": "bold", "color": style["ink"],
        "font": style.font, "subtitleFontSize": 15, "subtitleColor": style["soft"], "subtitleFont": style.font,
        "lineHeight": size + 5, "subtitleLineHeight": 20, "subtitlePadding": 6, "offset": 16,
    }  # fmt: skip
    inner: dict[str, Any] = {"vconcat": [chart], "title": lower}
    if warning:
        look = {"color": style["accent"], "fontWeight": "bold", "fontSize": 14, "lineHeight": 18}
        said = wrap(f"▲ {warning}", 14, style.inner, "bold")
        flush = {"anchor": "start", "frame": "bounds", "font": style.font, "offset": 14}
        inner = {"vconcat": [inner], "title": {"text": said, **flush, **look}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.4.1.json",
        "vconcat": [inner], "title": upper, "description": words.alt, "config": style.config(),
    }  # fmt: skip
