"""Frames ▶ an XLSX workbook (ECMA-376) of texts, numbers and dates: no formula, no link, the same bytes each time."""

import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from html import escape
from io import BytesIO
from itertools import count
from math import isfinite

import polars as pl

LONGEST = 32_767
"""Characters of a cell (Excel specifications and limits)."""
MOST = 1_048_576
"""Rows of a sheet, its header among them."""
_EPOCH = date(1899, 12, 30)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
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
            archive.writestr(about, _HEAD + text)
    return packed.getvalue()


def _sheet(frame: pl.DataFrame) -> str:
    header = "".join(_text(name, 1) for name in frame.columns)
    rows = ("".join(map(_cell, row)) for row in frame.head(MOST - 1).iter_rows())
    body = "".join(f"<row>{row}</row>" for row in (header, *rows))
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        f'state="frozen"/></sheetView></sheetViews><sheetData>{body}</sheetData></worksheet>'
    )


def _cell(value: object) -> str:
    match value:
        case None:
            cell = "<c/>"
        case bool():
            cell = f'<c t="b"><v>{int(value)}</v></c>'
        case int() if abs(value) < 2**53:  # above it a spreadsheet rounds
            cell = f"<c><v>{value}</v></c>"
        case float() if isfinite(value):
            cell = f"<c><v>{value!r}</v></c>"
        case date() if not isinstance(value, datetime) and value.year > 1900:
            cell = f'<c s="2"><v>{(value - _EPOCH).days}</v></c>'
        case list():
            cell = _text("; ".join(map(str, value)))
        case _:
            cell = _text(str(value))
    return cell


def _text(text: str, style: int = 0) -> str:
    said = escape(_NOT_XML.sub("", text)[:LONGEST], quote=False).replace("\r", "&#13;")
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


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
