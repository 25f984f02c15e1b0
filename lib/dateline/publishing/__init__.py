"""A figure ▶ one folder: what readers may have, and what the desk needs to stand by it. Written whole or not at all."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import polars as pl

from dateline.charts import Figure, rendering
from dateline.corpus import Corpus
from dateline.errors import ExportError
from dateline.publishing import evidence, folder, note, page, tables
from dateline.publishing.evidence import Evidence
from dateline.publishing.page import link
from dateline.publishing.workbook import workbook

__all__ = ["link", "publish"]

_QUOTED = ("row", "outlet", "day", "title", "surface", "quotation", "url")
IN_PAGE = 100
"""Sentences of each number in the desk's page; readers' holds a tenth of them."""
_Until = str | date | datetime | None


def publish(
    figure: Figure,
    target: str | Path,
    *,
    status: Literal["draft", "embargo", "final"] = "draft",
    until: _Until = None,
    corpus: Corpus | None = None,
    quote: int = 25,
    spreadsheet: bool = False,
) -> Path:
    """Write a figure into the folder `target`, replacing what an earlier run wrote there; give the folder.

    public/ may be given away. chart.svg, chart.png, chart@2x.png, chart.pdf; chart.html: interactive, one file, loads
    nothing. data.csv: the plotted numbers (data-datawrapper.csv too, where Datawrapper wants them otherwise).
    receipts.csv: the articles behind them, quoted in at most `quote` words. alt.txt. note.md: method, collection (of
    `corpus`, if given), versions and checksums. DRAFT.txt or EMBARGO.txt until `status` is "final"; until then
    the pictures say so as well, in a tag at their upper edge.

    desk/ stays in house. receipts.csv: every sentence with the row of data.csv it counts for, article, span and day.
    chart.html: shows them in full, up to 100 a number. data.xlsx, chart.vl.json, and manifest.json: each
    file's size and checksum.

    A CSV holds each text as it is; where a spreadsheet would run one as a formula, NAME-spreadsheet.csv stands beside
    it, with an apostrophe before such texts. `spreadsheet=True` writes that form alone. Raises `ExportError` when the
    chart cannot be drawn, an embargo has no end (`until`), or the folder cannot be written or holds something else;
    what stood there then stays as it was.
    """
    mark = _mark(status, until)
    found = None
    if figure.receipts is not None and "n" in figure.data.columns:
        found = evidence.tie(figure.data, figure.receipts)
    spec = rendering.guard(figure.spec)
    public = _public(figure, spec, _cut(found, quote), mark, safe=spreadsheet)
    public["note.md"] = note.note(figure, public, found, mark, corpus)
    if mark:
        public[f"{status.upper()}.txt"] = f"{mark}\n".encode()
    desk = {
        "chart.html": page.page(figure, spec, found, mark, each=IN_PAGE),
        "chart.vl.json": json.dumps(spec, ensure_ascii=False, default=str).encode(),
        "data.xlsx": workbook(_sheets(figure, found)),
        **(tables.files("receipts", found.receipts, safe=spreadsheet) if found else {}),
    }
    files = {f"public/{name}": data for name, data in public.items()}
    files |= {f"desk/{name}": data for name, data in desk.items()}
    files["desk/manifest.json"] = note.manifest(figure, files, found, mark or "final")
    folder.write(Path(target), files)
    return Path(target)


def _mark(status: str, until: _Until) -> str:
    if status == "final":
        return ""
    if status == "draft":
        return "Draft: not for publication"
    if status != "embargo" or until is None:
        raise ExportError("a status is 'draft', 'final', or 'embargo' with until=, the time it ends")
    said = until.isoformat(sep=" ") if isinstance(until, datetime) else str(until)
    return f"Embargo: not for publication until {said}"


def _public(
    figure: Figure, spec: dict[str, object], found: Evidence | None, mark: str, *, safe: bool
) -> dict[str, bytes]:
    wide = tables.datawrapper(figure.data)
    return {
        **figure.stills(mark),
        "chart.html": page.page(figure, spec, found, mark),
        **tables.files("data", figure.data, safe=safe),
        **(tables.files("data-datawrapper", wide, safe=safe) if wide is not None else {}),
        **(tables.files("receipts", _quoted(found), safe=safe) if found else {}),
        "alt.txt": (figure.alt + "\n").encode(),
    }


def _cut(found: Evidence | None, words: int) -> Evidence | None:
    """The same evidence, each sentence cut to a few words."""
    if found is None:
        return None
    pairs = found.receipts.select("sentence", "surface").iter_rows()
    said = [tables.quotation(sentence or "", " ".join((surface or "").split()), words) for sentence, surface in pairs]
    return Evidence(found.unit, found.wrong, found.receipts.with_columns(sentence=pl.Series(said, dtype=pl.String)))


def _quoted(found: Evidence) -> pl.DataFrame:
    """What readers get of the receipts: those that count, with addresses that can be followed."""
    links = [page.link(url) for url in found.receipts["url"]]
    made = found.receipts.with_columns(quotation="sentence", url=pl.Series(links, dtype=pl.String))
    return made.drop_nulls("row").select(_QUOTED)


def _sheets(figure: Figure, found: Evidence | None) -> dict[str, pl.DataFrame]:
    about = {"title": figure.title, "subtitle": figure.subtitle, "note": figure.note, "alternative text": figure.alt}
    sheets = {"data": figure.data, "about": pl.DataFrame({"what": list(about), "words": list(about.values())})}
    return sheets | ({"receipts": found.receipts} if found else {})
