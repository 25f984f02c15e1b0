"""An article's raw text ▶ its body and its boilerplate, each removed piece with the reason."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from dateline.cleaning import features, model, repeats, rules, spans
from dateline.cleaning.credits import agency_credit, is_statement
from dateline.frames import ARTICLES, TEXTS

__all__ = ["VERSION", "agency_credit", "clean", "removed_by_reason"]

VERSION = "3"
"""Raise it when the same text would be cleaned otherwise: kept layers are made anew."""

REPEATS = 3
"""Articles of one outlet in which a line must stand before it counts as the outlet's own furniture."""
FEW = 5
"""Lines under which a text is too short for the model: rules alone clean it."""
SURE = 50
"""Hundredths of log-odds beyond which the model's word for body goes before the rule for subtitles."""
BATCH = 50_000
"""Lines whose features are held in memory at a time."""

_ODD = "\r\v\f\x85\u2028\u2029"
_BREAK = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")


class Told(NamedTuple):
    """What features and model say of an article's lines: log-odds of body, what each says for it among the others, what
    it is if it is no body; and the numbers of those that the outlet repeats, that a rule should look at, that name an
    agency."""

    odds: list[int]
    gains: list[int]
    kinds: list[str]
    repeated: list[int]
    telling: list[int]
    agency: list[int]


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
    if raw is None:
        return []
    plain = _BREAK.split(raw) if any(mark in raw for mark in _ODD) else raw.split("\n")
    return [line.strip() for line in plain]


def cleaned_rows(
    texts: Sequence[list[str]], outlets: Sequence[str], weights: model.Trees | None = None
) -> Iterator[tuple[str | None, list[dict[str, str]], str | None]]:
    """Text, removed pieces and agency credit of each text, given as its stripped lines; with the shipped weights."""
    filled = [[line for line in lines if line] for lines in texts]
    counts = repeats.count(filled, outlets)
    inside = spans.find(filled, outlets)
    done = 0
    for batch in _batches(filled):
        chosen = filled[batch]
        lines = features.table(counts.slice(done, sum(map(len, chosen))))
        done += lines.height
        for number, told in enumerate(_told(lines, chosen, weights), batch.start):
            yield _clean(texts[number], filled[number], told, inside.get(number, {}))


def _told(lines: pl.DataFrame, texts: Sequence[Sequence[str]], weights: model.Trees | None) -> Iterator[Told]:
    odds = model.log_odds(lines, weights)
    dense = [odds.to_list(), model.gains(lines, odds).to_list(), lines["kind"].to_list()]
    sparse = [
        lines.select(pl.arg_where(chosen)).to_series().to_list()
        for chosen in (pl.col("same") + 1 >= REPEATS, pl.col("telling"), pl.col("agency"))
    ]
    begin = 0
    for text in texts:
        end = begin + len(text)
        cuts = (rows[bisect_left(rows, begin) : bisect_left(rows, end)] for rows in sparse)
        yield Told(*(values[begin:end] for values in dense), *([row - begin for row in rows] for rows in cuts))
        begin = end


def _batches(texts: Sequence[Sequence[str]]) -> Iterator[slice]:
    begin, lines = 0, 0
    for number, text in enumerate(texts):
        lines += len(text)
        if lines >= BATCH or number == len(texts) - 1:
            yield slice(begin, number + 1)
            begin, lines = number + 1, 0


def _clean(
    raw: list[str], lines: list[str], told: Told, inside: dict[int, list[spans.Span]]
) -> tuple[str | None, list[dict[str, str]], str | None]:
    if not lines:
        return None, [], None
    labels = _labels(raw, lines, told) if len(lines) > 1 else {}
    text: list[str] = []
    removed: list[tuple[str, str]] = []
    for number, line in enumerate(lines):
        if number in labels:
            removed.append((labels[number], line))
        elif number in inside:
            left, pieces = spans.cut(line, inside[number])
            text += [left] if left else []
            removed += pieces
        else:
            text.append(line)
    if not text:
        text, removed = lines, []
    credit = [lines[number] for number in told.agency if labels.get(number, "byline") == "byline"]
    agencies = agency_credit(credit) if credit else None
    return "\n".join(text), [{"reason": reason, "text": piece} for reason, piece in removed], agencies


def _labels(raw: list[str], lines: list[str], told: Told) -> dict[int, str]:
    """The lines to take out, by number among the lines that are not blank; none when no line would be left."""
    labels = rules.label(lines, told.repeated, told.telling, _blank(raw, lines))
    if len(lines) >= FEW:
        for number in [number for number, reason in labels.items() if reason == "subtitle"]:
            if told.odds[number] > SURE:
                del labels[number]
        credited = {number for number in told.agency if is_statement(lines[number])}
        body = model.stretches(told.gains, labels)
        guessed = {n: told.kinds[n] for n, kept in enumerate(body) if not kept and n not in credited}
        if len(labels.keys() | guessed.keys()) < len(lines):
            labels = guessed | labels
    return labels if len(labels) < len(lines) else {}


def _blank(raw: list[str], lines: list[str]) -> int | None:
    """How many lines stand before the first blank one that follows any; null when there is none."""
    if len(raw) == len(lines):
        return None
    first = next(number for number, line in enumerate(raw) if line)
    rest = raw[first:]
    return rest.index("") if "" in rest else None
