"""An article's raw text ▶ its body and its boilerplate, each removed piece with the reason."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from dateline.cleaning import features, model, repeats, rules, spans
from dateline.cleaning.credits import agency_credit, is_statement
from dateline.frames import ARTICLES, TEXTS

__all__ = ["VERSION", "agency_credit", "clean", "removed_by_reason"]

VERSION = "4"
"""Raise it when the same text would be cleaned otherwise: kept layers are made anew."""

REPEATS = 3
"""Articles of one outlet in which a line must stand before it counts as the outlet's own furniture."""
FEW = 5
"""Lines under which a text is too short for the model: rules alone clean it."""
SURE = 50
"""Hundredths of log-odds beyond which the model's word for body goes before the rule for subtitles."""
BATCH = 50_000
"""Lines whose features are held in memory at a time."""

_BREAK = r"\r\n|[\r\v\f\x{85}\x{2028}\x{2029}]"
_SPACE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())

Row = tuple[str | None, list[tuple[str, str]], str | None]
"""A text's body, what was removed (reason, text), and whom it credits."""


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
    rows = list(cleaned_rows(lines_of(articles["text_raw"]), articles["outlet"].fill_null("").to_list()))
    texts, removed, agencies = zip(*rows, strict=True) if rows else ((), (), ())
    made = {name: pl.Series(name, kept, pl.String) for name, kept in (("text", texts), ("agency_credit", agencies))}
    plain = articles.drop(*(name for name in TEXTS.columns if name != "article_id"), strict=False)
    return plain.with_columns(made["text"], _nested(removed), made["agency_credit"])


def _nested(removed: Sequence[Sequence[tuple[str, str]]]) -> pl.Series:
    """The pieces of each article as a list of structs: made from a flat table, which is several times as fast."""
    flat = [(number, *piece) for number, pieces in enumerate(removed) for piece in pieces]
    schema = {"row": pl.UInt32, "reason": pl.String, "text": pl.String}
    made = pl.DataFrame(flat, schema, orient="row").group_by("row").agg(removed=pl.struct("reason", "text"))
    every = pl.DataFrame({"row": range(len(removed))}, {"row": pl.UInt32})
    return every.join(made, on="row", how="left", maintain_order="left")["removed"].fill_null([])


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


def lines_of(raws: pl.Series) -> pl.DataFrame:
    """The lines of texts that are not blank, stripped: article (its number here), line, and whether a blank one stands
    before it.

    >>> lines_of(pl.Series(["A tea.\\r\\n\\n Rain.", None, " Sun"])).rows()
    [(0, 'A tea.', False), (0, 'Rain.', True), (2, 'Sun', False)]
    """
    line, article = pl.col("line"), pl.int_range(pl.len(), dtype=pl.Int32).alias("article")
    split = raws.to_frame("line").select(article, line.str.replace_all(_BREAK, "\n").str.split("\n")).explode("line")
    split = split.with_columns(line.str.strip_chars(_SPACE))
    blank = ((line.shift(1) == "") & (pl.col("article").shift(1) == pl.col("article"))).fill_null(value=False)
    return split.with_columns(blank=blank).filter(line != "")


def cleaned_rows(lines: pl.DataFrame, outlets: Sequence[str], weights: model.Trees | None = None) -> Iterator[Row]:
    """Text, removed pieces and agency credit of each text, given as `lines_of` has them; with the shipped weights."""
    sizes = [0] * len(outlets)
    for article, size in lines["article"].rle().struct.unnest().select("value", "len").iter_rows():
        sizes[article] = size
    counts = repeats.count(lines, outlets)
    inside = spans.find(lines, outlets)
    flat = lines["line"].to_list()
    blank = lines.select(pl.arg_where(pl.col("blank"))).to_series().to_list()
    begin = 0
    for batch in _batches(sizes):
        table = features.table(counts.slice(begin, sum(sizes[batch])))
        for number, told in enumerate(_told(table, sizes[batch], weights), batch.start):
            end = begin + sizes[number]
            first = bisect_right(blank, begin)
            head = blank[first] - begin if first < len(blank) and blank[first] < end else None
            yield _clean(flat[begin:end], head, told, inside.get(number, {}))
            begin = end


def _told(lines: pl.DataFrame, sizes: Sequence[int], weights: model.Trees | None) -> Iterator[Told]:
    odds = model.log_odds(lines, weights)
    dense = [odds.to_list(), model.gains(lines, odds).to_list(), lines["kind"].to_list()]
    sparse = [
        lines.select(pl.arg_where(chosen)).to_series().to_list()
        for chosen in (pl.col("same") + 1 >= REPEATS, pl.col("telling"), pl.col("agency"))
    ]
    begin = 0
    for size in sizes:
        end = begin + size
        cuts = (rows[bisect_left(rows, begin) : bisect_left(rows, end)] for rows in sparse)
        yield Told(*(values[begin:end] for values in dense), *([row - begin for row in rows] for rows in cuts))
        begin = end


def _batches(sizes: Sequence[int]) -> Iterator[slice]:
    begin, lines = 0, 0
    for number, size in enumerate(sizes):
        lines += size
        if lines >= BATCH or number == len(sizes) - 1:
            yield slice(begin, number + 1)
            begin, lines = number + 1, 0


def _clean(lines: list[str], blank: int | None, told: Told, inside: dict[int, list[spans.Span]]) -> Row:
    if not lines:
        return None, [], None
    labels = _labels(lines, blank, told) if len(lines) > 1 else {}
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
    return "\n".join(text), removed, agencies


def _labels(lines: list[str], blank: int | None, told: Told) -> dict[int, str]:
    """The lines to take out, by number; none when no line would be left."""
    labels = rules.label(lines, told.repeated, told.telling, blank)
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
