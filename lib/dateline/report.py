"""Executed notebooks ▶ static pages that run nothing and load nothing."""

import html
import re
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

import bleach
import nbformat
from markupsafe import Markup
from nbconvert import HTMLExporter

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE = """
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 17px/1.5 Georgia, serif; color: #1a1a1a; }
h1, h2, h3, nav, table, .output_text { font-family: 'Source Sans 3', 'Open Sans', sans-serif; }
h1 { line-height: 1.2; } img { max-width: 100%; height: auto; } nav { font-size: 15px; }
a { color: #1d5d8c; } .anchor-link { display: none; }
table { border-collapse: collapse; font-size: 14px; display: block; overflow-x: auto; }
td, th { padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #dedede; text-align: left; vertical-align: top; }
td.date { white-space: nowrap; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
pre { white-space: pre-wrap; overflow-x: auto; font-size: 14px; }
"""
_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "dd",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "hr",
        "i",
        "li",
        "ol",
        "p",
        "pre",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_STYLE_BLOCK = re.compile(r"<style.*?</style>", re.DOTALL | re.IGNORECASE)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}"><title>{title}</title><style>{style}</style></head>
<body>{nav}<main>{body}</main></body></html>
"""


def write(books: Sequence[tuple[Path, nbformat.NotebookNode]], folder: Path) -> Path:
    """One page a notebook and an index.html that lists them; give the index. Code is left to the notebooks."""
    folder.mkdir(parents=True, exist_ok=True)
    titles = [(path.with_suffix(".html").name, _title(book, path)) for path, book in books]
    for (name, title), (_, book) in zip(titles, books, strict=True):
        (folder / name).write_text(
            _page(title, '<nav><a href="index.html">All notebooks</a></nav>', _body(book)), "utf8"
        )
    items = "".join(f'<li><a href="{html.escape(name)}">{html.escape(title)}</a></li>' for name, title in titles)
    index = folder / "index.html"
    index.write_text(_page("dateline report", "", f"<h1>Report</h1><ol>{items}</ol>"), "utf8")
    return index


def _page(title: str, nav: str, body: str) -> str:
    return _PAGE.format(policy=_POLICY, style=_STYLE, title=html.escape(title), nav=nav, body=body)


def _title(book: nbformat.NotebookNode, path: Path) -> str:
    first = next((cell.source for cell in book.cells if cell.cell_type == "markdown"), "")
    return first.splitlines()[0].lstrip("# ").strip() if first else path.stem


def _body(book: nbformat.NotebookNode) -> str:
    shown = deepcopy(book)
    for cell in shown.cells:
        for output in cell.get("outputs", []):
            for kind in [kind for kind in output.get("data", {}) if "widget" in kind or "javascript" in kind]:
                del output["data"][kind]
    exporter = HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_output_prompt=True,
        sanitize_html=True,
        mathjax_url="",
        require_js_url="",
        jquery_url="",
    )
    exporter.register_filter("clean_html", clean)
    body, _ = exporter.from_notebook_node(shown)
    return str(body)


def clean(markup: object) -> Markup:
    """Markup with the tags of plain prose and tables alone; all else is text.

    >>> clean("<p>Talks <script>alert(1)</script></p>")
    Markup('<p>Talks &lt;script&gt;alert(1)&lt;/script&gt;</p>')
    """
    text = _STYLE_BLOCK.sub("", str(markup))
    cleaned = bleach.clean(text, tags=_TAGS, attributes={"*": ["class", "id"], "a": ["href", "title"]})
    return Markup(cleaned)  # noqa: S704  cleaned on the line before
