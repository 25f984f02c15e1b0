"""Build the chart fonts: Source Sans with the Arabic letters of Noto Sans Arabic, cut to the scripts we draw.

Vega's measuring code cannot read a family name with a digit, and the Open Font License asks a changed font
to leave the reserved name "Source" behind; so the family becomes "Dateline Sans". Arabic stands in the same
face, for a word in a script that a face lacks sends the whole line to another one.

    npm pack source-sans@3.52.0 && tar xzf source-sans-3.52.0.tgz      # Adobe, SIL Open Font License 1.1
    apt-get install fonts-noto-core                                    # Google, SIL Open Font License 1.1
    python build.py package/TTF /usr/share/fonts/truetype/noto         # needs fonttools and brotli
"""

import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.merge import Options as MergeOptions
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "Dateline Sans"
FACES = {
    "Regular": ("SourceSans3-Regular.ttf", "NotoSansArabic-Regular.ttf"),
    "Bold": ("SourceSans3-Bold.ttf", "NotoSansArabic-Bold.ttf"),
}
# Latin with all its extensions, Greek, Cyrillic, punctuation, currency, arrows, mathematics, geometric shapes
RANGES = [
    (0x20, 0x24F), (0x2B0, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF),
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20BF), (0x2100, 0x218F), (0x2190, 0x21FF),
    (0x2200, 0x22FF), (0x25A0, 0x25FF),
]  # fmt: skip
ARABIC = [(0x600, 0x6FF), (0x750, 0x77F)]
"""Arabic, Persian, Urdu, Kurdish, and the other languages that write with it."""


def cut(path: Path, ranges: list[tuple[int, int]], *, hinting: bool) -> TTFont:
    font = TTFont(path, recalcTimestamp=False)
    options = Options(
        layout_features=["*"], name_IDs=["*"], notdef_outline=True, recalc_timestamp=False, hinting=hinting
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for low, high in ranges for code in range(low, high + 1)])
    subsetter.subset(font)
    return font


def merged(latin: TTFont, arabic: TTFont) -> TTFont:
    """One face with the glyphs and the shaping of both; its heights, hints and names are those of the first.

    A face has one program for hints: the Arabic letters, cut without theirs, are drawn as they are.
    """
    tables = {name: latin[name] for name in ("OS/2", "hhea", "cvt ", "fpgm", "prep", "gasp", "BASE", "name")}
    heights = {name: getattr(latin["hhea"], name) for name in ("ascent", "descent", "lineGap")}
    windows = {
        name: getattr(latin["OS/2"], name)
        for name in ("sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent")
    }
    kept = {name: tables[name] for name in ("cvt ", "fpgm", "prep", "gasp", "BASE", "name")}
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder) / name) for name in ("latin.ttf", "arabic.ttf")]
        for font, path in zip((latin, arabic), paths, strict=True):
            font.save(path)
        made = Merger(MergeOptions(drop_tables=["cvt ", "fpgm", "prep", "gasp", "BASE"])).merge(paths)
    for name, table in kept.items():
        made[name] = table
    for table, values in (("hhea", heights), ("OS/2", windows)):
        for name, value in values.items():
            setattr(made[table], name, value)
    made["head"].created, made["head"].modified = latin["head"].created, latin["head"].modified
    made.recalcTimestamp = False
    return made


def rename(font: TTFont, style: str) -> None:
    """Give every name record that carries the family its new name, and drop the trademark line."""
    texts = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"DatelineSans-{style}", 16: FAMILY, 17: style}
    for record in list(font["name"].names):
        if record.nameID in texts:
            record.string = texts[record.nameID]
        elif record.nameID == 0:
            record.string = f"{record.toUnicode()}; Arabic © 2015-2020 Google LLC"
        elif record.nameID in (3, 7, 18, 21, 22, 25):
            font["name"].names.remove(record)
    font["name"].setName(f"{FAMILY} {style}, after Source Sans 3.052 and Noto Sans Arabic 2.005", 3, 3, 1, 0x409)


def main(latin: str, arabic: str) -> None:
    for style, (one, other) in FACES.items():
        base = cut(Path(latin) / one, RANGES, hinting=True)
        font = merged(base, cut(Path(arabic) / other, ARABIC, hinting=False))
        rename(font, style)
        font.save(Path(__file__).with_name(f"DatelineSans-{style}.ttf"))
        font.flavor = "woff2"  # for the browser
        font.save(Path(__file__).with_name(f"DatelineSans-{style}.woff2"))


if __name__ == "__main__":
    main(*sys.argv[1:])
