"""An article's raw text ▶ its body and its boilerplate, each removed piece with the reason."""

import re
from collections.abc import Iterator, Sequence

import polars as pl

from dateline.cleaning import features, model, repeats, rules
from dateline.cleaning.credits import agency_credit
from dateline.frames import ARTICLES, TEXTS

__all__ = ["VERSION", "agency_credit", "clean", "removed_by_reason"]

VERSION = "2"
"""Raise it when the same text would be cleaned otherwise: kept layers are made anew."""

REPEATS = 3
"""Articles of one outlet in which a line must stand before it counts as the outlet's own furniture."""
FEW = 5
"""Lines under which a text is too short for the model: rules alone clean it."""
BATCH = 50_000
"""Lines whose features are held in memory at a time."""

_BREAK = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")


def clean(articles: pl.DataFrame) -> pl.DataFrame:
    """Body, removed pieces and agency credits of articles.

    Takes article_id, outlet, text_raw (one block a line). Gives the same rows with the columns of frames.TEXTS:
    `text` (body, one paragraph a line), `removed` (struct reason, text, in reading order) and `agency_credit`.
    Body and removed pieces together are `text_raw`, but for the space around them. A line that stands in three or
    more articles of an outlet is that outlet's furniture (for the signal: Kohlschütter et al. 2010; repeats across a
    site's pages). The rest is judged by a small line model (`cleaning.model`), which needs no other article.
    Raises `DatelineError` when a column is missing.

    >>> raw = "WORLD\\n2 min read\\nTalks open\\nJune 2, 2025\\n\\nThey met on Monday.\\n\\nExplore\\nPort opens"
    >>> row = clean(pl.DataFrame({"article_id": ["a"], "outlet": ["X"], "text_raw": [raw]})).row(0, named=True)
    >>> row["text"], [piece["reason"] for piece in row["removed"]]
    ('They met on Monday.', ['kicker', 'reading time', 'title', 'date line', 'headline list', 'headline list'])
    """
    ARTICLES.require(articles, "article_id", "outlet", "text_raw")
    texts = [_lines(raw) for raw in articles["text_raw"]]
    rows = list(cleaned_rows(texts, articles["outlet"].fill_null("").to_list()))
    schema = {name: kind for name, kind in TEXTS.schema.items() if name != "article_id"}
    made = pl.DataFrame(rows, schema=schema, orient="row")
    return pl.concat([articles.drop(*schema, strict=False), made], how="horizontal")


def removed_by_reason(cleaned: pl.DataFrame) -> pl.DataFrame:
    """What cleaning took out: outlet, reason, pieces, words; takes outlet and removed, the most words first.

    >>> piece = [{"reason": "related", "text": "Read also: port opens"}]
    >>> removed_by_reason(pl.DataFrame({"outlet": ["X"], "removed": [piece]})).rows()
    [('X', 'related', 1, 4)]
    """
    pieces = cleaned.select("outlet", "removed").explode("removed").drop_nulls("removed").unnest("removed")
    counted = pieces.group_by("outlet", "reason").agg(
        pieces=pl.len().cast(pl.Int64), words=pl.col("text").str.count_matches(r"\w+").sum().cast(pl.Int64)
    )
    return counted.sort("words", "outlet", "reason", descending=[True, False, False])


def _lines(raw: str | None) -> list[str]:
    return [line.strip() for line in _BREAK.split(raw or "")]


def cleaned_rows(
    texts: Sequence[list[str]], outlets: Sequence[str], weights: model.Trees | None = None
) -> Iterator[tuple[str | None, list[dict[str, str]], str | None]]:
    """Text, removed pieces and agency credit of each text, given as its stripped lines; with the shipped weights."""
    filled = [[line for line in lines if line] for lines in texts]
    counts = repeats.count(filled, outlets)
    done = 0
    for batch in _batches(filled):
        chosen = filled[batch]
        lines = features.table(chosen, counts.slice(done, sum(map(len, chosen))))
        done += lines.height
        body = model.body(model.log_odds(lines, weights), map(len, chosen))
        hints = lines.select("same", (pl.col("flags") > 0) & (pl.col("chars") <= features.CUT), "agency").rows()
        begin = 0
        for raw, own, kept in zip(texts[batch], chosen, body, strict=True):
            yield _clean(raw, own, kept, hints[begin : begin + len(own)])
            begin += len(own)


def _batches(texts: Sequence[Sequence[str]]) -> Iterator[slice]:
    begin, lines = 0, 0
    for number, text in enumerate(texts):
        lines += len(text)
        if lines >= BATCH or number == len(texts) - 1:
            yield slice(begin, number + 1)
            begin, lines = number + 1, 0


def _clean(
    raw: list[str], lines: list[str], body: list[bool], hints: list[tuple[float, bool, bool]]
) -> tuple[str | None, list[dict[str, str]], str | None]:
    if not lines:
        return None, [], None
    at = [number for number, line in enumerate(raw) if line]
    repeated = {at[n] for n, (same, _, _) in enumerate(hints) if same + 1 >= REPEATS}
    telling = {at[n] for n, (_, tells, _) in enumerate(hints) if tells}
    labels = rules.label(raw, repeated, telling) if len(lines) > 1 else {}
    if len(lines) >= FEW:
        guessed = {n: rules.guess(lines[k]) for k, n in enumerate(at) if not (body[k] or n in labels)}
        if len(labels) + len(guessed) < len(lines):
            labels |= guessed
    if len(labels) == len(lines):
        labels = {}
    removed = [{"reason": labels[n], "text": raw[n]} for n in at if n in labels]
    credit = agency_credit([line for line, (_, _, agency) in zip(lines, hints, strict=True) if agency])
    return "\n".join(raw[n] for n in at if n not in labels), removed, credit
