"""Frames ▶ an XLSX workbook (ECMA-376) of texts, numbers and dates: no formula, no link, the same bytes each time."""

import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from io import BytesIO
from itertools import count

import polars as pl

LONGEST = 32_767
"""Characters of a cell (Excel specifications and limits)."""
MOST = 1_048_576
"""Rows of a sheet, its header among them."""
_EPOCH = date(1899, 12, 30)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_NOT_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_EXACT = 2**53 - 1
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
    "</styleSheet>"
)


def workbook(sheets: Mapping[str, pl.DataFrame]) -> bytes:
    """A workbook with a sheet for each frame; a text is a text, whatever it begins with. Lists are text."""
    names = list(sheets)
    parts = {
        "[Content_Types].xml": _content_types(len(names)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [*(("worksheet", f"worksheets/sheet{i}.xml") for i, _ in enumerate(names, 1)), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{i}.xml": _sheet(frame) for i, frame in enumerate(sheets.values(), 1)},
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            about = zipfile.ZipInfo(name, _ZIP_TIME)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.create_system = 3  # else it tells the machine
            archive.writestr(about, _HEAD + text, compresslevel=1)
    return packed.getvalue()


def _sheet(frame: pl.DataFrame) -> str:
    named = pl.DataFrame({"name": frame.columns}, schema={"name": pl.String})
    header = "".join(named.select(_text(pl.col("name"), style=1)).to_series())
    cells = [_cell(pl.col(name), kind).fill_null("<c/>") for name, kind in frame.schema.items()]
    rows = frame.head(MOST - 1).select(pl.concat_str(cells)).to_series() if cells else ()
    body = "".join(f"<row>{row}</row>" for row in (header, *rows))
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        f'state="frozen"/></sheetView></sheetViews><sheetData>{body}</sheetData></worksheet>'
    )


def _cell(value: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """A column's values as cells; null where they are."""
    if isinstance(kind, pl.List):
        return _text(value.cast(pl.List(pl.String)).list.join("; "))
    text = _text(value.cast(pl.String))
    if kind == pl.Boolean:
        return pl.format('<c t="b"><v>{}</v></c>', value.cast(pl.Int8))
    if kind == pl.Date:
        days = (value - pl.lit(_EPOCH)).dt.total_days()
        return pl.when(value.dt.year() > 1900).then(pl.format('<c s="2"><v>{}</v></c>', days)).otherwise(text)
    if kind.is_integer():  # beyond it a spreadsheet rounds
        return pl.when(value.is_between(-_EXACT, _EXACT)).then(pl.format("<c><v>{}</v></c>", value)).otherwise(text)
    if kind.is_float():
        return pl.when(value.is_finite()).then(pl.format("<c><v>{}</v></c>", value)).otherwise(text)
    return text


def _text(text: pl.Expr, style: int = 0) -> pl.Expr:
    said = text.str.replace_all(_NOT_XML, "").str.head(LONGEST).str.replace_many(_ESCAPES)
    return pl.format(f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{{}}</t></is></c>', said)


def _relations(found: Iterable[tuple[str, str]]) -> str:
    ids = count(1)
    body = "".join(f'<Relationship Id="rId{next(ids)}" Type="{_OFFICE}/{kind}" Target="{to}"/>' for kind, to in found)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{body}</Relationships>'


def _content_types(sheets: int) -> str:
    parts = [("workbook", "sheet.main"), ("styles", "styles")]
    parts += [(f"worksheets/sheet{i}", "worksheet") for i in range(1, sheets + 1)]
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="/xl/{at}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for at, kind in parts)
        + "</Types>"
    )
