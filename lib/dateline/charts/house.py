"""A newsroom's house style: a TOML file ▶ how figures look."""

import tomllib
from pathlib import Path
from typing import Any

import vl_convert

from dateline.charts import languages, theme
from dateline.errors import DatelineError

SIZES: dict[str, dict[str, float]] = {
    "article": {},
    "column": {"width": 380},
    "wide": {"width": 1200, "height": 675, "zoom": 1.5},
    "portrait": {"width": 1080, "height": 1350, "zoom": 1.5},
    "phone": {"width": 360},
    "print": {"mm": 180},
    "print-column": {"mm": 88},
}
"""Sizes by name: px of the picture, and how many of them one px of the layout takes; or mm in print."""
_TOP = {"locale", "logo", "font", "light", "dark", "sizes"}
_PX = 96 / 25.4


def style(
    path: str | Path | None = None, *, size: str = "article", dark: bool = False, locale: str | None = None
) -> theme.Style:
    """A style for `style=` of every chart: ours, or a newsroom's from a house-style file.

    The file is TOML: `locale`, `logo`; a table `font` with `family` and `folder` (of TTF files, beside the file);
    `light` and `dark` with colours of `theme.LIGHT`; `sizes` with `width`, `height` and `zoom`, or `mm`. What it leaves
    out is ours. `size` is one of `SIZES` or of the file's. Raises `DatelineError` for a file, size, colour or locale
    that is not understood.

    >>> style(size="wide").height, style(locale="tr").locale
    (450.0, 'tr')
    """
    house = _read(Path(path)) if path is not None else {}
    sizes = {**SIZES, **house.get("sizes", {})}
    if size not in sizes:
        raise DatelineError(f"there is no size {size!r}; choose from: {', '.join(sizes)}")
    colours = dict(theme.DARK if dark else theme.LIGHT)
    own = house.get("dark" if dark else "light", {})
    if unknown := sorted(set(own) - set(colours)):
        raise DatelineError(f"{path}: there is no colour {unknown[0]!r}; choose from: {', '.join(colours)}")
    return theme.Style(
        font=_font(house.get("font", {}), path),
        locale=languages.known(locale or house.get("locale", "en")),
        logo=house.get("logo", ""),
        colours=colours | own,
        **_measures(sizes[size]),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        house = tomllib.loads(path.read_text("utf8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DatelineError(f"{path} is no house style: {error}") from error
    if unknown := sorted(set(house) - _TOP):
        raise DatelineError(f"{path}: {unknown[0]!r} is not understood; there are: {', '.join(sorted(_TOP))}")
    return house


def _measures(size: dict[str, float]) -> dict[str, Any]:
    """Width and height of the layout in px, and what becomes of them."""
    zoom = size.get("zoom", 1.0)
    if "mm" in size:  # set a fifth smaller than on screen, as print is
        return {"width": size["mm"] * _PX / 0.8, "zoom": 0.8, "mm": size["mm"]}
    width, height = size.get("width", theme.Style.width), size.get("height")
    return {"width": width / zoom, "height": height and height / zoom, "zoom": zoom}


def _font(font: dict[str, str], path: str | Path | None) -> str:
    if "family" not in font:
        return theme.FONT
    if folder := font.get("folder"):
        vl_convert.register_font_directory(str(Path(path or ".").parent / folder))
    return f"'{font['family']}', {theme.FONT}"
