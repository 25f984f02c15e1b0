"""What a figure is made from, written from the figure, its evidence and its corpus: note.md and manifest.json."""

import hashlib
import html
import importlib.metadata
import json
import re
from collections.abc import Mapping
from datetime import date

import polars as pl

from dateline import collection
from dateline.charts import Figure
from dateline.corpus import Corpus
from dateline.counting import ALL
from dateline.frames import ATTENTION, CARRIED, DISTINCTIVE, NAMED, SHARES
from dateline.publishing.evidence import Evidence

PACKAGES = ("dateline", "polars", "altair", "vl-convert-python")
_MARKDOWN = re.compile(r"[\\`*_\[\]#|~]|^[-+=]|(?<=^\d)[.)]")


def markdown(text: str) -> str:
    """A text that stays text in Markdown and HTML.

    >>> markdown("<b>*Talks*</b>")
    '&lt;b&gt;\\\\*Talks\\\\*&lt;/b&gt;'
    """
    return _MARKDOWN.sub(r"\\\g<0>", html.escape(" ".join(text.split()), quote=False))


def note(
    figure: Figure, files: Mapping[str, bytes], found: Evidence | None, status: str, corpus: Corpus | None
) -> bytes:
    """The note as Markdown: what the figure says, how it was made, from what, and its files with their checksums."""
    listed = [f"- `{name}`: SHA-256 `{_sha256(data)}`" for name, data in sorted(files.items())]
    parts = [
        f"# {markdown(figure.title)}",
        markdown(figure.subtitle),
        f"**{markdown(status)}**" if status else "",
        "## Method and source",
        *(markdown(part) for part in figure.note.split("\n")),
        "## Numbers",
        "\n".join(f"- {line}" for line in _numbers(figure.data, found)),
        *_columns(figure.data),
        *(["## Collection", *_collection(corpus), *_by_hand(corpus)] if corpus else []),
        "## Alternative text",
        markdown(figure.alt),
        "## Files",
        "\n".join(listed),
        "Made with " + ", ".join(f"{name} {number}" for name, number in versions().items()) + ".",
    ]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def manifest(figure: Figure, files: Mapping[str, bytes], found: Evidence | None, status: str) -> bytes:
    """Every file with its size and checksum, what it was made from, and by what, as JSON; no time, so it is stable."""
    articles = sorted(found.receipts["article_id"].unique().to_list()) if found else []
    made = {
        "title": figure.title,
        "status": status,
        "made_with": versions(),
        "inputs": {
            "numbers": figure.data.height,
            "receipts": 0 if figure.receipts is None else figure.receipts.height,
            "articles": len(articles),
            "articles_sha256": _sha256("\n".join(articles).encode()),
        },
        "counted_again": {"unit": found.unit, "rows_that_differ": list(found.wrong)} if found else None,
        "files": {name: {"bytes": len(data), "sha256": _sha256(data)} for name, data in sorted(files.items())},
    }
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def versions() -> dict[str, str]:
    """What the figure is made with."""
    return {name: importlib.metadata.version(name) for name in PACKAGES}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _numbers(data: pl.DataFrame, found: Evidence | None) -> list[str]:
    """The data in words: how many numbers, over which period and groups, and what stands behind them."""
    said = [f"data.csv has {data.height:,} rows, one for each number that is plotted."]
    for name in ("period", "day"):
        first, last = (data[name].min(), data[name].max()) if name in data.columns else (None, None)
        if isinstance(first, date) and isinstance(last, date):
            said.append(f"Its {data[name].n_unique():,} {name}s run from {_day(first)} to {_day(last)}"
                        + (", each named by its first day." if name == "period" else "."))  # fmt: skip
    for name in ("group", "outlet"):
        if name in data.columns and (name == "group" or "group" not in data.columns):
            groups = data[name].unique().drop_nulls().sort().to_list()
            more = f" and {len(groups) - 30:,} more" if len(groups) > 30 else ""
            outlets = f"{_count(len(groups), 'outlet')}: {markdown(', '.join(groups[:30]))}{more}."
            said.append("All outlets together." if groups == [ALL] else outlets)
    if {"n", "total"} <= set(data.columns) and "name" not in data.columns:
        said.append(f"Summed over the rows, {data['n'].sum():,} of {data['total'].sum():,} hold what was counted.")
    if found is None:
        return said
    counted = found.receipts.drop_nulls("row")
    said.append(
        f"Behind them stand {counted.height:,} sentences in {counted['article_id'].n_unique():,} articles, which are "
        f"{counted['story_id'].n_unique():,} stories."
    )
    if none := found.receipts["row"].null_count():
        said.append(f"{none:,} sentences more count for no number: their text is not complete, or has no date.")
    if found.unit:
        said.append(f"Every number was counted again from its sentences, by {found.unit}.")
    else:
        said.append(
            f"{len(found.wrong):,} of {data.height:,} numbers could not be counted again from the sentences: "
            "do not publish before this is understood."
        )
    said.append("How often the words counted mean what is meant was not measured: read a sample of the sentences.")
    return said


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _columns(data: pl.DataFrame) -> list[str]:
    """What the columns of the frame that was plotted mean; nothing for other data."""
    frame = max(
        (SHARES, ATTENTION, NAMED, DISTINCTIVE, CARRIED), key=lambda frame: len(set(frame.columns) & set(data.columns))
    )
    known = [name for name in data.columns if name in frame.columns]
    if len(known) < 4:
        return []
    return ["## Columns of data.csv", "\n".join(f"- `{name}`: {markdown(frame.columns[name][1])}." for name in known)]


def _collection(corpus: Corpus) -> list[str]:
    """What was collected, outlet by outlet, with its gaps and caps; copies; what was set aside; what this forbids."""
    catalogue = corpus.catalogue()
    profile = collection.profile(catalogue)
    rows = profile.select(
        "outlet", "articles", "full_texts", "undated", "first_day", "last_day", "days_seen", "days_expected",
        "likely_cap",
    )  # fmt: skip
    lines = ["| " + " | ".join(name.replace("_", " ") for name in rows.columns) + " |", "|---" * rows.width + "|"]
    lines += [
        "| " + " | ".join("" if cell is None else markdown(str(cell)) for cell in row) + " |"
        for row in rows.iter_rows()
    ]
    full = catalogue.filter(pl.col("text_kind") == "full")
    aside = corpus.rejects().group_by("reason").agg(n=pl.len()).sort("n", "reason", descending=[True, False]).collect()
    return [
        f"Period: {collection.period(profile)}.",
        "\n".join(lines),
        f"Copies: the {full.height:,} full texts are {full['story_id'].n_unique():,} stories. "
        "What pages say around an article was taken out of the texts before anything was counted. Set aside when read: "
        + (markdown(", ".join(f"{n:,} ({why})" for why, n in aside.iter_rows())) or "nothing")
        + ".",
        "\n".join(f"- {markdown(line)}" for line in collection.limits(profile)),
    ]


def _by_hand(corpus: Corpus) -> list[str]:
    """How much was corrected by hand, and what of it no longer fits; nothing where nothing was."""
    report = corpus.decisions.report().filter(pl.col("status") != "elsewhere")
    if not report.height:
        return []
    counted = dict(report["status"].value_counts().iter_rows())
    moved, unfit = counted.get("moved", 0), counted.get("unfit", 0)
    applied = counted.get("applied", 0) + moved
    return [f"Corrected by hand: {applied:,} places in texts, {moved:,} of them found again by their sentence.",
            f"Decisions that no longer fit, and change nothing: {unfit:,}."]  # fmt: skip
