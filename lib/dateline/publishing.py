"""A figure ▶ one folder: the chart, its numbers, the sentences behind them, and a note. Written whole or not at all."""

import errno
import hashlib
import html
import importlib.metadata
import re
import shutil
import tempfile
from pathlib import Path

import polars as pl

from dateline.charts.figure import Figure
from dateline.errors import ExportError

_FORMULA = r"^[\s\x00-\x1f]*[=+\-@\t\r＝＋－＠]"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~>-])")
_PACKAGES = ("dateline", "polars", "altair", "vl-convert-python")


def publish(figure: Figure, folder: str | Path) -> Path:
    """Write a figure into `folder`, replacing what an earlier run wrote there; give the folder.

    chart.svg, chart.png (twice its size): the chart, with its alternative text inside.
    data.csv: the plotted numbers. receipts.csv: the sentences behind them, when the figure carries them.
    alt.txt: the alternative text. note.md: title, unit, method, files with their checksums, and versions.

    In CSV files a text that a spreadsheet would run as a formula has an apostrophe before it. Raises `ExportError`
    when the chart cannot be drawn or the folder cannot be written; an earlier folder then stays as it was.
    """
    target = Path(folder)
    files: dict[str, bytes] = {
        "chart.svg": figure.svg().encode(),
        "chart.png": figure.png(),
        "data.csv": spreadsheet_csv(figure.data),
        "alt.txt": (figure.alt + "\n").encode(),
    }
    if figure.receipts is not None:
        files["receipts.csv"] = spreadsheet_csv(figure.receipts)
    files["note.md"] = note(figure, files).encode()
    try:
        _replace(target, files)
    except OSError as error:
        raise ExportError(f"{target} cannot be written: {error.strerror}; what stood there is unharmed") from error
    return target


def spreadsheet_csv(frame: pl.DataFrame) -> bytes:
    """A frame as UTF-8 CSV in which no text starts a formula; numbers and dates are as they are.

    >>> spreadsheet_csv(pl.DataFrame({"title": ["=1+1", "Talks"], "n": [-1, 2]})).decode().splitlines()
    ['title,n', "'=1+1,-1", 'Talks,2']
    """
    flat = frame.with_columns(
        pl.col(name).list.join("; ") for name, kind in frame.schema.items() if kind == pl.List(pl.String)
    )
    text = pl.col(pl.String)
    guarded = flat.with_columns(
        pl.when(text.str.contains(_FORMULA)).then(pl.format("'{}", text)).otherwise(text).name.keep()
    )
    return guarded.write_csv().encode()


def markdown(text: str) -> str:
    """A text that stays text in Markdown and HTML.

    >>> markdown("<b>*Talks*</b>")
    '&lt;b&gt;\\\\*Talks\\\\*&lt;/b&gt;'
    """
    return _MARKDOWN.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False)).replace("\\>", "&gt;")


def note(figure: Figure, files: dict[str, bytes]) -> str:
    """The note as Markdown: what the figure says, how it was made, and its files."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    listed = "\n".join(
        f"- `{name}`: SHA-256 `{hashlib.sha256(data).hexdigest()}`" for name, data in sorted(files.items())
    )
    method = "\n\n".join(markdown(part) for part in figure.note.split("\n"))
    return (
        f"# {markdown(figure.title)}\n\n{markdown(figure.subtitle)}\n\n## Method and source\n\n{method}\n\n"
        f"## Alternative text\n\n{markdown(figure.alt)}\n\n## Files\n\n{listed}\n\nMade with {versions}.\n"
    )


def _replace(target: Path, files: dict[str, bytes]) -> None:
    """Write beside the target, then change places."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise NotADirectoryError(errno.ENOTDIR, "a file or link is in its place")
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        made.chmod(0o755)
        for name, data in files.items():
            (made / name).write_bytes(data)
        if target.exists():
            old = made.with_name(made.name + "-old")
            target.replace(old)
            try:
                made.replace(target)
            except BaseException:
                old.replace(target)
                raise
            shutil.rmtree(old, ignore_errors=True)
        else:
            made.replace(target)
    finally:
        shutil.rmtree(made, ignore_errors=True)
