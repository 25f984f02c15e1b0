"""A figure ▶ one HTML file: interactive, complete, loading nothing and running nothing but its own script."""

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from dateline.charts import Figure, rendering
from dateline.publishing import evidence
from dateline.publishing.evidence import Evidence

HERE = Path(__file__).parent
MOST = 1_000
"""Rows of the table in the page; the rest stand in data.csv."""
_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>{title}</title><link rel="icon" href="data:,"><style>{style}</style></head>
<body><main>{status}<h1>{title}</h1><p class="subtitle">{subtitle}</p>
<figure><div id="chart" role="region" aria-label="Chart" aria-describedby="words"></div>
<figcaption class="note">{note}</figcaption></figure>
<noscript><p>The chart needs JavaScript; its numbers stand below.</p></noscript>
{panel}<details><summary>The chart in words</summary><p id="words">{alt}</p></details>
<details><summary>The numbers as a table</summary><div class="scroll" tabindex="0" role="region" \
aria-label="Numbers">{table}</div></details></main>
<script type="application/json" id="figure">{data}</script>
<script type="module">{script}</script></body></html>
"""
_PANEL = """<p class="hint">Choose a point of the chart, or a row of the table, to read the sentences behind it.</p>
<section id="receipts" aria-label="Sentences" hidden><h2 tabindex="-1"></h2><ol></ol><p class="hint"></p>
<button type="button">Close the sentences</button></section>
"""


def page(figure: Figure, spec: Mapping[str, Any], found: Evidence | None, status: str = "", *, each: int = 10) -> bytes:
    """The figure as a page that is read by eye, ear, keyboard and on a phone, light or dark.

    Takes a specification that `guard` has passed, and what `evidence.tie` gives, or null; the sentences behind a point
    or a row of the table are then shown on request, `each` of every number, spread over outlets and days. Text
    of articles is only ever text in it, and a link leads to http or https.
    """
    behind, held = _receipts(found, each) if found else ([], {})
    rows: list[dict[str, Any]] = [
        {"row": number, "label": _label(figure.data, keys, number), "keys": keys, "receipts": held.get(number, 0),
         "n": figure.data["n"][number - 1] if "n" in figure.data.columns else None}
        for number, keys in enumerate(evidence.keys(figure.data), 1)
    ]  # fmt: skip
    narrow = figure.narrow and rendering.guard(figure.narrow)
    made = _PAGE.format(
        lang=figure.locale, policy=policy(script()), style=_style(), title=html.escape(figure.title),
        panel=_PANEL if behind else "",
        subtitle=html.escape(figure.subtitle), note=_paragraphs(figure.note), alt=html.escape(figure.alt),
        status=f'<p class="status">{html.escape(status)}</p>' if status else "",
        table=_table(figure.data, held, [row["label"] for row in rows]),
        data=_json({"spec": _bare(spec), "phone": narrow and _bare(narrow), "rows": rows, "receipts": behind}),
        script=script(),
    )  # fmt: skip
    return made.encode()


def policy(source: str) -> str:
    """The content security policy of a page whose only script is `source`."""
    said = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{said}'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def script() -> str:
    """Vega and page.js as one script that can stand between script tags."""
    made = rendering.bundled((HERE / "page.js").read_text("utf8"))
    return made.replace("\r", "").replace("</script", "<\\/script").replace("<!--", "<\\!--")


@cache
def _style() -> str:
    faces = "".join(
        f'@font-face {{ font-family: "Dateline Sans"; font-weight: {weight}; '
        f"src: url(data:font/woff2;base64,{data}) format('woff2'); }}\n"
        for weight, data in rendering.faces().items()
    )
    return faces + (HERE / "page.css").read_text("utf8")


def _json(value: object) -> str:
    """JSON that can stand between script tags.

    >>> _json("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _bare(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The chart without headline, note and margins: the page says them in its own words."""
    bare = {key: value for key, value in spec.items() if key != "title"}
    parts = bare.get("vconcat", [])
    if len(parts) == 1:
        bare["vconcat"] = [{key: value for key, value in parts[0].items() if key != "title"}]
    return bare | {"config": bare.get("config", {}) | {"padding": 4, "background": "transparent"}}


def _receipts(found: Evidence, each: int) -> tuple[list[dict[str, Any]], dict[int, int]]:
    """At most `each` sentences of every number, evenly apart in their order; and how many there are of it."""
    columns = ("row", "outlet", "day", "title", "url", "surface", "sentence")
    behind = found.receipts.drop_nulls("row").select(columns)
    at, of = pl.int_range(pl.len()).over("row"), pl.len().cast(pl.Int64).over("row")
    rows = behind.filter((of <= each) | (at * each // of > (at - 1) * each // of)).iter_rows(named=True)
    return [
        {"row": row["row"], "outlet": row["outlet"], "day": row["day"] and row["day"].isoformat(),
         "title": row["title"], "url": link(row["url"]), "said": _around(row["sentence"] or "", row["surface"] or "")}
        for row in rows
    ], dict(behind.group_by("row").len().iter_rows())  # fmt: skip


@lru_cache(maxsize=100_000)
def link(url: str | None) -> str | None:
    """An address a reader may follow, or null.

    >>> link("https://news.example/a"), link("javascript:alert(1)")
    ('https://news.example/a', None)
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _around(sentence: str, surface: str) -> list[str]:
    """What stands before the words, the words, and what stands after them."""
    surface = " ".join(surface.split())
    before, words, after = sentence.partition(surface) if surface else (sentence, "", "")
    return [before, words, after]


def _label(data: pl.DataFrame, keys: list[list[str]], number: int) -> str:
    named = ", ".join(ways[0] for ways in keys) or f"row {number}"
    n = data["n"][number - 1] if "n" in data.columns else None
    return named if n is None else f"{named}: {n:,}"


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n") if part.strip())


def _table(data: pl.DataFrame, held: Mapping[int, int], labels: list[str]) -> str:
    kinds = ["number" if kind.is_numeric() else "text" for kind in data.dtypes]
    heads = [
        f'<th scope="col" class="{kind}">{html.escape(name.replace("_", " "))}</th>'
        for name, kind in zip(data.columns, kinds, strict=True)
    ]
    body = []
    for number, row in enumerate(data.head(MOST).iter_rows(), 1):
        cells = [f'<td class="{kind}">{html.escape(_said(v))}</td>' for v, kind in zip(row, kinds, strict=True)]
        if held:
            cells.append(f"<td>{_button(number, labels[number - 1]) if number in held else ''}</td>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    more = f"<p>The first {MOST:,} of {data.height:,} rows; all are in data.csv.</p>" if data.height > MOST else ""
    heads += ['<th scope="col">sentences</th>'] if held else []
    return f"<table><thead><tr>{''.join(heads)}</tr></thead><tbody>{''.join(body)}</tbody></table>{more}"


def _button(number: int, label: str) -> str:
    label = html.escape(f"Read the sentences behind {label}")
    return f'<button type="button" data-row="{number}" aria-label="{label}">Read</button>'


def _said(value: object) -> str:
    match value:
        case None:
            return ""
        case bool() | date():
            return str(value)
        case float():
            return f"{value:.4g}"
        case int():
            return f"{value:,}" if abs(value) < 10**6 else str(value)
        case list():
            return "; ".join(map(str, value))
        case _:
            return str(value)
