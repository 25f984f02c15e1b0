"""Build the chart fonts: Source Sans under a family name without a digit, cut to the scripts we draw.

Vega's measuring code cannot read a family name with a digit, and the Open Font License asks a changed font
to leave the reserved name "Source" behind; so the family becomes "Dateline Sans".

    npm pack source-sans@3.52.0 && tar xzf source-sans-3.52.0.tgz      # Adobe, SIL Open Font License 1.1
    python build.py package/TTF                                        # needs fonttools and brotli
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "Dateline Sans"
FACES = {"Regular": "SourceSans3-Regular.ttf", "Bold": "SourceSans3-Bold.ttf"}
# Latin with all its extensions, Greek, Cyrillic, punctuation, currency, arrows, mathematics, geometric shapes
RANGES = [
    (0x20, 0x24F), (0x2B0, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF),
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20BF), (0x2100, 0x218F), (0x2190, 0x21FF),
    (0x2200, 0x22FF), (0x25A0, 0x25FF),
]  # fmt: skip


def rename(font: TTFont, style: str) -> None:
    """Give every name record that carries the family its new name, and drop the trademark line."""
    texts = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"DatelineSans-{style}", 16: FAMILY, 17: style}
    for record in list(font["name"].names):
        if record.nameID in texts:
            record.string = texts[record.nameID]
        elif record.nameID in (3, 7, 18, 21, 22, 25):
            font["name"].names.remove(record)
    font["name"].setName(f"{FAMILY} {style}, after Source Sans 3.052", 3, 3, 1, 0x409)


def main(folder: str) -> None:
    options = Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True, recalc_timestamp=False)
    for style, file in FACES.items():
        font = TTFont(Path(folder) / file, recalcTimestamp=False)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[code for low, high in RANGES for code in range(low, high + 1)])
        subsetter.subset(font)
        rename(font, style)
        font.save(Path(__file__).with_name(f"DatelineSans-{style}.ttf"))
        font.flavor = "woff2"  # for the browser
        font.save(Path(__file__).with_name(f"DatelineSans-{style}.woff2"))


if __name__ == "__main__":
    main(sys.argv[1])
